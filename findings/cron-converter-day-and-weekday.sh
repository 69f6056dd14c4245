#!/usr/bin/env bash
# Where a line of cron names a day of the month and a weekday, it is due when either fits: 0 0 13 * 5 is each
# 13th and each Friday. POSIX and Vixie's cron say so. The packages crontab and
# cron-converter take the days on which both fit: Friday the 13th, a few times a year. What asks them when a
# check of drift is due next, or was due last, finds no run missing for months. Lines that name one of the two
# fit for all. Neither an error nor an option tells them apart.
# Seen for 0 0 13 * 5 from 2027-01-01 on: crontab 1.0.5 and cron-converter 2.0.2: 2027-08-13, 2028-10-13;
# cronsim 2.8, croniter 7.0.0: 2027-01-08, 2027-01-13.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import datetime
import sys

begin = datetime.datetime(2027, 1, 1)
line = "0 0 13 * 5"


def crontab(count):
    from crontab import CronTab

    day = begin
    for _ in range(count):
        day = CronTab(line).next(now=day, default_utc=True, return_datetime=True)
        yield day


def cron_converter(count):
    from cron_converter import Cron

    days = Cron(line).schedule(begin)
    return (days.next() for _ in range(count))


def cronsim(count):
    from cronsim import CronSim

    days = CronSim(line, begin)
    return (next(days) for _ in range(count))


def croniter(count):
    from croniter import croniter

    days = croniter(line, begin)
    return (days.get_next(datetime.datetime) for _ in range(count))


print(*(day.date() for day in globals()[sys.argv[1].replace("-", "_")](2)))
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "$1==$2"
    "$work/$1/bin/python" "$work/see.py" "$1" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<"$3"
}
see crontab 1.0.5 "2027-08-13 2028-10-13"
see cron-converter 2.0.2 "2027-08-13 2028-10-13"
see cronsim 2.8 "2027-01-08 2027-01-13"
see croniter 7.0.0 "2027-01-08 2027-01-13"
