"""What an audit flags in a group, beyond whether it is as declared."""

from typing import Final

from reconciler.core.diagnostic import Code, Severity, codes_in, warning

ENDS_SOON: Final = warning(
    "ends-soon",
    "The campaign ends within 14 days.",
    "Customers lose it then, and a follow-up has to be reviewed and created before.",
    "Declare the follow-up now, or let it end.",
)
ENDED_ACTIVE: Final = warning(
    "ended-but-active",
    "The campaign's last day has passed, but the group is still active.",
    "It pays out nothing any more, and makes it harder to see what runs. Periods that are added "
    "to it would run at once.",
    "Deactivate it in the console, and say so in its file.",
)
NEAR_DUPLICATE: Final = warning(
    "near-duplicate-name",
    "Another campaign has nearly the same name.",
    "The names differ in case, spaces, Unicode form or one or two letters. If it is one campaign "
    "that was made twice, both pay out. Names that differ in their digits, or in a month, a "
    "weekday, an ordinal, a quarter or a size (in English) are a series, and are not flagged.",
    "Find out whether both are meant; if they are, give them names that people can tell apart.",
)
NO_ENROLMENT: Final = warning(
    "target-without-enrolment",
    "A target of a running or coming campaign enrols nobody by itself.",
    "Its enrolmentMethod is IMPORT, which is also what the server fills in when it is left out: "
    "only imported customers take part, and nobody is enrolled by buying. A file that declares "
    "IMPORT means it, and is not flagged; nor are targets that customers set themselves.",
    "If it is meant, declare enrolmentMethod: IMPORT. If not, end the group and declare a new one "
    "with enrolmentMethod: TRANSACTION.",
)
TARGET_NAME_TWICE: Final = warning(
    "target-name-twice",
    "A target's name is used more than once.",
    "The API documents call target names unique in the organisation, ignoring case. Promotions "
    "refer to targets by name, and nobody can say which one they mean.",
    "Rename one of the targets in the console, then everything that refers to it.",
)
DEACTIVATED_TARGET: Final = warning(
    "deactivated-target",
    "An active group has a deactivated target.",
    "The campaign looks alive, but what customers do for this target no longer counts.",
    "Activate the target in the console, or deactivate the group if the campaign is over.",
)
ACKNOWLEDGED: Final = Code(
    "acknowledged",
    Severity.WARNING,
    "Something in the campaign is not as it should be, and its file says that this is meant.",
    "Drift that is acknowledged does not count, and a group of which all drift is acknowledged is "
    "managed. The reasons stand here, so that they are seen again from time to time.",
    "Nothing, as long as the reasons hold.",
    acknowledgeable=False,
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""
