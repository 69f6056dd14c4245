"""Every code has a campaign that shows it; documented bodies have no error."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from reconciler.campaigns.document import Document, read_document
from reconciler.core.diagnostic import Finding, Severity
from reconciler.core.exact_json import Json, decode
from reconciler.target_group.codes import BAD_DATE, CODES, TOO_MANY_DECIMALS
from reconciler.target_group.declared import clean, is_campaign
from reconciler.target_group.rules.check import check

CASES = Path(__file__).parents[1] / "cases" / "rules"
SAMPLES = Path(__file__).parents[1] / "contract" / "samples"
REQUESTS = sorted(SAMPLES.glob("create-*.request.json"))
SLUGS = [code.slug for code in CODES]
TODAY = date(2026, 11, 1)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_code_has_a_case_that_shows_it(slug: str, golden: Callable[[Path, str], None]) -> None:
    """The case of the code is found where it stands, with the message that people read."""
    document = read_case(CASES / f"{slug}.yaml")
    found = findings(document.data)

    assert slug in {each.code.slug for each in found}
    golden(CASES / f"{slug}.txt", "".join(f"{shown(document, each)}\n" for each in found))


def test_every_case_is_of_a_code() -> None:
    """No case outlives its code, and no code is listed twice."""
    assert sorted(path.stem for path in CASES.glob("*.yaml")) == sorted(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_case_shows_as_little_else_as_possible(slug: str) -> None:
    """A case has findings of its own code alone, but for those that come with it."""
    codes = {each.code.slug for each in findings(read_case(CASES / f"{slug}.yaml").data)}

    assert codes - {slug} == COMES_WITH.get(slug, set())


COMES_WITH = {
    "value-without-periods": {"no-periods"},
    "field-twice": {"other-spelling"},
}


@pytest.mark.parametrize("code", CODES, ids=SLUGS)
def test_a_code_says_what_why_and_what_to_do(code: Json) -> None:
    """Every text of a code is one or more full sentences."""
    assert all(text.endswith(".") for text in (code.summary, code.why, code.fix))


@pytest.mark.parametrize("path", REQUESTS, ids=lambda path: path.name.partition(".")[0])
def test_a_documented_create_body_is_a_campaign_without_errors(path: Path) -> None:
    """What the API documents show as a create request is a valid campaign as it stands."""
    data = decode(path.read_bytes())

    assert is_campaign(data)
    assert {
        each.code.slug for each in findings(data) if each.code.severity is Severity.ERROR
    } == set()


def test_dates_and_numbers_are_checked_wherever_they_stand() -> None:
    """In windows of the group, in combined goals, and in triggers."""
    data = read_case(CASES / "too-many-decimals.yaml").data
    half = {"triggerName": "half", "triggerValue": Decimal("0.00010")}
    data["targets"][0] |= {"defaultValues": 500, "targetMilestoneTriggers": [half]}
    data |= {"targetCycleEndDate": "2027-13-01", "targetCycleStartDate": "2027-10-02"}
    data["unifiedTargetExpression"] = {"aggregation": "SUM", "thresholdValue": Decimal("1.0001")}

    routes = {each.route for each in findings(data) if each.code in {BAD_DATE, TOO_MANY_DECIMALS}}

    assert routes == {
        ("targetCycleEndDate",),
        ("unifiedTargetExpression", "thresholdValue"),
        ("targets", 0, "targetMilestoneTriggers", 0, "triggerValue"),
    }


def read_case(path: Path) -> Document:
    """Read a case, which has the shape of a campaign."""
    document = read_document(path.name, path.read_bytes())
    assert isinstance(document, Document), document
    assert is_campaign(document.data)
    return document


def findings(data: Json) -> list[Finding]:
    """What cleaning and all rules find."""
    cleaned, found = clean(data)
    return [*found, *check(cleaned, today=TODAY)]


def shown(document: Document, finding: Finding) -> str:
    """A finding with its place, as people read it."""
    line, column = document.locate(finding.route, at_key=finding.at_key)
    place = f"{document.path}:{line}:{column}"
    code = finding.code
    return f"{place}: {code.severity}: {finding.message} [{code.slug}]\n  {finding.hint}"
