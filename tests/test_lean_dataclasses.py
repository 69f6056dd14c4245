"""Our decorator and the standard library's make the same of a class."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, field
from typing import Any

import pytest

from reconciler.lean_dataclasses import dataclass

Decorator = Callable[..., Any]


def made(decorator: Decorator, **options: bool) -> Callable[..., Any]:
    """A class with a field of each sort."""

    @decorator(**{"frozen": True} | options)
    class Example:
        """A class."""

        __module__ = __name__
        first: int
        second: str = "2"
        hidden: str = field(default="3", repr=False)
        aside: int = field(default=4, compare=False)
        unhashed: Mapping[str, int] = field(default_factory=dict, hash=False)
        _: KW_ONLY
        put: int = 5
        counted: list[int] = field(init=False, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "counted", [self.first])

    Example.__qualname__ = "Example"
    globals()["Example"] = Example  # where pickle looks for it
    return Example


def tried(what: Callable[[], object]) -> object:
    """What comes of it, or what is said of it."""
    try:
        return what()
    except Exception as error:  # noqa: BLE001 - both are to fail alike
        return type(error), str(error).removeprefix("made.<locals>.")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"slots": True},
        {"eq": False},
        {"slots": True, "kw_only": True},
        {"order": True},
        {"slots": True, "frozen": False},
        {"slots": True, "frozen": False, "eq": False},
    ],
)
def test_a_class_is_the_same_by_either(options: dict[str, bool]) -> None:
    """Whatever somebody does with it."""

    def seen(decorator: Decorator) -> list[object]:
        cls: Any = made(decorator, **options)
        one = cls(first=1)
        other = cls(first=1, second="x", put=7, unhashed={"a": 1})
        return [
            [(each.name, each.kind) for each in inspect.signature(cls).parameters.values()],
            inspect.get_annotations(cls.__init__).get("first"),
            cls.__match_args__,
            tuple(each.name for each in dataclasses.fields(cls)),
            (repr(one), repr(other), dataclasses.asdict(other), one.counted),
            [one == each for each in (cls(first=1), other, 1, dataclasses.replace(one, aside=9))],
            tried(lambda: hash(one) == hash(cls(first=1, unhashed={"b": 2}))),
            [repr(pickle.loads(pickle.dumps(each))) for each in (one, other)],
            [repr(how(other)) for how in (copy.copy, copy.deepcopy)],
            dataclasses.replace(other, first=8).counted,
            tried(lambda: sorted([other, one])[0].second),
            tried(lambda: (one <= cls(first=1), one < other, one > other, one >= other)),
            tried(lambda: one < 1),
            cls.__hash__ is None,
            tried(cls),
            tried(lambda: cls(1, "2", "3", 4, {}, 5)),
            tried(lambda: cls(first=1, third=2)),
            tried(lambda: setattr(one, "first", 2)),
            tried(lambda: delattr(one, "first")),
            hasattr(one, "__dict__"),
        ]

    assert seen(dataclass) == seen(dataclasses.dataclass)


def test_what_a_class_says_itself_stays() -> None:
    """Its own methods are not replaced; with an own way to be equal goes the hash of all fields."""

    def seen(decorator: Decorator) -> list[object]:
        @decorator(frozen=True)
        class Example:  # noqa: PLW1641 - the decorator gives it a hash
            value: str = "a"

            def __repr__(self) -> str:
                return self.value

            def __eq__(self, other: object) -> bool:
                return isinstance(other, type(self)) and other.value.lower() == self.value.lower()

        cls: Any = Example
        return [repr(cls()), cls("A") == cls("a"), hash(cls()) == hash(cls("a"))]

    assert seen(dataclass) == seen(dataclasses.dataclass)


def test_an_empty_class_and_one_with_a_field_compare_as_well() -> None:
    """Python's way to get several attributes gives no tuple for these."""

    @dataclass(frozen=True, slots=True)
    class Empty:
        """Nothing."""

    @dataclass(frozen=True, slots=True)
    class One:
        """One thing."""

        value: int = 1

    assert Empty() == Empty()
    assert One() == One()
    assert dataclasses.replace(One(), value=2) != One()
    assert len({Empty(), Empty(), One(), One()}) == 2
