#!/usr/bin/env bash
# pycel calculates workbooks in Python, and its ROUND is expected to take a half up, as that of Excel does: it does
# for 2.5, 0.125 and 2.675, where Python's own round would not. In front of the point it does not: with -1 or -2
# digits a half goes to the even ten or hundred, so that 250 is 200, and 350 is 400. Points that are rounded to
# hundreds are too few for every second half, and who tries ROUND with decimals, where everybody looks, sees that
# it is right. formulas, and hyperformula of npm, give 300. To do: write ROUND(A1/100,0)*100.
# Seen with pycel 1.0b28 and 1.0b30, for ROUND(2.5,0), ROUND(0.125,2), ROUND(25,-1), ROUND(250,-2), ROUND(350,-2)
# and ROUND(250/100,0)*100: 3, 0.13, 20, 200, 400, 300; formulas 1.3.4: 3, 0.13, 30, 300, 400, 300.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import sys

TEXTS = ("ROUND(2.5,0)", "ROUND(0.125,2)", "ROUND(25,-1)", "ROUND(250,-2)", "ROUND(350,-2)", "ROUND(250/100,0)*100")
if sys.argv[1] == "pycel":
    from pycel.excelformula import ExcelFormula

    calculate = ExcelFormula.build_eval_context(None, None)
    values = [calculate(ExcelFormula(f"={text}")) for text in TEXTS]
else:
    import formulas

    values = [formulas.Parser().ast(f"={text}")[1].compile()() for text in TEXTS]
print(*(f"{float(value):g}" for value in values))
PY
see() {
    python3 -m venv "$work/$1-$2"
    "$work/$1-$2/bin/pip" install -q --disable-pip-version-check "$1==$2" setuptools==80.9.0
    "$work/$1-$2/bin/python" -W ignore "$work/see.py" "$1" | tee "$work/$1-$2.txt"
    diff "$work/$1-$2.txt" - <<<"$3"
}
see pycel 1.0b28 "3 0.13 20 200 400 300"
see pycel 1.0b30 "3 0.13 20 200 400 300"
see formulas 1.3.4 "3 0.13 30 300 400 300"
