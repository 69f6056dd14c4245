"""Laws of accepting, over generated campaigns, layouts of their files, and live changes."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from reconciler.campaigns.accept import Accepted, Answer, Case, accept, accept_plainly
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.examine import examine_document
from reconciler.campaigns.load import load_document
from reconciler.core.comparison import FieldChange
from reconciler.core.resource import Live, Spec
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing.compare import compare_grounds
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.yaml12.document import Document, read_document
from tests.support.answers import Row
from tests.support.layouts import Written, layouts
from tests.support.short_forms import campaigns_by_period, short_campaigns
from tests.support.single_changes import single_changes
from tests.support.specs import clean_of, compare_specs, live_of, row_of
from tests.support.strategies import campaigns

Data = dict[str, Any]
TODAY = dt.date(2026, 11, 1)
AROUND = Circumstances({}, DOCUMENTED, TODAY)
LAWS = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
CANNOT_BE_HELPED = ("not-declarable",)
"""A live group may be what no file may declare; nothing else keeps a plain file from agreeing."""


def read(written: Written) -> Document:
    """A file as it is read."""
    document = read_document(written.name, written.raw)
    assert isinstance(document, Document), document
    return document


def told(fields: Sequence[FieldChange]) -> list[tuple[str, str]]:
    """What differs, without what could be done about it."""
    return sorted((each.path, repr((each.desired, each.live))) for each in fields)


def accepted(document: Document, live: Live) -> Answer:
    """What becomes of a file, whether or not its clean data is known, and by the quick way."""
    answer = accept(document, live, AROUND)
    _, clean = examine_document(document, AROUND)
    assert accept(document, live, AROUND, clean=clean) == answer
    [campaign] = load_document(document, AROUND).campaigns
    case = Case.of(document.text.encode(), campaign, live)
    [named] = compare_grounds([case.ground])
    assert case.ground.differs == bool(named.fields)
    assert told(case.ground.unlike()) == told(named.fields)
    [plainly] = accept_plainly([case], AROUND)
    event("left to the thorough way" if plainly is None else "quick")
    assert plainly in (None, answer)
    return answer


def differing(name: str, text: str, live: Spec) -> list[str]:
    """Where a campaign still differs once its file is loaded as any other."""
    document = read_document(name, text.encode())
    assert isinstance(document, Document), document
    [campaign] = load_document(document, Circumstances({}, DOCUMENTED, TODAY)).campaigns
    return [each.path for each in compare_specs(campaign.spec, live).fields]


@st.composite
def files(draw: st.DrawFn) -> tuple[Data, Written]:
    """A campaign and a file of it."""
    data = draw(campaigns() | campaigns_by_period() | short_campaigns())
    return data, draw(layouts(data))


def is_of_one_field(paths: frozenset[str]) -> bool:
    """Whether no part as a whole comes, goes or is renamed."""
    parts = ("periods", "targets", "streaks")
    return all(path.count("/") != 2 or path.split("/")[1] not in parts for path in paths)


@st.composite
def changed_rows(draw: st.DrawFn, data: Data) -> Row:
    """The live group of a campaign after one to three changes, at most one of them of parts."""
    clean = clean_of(data)
    row = row_of(data)
    for _ in range(draw(st.integers(0, 2))):
        fields = [each for each in single_changes(clean, row) if is_of_one_field(each.paths)]
        row = draw(st.sampled_from(fields)).row
    return draw(st.sampled_from(single_changes(clean, row))).row


@LAWS
@given(files(), st.data(), st.sampled_from([Source.MILESTONES, Source.TARGET_GROUPS]))
def test_what_was_accepted_is_in_sync(
    file: tuple[Data, Written], draw: st.DataObject, source: Source
) -> None:
    """After accept the file says what is live, or live is what no file may declare."""
    data, written = file
    live = live_of(draw.draw(changed_rows(data)), source)

    answer = accepted(read(written), live)

    event(type(answer).__name__)
    if isinstance(answer, Accepted):
        assert differing(written.name, answer.text, live.spec) == []
    else:
        assert {each.code for each in answer.reasons} <= set(CANNOT_BE_HELPED)
        assert all(each.message.startswith("With the live values: ") for each in answer.reasons)


@LAWS
@given(files(), campaigns(), st.booleans())
def test_any_other_campaign_is_accepted_under_the_same_name(
    file: tuple[Data, Written], other: Data, shows_periods: bool
) -> None:
    """However much of it has changed, at once."""
    data, written = file
    row = row_of(other | {"name": data["name"]}, first_id=5000)
    if not shows_periods:
        del row["periods"]
    live = live_of(row)

    answer = accepted(read(written), live)

    event(type(answer).__name__)
    if isinstance(answer, Accepted):
        assert differing(written.name, answer.text, live.spec) == []
    else:
        assert {each.code for each in answer.reasons} <= set(CANNOT_BE_HELPED)


@LAWS
@given(files(), st.data())
def test_accepting_loses_no_comment_and_changes_no_line_ends(
    file: tuple[Data, Written], draw: st.DataObject
) -> None:
    """Nor notes, nor the break at the end of the file or its absence."""
    data, written = file
    answer = accepted(read(written), live_of(draw.draw(changed_rows(data))))
    assume(isinstance(answer, Accepted))
    assert isinstance(answer, Accepted)

    assert [comment for comment in written.comments if comment not in answer.text] == []
    assert answer.text.endswith("\n") == written.text.endswith("\n")
    if "\r\n" in written.text:
        assert answer.text.count("\r\n") == answer.text.count("\n")
    after = read_document(written.name, answer.text.encode())
    assert isinstance(after, Document)
    assert after.data.get("metadata") == data.get("metadata")


@LAWS
@given(files(), st.data())
def test_accepting_twice_changes_nothing(file: tuple[Data, Written], draw: st.DataObject) -> None:
    """The second time there is no difference, and the text is the same to the byte."""
    data, written = file
    live = live_of(draw.draw(changed_rows(data)))
    first = accepted(read(written), live)
    assume(isinstance(first, Accepted))
    assert isinstance(first, Accepted)

    document = read_document(written.name, first.text.encode())

    assert isinstance(document, Document)
    assert accepted(document, live) == Accepted(first.text)


@LAWS
@given(files())
def test_a_campaign_in_sync_keeps_its_file(file: tuple[Data, Written]) -> None:
    """There is nothing to write."""
    data, written = file

    assert accepted(read(written), live_of(row_of(data))) == Accepted(
        written.text.removeprefix("\ufeff")
    )
