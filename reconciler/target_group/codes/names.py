"""Kinds of finding about names and descriptions."""

from reconciler.core.diagnostic import create_only, error, warning

NAME_TOO_LONG = error(
    "name-too-long",
    "The name is longer than 200 characters.",
    "The API refuses longer names (310008 for targets; the create page gives the same limit for "
    "groups).",
    "Shorten the name.",
)
NAME_NEAR_LIMIT = warning(
    "name-near-limit",
    "The name leaves no room for a return-bill twin.",
    "Some organisations' servers add a second target named <name>_ReturnBill. From 190 characters "
    "on that name passes the limit of 200.",
    "Keep target names at 189 characters or fewer.",
)
NAME_BLANK = create_only(
    "name-blank",
    "The name is empty, or begins or ends with a space.",
    "The API stores such names, but nobody can tell them from others, and the console fails on "
    "targets whose names begin or end with a space.",
    "Remove the spaces, or give it a name.",
)
UNSEEN_CHARACTER = create_only(
    "unseen-character",
    "A name or a refCode contains an invisible character.",
    "Zero-width spaces, soft hyphens, fillers, tags and the like come with text that is pasted "
    "from a chat or a web page. For the API they make another name, for people they do not: a "
    "second campaign that looks the same pays out as well. The class is "
    "Default_Ignorable_Code_Point of the Unicode Character Database 16.0, with control characters "
    "and line breaks. Joiners between letters of scripts that use them are fine, and in emoji.",
    "Type the name again, or delete the character that the message names.",
)
DIRECTIONAL_MARK = warning(
    "directional-mark",
    "A name or a refCode holds a mark that sets the direction of text.",
    "It is invisible, and for the API it makes another name. Names that mix scripts may need one "
    "to be shown in the right order.",
    "Delete it, unless the text is shown in the wrong order without it.",
)
NAME_UNFINISHED = create_only(
    "name-unfinished",
    "A name or a refCode holds a placeholder or a template.",
    "{{ region }}, %REGION%, <name> and TODO are sent unchanged: only ${name} as a whole value is "
    "replaced. A name cannot be taken back.",
    "Write what is meant.",
)
NAME_PERHAPS_UNFINISHED = warning(
    "name-perhaps-unfinished",
    "A name or a refCode holds a word that often stands for something to be filled in, or what "
    "looks like a comment.",
    "TODO, TBD, FIXME, XXX and the like are likely not meant, nor are remarks behind //, /*, "
    "<!--, -- or ;, which begin no comment in YAML. A name cannot be taken back.",
    "Write what is meant, if it is not this.",
)
NAME_IN_QUOTES = create_only(
    "name-in-quotes",
    "A name or a refCode has quotes around it that are part of it.",
    "Word processors turn the quotes of a text into typographic ones, which YAML reads as part of "
    "the name, as it does quotes inside of others. Customers would see them, and a name cannot be "
    "taken back.",
    "Write the name without these quotes, or in one pair of plain ones if YAML needs them.",
)
DUPLICATE_TARGET_NAME = error(
    "duplicate-target-name",
    "Two targets of the campaign have names that look the same.",
    "Target names are unique in the organisation ignoring case. People cannot tell apart names "
    "that differ only in spaces, Unicode form or invisible characters.",
    "Give each target a name of its own.",
)
DUPLICATE_STREAK_NAME = error(
    "duplicate-streak-name",
    "Two streak levels have names that look the same.",
    "Streak levels are matched by name, so two with one name cannot be told apart.",
    "Give each level a name of its own.",
)
DUPLICATE_TRIGGER_NAME = error(
    "duplicate-trigger-name",
    "Two milestone triggers of a target have the same name.",
    "Triggers are matched by name, so two with one name cannot be told apart.",
    "Give each trigger a name of its own.",
)
TWIN_NAME = warning(
    "twin-name",
    "The target has the name of a return-bill twin.",
    "Some organisations' servers make targets named <name>_ReturnBill themselves; pasted from an "
    "answer, such a target would be made a second time.",
    "Leave the target out, unless it is meant as a target of its own.",
)
DESCRIPTION_TOO_LONG = warning(
    "description-too-long",
    "The description is longer than 255 characters.",
    "The API documents limit descriptions to 255 characters; they do not say what happens to "
    "longer ones.",
    "Shorten the description; longer notes can stand under metadata.",
)
