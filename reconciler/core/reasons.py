"""Why a campaign is blocked, beyond the create-only findings of its file."""

from typing import Final

from reconciler.core.diagnostic import Code, Severity, codes_in, create_only, run_warning, warning

_IF_BOTH: Final = "If both shall run and both shall pay"

LIVE_NAME_TWICE: Final = create_only(
    "live-name-twice",
    "Several live groups carry the campaign's name.",
    "The API promises names that are unique ignoring case, yet the read shows several. Nobody can "
    "say which one the file means.",
    "Find out which one is meant and write its name exactly as it is live.",
)
LIKELY_RENAME: Final = create_only(
    "likely-rename",
    "A live group looks like this campaign under another name.",
    "The name is the key. A campaign that is renamed in its file would be created beside the live "
    "one, and both would pay out. That another file declares the live name since, as one that was "
    "restored or imported, does not change that while this one is much as it was, on days that "
    "both have.",
    "Names cannot be changed from files. To rename the campaign, rename the group in the console, "
    "and its targets likewise, so that they are named as in the file. To keep the live name, write "
    "it into the file; 'reconciler accept NAME' does so where that is certain.",
    acknowledgeable=True,
    if_meant=_IF_BOTH,
)
PERHAPS_RENAMED: Final = warning(
    "perhaps-renamed",
    "A live group that no file declares agrees with the campaign in all but names and goals.",
    "A campaign that is applied before it is committed, and then renamed in its file and given "
    "another goal, would be created beside the live one: git never saw its earlier name. Where "
    "several such groups or several campaigns to create agree like that, or the names are those of "
    "a series, nothing is said.",
    "Names cannot be changed from files. If it is that group, rename the group in the console, and "
    "its targets likewise, or write its name back into the file; then plan again: what differs is "
    "then drift. If both are meant, 'reconciler import' declares the other one.",
    if_meant=_IF_BOTH,
)
SAME_CAMPAIGN: Final = create_only(
    "same-campaign",
    "Another campaign is the same but for its names.",
    "Both would do the same on days that they share, and be told apart by names, refCodes, "
    "descriptions and activity alone. The way a request is written does not make it another "
    "campaign: "
    "cycle dates and a rhythm beside declared periods, or totalPeriods in the place of "
    "recurringCycles. Where customers take part by buying, each purchase counts for both and both "
    "pay out, so it is not created beside one that is live and not over, or that is to be created "
    "too. Where members come from elsewhere (IMPORT, AUDIENCE_FILTER, user-created), it is a "
    "warning: nobody here knows whether they are the same people.",
    "If one is a copy, change in it what is meant to differ, or delete its file.",
    acknowledgeable=True,
)
PERHAPS_A_COPY: Final = warning(
    "perhaps-a-copy",
    "Another campaign differs in nothing that decides who is paid.",
    "A campaign is copied, and what is changed in the copy changes neither who takes part nor for "
    "what they are paid: the till that it is attributed to (preferredTillId), its leaderboard, or "
    "an expression that holds for every purchase, such as currentTxn.value>0 in the place of true. "
    "It is another campaign for the API, so it is created; customers who buy are paid by both.",
    "If one is a copy, change in it what is meant to differ, or delete its file.",
)
HISTORY_UNAVAILABLE: Final = create_only(
    "history-unavailable",
    "Git's history could not be read, and a live group of the same kind is in no file.",
    "A campaign that is renamed in its file would be created beside the live one, and both would "
    "pay out. The history of the files shows that; where it is not all there (no git, no "
    "repository, a shallow or partial clone), nobody can tell a new campaign from a renamed one.",
    "Make the history readable, as the finding history-gap says. If it is the same campaign, write "
    "the live name into the file; if it is not, go on with --history-unavailable.",
)
LOOK_ALIKE_NAME: Final = create_only(
    "look-alike-name",
    "A live group has a name that looks the same.",
    "The names differ only in spaces, Unicode form or invisible characters. The API would accept "
    "both, and both would pay out.",
    "Write the name exactly as it is live, or choose one that people can tell apart.",
)
NAME_TAKEN: Final = create_only(
    "name-taken",
    "The name is taken by a group that the read does not show.",
    "The API says that the name is not free; another run may have made the group since live was "
    "read, or the group that has it is inactive, user-created or hidden from this read. The create "
    "would be refused (310069). Under another name, a campaign that is there already would be made "
    "twice.",
    "Plan again: another run may have made it just now. If the name is still taken then, look for "
    "the group in the console, and choose another name only if that is another campaign.",
)
TARGET_NAME_TAKEN: Final = create_only(
    "target-name-taken",
    "A target's name is taken by a target of another live group.",
    "Target names are unique in the organisation ignoring case.",
    "If that group is this campaign, renamed in the console, 'reconciler accept NAME' writes its "
    "name into the file where that is certain. Else give the target another name.",
)
NOT_VISIBLE: Final = create_only(
    "not-visible",
    "The read shows one customer's campaigns, and not this one.",
    "What one customer does not see may still be live: it says nothing about whether the "
    "campaign is missing. It is created only if the API says that its name is free.",
    "Plan through milestones or target-groups, which show every campaign. If the name was not "
    "asked, raise name_checks in reconciler.toml or plan with --only.",
)
GOAL_NOT_SENT: Final = create_only(
    "goal-not-sent",
    "What would be sent lacks a goal that the file declares.",
    "A campaign that is made without its goal asks for nothing, and nobody would notice. Before "
    "anything is sent, the request is held against the file once more.",
    "Write the goal in another way, such as one default value for each period, and report the file "
    "to the maintainers: reading it should have said what is wrong.",
)
CAMPAIGN_OVER: Final = create_only(
    "campaign-over",
    "The campaign is over, and it is not live.",
    "Its last day has passed in the organisation's time zone. The API would accept it, but "
    "nobody can reach anything in it any more, and what was made cannot be taken back. It is set "
    "aside: "
    "it counts neither as a change nor as blocked. A file that says 'active: false' is a record "
    "of the past, and is mentioned only where it is asked for by name.",
    "If it is to run again, move its days. If the file is a record, write 'active: false' into it "
    "or delete it.",
    acknowledgeable=True,
)
FIRST_DAY_PASSED: Final = Code(
    "first-day-passed",
    Severity.WARNING,
    "The first day of the campaign is today or has passed.",
    "Only what customers do after the group is made counts, so a part of the first period is lost "
    "for them: as when a pull request waits for its approval. It is reported for campaigns to be "
    "created, and for files that are new or changed.",
    "Move the first day, or create the campaign before it.",
)
CUSTOMERS_OWN_VALUE: Final = run_warning(
    "customers-own-value",
    "A default value differs for this customer, and may be the customer's own.",
    "The read of one customer shows the values that hold for that customer. With enrolmentMethod "
    "IMPORT, or in a user-created campaign, they may be set for each customer, so a difference "
    "proves nothing about the campaign. It counts as not checked; values that agree are checked.",
    "Check the default values through milestones or target-groups.",
)
FILE_DELETED: Final = run_warning(
    "file-deleted",
    "The campaign's file was deleted, but the group is still there.",
    "Deleting a file ends nothing: the tool never deletes or deactivates. The message says "
    "whether the group runs, has ended or is inactive.",
    "If it runs and is to end, deactivate it in the console. To keep it managed, restore the file.",
)
NOTHING_ENDED: Final = (
    "that ended nothing, and too little is shown to say whether the group runs. To keep it "
    "managed, restore the file."
)
"""What to say of a group whose file was deleted, as the end of a sentence."""
NAME_NOT_ASKED: Final = run_warning(
    "name-not-asked",
    "The API was not asked whether the name is free.",
    "Only so many names are asked in one plan (name_checks in reconciler.toml). A name that is "
    "taken after all is refused by the API when it is created, and nothing is made twice.",
    "To have more names asked, raise name_checks in reconciler.toml.",
)
MAX_CREATES: Final = run_warning(
    "max-creates",
    "The plan creates more campaigns than one apply may.",
    "A wrong directory or a wrong organisation shows up as many creates. apply refuses them until "
    "the number is allowed.",
    "If they are all meant, run apply with --max-creates and the number.",
)
LIKELY_WRONG_ORGANISATION: Final = Code(
    "likely-wrong-organisation",
    Severity.ERROR,
    "None of many declared campaigns is live, but other groups are.",
    "With another organisation's credentials, or another environment's files, every campaign looks "
    "missing and would be created. So where more than 5 campaigns are declared and none of them is "
    "among the groups that are live, plan and apply refuse. An organisation without any group is "
    "a fresh start and goes on.",
    "Check url, credentials and campaigns of the environment in reconciler.toml. If campaigns are "
    "declared for the first time in an organisation that has others, name it to plan and apply: "
    "--new-organisation and the id of the organisation. 'reconciler import' declares the others.",
)
CALL_NOT_OFFERED: Final = run_warning(
    "call-not-offered",
    "The API does not offer a call for details.",
    "The calls of this API are being retired one by one, and not every login may use all of them. "
    "Only the list of groups is needed; what another call would have shown counts as not checked.",
    "If the call is meant to work, ask for access to it. To check what it would have "
    "shown, read through another source, or look in the console.",
)
ANSWER_SET_ASIDE: Final = run_warning(
    "answer-set-aside",
    "A value in an answer has another form than documented.",
    "It counts as not shown, so what is declared for it is unverified.",
    "Look at the group in the console; if it looks right, report the form to the maintainers.",
)
ACKNOWLEDGEMENT_UNUSED: Final = run_warning(
    "acknowledgement-unused",
    "Nothing in this environment needs the acknowledgement.",
    "What it was about may have been resolved, or the entry has a mistake in its code, its name or "
    "its path. If it stays, it would hide the same thing when it comes back. Only a plan of all "
    "campaigns reports this; the plan of another environment says whether that one needs the "
    "entry.",
    "Remove the entry, or correct it.",
)

CODES: Final = codes_in(globals())
"""All codes of this module, in the order of the file."""
