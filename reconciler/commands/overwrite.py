"""Which files a result may replace: those of its own kind that an earlier run has written.

Whatever else is there belongs to somebody, such as the settings, a campaign or a Makefile.
"""

import io
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

import msgspec

from reconciler.campaigns.source_files import SUFFIXES
from reconciler.commands.destination import DASH, descriptor
from reconciler.commands.files import read_file
from reconciler.commands.session import Session
from reconciler.core.exact_json import decode
from reconciler.errors import UsageError
from reconciler.files import is_inside

MOST_BYTES: Final = 256 << 20
"""Of an earlier result; an audit of 10,000 groups has a hundredth of it as a page."""


class Result(Enum):
    """What a command writes; its value is what it is called."""

    PLAN = "saved plan"
    RECEIPT = "receipt"
    AUDIT = "audit"
    COMPARISON = "comparison"
    FINDINGS = "result of validate"
    SHAPES = "record of doctor"
    HISTORY = "history"


_KEYS: Final[Mapping[Result, Sequence[frozenset[str]]]] = {
    Result.PLAN: [frozenset({"plan_id", "changes"})],
    Result.RECEIPT: [frozenset({"plan_id", "outcomes"})],
    Result.AUDIT: [frozenset({"totals", "groups"}), frozenset({"totals", "audits"})],
    Result.COMPARISON: [frozenset({"only_in", "differs"})],
    Result.FINDINGS: [frozenset({"findings", "counts"})],
    Result.SHAPES: [frozenset({"about", "environments"})],
    Result.HISTORY: [],
}
"""What each has as JSON, besides its version: one of these."""
_LINE: Final = b'{"day": "'
"""How each line of a history begins."""
_TEXTS: Final[Mapping[Result, re.Pattern[str]]] = {
    Result.AUDIT: re.compile(
        r"\A(?:\ufeff?(?:environment,org_id,)?class,name,id,|(?:## Campaign audit|Audit) of |"
        r"<!doctype html>\n(?=.{,5000}<title>Campaign audit of ))",
        re.DOTALL,
    ),
    Result.COMPARISON: re.compile(
        r"\A(?:\ufeff?finding,name,environment,|(?:## )?Comparison of |<!doctype html>\n"
        r"(?=.{,5000}<title>Comparison of ))",
        re.DOTALL,
    ),
    Result.FINDINGS: re.compile(
        r"\A::(?:error|warning|notice) |"
        r"^\d+ files? checked: [^\n]*\n(?:'reconciler explain [^\n]*\n)?\Z|"
        r'\A\[(?:\]\n\Z|\n  \{\n    "description": [^\n]*\n    "check_name": )|'
        r'\A<\?xml [^>]*>\n<testsuites name="reconciler validate" ',
        re.MULTILINE,
    ),
}
"""How those begin or end that are written in other forms as well."""


def keep_apart(session: Session, out: Path | None, result: Result) -> None:
    """See to it that a result replaces no other file, and is none among the campaigns.

    What goes to no place of its own is not looked at.

    Raises:
        UsageError: it would be read as a campaign, or replace what no earlier run has written.
    """
    if out is None:
        return
    has_settings = session.config.exists()
    if has_settings and out.exists() and out.samefile(session.config):
        raise UsageError(f"{out} holds the settings. Nothing was done.", hint="Name another file.")
    is_like_one = has_settings and out.suffix.lower() in SUFFIXES
    if is_like_one and is_inside(out, *session.folders):
        raise UsageError(
            f"{out} would be read as a campaign. Nothing was done.",
            hint="Write it outside of the folders of campaigns.",
        )
    check_replaceable(out, result)


def check_replaceable(path: Path, result: Result) -> None:
    """See to it that a result replaces nothing but an earlier one, or an empty file.

    What is no file is not looked at.

    Raises:
        UsageError: something else is there, or it cannot be read.
    """
    if path == DASH or descriptor(path) is not None or not path.is_file():
        return
    if path.stat().st_size and not _is(result, read_file(path, most=MOST_BYTES)):
        raise UsageError(
            f"{path} is there already, and is no {result.value} of an earlier run. "
            "Nothing was done.",
            hint="Name another file, or move this one away.",
        )


def _is(result: Result, content: bytes) -> bool:
    if result is Result.HISTORY:
        return content.startswith(_LINE[: len(content)])
    if content.startswith(b"PK"):
        from zipfile import BadZipFile, ZipFile  # noqa: PLC0415 - 7 ms, for workbooks alone

        try:
            about = ZipFile(io.BytesIO(content)).read("docProps/core.xml")
        except (BadZipFile, KeyError):
            return False
        return result is Result.AUDIT and b"<dc:title>Audit of " in about
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return False
    if text.startswith("{"):
        return _is_our_json(result, text)
    return result in _TEXTS and _TEXTS[result].search(text) is not None


def _is_our_json(result: Result, text: str) -> bool:
    try:
        try:  # the keys alone: what they hold may be a hundred megabytes
            held = msgspec.json.decode(text, type=dict[str, msgspec.Raw]).keys()
        except (msgspec.MsgspecError, UnicodeError):  # half a surrogate pair, which is JSON as well
            held = decode(text).keys()
        if any(held >= keys | {"format_version"} for keys in _KEYS[result]):
            return True
        is_sarif = result is Result.FINDINGS
        return is_sarif and bool(decode(text)["runs"][0]["tool"]["driver"]["name"] == "reconciler")
    except (ValueError, RecursionError, LookupError, TypeError):
        return False
