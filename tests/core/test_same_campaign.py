"""Campaigns that are the same but for names, and what it costs to find them."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

import pytest
from msgspec.structs import replace

from reconciler.core.acknowledge import NO_ANSWERS, Answers
from reconciler.core.diagnostic import Answer, Diagnostic, Severity
from reconciler.core.draft import Draft
from reconciler.core.exact_json import Json
from reconciler.core.planner import make_plan
from reconciler.core.reasons import SAME_CAMPAIGN
from reconciler.core.resource import Acknowledgement, Desired, Live, LiveState, Spec
from reconciler.core.resource_kind import ResourceKind
from reconciler.core.same_campaign import Same, find_same
from tests.core.building import KIND, a_campaign, a_group, but

TODAY = date(2027, 6, 1)
MEANT = Answer("meant")
Said = TypeVar("Said")


def same(
    desired: Sequence[Desired],
    groups: Sequence[Live] = (),
    *,
    kind: ResourceKind = KIND,
    is_whole: bool = True,
) -> Same:
    """What is found in the plan of some campaigns."""
    live = LiveState("milestones", tuple(groups), is_whole=is_whole)
    free = {each.name: True for each in desired}
    plan = make_plan(desired, live, kind=kind, environment="uat", free_names=free)
    return find_same(Draft(plan, desired, live, kind), TODAY)


def blocked(found: Same, answers: Answers = NO_ANSWERS) -> dict[str, tuple[str, ...]]:
    """Whom each campaign is the same as."""
    return {name: each.of for name, each in found.against(answers).items()}


def meant(campaign: Desired, *of: str) -> Desired:
    entry = Acknowledgement(MEANT, finding="same-campaign", of=of)
    return replace(campaign, acknowledgements=(entry,))


def pair(name: str, number: int = 1, **fields: Json) -> tuple[Desired, Live]:
    """A campaign that is live as declared."""
    return a_campaign(name, **fields), a_group(name, id=number, **fields)


def test_a_copy_of_a_live_campaign_that_a_file_declares_is_found() -> None:
    """By all that is sent; an unmanaged group is a likely rename, which the plan blocks."""
    there, group = pair("there", 7, value=1)
    copies = [a_campaign("copy", value=1), a_campaign("other", value=2)]
    found = same([there, *copies], [group, a_group("unmanaged", id=8, value=2)])

    assert blocked(found) == {"copy": ("there",)}
    message = found.against(NO_ANSWERS)["copy"].message
    assert "'there' (live group 7, there.yaml): customers" in message


def test_a_group_that_no_file_declares_does_not_end_the_search() -> None:
    """Whatever its id is: those behind it are looked at as well."""
    _, stranger = pair("stranger", 1, value=2)
    there, group = pair("there", 2, value=1)
    found = same([there, a_campaign("copy", value=1)], [stranger, group])

    assert blocked(found) == {"copy": ("there",)}


def test_a_copy_of_a_file_whose_group_has_drifted_is_found() -> None:
    """An edit in the console makes no other campaign of it; what is over still counts no more."""
    there = a_campaign("there", value=1, days=("2027-07-01", "2027-07-31"))
    copy = replace(there, name="copy", file="copy.yaml")
    edited = a_group("there", id=7, value=2, days=("2027-07-01", "2027-07-31"))
    over = a_group("there", id=7, value=2, days=("2027-01-01", "2027-01-31"))
    other = a_campaign("other", value=3)
    later = but(copy, days=("2027-08-01", "2027-08-31"))

    assert blocked(same([there, copy, other], [edited])) == {"copy": ("there",)}
    assert blocked(same([there, copy, other], [over])) == {}
    assert blocked(same([there, later, other], [edited])) == {}
    apart = [but(each, outline="x") for each in (copy, other)]
    known = but(there, outline="y")
    assert blocked(same([known, *apart], [edited])) == {}


@pytest.mark.parametrize("was_moved", [False, True])
def test_whichever_of_the_live_campaigns_has_drifted_is_found_by_its_own_file(
    was_moved: bool,
) -> None:
    """Where another one is first, and where the edit was of what groups are looked up by."""
    pairs = [pair("still", 1, value=1, outline="x"), pair("there", 2, value=2, outline="x")]
    copies = [a_campaign("1st", value=1, outline="x"), a_campaign("2nd", value=2, outline="x")]
    groups = [group for _, group in pairs]
    groups[1] = a_group("there", id=2, value=9, outline="y" if was_moved else "x")
    found = same([*(each for each, _ in pairs), *copies], groups)

    assert blocked(found) == {"1st": ("still",), "2nd": ("there",)}
    alone = same([pairs[1][0], copies[1]], groups[1:])
    assert blocked(alone) == {"2nd": ("there",)}


def test_what_a_drifted_group_has_become_is_told_by_what_it_shows_alone() -> None:
    """Not by its file, from which it differs: where it shows too little, it may be any."""
    there = a_campaign("there", value=1, outline="x")
    copies = [a_campaign("as it is", value=2, outline="y"), a_campaign("other", value=3)]
    found = same([there, *copies], [a_group("there", value=2)])

    assert blocked(found) == {"as it is": ("there",)}


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("2027-07-01", "2027-07-31"), ("2027-07-01", "2027-07-31"), True),
        (("2027-07-01", "2027-07-31"), ("2027-07-02", "2027-08-01"), True),
        (("2027-07-01", "2027-07-31"), ("2027-07-03", "2027-07-31"), False),
        (("2027-07-01", "2027-07-31"), ("2027-07-01", "2027-08-02"), False),
        (("2027-07-01", "2027-07-31"), ("2027-07-15", "2027-08-15"), False),
        (("2027-07-01", "2027-07-01"), ("2027-07-02", "2027-07-02"), False),
        (("2027-07-01", ""), ("2027-07-01", "2027-07-31"), True),
        (("", "2027-07-31"), ("2027-07-20", ""), True),
        (("", "2027-07-19"), ("2027-07-20", ""), False),
    ],
)
def test_the_days_of_files_are_the_same_but_for_how_an_edge_is_written(
    one: tuple[str, str], other: tuple[str, str], is_same: bool
) -> None:
    """Of two campaigns to be created, and of a copy beside a group that has drifted."""
    first, second = a_campaign("a", value=1, days=one), a_campaign("b", value=1, days=other)
    drifted = a_group("a", value=2, days=one)

    for spans in ([first, second], [second, first]):
        assert blocked(same(spans)) == ({"a": ("b",), "b": ("a",)} if is_same else {})
    assert blocked(same([first, second], [drifted])) == ({"b": ("a",)} if is_same else {})


def test_two_files_of_one_campaign_speak_of_each_other() -> None:
    """Neither is made before somebody says which; one that is blocked already is none to come."""
    hindrance = Diagnostic("c.yaml", 1, 1, "odd", Severity.CREATE_ONLY, "It cannot be.", "Change.")
    third = replace(a_campaign("c", value=1), create_only=(hindrance,))
    found = same([a_campaign("a", value=1), a_campaign("b", value=1), third])

    assert blocked(found) == {"a": ("b",), "b": ("a",)}
    assert "'b' (to be created, b.yaml:1)" in found.against(NO_ANSWERS)["a"].message


def test_what_is_over_or_on_other_days_pays_nobody_twice() -> None:
    """As far as days are known."""
    spans = {
        "over": ("2027-01-01", "2027-05-31"),
        "before": ("2027-05-01", "2027-06-30"),
        "after": ("2027-09-01", "2027-09-30"),
        "beside": ("2027-05-01", "2027-07-01"),
        "open": ("", ""),
    }
    pairs = [pair(name, k, value=1, days=days) for k, (name, days) in enumerate(spans.items())]
    copy = a_campaign("copy", value=1, days=("2027-07-01", "2027-07-31"))
    found = same([*(each for each, _ in pairs), copy], [group for _, group in pairs])

    assert blocked(found) == {"copy": ("beside", "open")}
    assert (
        "on the same days (2027-07-01 to 2027-07-31)" in found.against(NO_ANSWERS)["copy"].message
    )


@pytest.mark.parametrize("is_by_buying", [True, False])
def test_what_each_of_them_does_is_said_in_its_words(is_by_buying: bool) -> None:
    """A cap pays nobody."""
    fields = {"value": 1, "does": "capped", "is_by_buying": is_by_buying}
    found = same([a_campaign("a", **fields), a_campaign("b", **fields)])
    said = [each.message for each in found.against(NO_ANSWERS).values()]
    said += [each.message for each in found.notes(NO_ANSWERS, {"a"})]

    assert said
    assert all("capped by each of them." in each for each in said)


def test_a_group_that_has_drifted_out_of_its_outline_is_found_by_its_file() -> None:
    """Where nothing else that is live has the outline of the copy."""
    there = a_campaign("there", value=1, outline="as declared")
    group = a_group("there", id=7, value=2, outline="as edited")

    assert blocked(same([there, a_campaign("copy", value=1, outline="as declared")], [group])) == {
        "copy": ("there",)
    }


def test_days_that_are_left_to_the_server_may_be_those_of_another() -> None:
    """All that a file without days may run beside is one set; days that both say tell apart."""
    spans = {"a": ("", ""), "b": ("2027-07-01", "2027-07-31"), "c": ("2027-08-01", "2027-08-31")}
    open_, july, august = (a_campaign(name, value=1, days=days) for name, days in spans.items())
    late = a_campaign("d", value=1, days=("2027-07-01", "2027-08-01"))

    assert blocked(same([open_, july, august])) == {
        "a": ("b", "c"),
        "b": ("a", "c"),
        "c": ("a", "b"),
    }
    assert blocked(same([july, august])) == {}
    assert blocked(same([july, late])) == {"b": ("d",), "d": ("b",)}
    assert "on the same days" not in same([july, late]).against(NO_ANSWERS)["b"].message
    there = a_group("there", id=7, value=1, days=("2027-08-01", "2027-08-31"))
    with_live = [a_campaign("there", value=1, days=("2027-08-01", "2027-08-31")), open_, july]
    assert blocked(same(with_live, [there]))["b"] == ("there", "a")


def test_outlines_that_are_known_keep_apart_and_others_do_not() -> None:
    """A group of which too little was shown may be any."""
    pairs = [pair(f"g{k}", k, value=1, outline=each) for k, each in enumerate(["x", "y", ""])]
    groups = [group for _, group in pairs]
    copies = [a_campaign("of x", value=1, outline="x"), a_campaign("of any", value=1, colour="red")]
    found = same([*(each for each, _ in pairs), *copies], groups)

    assert blocked(found) == {"of x": ("g0", "g2"), "of any": ("g0", "g1", "g2")}


def test_one_of_the_two_files_is_enough_and_each_pair_is_to_be_meant() -> None:
    """Those that nobody has acknowledged are named first."""
    there, group = pair("there", value=1)
    one, other = a_campaign("one", value=1), a_campaign("other", value=1)
    found = same([there, one, other], [group])

    def left(*campaigns: Desired) -> dict[str, tuple[str, ...]]:
        answers = Answers.of(campaigns)
        of = blocked(found, answers)
        return {
            name: each
            for name, each in of.items()
            if answers.to_finding("same-campaign", name, each) is None
        }

    assert left(meant(one)) == {"other": ("there",)}
    assert left(meant(one, "other")) == {"one": ("there",), "other": ("there",)}
    assert left(meant(one, "other"), meant(there)) == {}
    assert left(meant(one), meant(other, "th*")) == {}


def test_members_from_elsewhere_make_one_finding_for_a_set() -> None:
    """Which is acknowledged when one answer leads to the next, whichever of two files has it."""
    names = ["a", "b", "c", "d", "e"]
    campaigns = [a_campaign(name, value=1, is_by_buying=False) for name in names]
    found = same([*campaigns, a_campaign("z", value=2, is_by_buying=False)])

    assert found.against(NO_ANSWERS) == {}
    assert list(found.notes(NO_ANSWERS, {"z"})) == []
    (note,) = found.notes(NO_ANSWERS, {"e"})
    assert (note.code, note.severity) == ("same-campaign", Severity.WARNING)
    assert "'c' (to be created, c.yaml:1) and 2 more. A customer" in note.message
    assert note.acknowledged is None
    a, b, c, d, _ = campaigns
    for files, is_meant in (
        ([meant(b, "a"), meant(c, "d")], False),
        ([meant(b, "a"), meant(c, "d"), meant(d, "e")], False),
        ([meant(b, "a", "c"), meant(c, "d"), meant(d, "e")], True),
        ([meant(c)], True),
        ([meant(a, "b", "c", "d", "e")], True),
    ):
        (note,) = found.notes(Answers.of(files), {"a"})
        assert note.acknowledged == (MEANT if is_meant else None)


def test_a_read_of_a_part_compares_as_such() -> None:
    """What one customer sees is compared by the rules for that."""
    there, group = pair("there", value=1, colour="red")
    kind = replace(KIND, in_part=replace(KIND, is_same_but_for_names=lambda desired, live: False))
    copy = a_campaign("copy", value=1)

    assert blocked(same([there, copy], [group], kind=kind)) == {"copy": ("there",)}
    assert blocked(same([there, copy], [group], kind=kind, is_whole=False)) == {}


def test_many_that_are_alike_cost_no_more_than_many_that_are_not() -> None:
    """A look at every pair of 1,000 to create and 1,000 live would be a million comparisons."""
    compared = 0

    def is_same(desired: Json, live: Json) -> bool:
        nonlocal compared
        compared += 1
        return KIND.is_same_but_for_names(desired, live)

    kind = replace(KIND, is_same_but_for_names=is_same)
    pairs = [pair(f"there {k}", k, value=1) for k in range(1000)]
    copies = [a_campaign(f"copy {k}", value=1) for k in range(1000)]
    found = same([*(each for each, _ in pairs), *copies], [group for _, group in pairs], kind=kind)

    assert len(found.against(NO_ANSWERS)) == 1000
    assert "and 1996 more" in found.against(NO_ANSWERS)["copy 7"].message
    assert compared <= 2000


def watched(seen: set[str]) -> ResourceKind:
    """The kind of resource, which notes what each is asked that is looked into."""

    def note(what: str, ask: Callable[[Spec], Said]) -> Callable[[Spec], Said]:
        def watch(spec: Spec) -> Said:
            seen.add(f"{what} of {spec['name']}")
            return ask(spec)

        return watch

    outline = note("outline", KIND.outline)
    return replace(
        KIND,
        live_outline=lambda group: outline(group.spec),
        traits=note("traits", KIND.traits),
        content=note("content", KIND.content),
    )


OUTLINES = {"outline of g x", "outline of g y"}


@pytest.mark.parametrize(
    ("creates", "asked"),
    [
        ("", set[str]()),
        ("z", OUTLINES),
        ("x", OUTLINES | {"traits of g x", "content of c x", "traits of c x"}),
        ("xz", OUTLINES | {"traits of g x", "content of c x", "traits of c x"}),
    ],
)
def test_only_campaigns_and_groups_that_may_be_alike_are_looked_into(
    creates: str, asked: set[str]
) -> None:
    """Most campaigns have days and goals of their own."""
    pairs = [pair(f"g {each}", k, value=1, outline=each) for k, each in enumerate("xy")]
    declared = [a_campaign(f"c {each}", value=1, outline=each) for each in creates]
    campaigns = [*(each for each, _ in pairs), *declared]
    live = LiveState("milestones", tuple(group for _, group in pairs))
    plan = make_plan(campaigns, live, kind=KIND, environment="uat")
    seen: set[str] = set()
    find_same(Draft(plan, campaigns, live, watched(seen)), TODAY)

    assert seen == asked


def test_a_group_that_no_file_declares_is_none_of_the_set() -> None:
    """What it may be is a rename, which the plan has told and the file has acknowledged."""
    rename = Acknowledgement(MEANT, finding="likely-rename")
    copy = replace(a_campaign("copy", value=1), acknowledgements=(rename,))

    assert blocked(same([copy], [a_group("stranger", value=1)])) == {}


def listed(*said: str) -> str:
    return f"{', '.join(said[:-1])} and {said[-1]}" if len(said) > 1 else said[0]


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_the_others_are_told_word_for_word_the_live_ones_first(count: int) -> None:
    """Up to three by name, kind of place and file; of more, how many they are."""
    pairs = [pair(f"live {k}", 9 - k, value=1) for k in range(2)][:count]
    files = [a_campaign(f"file {k}", value=1) for k in range(count - len(pairs))]
    found = same(
        [a_campaign("copy", value=1), *files, *(each for each, _ in pairs)],
        [group for _, group in pairs],
    )
    suspicion = found.against(NO_ANSWERS)["copy"]

    live = [
        (each.name, f"'{each.name}' (live group {each.id}, {each.name}.yaml)")
        for _, each in reversed(pairs)
    ]
    told = [
        *live,
        *((each.name, f"'{each.name}' (to be created, {each.file}:1)") for each in files),
    ]
    said = [words for _, words in told]
    more = [f"{count - 3} more"] if count > 3 else []
    separated = f"{', '.join(said[:3])} and {more[0]}" if more else listed(*said)
    assert suspicion.message == (
        f"It is the same but for its names as {separated}: "
        "customers who buy would be paid by each of them."
    )
    assert suspicion.of == tuple(name for name, _ in told)
    assert suspicion.code is SAME_CAMPAIGN


@pytest.mark.parametrize(("count", "more"), [(2, ""), (3, ""), (5, " and 2 more")])
def test_members_from_elsewhere_are_told_word_for_word(count: int, more: str) -> None:
    """With what to do, and how to say that it is meant."""
    days = ("2027-07-01", "2027-07-31")
    campaigns = [a_campaign(f"c{k}", value=1, is_by_buying=False, days=days) for k in range(count)]
    (note,) = same(campaigns).notes(NO_ANSWERS, {"c1"})

    said = [f"'{each.name}' (to be created, {each.file}:1)" for each in campaigns[:3]]
    names = ", ".join(said) + more if more else listed(*said)
    assert note.message == (
        "The same but for their names on the same days (2027-07-01 to 2027-07-31): "
        f"{names}. A customer who is a member of several is paid by each of them."
    )
    of = '"c1"' if count == 2 else json.dumps([f"c{k}" for k in range(1, count)])
    assert note.hint == (
        f"{SAME_CAMPAIGN.fix} If it is meant, write into the file of 'c0' why: "
        f"acknowledge: [{{finding: same-campaign, of: {of}, reason: …}}]."
    )
    assert (note.file, note.line, note.column, note.acknowledged) == ("", 0, 0, None)


@pytest.mark.parametrize(
    ("names", "is_by_buying"),
    [
        ([f"c {k}" for k in range(count)], is_by_buying)
        for count in (2, 3, 10, 11, 12, 13, 60)
        for is_by_buying in (True, False)
    ]
    + [([f"{k} c" for k in range(40)], True)],
)
def test_what_is_told_to_write_acknowledges_all_that_it_must(
    names: Sequence[str], is_by_buying: bool
) -> None:
    """Pasted into the file that it is told for: by their names, or by how the names begin."""
    campaigns = [a_campaign(each, value=1, is_by_buying=is_by_buying) for each in names]
    live, group = pair(f"{names[0]} live", value=1, is_by_buying=is_by_buying)
    found = same([live, *campaigns], [group])

    if is_by_buying:
        texts = {name: each.reason.message for name, each in found.against(NO_ANSWERS).items()}
        for campaign in (campaigns[0], campaigns[-1]):
            after = Answers.of([pasted(campaign, texts[campaign.name])])
            of = found.against(after)[campaign.name].of
            assert after.to_finding("same-campaign", campaign.name, of) == MEANT
    else:
        (note,) = found.notes(NO_ANSWERS, {names[0]})
        assert f"write into the file of '{names[0]}' why" in note.hint
        (note,) = found.notes(Answers.of([pasted(campaigns[0], note.hint)]), {names[0]})
        assert note.acknowledged == MEANT


def pasted(campaign: Desired, text: str) -> Desired:
    """A campaign with the entry that a text tells to write."""
    (entry,) = re.findall(r"acknowledge: \[\{finding: same-campaign, (?:of: (.+), )?reason", text)
    of = json.loads(entry) if entry else []
    return meant(campaign, *([of] if isinstance(of, str) else of))


@pytest.mark.parametrize("days", [("", "2027-07-31"), ("2027-07-01", "")])
def test_days_of_which_one_is_not_known_are_not_told(days: tuple[str, str]) -> None:
    found = same([a_campaign(name, value=1, days=days) for name in "ab"])

    assert "days" not in found.against(NO_ANSWERS)["a"].message


SPANS = {
    "ends the day before it begins": ("2027-06-01", "2027-06-30", False),
    "ends the day it begins": ("2027-06-01", "2027-07-01", True),
    "begins the day it ends": ("2027-07-31", "2027-08-31", True),
    "begins the day after it ends": ("2027-08-01", "2027-08-31", False),
    "has no end, and begins after": ("2027-08-01", "", False),
    "has no end, and begins before": ("2027-07-31", "", True),
    "has no beginning, and ends before": ("", "2027-06-30", False),
    "has no beginning, and ends after": ("", "2027-07-01", True),
    "ended yesterday": ("", "2027-05-31", False),
}


@pytest.mark.parametrize(("first", "last", "meets"), SPANS.values(), ids=SPANS)
def test_one_day_in_common_is_enough(first: str, last: str, meets: bool) -> None:
    there, group = pair("there", value=1, days=(first, last))
    copy = a_campaign("copy", value=1, days=("2027-07-01", "2027-07-31"))

    assert blocked(same([there, copy], [group])) == ({"copy": ("there",)} if meets else {})


@pytest.mark.parametrize("first", ["2027-01-01", ""])
@pytest.mark.parametrize(("last", "counts"), [("2027-06-01", True), ("2027-05-31", False)])
def test_a_group_counts_until_its_last_day_has_passed(first: str, last: str, counts: bool) -> None:
    """Whatever is known of the days of the other one."""
    there, group = pair("there", value=1, days=(first, last))

    for days in (("", ""), (first, last)):
        copy = a_campaign("copy", value=1, days=days)
        assert blocked(same([there, copy], [group])) == ({"copy": ("there",)} if counts else {})


def test_what_shows_too_little_to_say_is_the_same_as_nothing() -> None:
    """Of a group as of a campaign."""
    there, group = pair("there")
    assert blocked(same([there, a_campaign("a"), a_campaign("b")], [group])) == {}


def test_nothing_is_said_of_campaigns_that_nobody_asks_for() -> None:
    """Names are looked up as the API does; those counted by buying are blocked, not noted."""
    by_buying = [a_campaign(name, value=1) for name in "ab"]
    members = [a_campaign(name, value=2, is_by_buying=False) for name in ("C", "d")]
    found = same([*by_buying, *members])

    assert blocked(found) == {"a": ("b",), "b": ("a",)}
    for asked, count in (({"c"}, 1), ({"d"}, 1), ({"a", "b"}, 0), (set[str](), 0)):
        assert len(list(found.notes(NO_ANSWERS, asked))) == count


def test_an_answer_to_a_set_names_no_more_than_fifty() -> None:
    """A reason that is acknowledged in full holds whom it is about, within measure."""
    campaigns = [a_campaign(f"c{k:02}", value=1) for k in range(60)]
    answers = Answers.of(map(meant, campaigns))
    found = blocked(same(campaigns), answers)

    assert {len(each) for each in found.values()} == {50}
    assert "c00" not in found["c00"]
    assert found["c00"][:2] == ("c01", "c02")


@pytest.mark.parametrize(
    ("outline", "theirs", "is_found"),
    [
        ("x", "x", True),
        ("x", "", True),
        ("x", "y", False),
        ("", "x", True),
        ("", "", True),
    ],
)
def test_one_campaign_is_found_beside_one_group_of_its_outline_or_of_none(
    outline: str, theirs: str, is_found: bool
) -> None:
    """Also where no other campaign has its outline, which is when little is looked into."""
    there, group = pair("there", value=1, outline=theirs)
    copy = a_campaign("copy", value=1, outline=outline)
    found = same([there, copy], [group])

    assert blocked(found) == ({"copy": ("there",)} if is_found else {})


def test_what_is_acknowledged_in_full_speaks_of_all_the_others_and_not_of_itself() -> None:
    campaigns = [meant(a_campaign(name, value=1)) for name in "ab"]
    suspicion = same(campaigns).against(Answers.of(campaigns))["a"]

    assert suspicion.of == ("b",)
    assert "as 'b' (to be created, b.yaml:1): customers" in suspicion.message


@pytest.mark.parametrize("saying", [("a", "b"), ("b", "a"), ("a", "?"), ("b", "*")])
def test_members_from_elsewhere_are_acknowledged_by_either_file(saying: tuple[str, str]) -> None:
    """Be the other one live or to be created too."""
    by_file, of = saying
    files = [a_campaign(name, value=1, is_by_buying=False) for name in "ab"]
    answers = Answers.of([meant(each, of) for each in files if each.name == by_file])
    group = a_group("b", value=1, is_by_buying=False)

    for groups in ([], [group]):
        (note,) = same(files, groups).notes(answers, {"a"})
        assert note.acknowledged == MEANT
        (note,) = same(files, groups).notes(Answers.of([meant(files[0], "c")]), {"a"})
        assert note.acknowledged is None
