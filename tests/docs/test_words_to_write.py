"""The page of campaign files names every word that a field may say, and which go together."""

import re
from collections.abc import Iterator
from typing import Final

import pytest

from reconciler.target_group.columns import Role, Table
from reconciler.target_group.fields import GROUP
from reconciler.target_group.kinds import Kind
from reconciler.target_group.rules.targets import TYPES_OF_ENTITY
from tests.support.server import ROOT

PAGE: Final = (ROOT / "docs" / "campaign-files.md").read_text(encoding="utf-8")
TABLES: Final = PAGE.partition("## What to write for what is wanted")[2].partition("\n## ")[0]
ROWS: Final = [line for line in TABLES.splitlines() if line.startswith("| ")]


def words(table: Table) -> Iterator[tuple[str, str]]:
    """Each word that is sent, with its field."""
    for field in table.fields.values():
        if field.kind is Kind.CHOICE and field.role is not Role.LOCAL:
            yield from ((field.name, word) for word in field.values)
        if field.parts is not None and field.role is not Role.LOCAL:
            yield from words(field.parts)


@pytest.mark.parametrize(("field", "word"), [*dict.fromkeys(words(GROUP))])
def test_every_word_is_named_beside_its_field(field: str, word: str) -> None:
    """In one row of the tables, or for the two words of what is counted in their own table."""
    if field in {"targetEntity", "targetType"}:
        assert word in {*TYPES_OF_ENTITY, *(t for types in TYPES_OF_ENTITY.values() for t in types)}
        return
    if field == "aggregateFunction":
        assert re.search(rf"`extendedFieldInfo` says .*\b{word}\b", TABLES)
        return
    assert any(field in row and re.search(rf"\b{word}\b", row) for row in ROWS)


@pytest.mark.parametrize("entity", TYPES_OF_ENTITY)
def test_each_row_of_what_is_counted_names_the_types_that_go_with_it(entity: str) -> None:
    """Those and no others."""
    [row] = [each.split(" | ") for each in ROWS if each.split(" | ")[1:2] == [f"`{entity}`"]]
    types = {each for each in re.findall(r"`(\w+)`", row[2]) if each not in TYPES_OF_ENTITY}
    assert types == {*TYPES_OF_ENTITY[entity]}
