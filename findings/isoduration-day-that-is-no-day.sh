#!/usr/bin/env bash
# ISO 8601 has a second way of writing durations, P0001-02-03T04:05:06, and isoduration reads it. Without the
# time, P0001-02-03 is expected to be a year, two months and three days as well, or an error. It is nothing at
# all: digits are kept until a letter says what they count, and those that no letter follows are let go, without
# an error. So is the 30 of PT1H30, which is an hour, while another letter than those it knows is an error. A
# wait that is written so is over at once, or too early. jsonschema, which has isoduration judge "format":
# "duration", asks for a letter at the end itself. To do: ask for one as well, or take isodate, which gives errors.
# Seen with isoduration 20.11.0 and isodate 0.7.2, as what is added to 2027-01-01, for P0001-02-03T04:05:06,
# P0001-02-03, PT1H30 and PT1H30X: 428 days and 04:05:06, nothing, 01:00:00, error; 428 days and 04:05:06, errors.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q --disable-pip-version-check isoduration==20.11.0 isodate==0.7.2
cat >"$work/see.py" <<'PY'
import datetime

import isodate
import isoduration

begin = datetime.datetime(2027, 1, 1)


def added(parse, text):
    try:
        return str(begin + parse(text) - begin)
    except ValueError:
        return "error"


for text in ("P0001-02-03T04:05:06", "P0001-02-03", "PT1H30", "PT1H30X"):
    print(text, added(isoduration.parse_duration, text), added(isodate.parse_duration, text), sep=" | ")
PY
"$work/env/bin/python" "$work/see.py" | tee "$work/seen.txt"
diff "$work/seen.txt" - <<'TEXT'
P0001-02-03T04:05:06 | 428 days, 4:05:06 | 428 days, 4:05:06
P0001-02-03 | 0:00:00 | error
PT1H30 | 1:00:00 | error
PT1H30X | error | error
TEXT
