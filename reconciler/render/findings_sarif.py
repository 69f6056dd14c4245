"""Findings in SARIF 2.1.0, which code scanning and editors read.

Plain data rather than the classes of a library: these mirror the standard's names, and none
checks more than its schema does, against which the tests hold what is written here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import quote

from reconciler.core.diagnostic import Code, Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.render.alike import MOST_PLACES, Alike, fingerprinted
from reconciler.render.findings import first_of_each_file, not_acknowledged, where
from reconciler.render.markdown import escaped
from reconciler.render.safe import visible

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.CREATE_ONLY: "warning",
    Severity.WARNING: "warning",
}
_LINKS: Final = re.compile(r"[\\\[\]]")
"""Of a message: brackets would make links in it."""


def findings_to_sarif(
    findings: Sequence[Diagnostic], codes: Mapping[str, Code], *, version: str
) -> dict[str, Json]:
    """Write findings as a SARIF log with one run.

    Args:
        findings: with paths that start at the repository; at most a hundred of a file are listed.
        codes: what each code means.
        version: of the tool.
    """
    # Not as results with suppressions: code scanning shows these as open alerts all the same.
    standing = not_acknowledged(findings)
    shown, hidden = first_of_each_file(standing)
    slugs = sorted({finding.code for finding in shown})
    driver = {
        "name": "reconciler",
        "semanticVersion": version,
        "rules": [_rule(codes[slug]) for slug in slugs],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": list(_results(shown, slugs)),
        "properties": {"notListed": hidden, "acknowledged": len(findings) - len(standing)},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: Code) -> dict[str, Json]:
    return {
        "id": code.slug,
        "shortDescription": {"text": code.summary},
        "fullDescription": {"text": code.why},
        "help": {
            "text": f"{code.why}\n\n{code.fix}",
            "markdown": f"{escaped(code.why)}\n\n**What to do:** {escaped(code.fix)}",
        },
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
        "properties": {"tags": [code.severity.value]},
    }


def _results(findings: Sequence[Diagnostic], slugs: Sequence[str]) -> Iterator[dict[str, Json]]:
    index = {slug: k for k, slug in enumerate(slugs)}
    for alike, fingerprint in fingerprinted(findings):
        finding = alike.first
        message = visible(f"{finding.message} {finding.hint}{where(finding)}")
        yield {
            "ruleId": finding.code,
            "ruleIndex": index[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": _LINKS.sub(r"\\\g<0>", message)},
            "locations": [{"physicalLocation": _place(finding)}],
            "partialFingerprints": {"finding/v1": fingerprint},
            **_others(alike),
        }


def _others(alike: Alike) -> dict[str, Json]:
    """How often a result was found, and its first other places."""
    if not alike.others:
        return {}
    own = alike.first.line, alike.first.column
    places = {(each.line, each.column): each for each in alike.others}
    others = [each for place, each in places.items() if place != own][:MOST_PLACES]
    related = [{"physicalLocation": _place(each)} for each in others]
    return {"occurrenceCount": alike.count} | ({"relatedLocations": related} if related else {})


def _place(finding: Diagnostic) -> dict[str, Json]:
    # What is about a file as a whole stands at its first line: code scanning asks for a line.
    region = {"startLine": finding.line or 1}
    if finding.line:
        region |= {"startColumn": finding.column}
    uri = quote(finding.file, errors="surrogatepass")
    return {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}
