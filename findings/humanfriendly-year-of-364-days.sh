#!/usr/bin/env bash
# humanfriendly reads "1 year" as a length of time. A year is expected to have 365 days, or 365.25. It has 52
# weeks, 364 days: points that are kept for five years end five days early. What format_timespan writes agrees
# with it, so that no test of there and back finds it: 365 days are "1 year and 1 day". pytimeparse2, and
# parse-duration of npm, have 365 and 365.25. To do: write days, or add years to a date.
# Seen, as days of "1 year" and "5 years": humanfriendly 8.2 and 10.0: 364, 1820; pytimeparse2 1.7.1: 365, 1825.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import humanfriendly
import pytimeparse2

for parse in (humanfriendly.parse_timespan, pytimeparse2.parse):
    print(*(int(parse(text) / 86400) for text in ("1 year", "5 years")))
print(humanfriendly.format_timespan(365 * 86400))
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "humanfriendly==$1" pytimeparse2==1.7.1
    "$work/$1/bin/python" "$work/see.py" | tee "$work/$1.txt"
    printf '364 1820\n365 1825\n1 year and 1 day\n' | diff "$work/$1.txt" -
}
see 8.2
see 10.0
