#!/usr/bin/env bash
# The npm package human-interval, with which agenda reads how often a job is to run, knows words: "one day", "two
# hours" and "day" are milliseconds, and what it cannot read is NaN. "a day" and "half an hour" are expected to be
# read, or to be NaN. From 2.0.0 on they are 0, which makes a job due again at once, and "two and a half hours" is
# two: a word that it does not know is left out, and what is left counts. No error. 1.0.0 reads "a day", and half
# an hour as one. To do: write digits, such as "0.5 hours", which are read right.
# Seen, in hours, for "one day", "a day", "half an hour", "two and a half hours", "three quarters of an hour",
# "0.5 hours": human-interval 1.0.0: 24, 24, 1, NaN, 3, 0.5; 2.0.0 and 2.0.1: 24, 0, 0, 2, 3, 0.5.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.cjs" <<'JS'
const read = require(process.argv[2] + "/node_modules/human-interval");
const TEXTS = [
  "one day", "a day", "half an hour", "two and a half hours", "three quarters of an hour", "0.5 hours",
];
console.log(...TEXTS.map((text) => read(text) / 3600000));
JS
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1" "human-interval@$1" >/dev/null
    node "$work/see.cjs" "$work/$1" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<"$2"
}
see 1.0.0 "24 24 1 NaN 3 0.5"
see 2.0.0 "24 0 0 2 3 0.5"
see 2.0.1 "24 0 0 2 3 0.5"
