"""HTML that is safe by construction: whatever is not marked as HTML is escaped."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Final

from reconciler.render.safe import visible

_VOID: Final = frozenset({"meta", "input", "br"})
_REMEMBERED: Final = 1 << 10
"""Texts whose escaped form is kept: a page of thousands of rows has the same ones in each, and
those that are of one row alone come and go."""


class Html(str):
    """Text that is HTML already; only this module and fixed texts of ours make it."""

    __slots__ = ()


NO_ATTRIBUTES: Final = Html()


def tag(
    element: str, /, *children: str, fixed: Html = NO_ATTRIBUTES, **more: str | bool | int | None
) -> Html:
    """Write an element.

    Args:
        element: its name.
        children: HTML as it is; any other text escaped, what cannot be seen written out.
        fixed: attributes that ``attributes`` wrote once for many elements; they come first.
        more: other attributes, as ``attributes`` takes them.
    """
    written = fixed + _attributes(more)
    if element in _VOID:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{''.join(map(_child, children))}</{element}>")


def opened(element: str, /, **more: str | bool | int | None) -> Html:
    """Write the start of an element whose children follow; ``more`` as ``attributes`` takes it."""
    return Html(f"<{element}{_attributes(more)}>")


def closed(*elements: str) -> Html:
    """Write the ends of elements, in the order given."""
    return Html("".join(f"</{element}>" for element in elements))


def attributes(**given: str | bool | int | None) -> Html:
    """Write attributes of an element.

    Args:
        given: an underscore stands for a hyphen, one at the end is dropped (``class_``). True
            writes the bare name; False and None leave it out.
    """
    return Html(_attributes(given))


def joined(*children: str) -> Html:
    """Put elements and texts one behind the other."""
    return Html("".join(map(_child, children)))


def digest(text: str) -> str:
    """How a content security policy names an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def page_start(title: str, sheet: str, script: str = "") -> Iterator[Html]:
    """Write a page up to its body: one that fetches nothing at all.

    ``sheet`` is the file of its styles, which follow those that all pages share, ``script`` the
    only one that it may run.
    """
    runs = f"script-src {digest(script)}; " if script else ""
    policy = (
        f"default-src 'none'; {runs}style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    )
    yield Html("<!doctype html>\n")
    yield opened("html", lang="en")
    yield tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="robots", content="noindex"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Html(own_file("page.css") + own_file(sheet))),
    )
    yield opened("body")


def own_file(name: str) -> str:
    """The text of a file that stands beside this one."""
    return files("reconciler.render").joinpath(name).read_text(encoding="utf-8")


def _child(text: str) -> str:
    return text if isinstance(text, Html) else _escaped(text)


@lru_cache(_REMEMBERED)
def _escaped(text: str) -> str:
    return escape(visible(text), quote=False)


def _attributes(given: Mapping[str, str | bool | int | None]) -> str:
    return "".join([_attribute(key, value) for key, value in given.items()])


@lru_cache(_REMEMBERED, typed=True)  # True is not 1
def _attribute(key: str, value: str | bool | int | None) -> str:
    if value is None or value is False:
        return ""
    name = key.removesuffix("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(visible(str(value)))}"'
