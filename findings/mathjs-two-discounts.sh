#!/usr/bin/env bash
# In an expression of mathjs, 500 - 10% is 450, and 500 - 10% - 10% is expected to be 405 or 400; up to 14.9.1 it is
# 405. From 15.0.0 on it is 500: a % with a + or - behind it is the remainder of a division, so that 10% - 10% is
# the remainder of 10 by -10, 0, and 10% + 500 is 10. No error, and each discount alone is right: a formula that
# was right for years changes with an update. To do: put each step in brackets, (500 - 10%) - 10%, before that.
# Seen for 500 - 10%, 500 - 10% - 10%, (500 - 10%) - 10%, 10% + 500: mathjs 14.9.1: 450, 405, 405, 500.1;
# 15.0.0 and 15.2.0: 450, 500, 405, 10.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.cjs" <<'JS'
const { evaluate, format } = require(process.argv[2] + "/node_modules/mathjs");
const TEXTS = ["500 - 10%", "500 - 10% - 10%", "(500 - 10%) - 10%", "10% + 500"];
console.log(...TEXTS.map((text) => format(evaluate(text), 12)));
JS
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1" "mathjs@$1" >/dev/null
    node "$work/see.cjs" "$work/$1" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<"$2"
}
see 14.9.1 "450 405 405 500.1"
see 15.0.0 "450 500 405 10"
see 15.2.0 "450 500 405 10"
