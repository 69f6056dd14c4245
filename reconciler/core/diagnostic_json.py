"""Findings, and what answers them, to JSON and back, unchanged."""

from collections.abc import Mapping

from reconciler.core.diagnostic import Answer, Diagnostic, Severity
from reconciler.core.exact_json import Json


def diagnostic_to_json(diagnostic: Diagnostic) -> dict[str, Json]:
    """Write one finding."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
        **({"environments": [*diagnostic.environments]} if diagnostic.environments else {}),
        **acknowledgement_to_json(diagnostic.acknowledged),
    }


def acknowledgement_to_json(answer: Answer | None) -> dict[str, Json]:
    """Write that something is acknowledged; nothing where it is not."""
    return {} if answer is None else {"acknowledged": answer_to_json(answer)}


def answer_to_json(answer: Answer) -> dict[str, Json]:
    """What is said of what is meant; ``until`` is left out where it has no end."""
    return {"reason": answer.reason, **({"until": answer.until} if answer.until else {})}


def read_diagnostic(data: Mapping[str, Json]) -> Diagnostic:
    """Read one finding."""
    return Diagnostic(
        file=data["file"],
        line=data["line"],
        column=data["column"],
        code=data["code"],
        severity=Severity(data["severity"]),
        message=data["message"],
        hint=data["hint"],
        environments=tuple(data.get("environments", ())),
        acknowledged=read_acknowledgement(data),
    )


def read_acknowledgement(data: Mapping[str, Json]) -> Answer | None:
    """Read how something is acknowledged; None where it is not."""
    return read_answer(data["acknowledged"]) if "acknowledged" in data else None


def read_answer(data: Mapping[str, Json]) -> Answer:
    """Read what is said of what is meant."""
    return Answer(data["reason"], data.get("until", ""))
