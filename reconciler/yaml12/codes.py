"""Every kind of finding about the text of a file, before anyone asks what the file means."""

from reconciler.core.diagnostic import codes_in, error

FILE_TOO_LARGE = error(
    "file-too-large",
    "The file is larger than 1 MiB.",
    why="No campaign needs that much text; a file this large is another file in the wrong place, "
    "and reading it would slow every run down.",
    fix="Move the file out of the campaigns directory, or split it into one file per campaign.",
)
NOT_UTF_8 = error(
    "not-utf-8",
    "The file is not UTF-8 text.",
    why="In another encoding every letter outside plain English would be read as a different one, "
    "and would be sent like that.",
    fix="Save the file as UTF-8 in the editor, with or without a byte order mark.",
)
CONTROL_CHARACTER = error(
    "control-character",
    "The file holds an invisible control character.",
    why="YAML forbids control characters, and nobody can see them in a review. Unusual line "
    "breaks (U+0085, U+2028, U+2029) count as such: programs disagree on where a line ends.",
    fix="Delete the character; if it is meant, write it in double quotes as an escape such as "
    '"\\u2028".',
)
DIRECTIVE = error(
    "directive",
    "The file starts with a directive that is not read.",
    why="%YAML 1.1 would ask for another meaning of words such as NO, and %TAG only serves tags, "
    "which are refused. Files are always read as YAML 1.2.",
    fix="Delete the line that starts with %.",
)
SYNTAX = error(
    "syntax",
    "The text is not valid YAML.",
    why="From this place on the file could mean anything, so nothing after it is checked.",
    fix="Repair the place named in the message, then check again.",
)
JSON_SYNTAX = error(
    "json-syntax",
    "The text is not valid JSON.",
    why="From this place on the file could mean anything, so nothing after it is checked.",
    fix="Repair the place named in the message, or rename the file to .yaml if it is YAML.",
)
EMPTY_FILE = error(
    "empty-file",
    "The file is empty.",
    why="An empty file is a campaign that was forgotten half way, or lost in a merge.",
    fix="Write the campaign, or delete the file.",
)
NOT_A_MAPPING = error(
    "not-a-mapping",
    "The file is not a list of named fields.",
    why="A file describes one thing by its fields, each with a name and a value.",
    fix="Write every field as 'name: value' on a line of its own; use one file for each campaign.",
)
DUPLICATE_KEY = error(
    "duplicate-key",
    "A key is written twice in one mapping.",
    why="YAML readers keep one of the two and silently lose the other; which one differs.",
    fix="Keep one of the two and delete the other.",
)
KEY_NOT_TEXT = error(
    "key-not-text",
    "A key is not plain text.",
    why="The name of a field is text; a list, a mapping or an alias cannot be one.",
    fix="Write the name out; put quotes around it if it starts with a special character.",
)
MERGE_KEY = error(
    "merge-key",
    "A merge key (<<) is not supported.",
    why="Merging is not a part of YAML 1.2, and a reviewer could not see the values that count.",
    fix="Write the values out where they are needed.",
)
TAG = error(
    "tag",
    "A tag (a word that starts with !) is not supported.",
    why="A tag changes how a value is read. The values of a campaign need none, and text that "
    "starts with ! is read as one.",
    fix="Delete the tag; put quotes around the value if it is meant as text.",
)
SEVERAL_DOCUMENTS = error(
    "several-documents",
    "The file holds more than one document.",
    why="One file holds one campaign, so that its history is the history of that campaign.",
    fix="Move what follows the second --- into a file of its own, or delete a stray --- line.",
)
UNKNOWN_ALIAS = error(
    "unknown-alias",
    "An alias names an anchor that is not in the file.",
    why="A value that starts with * repeats a value marked with & earlier in the same file.",
    fix="Correct the name after *; put quotes around the value if it is meant as text.",
)
RECURSIVE_ALIAS = error(
    "recursive-alias",
    "An alias repeats a value inside itself.",
    why="Written out, such a value would never end.",
    fix="Write the value out instead of the alias.",
)
ALIAS_EXPLOSION = error(
    "alias-explosion",
    "The aliases of the file repeat more than 100,000 values.",
    why="Aliases of aliases can grow a small file until no memory is left.",
    fix="Write the values out, and only those that are needed.",
)
TOO_DEEP = error(
    "too-deep",
    "Values are nested more than 64 levels deep.",
    why="No campaign is nested like that; it is a mistake, or an attempt to stop the program.",
    fix="Look for brackets that open and never close.",
)
TOO_MANY_VALUES = error(
    "too-many-values",
    "The file holds more than 40,000 values.",
    why="No campaign has that many; checking them would take long, and use up the memory.",
    fix="Look for a list that is repeated or belongs elsewhere, and split the campaign if needed.",
)
TOO_MANY_FINDINGS = error(
    "too-many-findings",
    "The file has so many findings that the search for more was given up.",
    why="After 1,000 findings the rest of a file is not looked at, and nothing is made of what "
    "was not looked at. It is likely another kind of file, or one mistake that is repeated.",
    fix="Fix what is listed, then check again.",
)
NUMBER_NOT_FINITE = error(
    "number-not-finite",
    "A number is infinite or not a number.",
    why="JSON has no such numbers, so the value could not be sent.",
    fix="Write a real number; put quotes around the value if it is meant as text.",
)
NUMBER_TOO_LONG = error(
    "number-too-long",
    "A number has more than 100 digits.",
    why="No amount or id is that long, and such numbers can be made to use up the memory.",
    fix="Correct the number; put quotes around the value if it is meant as text.",
)
LONE_SURROGATE = error(
    "lone-surrogate",
    "An escape stands for half a character.",
    why="The escapes \\ud800 to \\udfff are halves of a character: JSON needs both together, "
    "YAML allows neither. Half a character cannot be sent.",
    fix="Write the character itself; the file is UTF-8, so every character can be written.",
)
CODES = codes_in(globals())
"""Of files that cannot be read."""

BEHIND_ALIAS = error(
    "behind-alias",
    "The value is repeated by an alias, or is one.",
    why="A value with an anchor (&name) stands wherever an alias (*name) repeats it. To change it "
    "in one place would change it in the others too.",
    fix="Write the value out in place of the alias, then run the command again.",
)
NOT_EDITABLE = error(
    "not-editable",
    "The value cannot be changed in the file without changing something else.",
    why="The text around it is written in a way that does not allow to replace this value alone. "
    "Every change is read again before it is written; this one did not come back as meant.",
    fix="Write the value into the file by hand, or write that part of the file in a simpler way.",
)

EDITING = (BEHIND_ALIAS, NOT_EDITABLE)
"""What keeps a text from being changed."""
