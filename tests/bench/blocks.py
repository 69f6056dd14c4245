"""Times the building blocks on generated campaigns; ``make bench`` runs it.

Prints microseconds for each campaign and, since machines differ, the ratio to what PyYAML's C
loader takes to read the same text. Nothing is asserted.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import yaml

from reconciler.core.exact_json import Json, decode, encode, encode_bytes
from reconciler.core.planner import make_plan
from reconciler.core.resource import LiveState
from reconciler.target_group import canonical, create_body
from reconciler.target_group.answers import rows as answer_rows
from reconciler.target_group.columns import Source
from reconciler.target_group.reading import read_file
from reconciler.target_group.resource_kind import TARGET_GROUP
from reconciler.target_group.rules.check import check
from reconciler.yaml12.document import Document, read_document
from tests.bench.campaigns import TODAY
from tests.support.loading import load_campaigns

COUNT: Final = 1000
ROUNDS: Final = 5
EXAMPLE: Final = Path(__file__).parents[2] / "campaigns" / "festive-streak.yaml"


def main() -> None:
    """Time every block and print a table."""
    text = EXAMPLE.read_text(encoding="utf-8")
    texts = [text.replace("name: Festive", f"name: {k} Festive").encode() for k in range(COUNT)]
    documents = [_document(each) for each in texts]
    clean = [read_file(each.data).clean for each in documents]
    rows = [_as_live(k, create_body.body(each)) for k, each in enumerate(clean)]
    answer = encode({"data": rows})
    parts = [encode_bytes(each) for each in rows]
    live = LiveState("milestones", answer_rows.read_rows(parts, Source.MILESTONES).groups)
    with tempfile.TemporaryDirectory() as folder:
        for k, each in enumerate(texts):
            Path(folder, f"{k}.yaml").write_bytes(each)
        desired = load_campaigns([Path(folder)], base=Path(folder), today=TODAY).campaigns
        blocks: dict[str, Callable[[], object]] = {
            "PyYAML C loader": lambda: [yaml.load(each, yaml.CSafeLoader) for each in texts],
            "read document": lambda: [read_document("a.yaml", each) for each in texts],
            "read file": lambda: [read_file(each.data) for each in documents],
            "apply rules": lambda: [check(each, today=TODAY) for each in clean],
            "make spec": lambda: [canonical.declared_spec(each) for each in clean],
            "make body": lambda: [create_body.body(each) for each in clean],
            "load files": lambda: load_campaigns([Path(folder)], base=Path(folder), today=TODAY),
            "decode answer": lambda: decode(answer),
            "read rows": lambda: answer_rows.read_rows(parts, Source.MILESTONES),
            "plan in sync": lambda: make_plan(
                desired, live, kind=TARGET_GROUP, environment="bench"
            ),
        }
        _print({name: _time(block) for name, block in blocks.items()})


def _document(raw: bytes) -> Document:
    document = read_document("a.yaml", raw)
    if not isinstance(document, Document):
        message = f"the example is refused: {document}"
        raise TypeError(message)
    return document


def _as_live(k: int, body: Json) -> Json:
    """What a read would answer for a body, near enough for timing."""
    periods = [each | {"id": 10 * k + n} for n, each in enumerate(body["periods"])]
    targets = [
        each
        | {"id": k, "eventName": "TransactionAdd", "active": True}
        | {
            "defaultValues": [
                value | {"id": n, "periodId": 10 * k + n}
                for n, value in enumerate(each["defaultValues"])
            ]
        }
        for each in body["targets"]
    ]
    return body | {"id": k, "active": True, "periods": periods, "targets": targets}


def _time(block: Callable[[], object]) -> float:
    """Seconds of the quickest round."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.perf_counter()
        block()
        best = min(best, time.perf_counter() - start)
    return best


def _print(seconds: dict[str, float]) -> None:
    yardstick = seconds["PyYAML C loader"]
    print(f"{'block':20} {'µs a campaign':>14} {'ratio':>7}")
    for name, took in seconds.items():
        micro = took / COUNT * 1e6
        print(f"{name:20} {micro:14.0f} {took / yardstick:7.2f}")


if __name__ == "__main__":
    main()
