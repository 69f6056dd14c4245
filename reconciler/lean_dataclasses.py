"""The decorator for dataclasses, which compiles nothing before it is needed.

The standard library's compiles six methods for each frozen class, in 0.7 ms, and a plan has a
hundred classes. Here all classes share their methods, except ``__init__``, which is compiled when
somebody asks for it. To all else a class is a dataclass as any other.
"""

import dataclasses
import operator
from collections.abc import Callable
from reprlib import recursive_repr
from types import FunctionType, MethodType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dataclasses import dataclass

    from _typeshed import DataclassInstance
else:

    def dataclass(
        *,
        frozen: bool = False,
        order: bool = False,
        eq: bool = True,
        slots: bool = False,
        kw_only: bool = False,
    ) -> Callable[[type], type]:
        """As the standard library's decorator, with those of its options that are used here."""
        options = {"init": False, "repr": False, "eq": False, "slots": slots, "kw_only": kw_only}

        def decorate(cls: type) -> type:
            if cls.__doc__ is None:  # else the signature would be worked out for it: 0.5 to 3 ms
                cls.__doc__ = cls.__name__
            made = dataclasses.dataclass(**options)(cls)
            made.__init__ = _Init(made, frozen=frozen)
            methods = {"__repr__": _shown}
            if frozen:
                methods |= _FROZEN | (_TRAVELLING if slots else {})
            if eq:
                methods |= _compared(made, frozen=frozen, order=order)
            for name, method in methods.items():
                if vars(made).get(name) is None:  # as the hash is beside an ``__eq__``
                    setattr(made, name, method)
            return made

        return decorate


__all__ = ["dataclass"]


class _Init:
    """Stands for the ``__init__`` of a class until somebody asks for it."""

    def __init__(self, cls: "type[DataclassInstance]", *, frozen: bool) -> None:
        self._cls = cls
        self._put = "__put(self, {!r}, {})" if frozen else "self.{} = {}"

    def __get__(self, instance: object, _: type | None = None) -> Callable[..., None]:
        init = _compile_init(self._cls, self._put)
        self._cls.__init__ = init  # type: ignore[method-assign]
        return init if instance is None else MethodType(init, instance)


def _compile_init(cls: "type[DataclassInstance]", put: str) -> FunctionType:
    """What puts the values of all fields into an instance.

    Args:
        cls: the class.
        put: the statement that does it, for the name of a field and its value.
    """
    known: dict[str, Any] = {"__put": object.__setattr__, "__unset": _UNSET}
    positional, by_name, body = ["self"], ["*"], []
    for each in filter(lambda field: field.init, dataclasses.fields(cls)):
        name = value = each.name
        default = ""
        if each.default_factory is not dataclasses.MISSING:
            known[f"__make_{name}"], default = each.default_factory, "=__unset"
            value = f"__make_{name}() if {name} is __unset else {name}"
        elif each.default is not dataclasses.MISSING:
            known[f"__default_{name}"], default = each.default, f"=__default_{name}"
        (by_name if each.kw_only else positional).append(f"{name}{default}")
        body.append(put.format(name, value))
    if hasattr(cls, "__post_init__"):
        body.append("self.__post_init__()")
    parameters = ", ".join([*positional, *(by_name if len(by_name) > 1 else [])])
    made: dict[str, Any] = {}
    text = f"def __init__({parameters}):\n " + "\n ".join(body or ["pass"])
    exec(text, known, made)  # noqa: S102 - as the standard library does
    init: FunctionType = made["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    init.__module__ = cls.__module__
    types = {each.name: each.type for each in dataclasses.fields(cls) if each.init}
    init.__annotations__ = {**types, "return": None}
    return init


def _compared(cls: "type[DataclassInstance]", *, frozen: bool, order: bool) -> dict[str, Any]:
    """The methods that say whether two values are the same, and which comes first."""
    every = dataclasses.fields(cls)
    compared = _values_of([each.name for each in every if each.compare])
    hashed = _values_of(
        [each.name for each in every if (each.compare if each.hash is None else each.hash)]
    )

    def by(compare: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
        def method(self: object, other: object) -> bool:
            is_alike = type(other) is type(self)
            return compare(compared(self), compared(other)) if is_alike else NotImplemented

        return method

    return {
        "__eq__": by(operator.eq),
        "__hash__": (lambda self: hash(hashed(self))) if frozen else None,
        **({f"__{each.__name__}__": by(each) for each in _ORDER} if order else {}),
    }


def _values_of(names: list[str]) -> Callable[[object], tuple[Any, ...]]:
    if len(names) > 1:
        return operator.attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def _all_values(self: "DataclassInstance") -> list[Any]:
    return [getattr(self, each.name) for each in dataclasses.fields(self)]


def _take_values(self: "DataclassInstance", values: list[Any]) -> None:
    for each, value in zip(dataclasses.fields(self), values, strict=True):
        object.__setattr__(self, each.name, value)


@recursive_repr()
def _shown(self: "DataclassInstance") -> str:
    shown = (
        f"{each.name}={getattr(self, each.name)!r}"
        for each in dataclasses.fields(self)
        if each.repr
    )
    return f"{type(self).__qualname__}({', '.join(shown)})"


def _refuse_to_set(_: object, name: str, __: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


_UNSET: Final = object()
_ORDER: Final = (operator.lt, operator.le, operator.gt, operator.ge)
_FROZEN: Final[dict[str, Any]] = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
}
_TRAVELLING: Final[dict[str, Any]] = {"__getstate__": _all_values, "__setstate__": _take_values}
"""How values without a ``__dict__`` are pickled; others are by theirs."""
