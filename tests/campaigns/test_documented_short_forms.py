"""What the documentation says of campaign files."""

import re
from pathlib import Path

from reconciler.core.exact_json import Json
from reconciler.target_group.shorthand.expand import expand
from reconciler.yaml12.document import Document, read_document

PAGE = Path(__file__).parents[2] / "docs" / "campaign-files.md"


def data_of(text: str) -> dict[str, Json]:
    document = read_document("campaign-files.yaml", text.encode())
    assert isinstance(document, Document), document
    data: dict[str, Json] = document.data
    return data


def test_the_long_and_the_short_form_say_the_same() -> None:
    """The two examples that stand side by side."""
    text = PAGE.read_text(encoding="utf-8").partition("These two say the same")[2]
    long, short = (data_of(each) for each in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)[:2])
    assert len(str(short)) < len(str(long))
    assert expand(short).data == expand(long).data == long
