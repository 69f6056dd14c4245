"""Why the drift of a campaign cannot be accepted into its file."""

from typing import Final

from reconciler.core.diagnostic import codes_in, error

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
