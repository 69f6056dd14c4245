#!/usr/bin/env bash
# recurrent reads "every saturday in october" and gives a rule of iCalendar: Saturdays of October. "saturdays in
# october" and "daily in october" are expected to be read alike, or to give None, as it does for "twice a week". It
# leaves the month out, and the rule is of Saturdays, or of all days, all the year. So is "workday" of "first
# workday of every month": the rule is the first day, Sunday or not. No error, and nothing says which words were
# used, so that what was tried with "every" is no test of how others put it. To do: show the rule's next days to
# whoever wrote the words.
# Seen with recurrent 0.4.0 and 0.4.1, for the four: BYDAY=SA;BYMONTH=10 weekly; BYDAY=SA weekly; daily;
# BYMONTHDAY=1 monthly.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import datetime

from recurrent import RecurringEvent

TEXTS = ("every saturday in october", "saturdays in october", "daily in october", "first workday of every month")
for text in TEXTS:
    print(RecurringEvent(now_date=datetime.datetime(2027, 9, 1)).parse(text))
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "recurrent==$1" setuptools==80.9.0
    "$work/$1/bin/python" -W ignore "$work/see.py" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<'TEXT'
RRULE:BYDAY=SA;BYMONTH=10;INTERVAL=1;FREQ=WEEKLY
RRULE:BYDAY=SA;INTERVAL=1;FREQ=WEEKLY
RRULE:INTERVAL=1;FREQ=DAILY
RRULE:BYMONTHDAY=1;INTERVAL=1;FREQ=MONTHLY
TEXT
}
see 0.4.0
see 0.4.1
