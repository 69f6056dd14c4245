#!/usr/bin/env bash
# rrule of npm puts a rule of iCalendar into words by toText(), and isFullyConvertibleToText() is to say whether
# the words hold all of it. For the last workday of each month (BYSETPOS=-1 of Monday to Friday) it says yes, and
# the words are "every month on weekdays", some twenty days instead of one. The order of the parts decides: it
# looks at them up to FREQ and no further, so that BYSETPOS is found only where it stands before FREQ, which
# RFC 5545 wants first. So a page that shows the words where it may, and the rule elsewhere, shows another
# schedule. To do: read the words back by fromText(), and show them only if that is the rule.
# Seen with rrule 2.7.2 and 2.8.1, for the last workday with FREQ first and with BYSETPOS first: true, "every
# month on weekdays"; false, "every month on weekdays (~ approximate)". Both are read back without BYSETPOS.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.cjs" <<'JS'
const { RRule } = require(process.argv[2] + "/node_modules/rrule");
for (const text of ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "BYSETPOS=-1;FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR"]) {
  const rule = RRule.fromString(text);
  const words = rule.toText();
  console.log(rule.isFullyConvertibleToText(), words);
  console.log(RRule.fromText(words).toString());
}
JS
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1" "rrule@$1" >/dev/null
    node "$work/see.cjs" "$work/$1" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<'TEXT'
true every month on weekdays
RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR
false every month on weekdays (~ approximate)
RRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR
TEXT
}
see 2.7.2
see 2.8.1
