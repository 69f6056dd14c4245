"""Files before and after their live values were accepted, as cases that a reviewer can read.

``NAME.yaml`` is the file, ``NAME.live`` what somebody did to the live group since it was created,
``NAME.txt`` what accept shows: the difference of the file, or why it stays as it is.
"""

import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from reconciler.campaigns.accept import Accepted, Case, Refused, accept, accept_file, accept_plainly
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import load_document
from reconciler.campaigns.references import resolve
from reconciler.core.adoption import BEHIND_REFERENCE, NOT_DECLARABLE
from reconciler.core.exact_json import decode
from reconciler.core.resource import Desired
from reconciler.render.accept_text import file_diff, refusal_lines
from reconciler.render.terminal import to_text
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.yaml12.codes import EDITING
from reconciler.yaml12.document import Document, read_document
from tests.support.answers import Row
from tests.support.specs import compare_specs, live_of, row_of

CASES = Path(__file__).parents[1] / "cases" / "accept"
FILES = sorted(path for path in CASES.iterdir() if path.suffix in {".yaml", ".json"})
TODAY = dt.date(2026, 11, 1)
VALUES = {"default_till": 70000001, "weeks": 2}
AROUND = Circumstances(VALUES, DOCUMENTED, TODAY)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_is_accepted_or_refused_as_shown(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    """What is shown is all that changes; a file that was accepted agrees with what is live."""
    document = read_document(f"campaigns/{path.name}", path.read_bytes())
    assert isinstance(document, Document), document
    changes = path.with_suffix(".live").read_text(encoding="utf-8")
    live = live_of(changed(changes, row_of(resolve(document.data, VALUES)[0])))

    answer = accept(document, live, AROUND)
    assert (
        accept_file(path.read_bytes(), read(path.read_bytes(), document.path)[1], live, AROUND)
        == answer
    )

    if isinstance(answer, Accepted):
        shown = file_diff(document.path, document.text, answer.text)
        after = read_document(document.path, answer.text.encode())
        assert isinstance(after, Document)
        [campaign] = load_document(after, Circumstances(VALUES, DOCUMENTED, TODAY)).campaigns
        assert compare_specs(campaign.spec, live.spec).fields == ()
    else:
        shown = to_text(refusal_lines(document.data["name"], answer.reasons), color=False)
    golden(path.with_suffix(".txt"), shown)


SPRING = """\
# yaml-language-server: $schema=../schemas/campaign.schema.json
name: Spring
preferredTillId: 1  # by the entrance
trackingType: DEFAULT
targetEvaluationType: FIXED_CALENDAR_WINDOW
periods:
  - {refCode: may, startDate: 2027-05-01, endDate: 2027-05-31}
  - refCode: june
    startDate: 2027-06-01
    endDate: 2027-06-30
targets:
  - name: Spend
    targetEntity: TRANSACTION
    targetType: SALES
    enrolmentMethod: TRANSACTION
    expression: true
    defaultValues:
      - 500
      - "600"
metadata:
  preferredTillId: 1
"""


@pytest.mark.parametrize(
    ("of", "instead", "changes", "is_quick"),
    [
        ("", "", "preferredTillId = 1", True),
        ("", "", "preferredTillId = 8", True),
        ("", "", 'preferredTillId = 8\nperiods/1/endDate = "2027-06-29"', True),
        ("", "", "targets/0/defaultValues/0/defaultValue = 501", True),
        ("\n", "\r\n", "preferredTillId = 8", True),
        ("# yaml", "\ufeff# yaml", "preferredTillId = 8", True),
        ("name: S", "description: |\n  preferredTillId: 1\nname: S", "preferredTillId = 8", True),
        ("name: S", "id: 5\nname: S", "preferredTillId = 8", True),
        # written otherwise than it is known, or in brackets
        ("", "", "targets/0/defaultValues/1/defaultValue = 601", False),
        ("", "", 'targets/0/expression = "false"', False),
        ("", "", 'periods/0/endDate = "2027-05-30"', False),
        ("preferredTillId: 1", "preferredTillId: ${default_till}", "preferredTillId = 8", False),
        ("preferredTillId: 1", "preferredTillId: 0x1", "preferredTillId = 8", False),
        # known by another name, or new
        ("enrolmentMethod", "enrollmentType", 'targets/0/enrolmentMethod = "IMPORT"', False),
        ("", "", "active = false", False),
        # what no file may say
        ("", "", 'trackingType = "ODD"', False),
        ("", "", 'targets/0/name = "${name}"', False),
    ],
)
def test_a_file_that_is_written_like_most_is_accepted_by_the_quick_way(
    of: str, instead: str, changes: str, is_quick: bool
) -> None:
    """Else by the thorough one; the outcome is the same."""
    raw = SPRING.replace(of, instead, -1 if of == "\n" else 1).encode()
    document, campaign = read(raw)
    live = live_of(changed(changes, row_of(resolve(document.data, VALUES)[0])))

    case = Case.of(raw, campaign, live)

    [found, again] = accept_plainly([case, case], AROUND)

    assert (isinstance(found, Accepted), found) == (is_quick, again)
    assert accept_file(raw, campaign, live, AROUND) == accept(document, live, AROUND)


def read(raw: bytes, path: str = "campaigns/a.yaml") -> tuple[Document, Desired]:
    """A file, and the campaign that was loaded from it."""
    document = read_document(path, raw)
    assert isinstance(document, Document), document
    [campaign] = load_document(document, AROUND).campaigns
    return document, replace(campaign, digest=hashlib.sha256(raw).digest())


def test_a_file_that_has_changed_since_it_was_loaded_is_read_anew() -> None:
    """What it said before counts for nothing; one that cannot be read any more is not touched."""
    document, campaign = read(SPRING.encode())
    live = live_of(changed("preferredTillId = 8", row_of(document.data)))
    now = SPRING.replace("name: Spring", "# new\nname: Spring").replace("500", "700")

    answer = accept_file(now.encode(), campaign, live, AROUND)

    assert isinstance(answer, Accepted)
    assert answer.text == now.replace("Id: 1  #", "Id: 8  #").replace("700", "500")
    assert accept_file(b"name: [", campaign, live, AROUND) is None


@pytest.mark.parametrize("of_second", ["", 'targets/1/description = "x"'])
@pytest.mark.parametrize(
    "of_first",
    ["", "targets/0/defaultValues/0/defaultValue = 7", 'targets/0/targetType = "COUNT"'],
)
def test_live_targets_of_one_name_are_refused_whatever_else_differs(
    of_second: str, of_first: str
) -> None:
    """Names tell targets apart in a file; both may have been renamed, and changed besides."""
    second = """\
  - name: Visits
    targetEntity: TRANSACTION
    targetType: VISIT
    enrolmentMethod: TRANSACTION
    expression: true
    defaultValues: [5, 6]
"""
    document, _ = read(SPRING.replace("metadata", f"{second}metadata").encode())
    names = 'targets/0/name = "New"\ntargets/1/name = "New"'
    changes = "\n".join(each for each in (names, of_second, of_first) if each)
    live = live_of(changed(changes, row_of(document.data)))

    answer = accept(document, live, AROUND)

    assert isinstance(answer, Refused)
    [reason] = answer.reasons
    assert reason.message == "With the live values: 'New' looks the same as 'New' above."


def test_every_refusal_has_a_case_but_the_one_that_is_a_last_resort() -> None:
    """A splice that does not come back as meant is shown by the tests of edit."""
    codes = (BEHIND_REFERENCE, NOT_DECLARABLE, *EDITING)
    slugs = {code.slug for code in codes} - {"not-editable"}

    assert slugs <= {path.stem for path in FILES}
    assert all(text.endswith(".") for code in codes for text in (code.summary, code.why, code.fix))


def changed(changes: str, row: Row) -> Row:
    """A row after the changes that a case lists: ``PATH = JSON``, ``PATH + JSON`` or ``PATH -``."""
    for line in changes.splitlines():
        place, sign, text = (*line.split(" ", 2), "")[:3]
        *parents, last = place.split("/")
        holder: Any = row
        for step in parents:
            holder = holder[_step(holder, step)]
        match sign:
            case "=":
                holder[_step(holder, last)] = decode(text)
            case "+":
                holder[_step(holder, last)].append(decode(text))
            case _:
                del holder[_step(holder, last)]
    return row


def _step(holder: Any, step: str) -> Any:  # noqa: ANN401 - a key or a position
    return int(step) if isinstance(holder, list) else step
