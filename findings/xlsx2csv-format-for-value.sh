#!/usr/bin/env bash
# A number with a format that shows a unit, such as 500 with #,##0 "pts", is expected in CSV as 500 or as
# 500 pts. xlsx2csv writes #,##0 "pts", for each cell of the column: it takes any format with one of the
# letters d, h, m, s, y for that of a date, in quotes as well, and gives it to strftime, which finds nothing
# to fill in. So it goes for "Rs.", "bills", "visits" and "days" (of which the d becomes a day: "14ays").
# The numbers are gone from the file, the exit code is 0, and nothing is said; what has no such letter,
# such as "INR" or %, is right. openpyxl reads the numbers as they are.
# Seen with xlsx2csv 0.8.0 and 0.8.6, for 500 and 1200 with #,##0 "pts", then "Rs." #,##0, then #,##0 "INR":
#   #,##0 "pts" twice; "rs." #,##0 twice; 500 and 1200.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/write.py" <<'PY'
import sys

import openpyxl

book = openpyxl.Workbook()
for shown in ('#,##0 "pts"', '"Rs." #,##0', '#,##0 "INR"'):
    book.active.append([500, 1200])
    for cell in book.active[book.active.max_row]:
        cell.number_format = shown
book.save(sys.argv[1])
read = openpyxl.load_workbook(sys.argv[1]).active
assert {cell.value for row in read for cell in row} == {500, 1200}
PY
expected=$'"#,##0 ""pts"""\t"#,##0 ""pts"""\n"""rs."" #,##0"\t"""rs."" #,##0"\n500\t1200'
for version in 0.8.0 0.8.6; do
    python3 -m venv --clear "$work/tool"
    "$work/tool/bin/pip" install -q --disable-pip-version-check "xlsx2csv==$version" openpyxl==3.1.5
    "$work/tool/bin/python" "$work/write.py" "$work/points.xlsx"
    "$work/tool/bin/xlsx2csv" --delimiter tab "$work/points.xlsx" | tee "$work/points.txt"
    diff "$work/points.txt" - <<<"$expected"
done
