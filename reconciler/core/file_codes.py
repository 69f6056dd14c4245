"""Kinds of finding about the shape of a file, and about files among each other and over time."""

from typing import Final

from reconciler.core.diagnostic import Code, Severity, codes_in, error, run_warning

UNKNOWN_FIELD: Final = error(
    "unknown-field",
    "The field is not one of the API's.",
    "A misspelled field would silently be left out of the campaign.",
    "Correct the spelling, or put your own notes under metadata.",
)
PASTED_ANSWER: Final = error(
    "pasted-answer",
    "The file holds an answer of the API, and no campaign.",
    "What the API answers to a read stands in an envelope, is about several groups, or lacks what "
    "the campaign needs. The body of a create request is a campaign file as it stands.",
    "Delete the file, and run 'reconciler import', which writes live groups as campaign files.",
)
MISSING_FIELD: Final = error(
    "missing-field",
    "A required field is missing.",
    "The API refuses the create, or the tool could not match the part with the live one.",
    "Declare the field.",
)
WRONG_TYPE: Final = error(
    "wrong-type",
    "The value has the wrong type.",
    "The API documents give each field one type.",
    "Write a value of the expected type, or leave the line out.",
)
QUOTES_NEEDED: Final = error(
    "quotes-needed",
    "Text is expected, but YAML reads something else.",
    "Without quotes, YAML reads 1.5 as a number, true as a boolean and null as nothing. As a name "
    "or a code they would lose their spelling.",
    "Put the text in quotes.",
)
UNKNOWN_VALUE: Final = error(
    "unknown-value",
    "The word is not one that the API knows.",
    "The API refuses unknown words (300004), or stores a campaign that does something else.",
    "Use one of the words that the message lists.",
)
BAD_FORM: Final = error(
    "bad-form",
    "The text does not have the expected form.",
    "Dates are written as yyyy-MM-dd and numbers in plain digits, so that nothing is guessed.",
    "Write it in the form that the message names.",
)
UNKNOWN_REFERENCE: Final = error(
    "unknown-reference",
    "The environment has no value of this name.",
    "${name} stands for a value under [environments.<name>.values] in reconciler.toml.",
    "Add the value to the environment, or correct the name.",
)
PART_REFERENCE: Final = Code(
    "part-reference",
    Severity.CREATE_ONLY,
    "A reference stands inside a longer text, where it is not replaced.",
    "${name} is replaced only where it is the whole value. Inside a text it would be sent "
    "unchanged, and the campaign would have it in its name or its expression.",
    "Make ${name} the whole value and put the whole text under values in reconciler.toml.",
)
TEXT_AFTER_HASH: Final = Code(
    "text-after-hash",
    Severity.CREATE_ONLY,
    "Part of a text is read as a comment.",
    "In YAML a space and # begin a comment: of name: Festive #1 spend only Festive is read, and "
    "a campaign of that name cannot be taken back. A # directly followed by another character, "
    "after the text of a field, is likely part of that text.",
    "Put the whole text in quotes; if it is a comment, write a space after the #.",
)
UNKNOWN_ENVIRONMENT: Final = error(
    "unknown-environment",
    "The file is for an environment that is not there, or that does not use its folder.",
    "A campaign of no environment would never be checked or created, and look as if it were.",
    "Write names of environments in reconciler.toml whose campaigns are in this folder, or leave "
    "environments out.",
)
UNREADABLE_FILE: Final = error(
    "unreadable-file",
    "The file cannot be read.",
    "A file that is left out would look like a campaign that nobody declared.",
    "Check that the file exists and may be read.",
)
FILE_NOT_READ: Final = run_warning(
    "file-not-read",
    "A file among the campaigns looks like one, and is not read.",
    "The names of campaign files end in .yaml, .yml or .json. One that is called otherwise, such "
    "as spring.yaml.txt, a template or a copy, declares nothing: its campaign is never created, "
    "and looks unmanaged where it is live. Nor is a file read that lies beside the folders of the "
    "environments, such as campaigns/spring.yaml beside campaigns/uat and campaigns/prod, or "
    "outside of them, such as spring.yaml beside reconciler.toml.",
    "Let its name end in .yaml, or move it elsewhere; a name that begins with a dot is left out.",
)
DUPLICATE_CAMPAIGN: Final = error(
    "duplicate-campaign",
    "Two files declare campaigns whose names look the same.",
    "Names are unique ignoring case. People cannot tell apart names that differ only in spaces, "
    "Unicode form or invisible characters, and both would pay out.",
    "If both files are one campaign, as of two environments, delete one and name the environments "
    "of both in the other; else give each campaign a name of its own.",
)
DUPLICATE_TARGET: Final = error(
    "duplicate-target",
    "Two campaigns have targets whose names look the same.",
    "Target names are unique in the organisation ignoring case.",
    "Give each target a name of its own.",
)

HISTORY_GAP: Final = Code(
    "history-gap",
    Severity.WARNING,
    "Git could not tell everything about the history of the campaign files.",
    "A campaign that was renamed in its file would be created beside the live one, and both would "
    "pay out. The earlier versions of the files show that; they were not all there: git is not "
    "installed or refuses the folder, the campaigns are in no repository, or the clone is shallow "
    "or partial.",
    "Do what the finding says, and look through the creates for renamed campaigns.",
    acknowledgeable=False,  # it is about the run
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""
