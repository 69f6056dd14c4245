#!/usr/bin/env bash
# StrictYAML refuses what a schema does not name and guesses no types, so Datetime() is expected to take dates
# and to refuse "10". It hands the text to dateutil, which fills in whatever is missing from today: "10" is
# the 10th of the month in which the file is read, "2027" is today's day of today's month in 2027, and "mon"
# is the next Monday. The same file is another value tomorrow, without an error or a warning, and the value
# has no mark of it. ISO dates are read as they stand; words that name no time are refused.
# Seen with strictyaml 1.7.3 on Thursday 2027-04-15: "10": 2027-04-10; "2027": 2027-04-15; "mon": 2027-04-19.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import datetime

import strictyaml


class OnDay(datetime.datetime):
    """The clock, set to one day, for whoever asks dateutil."""

    @classmethod
    def now(cls, tz=None):
        return cls(2027, 4, 15, 12, 30, tzinfo=tz)


datetime.datetime = OnDay
schema = strictyaml.Map({"till": strictyaml.Datetime()})
for text in ("2027-10-31", "10", "2027", "mon"):
    print(text, strictyaml.load(f"till: {text}\n", schema).data["till"])
try:
    strictyaml.load("till: soon\n", schema)
except strictyaml.YAMLValidationError:
    print("soon refused")
PY
python3 -m venv "$work/v"
"$work/v/bin/pip" install -q --disable-pip-version-check strictyaml==1.7.3 python-dateutil==2.9.0.post0
"$work/v/bin/python" "$work/see.py" | tee "$work/seen"
diff "$work/seen" - <<'SEEN'
2027-10-31 2027-10-31 00:00:00
10 2027-04-10 00:00:00
2027 2027-04-15 00:00:00
mon 2027-04-19 00:00:00
soon refused
SEEN
