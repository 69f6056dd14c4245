"""Files before and after their live values were accepted, as cases that a reviewer can read.

``NAME.yaml`` is the file, ``NAME.live`` what somebody did to the live group since it was created,
``NAME.txt`` what accept shows: the difference of the file, or why it stays as it is.
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reconciler.campaigns.accept import Accepted, accept
from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import load_document
from reconciler.campaigns.references import resolve
from reconciler.core.adoption import BEHIND_REFERENCE, NOT_DECLARABLE
from reconciler.core.exact_json import decode
from reconciler.render.accept_text import file_diff, refusal_lines
from reconciler.render.terminal import to_text
from reconciler.target_group.comparing.compare import compare_specs
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.yaml12.codes import EDITING
from reconciler.yaml12.document import Document, read_document
from tests.support.answers import Row
from tests.support.specs import live_of, row_of

CASES = Path(__file__).parents[1] / "cases" / "accept"
FILES = sorted(path for path in CASES.iterdir() if path.suffix in {".yaml", ".json"})
TODAY = dt.date(2026, 11, 1)
VALUES = {"default_till": 70000001, "weeks": 2}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_case_is_accepted_or_refused_as_shown(
    path: Path, golden: Callable[[Path, str], None]
) -> None:
    """What is shown is all that changes; a file that was accepted agrees with what is live."""
    document = read_document(f"campaigns/{path.name}", path.read_bytes())
    assert isinstance(document, Document), document
    live = live_of(changed(path, row_of(resolve(document.data, VALUES)[0])))

    answer = accept(document, live, Circumstances(VALUES, DOCUMENTED, TODAY))

    if isinstance(answer, Accepted):
        shown = file_diff(document.path, document.text, answer.text, color=False)
        after = read_document(document.path, answer.text.encode())
        assert isinstance(after, Document)
        [campaign] = load_document(after, Circumstances(VALUES, DOCUMENTED, TODAY)).campaigns
        assert compare_specs(campaign.spec, live.spec).fields == ()
    else:
        shown = to_text(refusal_lines(document.data["name"], answer.reasons), color=False)
    golden(path.with_suffix(".txt"), shown)


def test_every_refusal_has_a_case_but_the_one_that_is_a_last_resort() -> None:
    """A splice that does not come back as meant is shown by the tests of edit."""
    codes = (BEHIND_REFERENCE, NOT_DECLARABLE, *EDITING)
    slugs = {code.slug for code in codes} - {"not-editable"}

    assert slugs <= {path.stem for path in FILES}
    assert all(text.endswith(".") for code in codes for text in (code.summary, code.why, code.fix))


def changed(path: Path, row: Row) -> Row:
    """A row after the changes that a case lists: ``PATH = JSON``, ``PATH + JSON`` or ``PATH -``."""
    for line in path.with_suffix(".live").read_text(encoding="utf-8").splitlines():
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
