#!/usr/bin/env bash
# 2027-123 is ISO 8601 for day 123 of 2027, 3 May. The package iso8601 does not know days of the year, so
# an error is expected of it, as it gives for weeks. It reads 23 January: from a hyphen and one digit as the
# month (2027-1) and from two more as the day, as both may lack a hyphen or a nought. So are read 101 to
# 131, 201 to 228 and 301 to 331; all others, 001 or 345, are the error expected, so that a few tries
# may show nothing wrong. No warning. dateutil.parser.isoparse, pendulum, isodate and ciso8601 read 3 May.
# Seen for 2027-001, 2027-123 and 2027-345: iso8601 1.1.0 and 2.1.0: error, 2027-01-23, error; isodate
# 0.7.2: 2027-01-01, 2027-05-03, 2027-12-11.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import sys

parse = __import__(sys.argv[1]).parse_date
for text in ("2027-001", "2027-123", "2027-345"):
    try:
        print(str(parse(text))[:10])
    except ValueError:
        print("error")
PY
see() {
    python3 -m venv --clear "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "$1==$2"
    "$work/$1/bin/python" -W error "$work/see.py" "$1" | tee "$work/$1-$2.txt"
}
see iso8601 1.1.0
see iso8601 2.1.0
see isodate 0.7.2
printf 'error\n2027-01-23\nerror\n' | diff "$work/iso8601-1.1.0.txt" -
printf 'error\n2027-01-23\nerror\n' | diff "$work/iso8601-2.1.0.txt" -
printf '2027-01-01\n2027-05-03\n2027-12-11\n' | diff "$work/isodate-0.7.2.txt" -
