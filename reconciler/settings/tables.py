"""Tables of a settings file: frozen values, declared once and read in two ways.

What is as declared is read by msgspec. Where it gives up, pydantic reads the same declaration and
says all that is wrong, each with its place; it takes longer to load than all else of a short run.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, Union, get_args, get_origin

import msgspec

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

T = TypeVar("T")

_CONVERTED: Final = (float,)
"""What TOML writes as something else: as exact decimals or whole numbers."""
_HOLDS: Final = {"gt": operator.gt, "ge": operator.ge, "lt": operator.lt}


class Rule:
    """What a value must meet beyond its type, unless it is None; stands in an annotation.

    Args:
        check: raises ValueError, with a sentence on what to write.
    """

    def __init__(self, check: Callable[[Any], object]) -> None:
        self._check = check

    def __call__(self, value: T) -> T:
        """Give the value back.

        Raises:
            ValueError: it does not meet the rule.
        """
        if value is not None:
            self.check(value)
        return value

    def check(self, value: Any) -> None:  # noqa: ANN401 - of the annotated type
        """Look at a value that is there.

        Raises:
            ValueError: it does not meet the rule.
        """
        self._check(value)

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        after: CoreSchema = (
            _pydantic().AfterValidator(self).__get_pydantic_core_schema__(source, handler)
        )
        return after


class EachValue(Rule):
    """What each value of a mapping must meet."""

    def check(self, value: Mapping[str, object]) -> None:
        """Look at all of them."""
        for each in value.values():
            self._check(each)

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        return handler(dict[str, Annotated[object, Rule(self._check)]])


class Within(Rule):
    """Bounds of a number.

    Args:
        bounds: numbers, by the name of how it compares to them: gt, ge or lt.
    """

    def __init__(self, **bounds: int) -> None:
        self._bounds = bounds

    def check(self, value: float) -> None:
        """Compare with what there is of bounds."""
        if not all(_HOLDS[name](value, bound) for name, bound in self._bounds.items()):
            raise ValueError("It is out of bounds.")

    def __get_pydantic_core_schema__(
        self, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        bounds: Any = self._bounds
        return handler(Annotated[source, _pydantic().Field(**bounds)])


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table; what its annotations say is looked at whenever one is made."""

    def __post_init__(self) -> None:
        for each in msgspec.structs.fields(self):
            for rule in getattr(each.type, "__metadata__", ()):
                rule(getattr(self, each.name))
        self.check()

    def check(self) -> None:
        """Look at the table as a whole.

        Raises:
            ValueError: its values do not go together.
        """

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: object, handler: "GetCoreSchemaHandler"
    ) -> "CoreSchema":
        pydantic = _pydantic()
        config = pydantic.ConfigDict(extra="forbid", strict=True)
        members: Any = {
            each.name: (each.type, _field(each)) for each in msgspec.structs.fields(cls)
        }
        model = pydantic.create_model(cls.__name__, __config__=config, **members)
        made = pydantic.AfterValidator(lambda read: cls(**dict(read)))
        whole: CoreSchema = made.__get_pydantic_core_schema__(model, handler)
        return whole


def read_table(data: Mapping[str, Any], kind: type[T]) -> T:
    """Read a table, and all tables in it.

    Raises:
        pydantic.ValidationError: it is not as declared.
    """
    try:
        return convert(data, kind)
    except msgspec.ValidationError:
        read: T = _pydantic().TypeAdapter(kind).validate_python(data)
        return read


def names_at(kind: Any, place: Sequence[int | str]) -> Sequence[str]:  # noqa: ANN401 - a type
    """What may stand in a table where something else does, as the declaration says.

    Args:
        kind: of the outermost table.
        place: keys and positions from there to what is none of the table.
    """
    for step in place[:-1]:
        named = {each.encode_name: each.type for each in _fields(kind)}
        # Each value of a table of others, or of a list, is declared alike: the last of its types.
        kind = _bare(named[str(step)] if named else get_args(kind)[-1])
    return [each.encode_name for each in _fields(kind)]


def _fields(kind: Any) -> Sequence[msgspec.structs.FieldInfo]:  # noqa: ANN401 - a type
    return msgspec.structs.fields(kind) if hasattr(kind, "__struct_fields__") else ()


def _bare(kind: Any) -> Any:  # noqa: ANN401 - a type
    """A type without what is said of it, and without None beside it."""
    if get_origin(kind) is Annotated:
        return _bare(kind.__origin__)
    others = [each for each in get_args(kind) if each is not type(None)]
    return _bare(others[0]) if get_origin(kind) in {Union, UnionType} else kind


def convert(data: Mapping[str, Any], kind: type[T]) -> T:
    """Read a table the quick way.

    Raises:
        msgspec.ValidationError: it is not as declared, or in an unusual way.
    """
    # TOML has days of its own; text that looks like one is text.
    return msgspec.convert(data, kind, builtin_types=(date,))


def _pydantic() -> Any:  # noqa: ANN401 - a module
    import pydantic  # noqa: PLC0415 - 100 ms, only to say what is wrong

    return pydantic


def _field(declared: msgspec.structs.FieldInfo) -> Any:  # noqa: ANN401 - as pydantic has it
    kind = getattr(declared.type, "__origin__", declared.type)
    strict = False if kind in _CONVERTED else None  # else as for the whole table
    more = {"strict": strict, "alias": declared.encode_name}
    if declared.default_factory is not msgspec.NODEFAULT:
        return _pydantic().Field(default_factory=declared.default_factory, **more)
    default = ... if declared.default is msgspec.NODEFAULT else declared.default
    return _pydantic().Field(default, **more)
