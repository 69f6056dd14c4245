"""Campaigns as files and as the API answers them: as many as wanted, no two of them alike.

What the API answers is not written by hand: the embedded sandbox is asked once for each template,
and its answer is repeated with other names, numbers and ids.
"""

import asyncio
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import httpx
import simplejson as json

from reconciler.campaigns.outline import OUTLINE
from reconciler.core.exact_json import Json, decode, encode
from reconciler.sandbox.app import make_app
from reconciler.sandbox.store import Options, Store
from reconciler.yaml12.document import Document, read_document
from reconciler.yaml12.format import format_document
from tests.support.specs import load_text

TEMPLATES: Final = Path(__file__).with_name("templates")
MIX: Final = ("milestone", "streak", "unified") * 3 + ("capping",)
"""Which template every next campaign is made from."""
_WRITTEN: Final = {b"2097": 0, b"2098": 1}
"""Years in the templates, and which year after the present one each stands for."""
TODAY: Final = date(datetime.now(UTC).year + 1, 1, 1)
"""All days are to come whenever the command is timed: each day that has gone would be a finding."""
NUMBER: Final = "NUMBER"
AMOUNT: Final = 7654321
ERRORS: Final = (
    (re.compile(rb"targetEvaluationType: "), b"targetEvaluationTyp: "),
    (re.compile(rb"preferredTillId: "), b"preferredTillId: x"),
    (re.compile(rb"targetType: \w+"), b"targetType: EXTENDED_FIELD"),
)
"""What is put wrong in every next file that shall have an error."""
DRIFTED: Final = {
    "": (),
    "field": ((re.compile(rb'"preferredTillId":\d+'), b'"preferredTillId":1'),),
    "values": (
        (re.compile(rb'"defaultValue":(\d+)'), rb'"defaultValue":1\1'),
        (re.compile(rb'"endDate":"\d{4}'), b'"endDate":"2099'),
    ),
}
"""What has drifted in every group: nothing, one field, or a value of each period and target."""
_NAME: Final = re.compile(rb"^((?:  - )?)name: ([^\"\n]+)$", re.MULTILINE)
_ID: Final = re.compile(rb'"(id|periodId|emfRuleSetId|targetGroupId)":(\d+)')
_IDS_EACH: Final = 1000
"""Ids that are set aside for every group and its parts."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign.

    Attributes:
        file: what its file holds.
        row: what the list of milestones answers for it.
    """

    file: bytes
    row: bytes


def campaigns(count: int) -> Iterator[Campaign]:
    """Make campaigns, the first ones the same whatever their count."""
    files = {name: _template(name) for name in MIX}
    rows = asyncio.run(_answered(files))
    for k in range(count):
        name = MIX[k % len(MIX)]
        yield Campaign(_numbered(files[name], k), _with_ids(_numbered(rows[name], k), k))


def _template(name: str) -> bytes:
    text = (TEMPLATES / f"{name}.yaml").read_bytes()
    for written, later in _WRITTEN.items():
        text = text.replace(written, b"%d" % (TODAY.year + later))
    return text


def spoiled(file: bytes, k: int) -> bytes:
    """The same file with an error: a misspelt field, a wrong type, or what only a rule sees."""
    pattern, instead = ERRORS[k % len(ERRORS)]
    changed = pattern.sub(instead, file)
    assert changed != file
    return changed


def drifted(row: bytes, how: str) -> bytes:
    """The same row after somebody has edited the live group."""
    for pattern, instead in DRIFTED[how]:
        row, count = pattern.subn(instead, row)
        assert count
    return row


def _numbered(text: bytes, k: int) -> bytes:
    amount = str(AMOUNT + k).encode()
    return text.replace(NUMBER.encode(), b"%05d" % k).replace(str(AMOUNT).encode(), amount)


def _with_ids(row: bytes, k: int) -> bytes:
    """Other ids for a group and all its parts, equal where they were equal."""
    known: dict[bytes, int] = {}

    def other(found: re.Match[bytes]) -> bytes:
        fresh = known.setdefault(found[2], (k + 1) * _IDS_EACH + len(known))
        return b'"%b":%d' % (found[1], fresh)

    return _ID.sub(other, row)


def untidy(file: bytes) -> bytes:
    """The same file in another layout: names in quotes, and the first keys in another order."""
    changed = _NAME.sub(rb'\1name: "\2"', file)
    first, second = changed.index(b"\nname: "), changed.index(b"\ndescription: ")
    end = changed.index(b"\n", second + 1)
    return changed[:first] + changed[second:end] + changed[first:second] + changed[end:]


def tidy(file: bytes) -> bytes:
    """The same file in the layout that ``fmt`` gives it."""
    document = read_document("campaign.yaml", file)
    assert isinstance(document, Document)
    return format_document(document, OUTLINE).encode()


async def _answered(files: dict[str, bytes]) -> dict[str, bytes]:
    """The rows of the templates, by name, as the sandbox answers them."""
    with Store(":memory:", Options(max_page=len(files))) as store:
        transport = httpx.ASGITransport(app=make_app(store))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost", auth=_basic(store.options)
        ) as client:
            for each in files.values():
                answer = await client.post("/v3/targetGroups", content=_body(each))
                answer.raise_for_status()
            params = {"limit": len(files), "require-periods": True}
            answer = await client.get("/v3/milestones", params=params)
    newest_first = decode(answer.content)["data"]
    return dict(zip(files, map(_compact, reversed(newest_first)), strict=True))


def _basic(options: Options) -> httpx.BasicAuth:
    hashed = hashlib.md5(options.password.encode(), usedforsecurity=False).hexdigest()
    return httpx.BasicAuth(options.username, hashed)


def _compact(row: Json) -> bytes:
    return json.dumps(row, separators=(",", ":"), use_decimal=True).encode()


def _body(file: bytes) -> bytes:
    loaded = load_text("template.yaml", file, values={}, today=TODAY)
    (campaign,) = loaded.campaigns
    return encode(dict(campaign.body)).encode()
