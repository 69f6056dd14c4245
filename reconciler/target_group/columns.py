"""The columns of the table of fields: what is said of each field, and in which words."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Final

from msgspec import Struct, field

from reconciler.core.exact_json import Json
from reconciler.target_group import edits
from reconciler.target_group.kinds import Kind


class Role(Enum):
    """What the tool does with a field."""

    COMPARED = "compared"
    """Sent, and compared with what is live."""
    SENT = "sent"
    """Sent, but no read shows it again: reported as unverified, never compared."""
    COMPUTED = "computed"
    """The server's own; may stand in a pasted body, is neither sent nor compared."""
    LOCAL = "local"
    """Ours alone; never sent."""


class Unseen(Enum):
    """The mark of "an answer without this key says nothing about the field"."""

    UNSEEN = "unseen"


UNSEEN: Final = Unseen.UNSEEN


class Source(StrEnum):
    """A way of reading live state."""

    MILESTONES = "milestones"
    TARGET_GROUPS = "target-groups"
    CUSTOMER = "customer"
    """What one customer sees; rule ``customer-rows-have-other-names``."""


ORG_READS: Final = frozenset({Source.MILESTONES, Source.TARGET_GROUPS})
"""Reads of all that an organisation has; the read of one customer is none of them."""
EVERY_READ: Final = frozenset(Source)
NO_READ: Final[frozenset[Source]] = frozenset()


class _Named(Struct, frozen=True):
    """What is said of every field in the same place."""

    name: str
    kind: Kind


class Field(_Named, frozen=True, kw_only=True):
    """One field of a target group or of a part of it.

    Attributes:
        name: the API's own name of the field.
        kind: what its value is.
        help: one or two sentences for the schema and the editor.
        role: what the tool does with it.
        required: the file must declare it.
        values: the allowed words of a choice, the first spelling of each.
        meanings: what each of the words means, for the schema and the editor.
        refused: words that are known and cannot stand there, each with why.
        spellings: other spellings that the API documents print, to the first one.
        same_as: words that are sent as declared but compare as another word.
        key_spellings: other names that the API documents print for the field itself.
        parts: the table of the object, or of each item of the list.
        short: the table of a mapping that a file may write in the place of the list; it is gone
            once ``shorthand.expand`` has worked it out.
        key: for a list, the part's field that names an item within the group.
        default: what the server is documented to fill in when the field is left out.
        left_out: what a file says by leaving the field out: "none" and what that means (nothing may
            be live), "default" (what ``default`` says), or "nobody's" and why (whatever is live is
            not compared). Empty where a file cannot leave it out, or has no say in it; of what
            the server fills in that is said only where a person can set it in the console.
        often_missing: some servers never print the key: where it is left out or declared as the
            default, its absence is no reason to call it unverified.
        absent: what an answer without the key says: a value, or nothing (UNSEEN).
        null: what an explicit null in an answer says; nothing, unless documented.
        shown_by: the reads that can show it. Where a read of the organisation can, a missing key
            means what ``absent`` says; in the read of one customer it says nothing.
        words: what its values are called in a sentence; empty where its name in words serves.
        edit: what a person can do about a difference.
        add: what a person can do where an item of the list is missing live.
        drop: what a person can do where the list has an item live that the file has not.
        example: a value for the schema.
        nullable: the file may say null.
        limit: the greatest number of characters, past which it is an error or a warning.
        rule: the normalisation rule by which a declared value is compared.
        filled_by: the normalisation rule on what the server does where the field is left out.
        none_means: what an object that leaves it out is compared with; None where that is
            ``default``.
    """

    help: str
    role: Role = Role.COMPARED
    required: bool = False
    values: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    spellings: Mapping[str, str] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    key_spellings: tuple[str, ...] = ()
    parts: "Table | None" = None
    short: "Table | None" = None
    key: str | None = None
    default: Json | Unseen = UNSEEN
    left_out: str = ""
    often_missing: bool = False
    absent: Json | Unseen = UNSEEN
    null: Json | Unseen = UNSEEN
    shown_by: frozenset[Source] = ORG_READS
    words: str = ""
    edit: edits.Edit = edits.NONE
    add: edits.Edit = edits.NONE
    drop: edits.Edit = edits.NONE
    example: Json = None
    nullable: bool = False
    limit: int | None = None
    rule: str = ""
    filled_by: str = ""
    none_means: Json = None


class Table(Struct, frozen=True, eq=False):
    """The fields of one kind of object, by name. Each table equals itself alone.

    Attributes:
        noun: what the object is called in messages ("a target").
        fields: its fields in the order of the documents.
        named: the fields by all of their names.
    """

    noun: str
    fields: Mapping[str, Field]
    named: Mapping[str, Field]


NONE: Final = "none"
DEFAULT: Final = "default"
NOBODYS: Final = "nobody's"


def table(noun: str, *fields: Field) -> Table:
    """Make the table of an object from its fields."""
    named = {name: each for each in fields for name in (each.name, *each.key_spellings)}
    return Table(noun, {each.name: each for each in fields}, named)
