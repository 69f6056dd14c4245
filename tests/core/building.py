"""Short ways to the values of a plan."""

from collections.abc import Sequence

from msgspec.structs import replace

from reconciler.core.comparison import Comparison, FieldChange, Seen
from reconciler.core.exact_json import Json
from reconciler.core.resource import Desired, Live, Spec
from reconciler.core.resource_kind import Pair, ResourceKind

Fields = dict[str, Json]


def declared(name: str, spec: Spec, *, line: int = 1) -> Desired:
    """A campaign with a spec, whose body is the same."""
    return Desired(name, f"{name}.yaml", line, dict, lambda _: spec, lambda _: spec)


def a_campaign(name: str = "a", *parts: str, **fields: Json) -> Desired:
    """A campaign with parts by name."""
    spec: Fields = {"name": name, "parts": list(parts), **fields}
    return declared(name, spec)


def with_data(campaign: Desired, **data: Json) -> Desired:
    """The campaign, of a file that says this."""
    return replace(campaign, give_data=lambda: data)


def but(campaign: Desired, **fields: Json) -> Desired:
    """The campaign with other fields in its spec."""
    return replace(campaign, make_spec=lambda _: {**campaign.spec, **fields})


def a_group(name: str = "a", *parts: str, id: int = 1, **fields: Json) -> Live:  # noqa: A002
    """A live group with parts by name."""
    return Live(id, name, lambda: {"name": name, "parts": list(parts), **fields})


def _compare(pairs: Sequence[Pair]) -> list[Comparison]:
    return [_compared(*pair) for pair in pairs]


def _compared(campaign: Desired, group: Live) -> Comparison:
    desired, live = campaign.spec, group.spec
    fields = tuple(
        FieldChange(f"/{key}", desired[key], live.get(key), editable=True, hint="do it")
        for key in desired
        if desired[key] != live.get(key)
    )
    return Comparison(fields, Seen())


def _content(spec: Spec) -> Json:
    return spec.get("value")


def _look(spec: Spec) -> Fields:
    return {key: value for key, value in spec.items() if key in {"colour", "size"}}


def _is_same(desired: Spec, live: Spec) -> bool:
    ours, theirs = _look(desired), _look(live)
    alike = all(ours[key] == theirs[key] for key in ours.keys() & theirs.keys())
    return alike and _content(desired) == _content(live)


KIND = ResourceKind(
    compare=_compare,
    part_names=lambda spec: spec["parts"],
    live_part_names=lambda group: group.spec["parts"],
    signature=_content,
    traits=_look,
    is_same_but_for_names=_is_same,
    lost_goals=lambda data, body: sorted(data.keys() - body.keys()),
    family=lambda spec: spec.get("shape"),
    outline=lambda spec: str(spec.get("outline", "")),
    live_outline=lambda group: str(group.spec.get("outline", "")),
    content=lambda spec: f"{_content(spec)} {_look(spec)}",
    days=lambda spec: spec.get("days", ("", "")),
    counts_by_buying=lambda spec: bool(spec.get("is_by_buying", True)),
    does=lambda spec: str(spec.get("does", "paid")),
    without_goals=lambda spec: {k: v for k, v in spec.items() if k != "goal"},
    payout=lambda spec: {k: v for k, v in spec.items() if k != "colour"},
    aside=lambda spec: {"colour": spec.get("colour")},
    without_filled_in=lambda live, _: live,
)
"""A small kind of resource: names, parts, one value, perhaps a colour and a size."""
