"""What becomes of live groups that are to be adopted into files, and why some cannot be."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from reconciler.core.diagnostic import codes_in, error
from reconciler.core.plan import Reason
from reconciler.core.promotion import Owner
from reconciler.core.resource import Live
from reconciler.errors import ExitCode

NOT_SHOWN: Final = error(
    "shown-in-part",
    "The read does not show all that a campaign file needs.",
    "A file that guesses at periods, targets or levels would say what nobody has seen, and would "
    "pass for reviewed.",
    "Read it in the other way (--source milestones or --source target-groups), or write the file "
    "by hand.",
)
OTHER_READS: Final[Mapping[str, str]] = {
    "milestones": "Read it through target-groups (--source target-groups), which asks for the "
    "periods of each group, or write the file by hand.",
    "target-groups": "Read it through milestones (--source milestones), which shows most, or write "
    "the file by hand.",
}
"""What to do about a group that a read does not show in full, by how it was read."""
VALUE_WITHOUT_PERIOD: Final = error(
    "value-without-period",
    "A file cannot say which periods the default values belong to.",
    "In a file the k-th default value belongs to the k-th period. Values of a period that the read "
    "does not show, or targets with values of different periods, cannot be written like that.",
    "Give the targets a value for each period in the console, then import again.",
)
READS_AS_REFERENCE: Final = error(
    "reads-as-reference",
    "A text would be read as a reference to an environment's value.",
    "In a campaign file ${name} as a whole value stands for a value of the environment; there is "
    "no way to write it as plain text.",
    "Change the text in the console, or leave the group to the console.",
)
NOT_REPRODUCED: Final = error(
    "not-reproduced",
    "A file written from the group would not be in sync with it.",
    "Every file is read back and compared before it is kept, and this one differed from live.",
    "Write the file by hand, and report the group to the maintainers.",
)
BEHIND_REFERENCE: Final = error(
    "behind-reference",
    "The value comes from a reference to the environment's values.",
    "${name} stands for a value of each environment. To write another one in its place would "
    "change the campaign for the other environments too, and to change the environment's value "
    "would change other campaigns.",
    "Change the value under values in reconciler.toml, or replace the reference by hand.",
)
NOT_DECLARABLE: Final = error(
    "not-declarable",
    "No campaign file can say what is live.",
    "Live groups may hold what the API documents do not allow for a new one: more default values "
    "than periods, two periods with one refCode, unknown words. A file that says so is refused.",
    "Correct the live group in the console, or leave the difference as it is.",
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""


class NewFile(Struct, frozen=True):
    """A campaign file for a live group that no file declares.

    Attributes:
        name: of the file, within the folder of campaigns.
        unverified: paths that the file declares, if by default, and the read did not show.
    """

    group: Live
    name: str
    text: str
    unverified: tuple[str, ...]


class NotImported(Struct, frozen=True):
    """A live group that cannot be imported, and why."""

    group: Live
    reason: Reason


class Adoption(Struct, frozen=True):
    """What became of the live groups that were asked for, each in exactly one class.

    Attributes:
        new: files to write, in the order of names.
        declared: groups that a file declares already.
        refused: groups that cannot be imported, in the order of names.
        owned: groups that promotions own, which are theirs to declare, with the promotion.
        known: groups that were not asked for by name, and are meant to be in no file.
    """

    new: tuple[NewFile, ...]
    declared: tuple[Live, ...]
    refused: tuple[NotImported, ...]
    owned: tuple[tuple[Live, Owner], ...] = ()
    known: tuple[Live, ...] = ()


class Imported(Struct, frozen=True):
    """What became of live groups, and of the files for them.

    Attributes:
        files: paths of the new files, as shown to people.
        source: how live state was read.
        dry_run: whether nothing was written.
        others: other environments that read the folder, which the new files are not for.
    """

    adoption: Adoption
    files: Sequence[str]
    environment: str
    source: str
    dry_run: bool = False
    others: Sequence[str] = ()

    @property
    def exit_code(self) -> ExitCode:
        """What this is worth."""
        return ExitCode.PARTIAL if self.adoption.refused else ExitCode.OK
