#!/usr/bin/env bash
# FIXED and DOLLAR of spreadsheets write a number with as many decimals as one says, FIXED(500,0) as 500. The npm
# package fast-formula-parser has both, and with one decimal or more they are right: 500.0. Without decimals the
# whole amount is gone, whatever it is, and without an error: ".", and "$." of DOLLAR, so that a voucher says that
# it is worth a point. TEXT(500,"#,##0") of the same package is right, and so is FIXED of formulas in Python. To do:
# write TEXT.
# Seen with fast-formula-parser 1.0.16 and 1.0.19, for FIXED(500,1), FIXED(500,0), DOLLAR(500,2), DOLLAR(500,0) and
# TEXT(500,"#,##0"): 500.0 . $500.00 $. 500
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.cjs" <<'JS'
const Parser = require(`${process.argv[2]}/node_modules/fast-formula-parser`);
const TEXTS = ["FIXED(500,1)", "FIXED(500,0)", "DOLLAR(500,2)", "DOLLAR(500,0)", 'TEXT(500,"#,##0")'];
console.log(...TEXTS.map((text) => new Parser().parse(text, { sheet: "Vouchers", row: 1, col: 1 })));
JS
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1" "fast-formula-parser@$1" >/dev/null
    node "$work/see.cjs" "$work/$1" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<'500.0 . $500.00 $. 500'
}
see 1.0.16
see 1.0.19
