"""The jobs of a workflow that apply environments, as its file has them."""

import re
from typing import Final, NamedTuple

from reconciler.render.pipeline_files import HOOKS
from reconciler.yaml12.document import Document, read_document

_USES: Final = re.compile(
    r"(?P<repository>[A-Za-z0-9-]+/[A-Za-z0-9._-]+)/\.github/workflows/apply\.yml@(?P<commit>\S+)"
)
_APPLIES: Final = re.compile(r"/apply\.ya?ml(@\S*)?\Z")


class ApplyJob(NamedTuple):
    """One job that calls the workflow for apply.

    Attributes:
        name: of the job.
        environment: which it applies; empty where it may be any of them.
        repository: the workflow's, as ``OWNER/REPOSITORY``; empty where it is this one.
        commit: at which it is called; empty as well then.
    """

    name: str
    environment: str
    repository: str
    commit: str

    def applies(self, environment: str) -> bool:
        """Whether an environment may be what it applies."""
        return self.environment in {"", environment}


def apply_jobs(content: bytes) -> list[ApplyJob]:
    """The jobs that apply, in the order of the file; none where it cannot be read."""
    document = read_document(HOOKS, content)
    jobs = document.data.get("jobs") if isinstance(document, Document) else None
    found = []
    for name, job in jobs.items() if isinstance(jobs, dict) else ():
        uses = job.get("uses") if isinstance(job, dict) else None
        if isinstance(uses, str) and _APPLIES.search(uses):
            given = job.get("with")
            said = given.get("environment") if isinstance(given, dict) else None
            environment = "" if said is None or "${{" in str(said) else str(said)
            named = _USES.fullmatch(uses)
            called = (named["repository"], named["commit"]) if named else ("", "")
            found.append(ApplyJob(name, environment, *called))
    return found
