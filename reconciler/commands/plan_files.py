"""Plans on the way out and in: to the screen, to a saved file, and back."""

import sys
from json import JSONDecodeError
from pathlib import Path
from typing import Final

from reconciler import __version__, clock
from reconciler.commands.destination import DASH, Destination, put, read_given
from reconciler.core.exact_json import Json, decode
from reconciler.core.plan import Plan
from reconciler.core.plan_json import plan_from_json, plan_to_json
from reconciler.errors import StalePlan, UsageError
from reconciler.near_files import did_you_mean_path
from reconciler.render.plan_text import plan_lines
from reconciler.render.safe import json_text
from reconciler.render.terminal import text_for
from reconciler.target_group.reading import is_campaign
from reconciler.yaml12.document import Document, read_document

MOST_BYTES: Final = 64 << 20
"""Of a saved plan; one of 10,000 campaigns has about a third of it."""


_OF_CAMPAIGNS: Final = (
    "Campaign files are found by themselves: leave it out, or name one campaign with --only NAME."
)
_OF_CAMPAIGN: Final = frozenset({"trackingType", "targets"})


def plan_data(plan: Plan) -> dict[str, Json]:
    """A plan as JSON data, stamped with the tool's version and the time."""
    now = clock.now().isoformat(timespec="seconds")
    return plan_to_json(plan, tool=tool(), created_at=now)


def tool() -> str:
    """Name and version of this tool."""
    return f"reconciler {__version__}"


def show_plan(plan: Plan, form: str, data: Json) -> None:
    """Write a plan to standard output.

    The data is it as JSON, as it was stamped when the plan was made; other forms need no more of
    that than the tool.
    """
    if form == "json":
        text = f"{json_text(data)}\n"
    elif form == "markdown":
        from reconciler.render.plan_markdown import plan_to_markdown  # noqa: PLC0415 - 30 ms

        text = plan_to_markdown(plan, tool=data["tool"])
    else:
        text = text_for(sys.stdout, plan_lines(plan))
    put(text, Destination(DASH), form)


def save_plan(data: Json, out: Destination) -> None:
    """Save a plan, given as JSON data.

    Raises:
        UsageError: the file cannot be written.
    """
    out.write(f"{json_text(data)}\n".encode())


def read_plan(path: Path) -> tuple[Plan, Json]:
    """Read a saved plan, also as the JSON data that it was saved as.

    Raises:
        UsageError: the file cannot be read.
        StalePlan: it holds no plan of this format, or was edited.
    """
    try:
        text = read_given(path, most=MOST_BYTES).decode()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        near = did_you_mean_path(path, otherwise="Save one: reconciler plan --out FILE")
        hint = _OF_CAMPAIGNS if path.is_dir() else near
        raise UsageError(f"The plan {path} cannot be read: {why}.", hint=hint) from error
    try:
        data = decode(text)
        _check_shape(data)
        return plan_from_json(data), data
    except (ValueError, RecursionError) as error:
        if path.suffix.lower() in {".yaml", ".yml"} or (
            isinstance(document := read_document(path.as_posix(), text.encode()), Document)
            and not _OF_CAMPAIGN.isdisjoint(document.data)
        ):
            raise StalePlan(
                f"{path} is a campaign file, and no saved plan.", hint=_OF_CAMPAIGNS
            ) from error
        # In words that are the same whatever reads the JSON.
        why = "it is not JSON" if isinstance(error, JSONDecodeError) else str(error)
        if isinstance(error, RecursionError):
            why = "it is nested too deeply"
        raise StalePlan(
            f"The plan {path} cannot be used: {why}.",
            hint="Make a new one: reconciler plan --out FILE",
        ) from error


def _check_shape(data: Json) -> None:
    """Compare with the published schema, so that nothing trips over a value of another type."""
    from reconciler.render.saved_data import is_a  # noqa: PLC0415 - 130 ms, for saved plans alone

    is_plan = is_a("plan.schema.json", data)
    # What is sent to create a campaign is a valid campaign file as it stands.
    bodies = [each["body"] for each in data["changes"] if "body" in each] if is_plan else []
    if not is_plan or not all(map(is_campaign, bodies)):
        message = "it is not a saved plan"
        raise ValueError(message)
