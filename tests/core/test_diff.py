"""Two specs to their differences, by deepdiff, which sees only what is not equal."""

import sys
from collections.abc import Iterator, Mapping
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.core.diff import ABSENT, Absent, Difference, diff, path_order, pointer, steps
from reconciler.core.exact_json import Json
from reconciler.lean import deepdiff as lean_deepdiff
from reconciler.lean.without import load_without

values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "/~"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab~"), inner),
    max_leaves=8,
)
specs = st.dictionaries(st.sampled_from("abc/"), values)


def reference(
    route: tuple[str, ...], ours: Json | Absent, theirs: Json | Absent
) -> Iterator[Difference]:
    """Every difference, found without any library."""
    if not (isinstance(ours, Mapping) and isinstance(theirs, Mapping)):
        if ours != theirs:
            yield Difference(route, ours, theirs)
        return
    for key in ours.keys() | theirs.keys():
        yield from reference((*route, key), ours.get(key, ABSENT), theirs.get(key, ABSENT))


@given(specs, specs)
def test_every_difference_is_found_and_nothing_else(
    desired: dict[str, Json], live: dict[str, Json]
) -> None:
    expected = sorted(reference((), desired, live), key=lambda each: path_order(each.path))

    assert list(diff(desired, live)) == expected


def test_numbers_in_paths_are_in_the_order_of_numbers() -> None:
    """Of steps and within them; what begins alike is in the order of what follows."""
    in_order = ["/a", "/a/2", "/a/2/b", "/a/10", "/a/p2", "/a/p2/b", "/a/p10", "/a/p10b", "/b/01"]
    assert sorted({*in_order}, key=path_order) == in_order
    values = {f"{k}": k for k in range(12)}
    found = diff({"v": values}, {"v": dict.fromkeys(values, -1)})
    assert [each.path for each in found] == [f"/v/{k}" for k in range(12)]


def test_deepdiff_is_handed_only_what_is_not_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    differ = Mock(wraps=lean_deepdiff.DeepDiff)
    monkeypatch.setattr(lean_deepdiff, "DeepDiff", differ)
    desired = {"a": 1, "b": {"c": [1, 2], "d": {"e": 1, "f": 2}}, "g": 1}
    live = {"a": 1, "b": {"c": [1, 2], "d": {"e": 1, "f": 3}}, "h": None}

    found = diff(desired, live)

    (handed,) = differ.call_args_list
    assert handed.args == (
        {(0, ("b", "d", "f")): 2, (0, ("g",)): 1},
        {(0, ("b", "d", "f")): 3, (0, ("h",)): None},
    )
    assert [pointer(each.route) for each in found] == ["/b/d/f", "/g", "/h"]


def test_a_library_is_loaded_once_and_what_it_did_without_can_be_had_afterwards() -> None:
    before = sys.modules.pop("colorsys", None)
    load_without("colorsys", ["sndhdr", "sys"])

    assert "colorsys" in sys.modules
    assert "sndhdr" not in sys.modules
    assert sys.modules["sys"] is sys
    first = sys.modules["colorsys"]
    load_without("colorsys", ["sndhdr"])
    assert sys.modules["colorsys"] is first
    sys.modules.pop("colorsys")
    if before is not None:
        sys.modules["colorsys"] = before


@pytest.mark.parametrize(
    ("desired", "live", "path"),
    [
        ({"__a": 1}, {"__a": 2}, "/__a"),
        ({"a": {"__b": 1}}, {"a": {}}, "/a/__b"),
        ({"a/b": {"~c": 1}}, {"a/b": {"~c": 2}}, "/a~1b/~0c"),
        ({"~1": 1}, {}, "/~01"),
        ({"a": {"b": 1}}, {"a": [1]}, "/a"),
        ({"a": {"b": {}}}, {"a": {"b": None}}, "/a/b"),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, "/a"),
        ({"a": True}, {"a": "true"}, "/a"),
        ({'it\'s ["x"]': 1}, {'it\'s ["x"]': 2}, '/it\'s ["x"]'),
    ],
)
def test_a_difference_is_named_by_its_path_and_read_back(
    desired: dict[str, Json], live: dict[str, Json], path: str
) -> None:
    """Whatever characters the names have, and whatever a library thinks of them."""
    (found,) = diff(desired, live)

    assert found.path == pointer(found.route) == path
    assert steps(path) == found.route


@given(st.lists(st.text("/~01a")))
def test_a_pointer_is_read_back_into_its_steps(route: list[str]) -> None:
    assert list(steps(pointer(route))) == route
