#!/usr/bin/env bash
# EDATE of spreadsheets adds months, and keeps to the month: one after 31 January is 28 February, so that points of
# that day expire with the month. The npm packages fast-formula-parser and hot-formula-parser, and pycel in Python,
# are expected to give the same. They add to the month and let the day run over: 3 March. A month before 31 March
# is 3 March as well, and a year after 29 February is 1 March. Other days are right, so that it shows at ends of
# months only. hyperformula, and formulas in Python, give 28 February. To do: take EOMONTH(A1,n) where it is less.
# Seen, for EDATE of 2027-01-31 and 1, of 2027-03-31 and -1, of 2028-02-29 and 12, and for the lesser of the first
# and EOMONTH: fast-formula-parser 1.0.19, hot-formula-parser 4.0.0 and pycel 1.0b30: 2027-03-03, 2027-03-03,
# 2029-03-01, 2027-02-28; hyperformula 3.5.0: 2027-02-28, 2027-02-28, 2029-02-28, 2027-02-28.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/texts.json" <<'JSON'
[
  "EDATE(DATE(2027,1,31),1)",
  "EDATE(DATE(2027,3,31),-1)",
  "EDATE(DATE(2028,2,29),12)",
  "IF(EOMONTH(DATE(2027,1,31),1)<EDATE(DATE(2027,1,31),1),EOMONTH(DATE(2027,1,31),1),EDATE(DATE(2027,1,31),1))"
]
JSON
cat >"$work/see.cjs" <<'JS'
const [, , name, folder] = process.argv;
const load = () => require(`${folder}/node_modules/${name}`);
const calculate = {
  "fast-formula-parser": () => {
    const Parser = load();
    const parser = new Parser();
    return (text) => parser.parse(text, { sheet: "Points", row: 1, col: 1 });
  },
  "hot-formula-parser": () => {
    const parser = new (load().Parser)();
    return (text) => parser.parse(text).result;
  },
  hyperformula: () => {
    const { HyperFormula } = load();
    const sheet = HyperFormula.buildFromArray([[]], { licenseKey: "gpl-v3" });
    return (text) => sheet.calculateFormula(`=${text}`, 0);
  },
}[name]();
const day = (number) => new Date(Date.UTC(1899, 11, 30 + number)).toISOString().slice(0, 10);
console.log(...require("./texts.json").map((text) => day(calculate(text))));
JS
cat >"$work/see.py" <<'PY'
import datetime
import json
import sys

from pycel.excelformula import ExcelFormula

calculate = ExcelFormula.build_eval_context(None, None)
days = [calculate(ExcelFormula(f"={text}")) for text in json.load(open(sys.argv[1]))]
print(*(datetime.date(1899, 12, 30) + datetime.timedelta(int(day)) for day in days))
PY
OVER="2027-03-03 2027-03-03 2029-03-01 2027-02-28"
see() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1" "$1@$2" >/dev/null
    TZ=UTC node "$work/see.cjs" "$1" "$work/$1" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<"$3"
}
see fast-formula-parser 1.0.19 "$OVER"
see hot-formula-parser 4.0.0 "$OVER"
see hyperformula 3.5.0 "2027-02-28 2027-02-28 2029-02-28 2027-02-28"
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q --disable-pip-version-check pycel==1.0b30 setuptools==80.9.0
"$work/env/bin/python" "$work/see.py" "$work/texts.json" | tee "$work/pycel.txt"
diff "$work/pycel.txt" - <<<"$OVER"
