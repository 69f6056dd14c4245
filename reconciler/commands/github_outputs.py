"""What a step of GitHub Actions leaves behind: outputs for later steps, and the job's summary.

Both are files that the runner names; elsewhere there are none, and nothing happens. The work is
done by then, so what cannot be written is told on standard error and changes no exit code.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from reconciler.commands.notes import note

LARGEST_SUMMARY: Final = 1024 * 1024
"""Bytes that GitHub shows of a step; of a longer summary it shows nothing."""
_TOO_LONG: Final = (
    "\n> [!NOTE]\n> The summary of this step is too long to be shown here. "
    "The log of the step has it.\n"
)


def write_outputs(values: Mapping[str, str | int | bool]) -> None:
    """Hand values to later steps, as ``steps.<id>.outputs.<name>``.

    A line that no value can hold ends each value: a hostile one cannot add outputs of its own.
    """
    lines = []
    for name, value in values.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        end = f"end-{os.urandom(16).hex()}"
        lines += [f"{name}<<{end}", text, end]
    _append("GITHUB_OUTPUT", "".join(f"{line}\n" for line in lines))


def write_summary(markdown: str) -> None:
    """Show Markdown on the page of the run; all of it or none, since half of it may mislead."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    text = markdown if markdown.endswith("\n") else f"{markdown}\n"
    room = LARGEST_SUMMARY
    with contextlib.suppress(OSError):  # which writing will find out as well, if it matters
        room -= Path(path).stat().st_size
    if len(_encoded(text)) + len(_encoded(_TOO_LONG)) > room:
        note("warning: too long for the job summary, which was left as it is")
        text = _TOO_LONG
    if len(_encoded(text)) <= room:
        _append("GITHUB_STEP_SUMMARY", text)


def _append(variable: str, text: str) -> None:
    path = os.environ.get(variable)
    if not path:
        return
    try:
        with Path(path).open("ab") as file:
            file.write(_encoded(text))
    except OSError as error:
        note(f"warning: {variable} cannot be written: {error.strerror}")


def _encoded(text: str) -> bytes:
    return text.encode(errors="backslashreplace")
