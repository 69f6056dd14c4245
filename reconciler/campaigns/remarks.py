"""Says in a campaign file what each field is: comments in the words of the table of fields."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

from reconciler.target_group.columns import Field, Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.kinds import Kind
from reconciler.yaml12.layout import Entry, Layout, Node, read_layout
from reconciler.yaml12.splices import Splice, splice
from reconciler.yaml12.style import Style
from reconciler.yaml12.write import Pen

WIDEST: Final = 100


def with_remarks(text: str, *, offered: Sequence[str] = ()) -> str:
    """Write above each field of a campaign file what it is, where it stands for the first time.

    Args:
        text: a campaign file in YAML, as ``outline.campaign_text`` writes it.
        offered: fields that the file does not have; each is added as a comment with its example.
    """
    layout = read_layout("campaign.yaml", text)
    told = splice(text, _Remarks(layout).inside(layout.root, GROUP))
    for field in map(GROUP.fields.__getitem__, offered):
        remark = "\n".join(_comments(iter([field.help]), ""))
        told += f"\n{remark}\n# {field.name}: {Pen().flow(field.example)}\n"
    return told


class _Remarks:
    """The remarks on one file; what was said once is not said again."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.told: set[tuple[Table, str]] = set()

    def inside(self, node: Node, table: Table) -> Iterator[Splice]:
        """Remarks on the fields of a mapping, or of each mapping of a list."""
        for step, entry in node.entries.items():
            if not isinstance(step, str):
                if entry.value.style is Style.BLOCK:
                    yield from self.inside(entry.value, table)
            elif step in table.fields:
                yield from self._field(table, step, entry)

    def _field(self, table: Table, name: str, entry: Entry) -> Iterator[Splice]:
        field = table.fields[name]
        below = (entry.value.is_mapping and field.short) or field.parts
        if (table, name) not in self.told:
            self.told.add((table, name))
            # On lines of their own, with an empty line before them at the left margin.
            layout = self.layout
            start, blanks = layout.line_start(entry.start), layout.indent(entry.start)
            is_set_off = blanks or start == 0 or layout.text[:start].endswith("\n\n")
            lines = _comments(_lines(field, _in_braces(entry.value), below), blanks)
            text = "".join(f"{line}\n" for line in lines)
            yield Splice(start, start, text if is_set_off else f"\n{text}")
        if entry.value.style is Style.BLOCK and below is not None:
            yield from self.inside(entry.value, below)


def _in_braces(node: Node) -> list[str]:
    """The fields of a mapping in braces, or of the first one of a list of them."""
    while node.entries and not node.is_mapping:
        node = node.last.value
    return [str(step) for step in node.entries] if node.style is Style.FLOW else []


def _lines(field: Field, parts: Sequence[str], below: Table | None) -> Iterator[str]:
    """What a field is, and what its parts are where they have no line of their own."""
    yield _sentences(field)
    for name in parts:
        if below is not None and name in below.fields:
            yield f"- {name}: {_sentences(below.fields[name])}"


def _sentences(field: Field) -> str:
    words = f" One of {', '.join(field.values)}." if field.kind is Kind.CHOICE else ""
    return field.help + words


def _comments(lines: Iterator[str], blanks: str) -> Iterator[str]:
    for line in lines:
        deeper = "  " if line.startswith("- ") else ""
        yield from textwrap.wrap(
            line,
            WIDEST,
            initial_indent=f"{blanks}# ",
            subsequent_indent=f"{blanks}# {deeper}",
            break_long_words=False,
            break_on_hyphens=False,
        )
