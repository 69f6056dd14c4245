"""Short ways from plain data to the values that are compared."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

from reconciler.campaigns.circumstances import Circumstances
from reconciler.campaigns.load import Loaded, load_document
from reconciler.core.comparison import Comparison, FieldChange
from reconciler.core.exact_json import Json, encode_bytes
from reconciler.core.resource import Desired, Live, LiveState, Spec
from reconciler.target_group import create_body
from reconciler.target_group.answers.rows import Reading, read_rows
from reconciler.target_group.canonical import declared_spec
from reconciler.target_group.columns import Source
from reconciler.target_group.comparing import compare
from reconciler.target_group.expressions.symbols import DOCUMENTED
from reconciler.target_group.reading import read_file
from reconciler.target_group.shorthand.expand import expand
from reconciler.yaml12.document import Document, read_document
from tests.support.answers import answer


def not_asked_for(*_: object) -> Spec:
    """Stands in the place of what makes a spec that nobody is to work out.

    Specs would take most of the time of a plan of 10,000 campaigns.
    """
    raise AssertionError("the spec was worked out")


def load_text(shown: str, raw: bytes, *, values: Mapping[str, Json], today: date) -> Loaded:
    """Load one campaign from what its file holds, by the path that is shown."""
    document = read_document(shown, raw)
    if not isinstance(document, Document):
        return Loaded((), document, 1)
    return load_document(document, Circumstances(values, DOCUMENTED, today))


def clean_of(data: Mapping[str, Json]) -> dict[str, Json]:
    """The clean data of a campaign file, without short forms."""
    return read_file(expand(data).data).clean


def spec_of(data: Mapping[str, Json]) -> Spec:
    """The spec of a campaign file."""
    return declared_spec(clean_of(data))


def body_of(data: Mapping[str, Json]) -> dict[str, Json]:
    """What is sent for a campaign file."""
    return create_body.body(clean_of(data))


def compare_specs(desired: Spec, live: Spec, *, is_whole: bool = True) -> Comparison:
    """Compare one declared spec with one live spec."""
    return compare.compare_specs([(desired, live)], is_whole=is_whole)[0]


def desired_of(data: Mapping[str, Json], *, file: str = "") -> Desired:
    """A campaign file as the planner takes it."""
    file = file or f"{data['name']}.yaml"
    give_data = partial(clean_of, data)
    return Desired(data["name"], file, 1, give_data, declared_spec, create_body.body)


def row_of(
    data: Mapping[str, Json], *, first_id: int = 1000, twins: bool = False
) -> dict[str, Json]:
    """The row that a read shows once a campaign file was applied."""
    return answer(body_of(data), first_id=first_id, twins=twins)


def read_groups(rows: Sequence[Json], source: Source) -> Reading:
    """Rows that were decoded already as live groups."""
    return read_rows([encode_bytes(row) for row in rows], source)


def live_of(row: Mapping[str, Json], source: Source = Source.MILESTONES) -> Live:
    """A row as the planner takes it."""
    return read_groups([row], source).groups[0]


def state_of(rows: Sequence[Mapping[str, Json]], source: Source = Source.MILESTONES) -> LiveState:
    """Rows as the planner takes them."""
    reading = read_groups(rows, source)
    return LiveState(source, reading.groups, reading.org_ids)


def compared(
    data: Mapping[str, Json], row: Mapping[str, Json], source: Source = Source.MILESTONES
) -> Comparison:
    """A campaign file compared with a row."""
    return compare_specs(spec_of(data), live_of(row, source).spec)


def paths(fields: Sequence[FieldChange]) -> list[str]:
    """Where fields differ."""
    return [each.path for each in fields]
