#!/usr/bin/env bash
# In a crontab Sunday is 0 or 7, and what reads cron expressions is expected to take 7 for Sunday or to refuse it.
# later, @breejs/later, which runs the jobs of Bree, and prettycron, which puts them into words by it, take 7 for
# Saturday: 6,7, a weekend, is Saturday once. pycron in Python takes 7 without an error and for no day at all, so
# that a job on 7 never runs, and one on 5-7 leaves out Sundays. A campaign of weekends loses half its days, and 0
# is right in all of them, so that tests with 0 pass. cronstrue, croner and cron-descriptor say Sunday.
# To do: write SUN, or 0; 6,0 for weekends.
# Seen for "0 10 * * 7", "0 10 * * 6,7" and "0 10 * * 0": later 1.2.0 and @breejs/later 4.2.0: Sat; Sat; Sun;
# prettycron 0.10.0: 10:00 on Sat; 10:00 on Sat; 10:00 on Sun; pycron 3.0.0 and 3.3.0: never; Sat; Sun.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
npm install --silent --no-audit --no-fund --prefix "$work" later@1.2.0 @breejs/later@4.2.0 prettycron@0.10.0 >/dev/null
cat >"$work/see.cjs" <<'JS'
const TEXTS = ["0 10 * * 7", "0 10 * * 6,7", "0 10 * * 0"];
for (const name of ["later", "@breejs/later"]) {
  const later = require(name);
  later.date.UTC();
  const friday = new Date("2027-10-01T00:00:00Z");
  const next = (text) => later.schedule(later.parse.cron(text)).next(4, friday);
  const days = (text) => [...new Set(next(text).map((day) => day.toUTCString().slice(0, 3)))].join(" ");
  console.log(TEXTS.map(days).join("; "));
}
console.log(TEXTS.map((text) => require("prettycron").toString(text)).join("; "));
JS
node "$work/see.cjs" | tee "$work/npm.txt"
diff "$work/npm.txt" - <<'TEXT'
Sat; Sat; Sun
Sat; Sat; Sun
10:00 on Sat; 10:00 on Sat; 10:00 on Sun
TEXT
cat >"$work/see.py" <<'PY'
import datetime

import pycron

week = [datetime.datetime(2027, 10, 1 + day, 10) for day in range(7)]
for text in ("0 10 * * 7", "0 10 * * 6,7", "0 10 * * 0"):
    print(*[day.strftime("%a") for day in week if pycron.is_now(text, day)] or ["never"])
PY
for version in 3.0.0 3.3.0; do
    python3 -m venv "$work/$version"
    "$work/$version/bin/pip" install -q --disable-pip-version-check "pycron==$version"
    "$work/$version/bin/python" "$work/see.py" | tee "$work/$version.txt"
    printf 'never\nSat\nSun\n' | diff "$work/$version.txt" -
done
