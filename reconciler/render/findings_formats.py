"""Findings in the forms that services of continuous integration read, and editors.

GitHub Actions shows commands to its runner at the lines of files, GitLab a report of code quality
in merge requests, most others a JUnit report, and code scanning SARIF 2.1.0. These are plain data
rather than the classes of a library: they mirror the names of the standard, and none checks more
than its schema does, against which the tests hold what is written here.

Paths start at the repository. Of a file at most a hundred findings are listed, but for GitHub.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from reconciler.core.diagnostic import Code, Diagnostic, Severity
from reconciler.core.exact_json import Json
from reconciler.render.findings import (
    MOST_PLACES,
    Alike,
    fingerprinted,
    first_of_each_file,
    gather,
    not_acknowledged,
    place_of,
    where,
)
from reconciler.render.markdown import escaped
from reconciler.render.safe import visible
from reconciler.words import plural

MOST: Final = 10
"""Annotations of one level that GitHub shows of one step; further ones vanish unseen."""
_LEVELS: Final = {
    Severity.ERROR: "error",
    Severity.CREATE_ONLY: "warning",
    Severity.WARNING: "warning",
}
_DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_PROPERTY: Final = {**_DATA, ":": "%3A", ",": "%2C"}
_SEVERITIES: Final = {
    Severity.ERROR: "critical",
    Severity.CREATE_ONLY: "major",
    Severity.WARNING: "minor",
}
NAME: Final = "reconciler validate"
_NOT_IN_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_LINKS: Final = re.compile(r"[\\\[\]]")
"""Of a message: brackets would make links in it."""


def findings_to_github(findings: Sequence[Diagnostic], elsewhere: Sequence[Diagnostic] = ()) -> str:
    """Write findings as annotations, those that are alike as one, the first ones of each level.

    What is acknowledged is counted in the log, which nobody has to look at.

    Args:
        findings: with paths that start at the repository.
        elsewhere: findings in files that a change leaves alone. An error among them, such as that
            of the other of two names, is shown like the rest; of all else there is the number.
    """
    errors = [each for each in elsewhere if each.severity is Severity.ERROR]
    counted: Counter[str] = Counter()
    lines = []
    for alike in gather([*not_acknowledged(findings), *errors]):
        level = _LEVELS[alike.first.severity]
        counted[level] += 1
        if counted[level] <= MOST:
            lines.append(_annotation(level, alike))
    more = [
        plural(count - MOST, f"more {level}") for level, count in counted.items() if count > MOST
    ]
    if more:
        lines.append(
            f"::notice title=not all findings are shown::{' and '.join(more)} not shown here, "
            f"since GitHub shows {MOST} of a kind. 'reconciler validate' lists all."
        )
    rest = len(not_acknowledged(elsewhere)) - len(errors)
    if rest:
        lines.append(
            f"::notice title=findings in other files::{plural(rest, 'finding')} in files that this "
            f"change does not touch: 'reconciler validate' lists {'it' if rest == 1 else 'them'}."
        )
    everything = [*findings, *elsewhere]
    acknowledged = len(everything) - len(not_acknowledged(everything))
    if acknowledged:
        lines.append(f"{plural(acknowledged, 'acknowledged finding')} not shown.")
    return "".join(f"{line}\n" for line in lines)


def _annotation(level: str, alike: Alike) -> str:
    finding, elsewhere = alike.first, alike.elsewhere()
    place = {"file": finding.file}
    if finding.line:
        place |= {"line": str(finding.line), "col": str(finding.column)}
    properties = ",".join(
        f"{key}={_escaped(value, _PROPERTY)}"
        for key, value in (place | {"title": finding.code}).items()
    )
    message = _said(finding) + (f" ({elsewhere})" if elsewhere else "")
    return f"::{level} {properties}::{_escaped(message, _DATA)}"


def _said(finding: Diagnostic) -> str:
    return visible(f"{finding.message} {finding.hint}{where(finding)}")


def _escaped(text: str, signs: dict[str, str]) -> str:
    # The runner reads UTF-8; a file name that is none keeps its odd bytes as escapes.
    readable = text.encode(errors="backslashreplace").decode()
    return "".join(signs.get(char, char) for char in readable)


def findings_to_gitlab(findings: Sequence[Diagnostic]) -> list[Json]:
    """Write findings as the entries of a report."""
    shown, _ = first_of_each_file(not_acknowledged(findings))
    return [
        {
            "description": _said(alike.first),
            "check_name": alike.first.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITIES[alike.first.severity],
            # What is about a file as a whole stands at its first line: GitLab asks for one.
            "location": {"path": alike.first.file, "lines": {"begin": alike.first.line or 1}},
        }
        for alike, fingerprint in fingerprinted(shown)
    ]


def findings_to_junit(findings: Sequence[Diagnostic], files: int) -> str:
    """Write findings as XML: a file with errors has failed; what else was found is its output."""
    shown, _ = first_of_each_file(not_acknowledged(findings))
    by_file = groupby(sorted(shown, key=lambda each: each.file), lambda each: each.file)
    cases = [_case(_text(file), list(found)) for file, found in by_file]
    if files > len(cases):
        others = plural(files - len(cases), "file") + " without findings"
        cases.append(ET.Element("testcase", classname=NAME, name=others))
    failed = sum(case.find("failure") is not None for case in cases)
    counts = {"name": NAME, "tests": str(len(cases)), "failures": str(failed), "errors": "0"}
    report, suite = ET.Element("testsuites", counts), ET.Element("testsuite", counts)
    suite.extend(cases)
    report.append(suite)
    ET.indent(report)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(report, encoding="unicode")}\n'


def _case(file: str, findings: Sequence[Diagnostic]) -> ET.Element:
    case = ET.Element("testcase", classname=NAME, name=file, file=file)
    errors = [each for each in findings if each.severity is Severity.ERROR]
    others = [each for each in findings if each.severity is not Severity.ERROR]
    if errors:
        failure = ET.SubElement(case, "failure", message=plural(len(errors), "error"))
        failure.text = _listed(errors)
    if others:
        ET.SubElement(case, "system-out").text = _listed(others)
    return case


def _listed(findings: Sequence[Diagnostic]) -> str:
    lines = []
    for alike in gather(findings):
        each, elsewhere = alike.first, alike.elsewhere()
        lines.append(
            f"{place_of(each)}: {each.severity.value}: {each.message} {each.hint} [{each.code}]"
            f"{where(each)}{f' ({elsewhere})' if elsewhere else ''}"
        )
    return "\n".join(map(_text, lines))


def _text(text: str) -> str:
    """A text without what XML cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("\ufffd", visible(text))


def findings_to_sarif(
    findings: Sequence[Diagnostic], codes: Mapping[str, Code], *, version: str
) -> dict[str, Json]:
    """Write findings as a SARIF log with one run, of a version of the tool; codes by slug."""
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
        "results": [
            _result(alike, fingerprint, slugs.index(alike.first.code))
            for alike, fingerprint in fingerprinted(shown)
        ],
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


def _result(alike: Alike, fingerprint: str, index: int) -> dict[str, Json]:
    """A finding, with how often it was found and its first other places."""
    finding = alike.first
    result = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": _LINKS.sub(r"\\\g<0>", _said(finding))},
        "locations": [{"physicalLocation": _place(finding)}],
        "partialFingerprints": {"finding/v1": fingerprint},
    }
    if alike.others:
        result["occurrenceCount"] = alike.count
        own = finding.line, finding.column
        places = {(each.line, each.column): each for each in alike.others}
        others = [each for place, each in places.items() if place != own][:MOST_PLACES]
        if others:
            result["relatedLocations"] = [{"physicalLocation": _place(each)} for each in others]
    return result


def _place(finding: Diagnostic) -> dict[str, Json]:
    # What is about a file as a whole stands at its first line: code scanning asks for a line.
    region = {"startLine": finding.line or 1}
    if finding.line:
        region |= {"startColumn": finding.column}
    uri = quote(finding.file, errors="surrogatepass")
    return {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, "region": region}
