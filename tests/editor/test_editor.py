"""Campaign files in an editor, through the language server that editors run for YAML."""

import re
from collections.abc import Iterable, Iterator

import pytest

from reconciler.campaigns.outline import OUTLINE
from reconciler.campaigns.schema_line import with_schema_line
from reconciler.campaigns.schema_places import Schemas
from reconciler.target_group.codes.registry import ACKNOWLEDGEABLE
from reconciler.yaml12.document import Document as YamlDocument
from reconciler.yaml12.document import read_document
from reconciler.yaml12.format import format_document
from tests.conftest import CASES
from tests.editor.language_server import (
    REPOSITORY,
    Document,
    LanguageServer,
    Message,
    a_language_server,
)
from tests.target_group.test_conditions import EXPLAINED, SCHEDULES

SCHEMA_LINE = "# yaml-language-server: $schema=../schemas/campaign.schema.json\n"
CAMPAIGN = """\
name: Weekends
trackingType: DEFAULT
preferredTillId: 5
periods: {from: 2027-01-01, every: MONTHLY, count: 3}
targets:
  - name: Weekend spend
    targetEntity: TRANSACTION
    targetType: SALES
    defaultValues: 500
"""
UNSEEN = {"beyond-64-bits": {2, 6}}
"""Lines of cases in which the server sees no fault: its numbers are floats, and of these the first
one beyond 64 bits is the last one within. Those that are far off are marked."""
EXAMPLES = sorted((REPOSITORY / "campaigns").glob("*.yaml"))


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    """One language server for all tests of the module."""
    with a_language_server() as server:
        yield server


def instead(written: str, other: str) -> str:
    """The campaign with another text in the place of one."""
    assert CAMPAIGN.count(written) == 1
    return CAMPAIGN.replace(written, other)


def marks(server: LanguageServer, texts: Iterable[str]) -> list[list[tuple[str, str]]]:
    """What is marked in each of some campaigns, and why.

    All are opened before the first is asked about: the server waits a moment before it looks.
    """
    documents = [server.open(SCHEMA_LINE + text) for text in texts]
    return [
        [(marked(document, each["range"]), each["message"]) for each in server.complaints(document)]
        for document in documents
    ]


def marked(document: Document, place: Message) -> str:
    start, end = place["start"], place["end"]
    assert start["line"] == end["line"]
    line: str = document.text.splitlines()[start["line"]]
    return line[start["character"] : end["character"]]


def test_nothing_is_marked_in_the_examples(server: LanguageServer) -> None:
    """They name their schema themselves."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in EXAMPLES}
    assert texts
    assert all(text.startswith(SCHEMA_LINE) for text in texts.values())
    documents = {name: server.open(text) for name, text in texts.items()}
    found = {name: server.complaints(document) for name, document in documents.items()}
    assert found == {name: [] for name in texts}


@pytest.mark.parametrize("folder", ["campaigns", "campaigns/2027"])
def test_the_schema_is_found_wherever_fmt_puts_its_line(
    server: LanguageServer, folder: str
) -> None:
    """From 1.24 on the server looks for it above the first field alone."""
    faulty = instead("DEFAULT", "DEFALT")
    name, rest = faulty.split("\n", 1)
    dead = "# yaml-language-server: $schema=../nowhere/campaign.schema.json\n"
    texts = [
        faulty,
        dead + faulty,
        f"---\n{dead}{rest}{name}\n",
        f"\n{dead}{rest}{name}\n",
        f"%YAML 1.2\n---\n{dead}{faulty}",
        f"# about\n\n{dead}# of the name\n{faulty}",
        f"{name}\n{dead}{rest}",
        faulty + dead,
    ]
    place = REPOSITORY / folder
    opened = []
    for text in texts:
        document = read_document("a.yaml", text.encode())
        assert isinstance(document, YamlDocument)
        led = with_schema_line(document, place, Schemas(REPOSITORY))
        document = read_document("a.yaml", led.encode())
        assert isinstance(document, YamlDocument)
        opened += [server.open(led, folder=folder)]
        opened += [server.open(format_document(document, OUTLINE), folder=folder)]
    found = [[marked(each, fault["range"]) for fault in server.complaints(each)] for each in opened]
    assert found == [["DEFALT"]] * len(opened)


def test_nothing_is_marked_in_what_the_tool_accepts(server: LanguageServer) -> None:
    """Other spellings, references, schedules, progressions, pasted ids, notes."""
    texts = [
        CAMPAIGN,
        instead("DEFAULT", "Default"),
        instead("DEFAULT", "${kind}"),
        instead("preferredTillId: 5", "preferredTillId: ${default_till}"),
        instead("count: 3", "until: 2027-03-31"),
        instead("MONTHLY", "CUSTOM, days: 10"),
        instead("name: Weekends", "name: " + "\U0001f381" * 200),
        instead("count: 3", 'count: "${months}", refCode: "M{n}"'),
        instead("defaultValues: 500", 'defaultValues: [500, 600.5, "${third}"]'),
        instead("defaultValues: 500", "defaultValues: {start: 500, step: -100}"),
        instead("500", '{Cycle_1: 1, Cycle_2: 2, Cycle_3: "${third}"}'),
        instead("defaultValues: 500", "defaultValues: ${values}"),
        instead("500", "500\n    filters: [{entityType: STORE, entityIds: [5]}]"),
        instead("500", "500\n    filters:\n      - entityType: ZONE\n        entityIds: ${zones}"),
        instead("name: Weekends", "id: 77\nname: Weekends\nmetadata: {owner: crm-team, tags: [a]}"),
    ]
    found = marks(server, texts)
    assert [*zip(texts, found, strict=True)] == [(text, []) for text in texts]


def test_a_fault_is_marked_where_it_is(server: LanguageServer) -> None:
    """One mark for one fault, in words that say what to do.

    What is missing in an entry of a list is marked at the first letter of the entry.
    """
    cases = [
        ("targets:", "target:", "target", "Property target is not allowed."),
        ("    targetType: SALES\n", "", "n", 'Missing property "targetType".'),
        ("preferredTillId: 5", "preferredTillId: five", "five", "Write a whole number, or ${name}"),
        ("name: Weekends", "name: [Weekends]", "[Weekends]", "Incorrect type."),
        ("name: Weekends", "name: " + "n" * 201, "n" * 201, "A name has at most 200 characters."),
        ("2027-01-01", "January", "January", "Write a date such as 2027-10-02, or ${name}"),
        ("DEFAULT", "DEFALT", "DEFALT", 'Value is not accepted. Valid values: "DEFAULT", "UNI'),
        ("DEFAULT", "STREAKS", "STREAKS", "STREAKS needs streaks."),
        ("DEFAULT", "Streak\nstreaks: []", "Streak", "STREAKS needs streaks."),
        ("TRANSACTION", "POINTS", "SALES", "With POINTS, write one of REGULAR_POINTS, "),
        ("SALES", "EXTENDED_FIELD", "n", "EXTENDED_FIELD needs extendedFieldInfo with name and "),
        ("MONTHLY", "CUSTOM", "periods", "CUSTOM needs days, such as days: 10."),
    ]
    found = marks(server, [instead(written, other) for written, other, _, _ in cases])
    assert [[place for place, _ in each] for each in found] == [[place] for *_, place, _ in cases]
    for [(_, said)], (*_, message) in zip(found, cases, strict=True):
        assert said.startswith(message)


def test_a_fault_is_marked_in_the_line_that_validate_names(server: LanguageServer) -> None:
    """The golden cases of the rules that the schema knows."""
    known = [CASES / "rules" / name for name in sorted(EXPLAINED)]
    known += [CASES / "findings" / name for name in sorted(SCHEDULES)]
    opened = {
        case: server.open(SCHEMA_LINE + case.with_suffix(".yaml").read_text(encoding="utf-8"))
        for case in known
    }
    for case, document in opened.items():
        printed = case.with_suffix(".txt").read_text(encoding="utf-8")
        named = re.findall(rf"^{case.name}\.yaml:(\d+):\d+: error", printed, re.MULTILINE)
        found = {each["range"]["start"]["line"] for each in server.complaints(document)}
        assert (case.name, found) == (case.name, {*map(int, named)} - UNSEEN.get(case.name, set()))
        assert found


def test_fields_are_offered_with_what_they_mean(server: LanguageServer) -> None:
    """Those that may be written; not the server's own, nor other spellings, nor what is there."""
    document = server.open(SCHEMA_LINE + CAMPAIGN + "    \n")
    below = {"line": document.text.count("\n") - 1, "character": 4}
    offered = server.completions(document, below)
    assert {"enrolmentMethod", "expression", "filters"} <= offered.keys()
    assert not {"enrollmentType", "emfRuleSetId", "id", "name", "trackingType"} & offered.keys()
    assert offered["filters"]["documentation"].startswith("Stores, zones or concepts that count")


def test_words_are_offered_with_what_they_mean(server: LanguageServer) -> None:
    """The words that the API stores, each once, without their other spellings."""
    document = server.open(SCHEMA_LINE + "name: a\ntrackingType: \n")
    offered = server.completions(document, document.position("trackingType: ", after=True))
    assert [*offered] == ["DEFAULT", "UNIFIED", "STREAKS", "CAPPING", "NON_CONTINUOUS_STREAKS"]
    assert offered["STREAKS"]["documentation"].endswith("It needs streaks.")


def test_codes_that_can_be_acknowledged_are_offered(server: LanguageServer) -> None:
    """Each with what it means, and no other code."""
    text = SCHEMA_LINE + CAMPAIGN + "acknowledge:\n  - reason: by design\n    finding: \n"
    document = server.open(text)
    offered = server.completions(document, document.position("finding: ", after=True))
    assert {*offered} == {*ACKNOWLEDGEABLE}
    assert offered["periods-overlap"]["documentation"].endswith("Two periods overlap.")
    assert not {"duplicate-campaign", "name-taken", "max-creates"} & {*offered}


def test_a_schedule_is_offered_for_the_periods(server: LanguageServer) -> None:
    """As a whole, with a stop at each value."""
    document = server.open(SCHEMA_LINE + "name: a\nperiods:\n  \n")
    offered = server.completions(document, {"line": 3, "character": 2})
    assert offered["a schedule"]["insertText"] == (
        "from: ${1:2027-01-01}\nevery: ${2:MONTHLY}\ncount: ${3:12}"
    )
    assert {"from", "every", "days", "until"} <= offered.keys()


def test_what_a_field_means_is_shown_at_its_name(server: LanguageServer) -> None:
    """Its description, what its words mean, an example; nothing above it."""
    document = server.open(SCHEMA_LINE + CAMPAIGN)
    for word, shown in (
        ("trackingType", "What kind of campaign it is"),
        ("targetEntity", "What is counted."),
        ("every", "How long each period lasts"),
        ("periods", "The periods in which customers reach the targets"),
    ):
        assert server.hover(document, document.position(word)).startswith(shown)
    kind = server.hover(document, document.position("trackingType"))
    assert "`DEFAULT`: A milestone: a goal to reach in each period." in kind
    assert "50679757" in server.hover(document, document.position("preferredTillId"))
