"""Findings as a JUnit report, which most continuous integration shows: a test for each file."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from xml.etree import ElementTree as ET

from reconciler.core.diagnostic import Diagnostic, Severity
from reconciler.render.alike import gather, place_of
from reconciler.render.findings import first_of_each_file, not_acknowledged, where
from reconciler.render.safe import visible
from reconciler.words import plural

NAME: Final = "reconciler validate"
_NOT_IN_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")


def findings_to_junit(findings: Sequence[Diagnostic], files: int) -> str:
    """Write findings as XML: a file with errors has failed; what else was found is its output.

    Args:
        findings: with paths that start at the repository; at most a hundred of a file are listed.
        files: how many files were checked.
    """
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
        failure.text = "\n".join(_lines(errors))
    if others:
        ET.SubElement(case, "system-out").text = "\n".join(_lines(others))
    return case


def _lines(findings: Sequence[Diagnostic]) -> Iterator[str]:
    for alike in gather(findings):
        each, elsewhere = alike.first, alike.elsewhere()
        yield _text(
            f"{place_of(each)}: {each.severity.value}: {each.message} {each.hint} [{each.code}]"
            f"{where(each)}{f' ({elsewhere})' if elsewhere else ''}"
        )


def _text(text: str) -> str:
    """A text without what XML cannot hold, not even escaped."""
    return _NOT_IN_XML.sub("\ufffd", visible(text))
