#!/usr/bin/env bash
# Exports write an amount as the text 1,234, and Excel reads it as 1234: VALUE("1,234"), or a cell of that text
# plus 1. What calculates workbooks in Python is expected to do so, or to give #VALUE!. formulas and xlcalculator
# read a date, January of the year 234. formulas moves it by 1900 years and gives 85469, the number of a day in 2134;
# a sum of xlcalculator is below -600000, and changes with the day of the month on which it runs. 500 is right in
# both, and 12,345 is #VALUE!, so that neither small nor large amounts show it. pycel gives #VALUE! for all with a
# comma. To do: take the commas out before the workbook gets the text.
# Seen for VALUE of 500, 1,234, 1,500 and 12,345: formulas 1.2.8 and 1.3.4: 500, 85469, 182623, #VALUE!; for cells
# of these texts plus 1: xlcalculator 0.5.0: 501, two numbers below 0, #VALUE!.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see_formulas.py" <<'PY'
import formulas

for text in ("500", "1,234", "1,500", "12,345"):
    value = formulas.Parser().ast(f'=VALUE("{text}")')[1].compile()()
    print(value if "#VALUE!" not in str(value) else "#VALUE!")
PY
cat >"$work/see_xlcalculator.py" <<'PY'
from xlcalculator import Evaluator, ModelCompiler

for text in ("500", "1,234", "1,500", "12,345"):
    model = ModelCompiler().read_and_parse_dict({"Points!A1": text, "Points!B1": "=A1+1"})
    value = str(Evaluator(model).evaluate("Points!B1"))
    print("below 0" if value.startswith("-") else value)
PY
see() {
    python3 -m venv "$work/$1-$2"
    "$work/$1-$2/bin/pip" install -q --disable-pip-version-check "$1==$2" "${@:3}"
    "$work/$1-$2/bin/python" -W ignore "$work/see_$1.py" | tee "$work/$1-$2.txt"
}
for version in 1.2.8 1.3.4; do
    see formulas "$version" numpy==1.26.4
    printf '500.0\n85469.0\n182623.0\n#VALUE!\n' | diff "$work/formulas-$version.txt" -
done
see xlcalculator 0.5.0
printf '501\nbelow 0\nbelow 0\n#VALUE!\n' | diff "$work/xlcalculator-0.5.0.txt" -
