"""The table of mutants names what is there."""

import pytest

from tests.mutants import BESIDE, GUARDS, ROOT


@pytest.mark.parametrize("module", GUARDS)
def test_each_module_and_each_of_its_tests_is_there(module: str) -> None:
    """Whoever moves one moves it in the table as well."""
    assert (ROOT / module).is_file()
    for path, _, name in (each.partition("::") for each in GUARDS[module]):
        assert (ROOT / path).exists()
        assert not name or f"def {name}(" in (ROOT / path).read_text(encoding="utf-8")
    assert all((ROOT / each).exists() for each in BESIDE)
