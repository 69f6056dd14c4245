"""Audits of several organisations as JSON data."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

from reconciler.core.audit import Standing
from reconciler.core.audits import Audits
from reconciler.core.exact_json import Json
from reconciler.render.audit_json import audit_to_json
from reconciler.render.safe import json_text

FORMAT_VERSION: Final = "1.0"
_END: Final = '\n  "audits": []\n}'


def audits_to_json(audits: Audits) -> Iterator[str]:
    """Write audits as the text of one JSON document, audit by audit."""
    head = json_text({**_head(audits), "audits": []})
    yield head.removesuffix(_END)
    yield '\n  "audits": ['
    for k, audit in enumerate(audits.audits):
        yield ",\n" if k else "\n"
        yield json_text(audit_to_json(audit))
    yield "\n]}\n"


def _head(audits: Audits) -> dict[str, Json]:
    """All but the audits themselves."""
    lifecycles = {str(kind or "unknown"): count for kind, count in audits.lifecycles.items()}
    return {
        "format_version": FORMAT_VERSION,
        "totals": {
            "environments": len(audits.audits),
            "not_read": len(audits.not_read),
            "live": audits.live,
            **{standing.value: audits.counts[standing] for standing in Standing},
            "coverage": audits.coverage,
            "flagged": audits.flagged,
            "acknowledged": audits.acknowledged,
            "promotions": audits.promotions,
            "flagged_promotions": audits.flagged_promotions,
            "lifecycles": lifecycles,
        },
        "not_read": [asdict(each) for each in audits.not_read],
        "differs": [
            {
                "name": each.name,
                "live": [*each.live],
                "missing": [*each.missing],
                "absent": [*each.absent],
                "over": each.is_over,
            }
            for each in audits.differing
        ],
        "notes": [*audits.doubts],
    }
