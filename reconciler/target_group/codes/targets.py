"""Kinds of finding about single targets and their expressions."""

from reconciler.core.diagnostic import create_only, error, warning

ENTITY_TYPE_MISMATCH = error(
    "entity-type-mismatch",
    "The target's entity and type do not go together.",
    "The API refuses the combination (310033).",
    "Choose a targetType that the entity allows.",
)
ALL_ON_TRANSACTION = warning(
    "all-on-transaction",
    "targetType ALL is undocumented for transactions.",
    "Live groups carry it, but the tables of the API documents do not list it.",
    "Name the measure: SALES, GROSS_SALES, QUANTITY, COUNT or VISIT.",
)
REWARDS_ENTITY = warning(
    "rewards-entity",
    "targetEntity REWARDS is documented, but live data says POINTS.",
    "The two are compared as the same word, and sent as declared.",
    "Write POINTS.",
)
EXTENDED_INFO_MISSING = error(
    "extended-info-missing",
    "The target type needs extendedFieldInfo.",
    "Without it the API does not know what to add up (310094).",
    "Declare extendedFieldInfo with name and aggregateFunction.",
)
CURRENCY_INFO_MISSING = error(
    "currency-info-missing",
    "An alternate currency needs its identifier and programme.",
    "The API refuses the target otherwise (310094, 310146, 310147).",
    "Declare extendedFieldInfo with alternateCurrencyIdentifier and programId.",
)
EMF_EVENT_ATTRIBUTE = error(
    "emf-event-attribute",
    "A built-in event allows COUNT and VISIT only.",
    "Attributes can be added up for behavioural events, not for the built-in ones (API documents, "
    "events).",
    "Use COUNT or VISIT, or an event of your own.",
)
EVENT_NAME_MISSING = warning(
    "event-name-missing",
    "The event is not named: the target would count transactions.",
    "An eventName that is left out becomes TransactionAdd, whatever the target is meant for.",
    "Declare eventName.",
)
ENROLMENT_MISSING = warning(
    "enrolment-missing",
    "enrolmentMethod is left out: nobody would be enrolled by buying.",
    "Left out, it becomes IMPORT whatever is counted, and only imported customers take part.",
    "Declare enrolmentMethod: TRANSACTION, or IMPORT if that is meant.",
)
ENROLMENT_AUDIENCE = create_only(
    "enrolment-audience",
    "Enrolment by audience filter cannot be made by the API.",
    "AUDIENCE_FILTER shows up in reads; it is set in the console, and no documented request sends "
    "it.",
    "Make the campaign in the console and adopt it, or choose TRANSACTION or IMPORT.",
)
EXPRESSION_JSON_INVALID = create_only(
    "expression-json-invalid",
    "expressionJson is not JSON.",
    "The server stores the text unchecked, and the campaign would not work.",
    "Correct the JSON.",
)
EXPRESSION_JSON_MISSING = create_only(
    "expression-json-missing",
    "An expression is declared without its tree, and the tree is not known.",
    "Every documented request sends both. A tree is filled in where documented samples or the "
    "settings show every part of it: true, and an attribute such as currentTxn.value compared "
    "with a whole number by > or <, and what stands under [expressions] in reconciler.toml. A "
    "guessed tree would make another campaign than the one declared.",
    "Declare expressionJson beside expression; where only the type of a symbol is not known, "
    "declare that under [expressions.symbols] in reconciler.toml. 'reconciler expressions "
    "--write' declares all that live groups prove.",
)
EXPRESSION_JSON_DIFFERS = create_only(
    "expression-json-differs",
    "expressionJson and the expression say different things.",
    "The server stores both unchecked, and nobody knows which of them counts. Documented samples "
    "show every part of the expression, so its tree is known.",
    "Leave expressionJson out, and it is filled in; else correct the expression.",
)
EXPRESSION_JSON_DOUBTFUL = warning(
    "expression-json-doubtful",
    "expressionJson does not seem to be the tree of the expression.",
    "The server stores both unchecked, and nobody knows which of them counts. The tree was read "
    "as the expression of which it would be the tree, which no document shows in full.",
    "Correct the one that is wrong.",
)
MILESTONE_TRIGGERS = create_only(
    "milestone-triggers",
    "Milestone triggers cannot be made by the API, as far as it is documented.",
    "Documented requests send targetMilestoneTriggers as an empty list only; they do not say what "
    "happens to a filled one, and customers may be rewarded by it.",
    "Make the triggers in the console and adopt the campaign, or leave them out.",
)
NO_TARGETS = create_only(
    "no-targets",
    "The campaign has no targets.",
    "There is nothing that customers could reach. The server accepts such a request anyway, and "
    "some groups like that are live.",
    "Declare at least one target.",
)
TOO_MANY_TARGETS = warning(
    "too-many-targets",
    "There are more targets than the console allows.",
    "The console allows at most 50 targets.",
    "Split the campaign.",
)
AGGREGATE_WINDOW = warning(
    "aggregate-window",
    "No read shows an aggregate window.",
    "The documents describe the field, but no request sends it and answers show null only. A "
    "difference can never be noticed.",
    "Leave it out unless support has told you that it works.",
)
