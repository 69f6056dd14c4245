"""What other tools call their commands, and what does here what is meant."""

from collections.abc import Mapping
from typing import Final

_DELETES: Final = (
    "Nothing here ends a campaign: deactivate it in the console, and write active: false into its "
    "file. 'reconciler plan' says what became of a group whose file is gone."
)
_CHANGES: Final = (
    "A live campaign is changed in the console. 'reconciler plan' shows where it differs from its "
    "file, and 'reconciler accept NAME' writes the live values into the file."
)
_LISTS: Final = (
    "'reconciler audit' lists what is live and declared, and 'reconciler plan --explain NAME' says "
    "all of one campaign."
)
_CHECKS: Final = (
    "'reconciler validate' checks campaign files, and 'reconciler fmt --check' their layout."
)
_COMPARES: Final = "'reconciler plan' compares the files with what is live."
_PULLS: Final = (
    "'reconciler import' writes files for groups that no file declares, and 'reconciler accept "
    "NAME' the live values of a campaign that differs."
)
_STATE: Final = (
    "There is no state file: 'reconciler plan' reads what is live every time, and 'reconciler "
    "audit' lists it."
)

HABITS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("delete", "destroy", "remove", "rm"), _DELETES),
    **dict.fromkeys(("edit", "patch", "update"), _CHANGES),
    **dict.fromkeys(("describe", "get", "list", "ls"), _LISTS),
    **dict.fromkeys(("check", "lint", "test"), _CHECKS),
    **dict.fromkeys(("diff", "status"), _COMPARES),
    **dict.fromkeys(("export", "pull"), _PULLS),
    **dict.fromkeys(("refresh", "state"), _STATE),
    "create": "'reconciler new' writes a campaign file, and 'reconciler apply' creates what is "
    "missing.",
    "format": "'reconciler fmt' writes campaign files in one layout.",
    "help": "'reconciler --help' lists the commands, and 'reconciler plan --help' explains one.",
    "push": "'reconciler apply' creates what is missing, and changes nothing that is live.",
    "sync": "'reconciler apply' creates what is missing; what differs is not forced back: "
    "'reconciler accept NAME' writes the live values into the file.",
    "version": "'reconciler --version' says it.",
}
"""A line that teaches, by the word that was typed; none of them is a command."""
