"""Changing values in the text of a file: what changes, what stays, what is refused."""

import pytest

from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.edit import CannotEdit, edit
from reconciler.yaml12.patch import Drop, Edit, Put

PERIOD = {"refCode": "p3", "startDate": "2027-03-01"}


def changed(text: str, *edits: Edit, path: str = "a.yaml") -> str:
    """The text of a file after some changes."""
    return edit(document(text, path), edits).text


def document(text: str, path: str = "a.yaml") -> Document:
    """A file that can be read."""
    found = read_document(path, text.encode())
    assert isinstance(found, Document), found
    return found


def refused(text: str, *edits: Edit) -> list[tuple[str, str]]:
    """Codes and messages of what stands in the way of some changes."""
    with pytest.raises(CannotEdit) as caught:
        changed(text, *edits)
    return [(each.code.slug, each.message) for each in caught.value.findings]


@pytest.mark.parametrize(
    ("before", "value", "after"),
    [
        ("a: x # why", "y", "a: y # why"),
        ("a: x", "no", 'a: "no"'),
        ("a: x", "12:30", 'a: "12:30"'),
        ("a: x", "010", 'a: "010"'),
        ("a: x", "2027-10-02", "a: 2027-10-02"),
        ("a: x", "k: v", 'a: "k: v"'),
        ("a: x", "v #1", 'a: "v #1"'),
        ("a: x", 'say "x"', 'a: say "x"'),
        ("a: x", '{"b":1}', "a: '{\"b\":1}'"),
        ("a: x", "it's {b}", "a: it's {b}"),
        ("a: x", "", 'a: ""'),
        ("a: x", " b ", 'a: " b "'),
        ("a: x", "b\nc\t\x7f\u2028", 'a: "b\\nc\\t\\u007f\\u2028"'),
        ("a: x", "\U000e0001", 'a: "\\U000E0001"'),
        ("a: 'x'", "y", "a: 'y'"),
        ("a: 'x'", "it's", "a: 'it''s'"),
        ("a: 'x'", "b\n", 'a: "b\\n"'),
        ('a: "x"', "y", 'a: "y"'),
        ('a: "x"', 'b"\\', 'a: "b\\"\\\\"'),
        ("a: x", True, "a: true"),
        ("a: 1", 2, "a: 2"),
        ("a: 1", 7998987987986876867, "a: 7998987987986876867"),
        ("a: x\n  y\n  z", "w", "a: w"),
        ("a: |  # why\n  x\n  y\n\nb: 1", "w", "a: w # why\n\nb: 1"),
        ("a: >-\n  x\n  y", "w", "a: w"),
        ("a: &unused x", "w", "a: w"),
        ("{a: x, b: 1}", "y, z", '{a: "y, z", b: 1}'),
        ("{a: x, b: 1}", "http://z", "{a: http://z, b: 1}"),
        ("a:", "x", "a: x"),
        ("a: # why", "x", "a: x # why"),
        ("a: [1,2] # why", 3, "a: 3 # why"),
        ("a: 1", [500, 1000], "a: [500, 1000]"),
        ("a: # why\n  - 1 # one\n  # two\n  - 2\nb: 1", [], "a: [] # why\n  # one\n  # two\nb: 1"),
    ],
)
def test_a_value_is_replaced_as_a_person_would_write_it(
    before: str, value: object, after: str
) -> None:
    """The quotes stay if they can; text that would be read as something else gets some."""
    assert changed(before, Put(("a",), value)) == after


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        # A key in a mapping, where it belongs.
        ("a: 1\nb: 2\n", [Put(("c",), 3, "a")], "a: 1\nc: 3\nb: 2\n"),
        ("a: 1 # one\n# two\nb: 2", [Put(("c",), 3, "a")], "a: 1 # one\nc: 3\n# two\nb: 2"),
        ("a: 1\nb: 2", [Put(("c",), 3)], "a: 1\nb: 2\nc: 3"),
        ("a: 1\r\nb: 2\r\n", [Put(("c",), 3)], "a: 1\r\nb: 2\r\nc: 3\r\n"),
        ("a: 1\rb: 2\r", [Put(("c",), 3)], "a: 1\rb: 2\rc: 3\r"),
        ("a: |\n  x\n\nb: 2\n", [Put(("c",), 3, "a")], "a: |\n  x\n\nc: 3\nb: 2\n"),
        (
            "t:\n  - a: 1\n    b: 2\n",
            [Put(("t", 0, "c"), 3, "a")],
            "t:\n  - a: 1\n    c: 3\n    b: 2\n",
        ),
        ("{a: 1, b: 2}\n", [Put(("c",), 3, "a")], "{a: 1, c: 3, b: 2}\n"),
        ("{} # YAML", [Put(("c",), 3)], "{c: 3} # YAML"),
        ('{"a":1,"b":2}', [Put(("c",), "x", "a")], '{"a":1,"c":"x","b":2}'),
        ('{"a": 1}', [Put(("c",), {"d": [1]})], '{"a": 1, "c": {"d": [1]}}'),
        ('{\n\t"a": 1\n}\n', [Put(("c",), 3)], '{\n\t"a": 1,\n\t"c": 3\n}\n'),
        # An item in a list.
        ("a:\n  - 1\n  - 2 # two\nb: 1", [Put(("a", 2), 3)], "a:\n  - 1\n  - 2 # two\n  - 3\nb: 1"),
        ("a:\n- {b: 1}\n", [Put(("a", 1), {"b": 2})], "a:\n- {b: 1}\n- {b: 2}\n"),
        ("a:\n- b: 1\n", [Put(("a", 1), {"b": 2, "c": [1]})], "a:\n- b: 1\n- b: 2\n  c: [1]\n"),
        ("a: [1,2]", [Put(("a", 2), 3), Put(("a", 3), 4)], "a: [1,2,3,4]"),
        ("a: []", [Put(("a", 0), {"b": 1})], "a: [{b: 1}]"),
        ("a: [1, 2,]", [Put(("a", 2), 3)], "a: [1, 2, 3,]"),
        (
            "a: [\n  1, # one\n  2  # two\n]",
            [Put(("a", 2), 3), Put(("a", 3), 4)],
            "a: [\n  1, # one\n  2,  # two\n  3,\n  4\n]",
        ),
        ("a: [\n  1,\n  2, # two\n]", [Put(("a", 2), 3)], "a: [\n  1,\n  2, # two\n  3,\n]"),
        ("a: [\n  1,\n  2]", [Put(("a", 2), 3)], "a: [\n  1,\n  2,\n  3]"),
        ("a: [\n  1, 2\n]", [Put(("a", 2), 3)], "a: [\n  1, 2, 3\n]"),
        # Something goes.
        ("a: 1\nb: 2\nc: 3\n", [Drop(("b",))], "a: 1\nc: 3\n"),
        ("a: 1\nb: 2", [Drop(("b",))], "a: 1"),
        ("a: 1\nb: 2\nc: 3", [Drop(("b",)), Drop(("c",))], "a: 1"),
        ("a: 1\nb: 2 # two\nc: 3", [Drop(("b",))], "a: 1\n# two\nc: 3"),
        ("a: 1\nb: # two\n  # three\n  - 3\nc: 3", [Drop(("b",))], "a: 1\n# two\n# three\nc: 3"),
        ("a: |\n  x\nb: 2 # two", [Drop(("b",))], "a: |\n  x\n# two"),
        ("a:\n  - b: 1\n    c: 2\n", [Drop(("a", 0, "b"))], "a:\n  - c: 2\n"),
        ("a:\n  - b: 1 # b\n    c: 2\n", [Drop(("a", 0, "b"))], "a:\n  - # b\n    c: 2\n"),
        ("a:\n  - 1\n  - 2\n  - 3\n", [Drop(("a", 0)), Drop(("a", 2))], "a:\n  - 2\n"),
        ("a:\n  - 1\n  - 2\nb: 1", [Drop(("a", 0)), Drop(("a", 1))], "a: []\nb: 1"),
        ("a: [1, 2, 3]", [Drop(("a", 0))], "a: [2, 3]"),
        ("a: [1, 2, 3]", [Drop(("a", 1)), Drop(("a", 2))], "a: [1]"),
        ("a: [1, 2, 3]", [Drop(("a", 0)), Drop(("a", 1)), Drop(("a", 2))], "a: []"),
        ("a: [1, # one\n  2]", [Drop(("a", 0))], "a: [ # one\n  2]"),
        ("a: [1, # one\n  2]", [Drop(("a", 1))], "a: [1 # one\n  ]"),
        ("a: {b: 1, c: 2}", [Drop(("a", "b")), Drop(("a", "c"))], "a: {}"),
        ('{\n  "a": 1,\n  "b": 2\n}', [Drop(("b",))], '{\n  "a": 1\n}'),
        # Several at once.
        ("a: [1]", [Drop(("a", 0)), Put(("a", 1), 2), Put(("a", 2), 3)], "a: [2, 3]"),
        ("{a: 1}", [Drop(("a",)), Put(("b",), 2)], "{b: 2}"),
        ("a:\n- 1\n", [Drop(("a", 0)), Put(("a", 1), 2)], "a:\n- 2\n"),
        (
            "a:\n  - b:\n      - 1",
            [Put(("c",), [{"d": 1}]), Put(("a", 1), 3), Put(("a", 0, "b", 1), 2)],
            "a:\n  - b:\n      - 1\n      - 2\n  - 3\nc:\n  - {d: 1}",
        ),
        ("a: 1\nb: 2\n", [Put(("c",), 3, "a"), Put(("d",), 4, "a")], "a: 1\nc: 3\nd: 4\nb: 2\n"),
        # Something comes behind what goes.
        ("a: 1\nb: 2\nc: 3\n", [Drop(("b",)), Put(("d",), 4, "b")], "a: 1\nd: 4\nc: 3\n"),
        (
            "a:\n- b: 2\n  c: 3\n",
            [Drop(("a", 0, "b")), Put(("a", 0, "d"), 4, "b")],
            "a:\n- c: 3\n  d: 4\n",
        ),
        ("{a: 1, b: 2, c: 3}\n", [Drop(("b",)), Put(("d",), 4, "b")], "{a: 1, d: 4, c: 3}\n"),
        ("{a: 1, b: 2}\n", [Drop(("a",)), Put(("d",), 4, "a")], "{b: 2, d: 4}\n"),
        ("{\n a: 1,\n b: 2 # b\n}", [Drop(("b",)), Put(("d",), 4, "a")], "{\n a: 1, # b\n d: 4\n}"),
    ],
)
def test_entries_come_and_go(before: str, edits: list[Edit], after: str) -> None:
    """In block and flow style, in JSON, with any line ends, and with every comment kept."""
    assert changed(before, *edits) == after


def test_a_long_part_takes_a_line_for_each_key() -> None:
    """What does not fit on a line is written as the files of the documents are."""
    part = {
        "name": "Spring spend of everybody in all of our stores",
        "targetEntity": "TRANSACTION",
        "filters": [{"entityType": "STORE", "entityIds": [1, 2]}],
    }

    assert changed("a: 1\n", Put(("targets",), [part])) == (
        "a: 1\n"
        "targets:\n"
        "  - name: Spring spend of everybody in all of our stores\n"
        "    targetEntity: TRANSACTION\n"
        "    filters:\n"
        "      - {entityType: STORE, entityIds: [1, 2]}\n"
    )


@pytest.mark.parametrize("blanks", ["  ", "\t", "    "])
def test_json_on_several_lines_goes_on_as_it_is(blanks: str) -> None:
    """A new part is spread out like the one before it, with the blanks of the file."""
    before = '{\n\t"periods": [\n\t\t{\n\t\t\t"refCode": "p1"\n\t\t}\n\t]\n}'
    after = (
        '{\n\t"periods": [\n\t\t{\n\t\t\t"refCode": "p1"\n\t\t},\n\t\t{\n\t\t\t"refCode": "p3",\n'
        '\t\t\t"startDate": "2027-03-01"\n\t\t}\n\t]\n}'
    )

    assert changed(before.replace("\t", blanks), Put(("periods", 1), PERIOD), path="a.json") == (
        after.replace("\t", blanks)
    )


def test_a_new_list_in_json_is_spread_out_if_the_others_are() -> None:
    """Whatever stands just before it."""
    before = '{\n  "name": "a",\n  "periods": [\n    1\n  ]\n}\n'
    ids = '  "ids": [\n    {\n      "b": 2\n    }\n  ],\n'

    after = changed(before, Put(("ids",), [{"b": 2}], "name"))

    assert after == before.replace('  "periods"', f'{ids}  "periods"')


def test_lists_below_a_key_start_where_the_others_of_the_file_do() -> None:
    """Some indent the dash below its key, some do not."""
    assert changed("a:\n- 1\n", Put(("b",), [{"c": 1}])) == "a:\n- 1\nb:\n- {c: 1}\n"
    assert changed("a:\n    - 1\n", Put(("b",), [{"c": 1}])) == "a:\n    - 1\nb:\n    - {c: 1}\n"


def test_everything_outside_the_value_stays_byte_for_byte() -> None:
    """Odd blanks, odd quotes and comments are nobody's business."""
    before = "# é\n'a' :   x   #  why\t\n\n\n  \nb:   [ 1 ,2 ]\n# end\n\n"

    assert changed(before, Put(("a",), "y")) == before.replace("   x   ", "   y   ")
    assert changed(before, Put(("b", 1), 3)) == before.replace(",2 ", ",3 ")


def test_what_comes_back_is_the_file_as_it_would_be_read() -> None:
    """The outcome can be changed again."""
    first = edit(document("a: 1\n"), [Put(("b",), 2)])

    assert first.data == {"a": 1, "b": 2}
    assert edit(first, [Drop(("a",))]).text == "b: 2\n"


def test_a_value_that_an_alias_repeats_is_not_touched() -> None:
    """The other place would change too."""
    text = "a: &x {k: [1]}\nb: *x\nc: 1\n"

    assert refused(text, Put(("a", "k", 0), 2)) == [
        ("behind-alias", "'k' is repeated elsewhere as *x.")
    ]
    assert refused(text, Put(("a", "new"), 2), Drop(("a",)), Put(("a",), 1)) == [
        ("behind-alias", "'new' is repeated elsewhere as *x."),
        ("behind-alias", "'a' is repeated elsewhere as *x."),
        ("behind-alias", "'a' is repeated elsewhere as *x."),
    ]
    assert changed(text, Put(("c",), 2)) == text.replace("c: 1", "c: 2")


def test_an_alias_is_not_written_over() -> None:
    """Neither it nor what it repeats; but the entry it stands in may go."""
    text = "a: &x {k: 1}\nb: *x\nc: [*x]\nd: 1\n"

    assert refused(text, Put(("b",), 2)) == [("behind-alias", "'b' repeats another value as *x.")]
    assert refused(text, Put(("c", 0, "k"), 2)) == [
        ("behind-alias", "'k' repeats another value as *x.")
    ]
    assert changed(text, Drop(("c",))) == text.replace("c: [*x]\n", "")


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("? a\n: 1\nb: 2\n", Drop(("a",))),
        ("a: |+\n  x", Put(("b",), 1)),
        ("a: 1", Put(("a",), "\ud800")),
    ],
)
def test_a_change_that_would_not_come_back_as_meant_is_refused(text: str, made: Edit) -> None:
    """The proof by reading again holds where the splice does not know better."""
    [(code, message)] = refused(text, made)

    assert code == "not-editable"
    assert message.endswith("cannot be changed here without changing something else.")
