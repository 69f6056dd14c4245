"""Fuzzes what reads other people's bytes, guided by the coverage of the code: ``make fuzz``.

Each input goes to the reader of campaign files, of an API's list, of plans and of expressions. An
error of ours is an answer; any other exception is a find, and is printed with the input.
"""

import datetime as dt
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["reconciler"]):
    from reconciler.core.exact_json import decode
    from reconciler.core.plan_json import plan_from_json
    from reconciler.errors import ReconcilerError
    from reconciler.render.findings import findings_lines
    from reconciler.render.terminal import to_text
    from reconciler.target_group.columns import Source
    from reconciler.target_group.expressions.compiler import compiled
    from tests.support.specs import load_text, read_groups

ROOT = Path(__file__).parents[1]
TODAY = dt.date(2027, 5, 10)
ESCAPE = "\x1b"


def load(raw: bytes) -> None:
    """A campaign file: its findings can be shown."""
    for name in ("a.yaml", "a.json"):
        loaded = load_text(name, raw, values={"name": 1}, today=TODAY)
        assert ESCAPE not in to_text(findings_lines(loaded.findings, 1), color=False)


def read(raw: bytes) -> None:
    """An answer or a plan: used, or refused with the error that callers expect."""
    try:
        data = decode(raw)
    except (ValueError, RecursionError):
        return
    for source in Source:
        if source is not Source.CUSTOMER:
            try:
                read_groups(data if isinstance(data, list) else [data], source)
            except ValueError:
                continue
    try:
        plan_from_json(data)
    except ValueError:
        return


def one_input(raw: bytes) -> None:
    """Give one input to all readers."""
    try:
        load(raw)
        read(raw)
        compiled(raw.decode(errors="replace"))
    except ReconcilerError:
        return


def main() -> None:
    """Begin with the examples and the cases."""
    corpus = ROOT / ".hypothesis" / "fuzz"
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = [ROOT / "campaigns", *(ROOT / "tests" / "cases").iterdir()]
    folders = [str(each) for each in (corpus, *seeds) if each.is_dir()]
    atheris.Setup([*sys.argv, *folders], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
