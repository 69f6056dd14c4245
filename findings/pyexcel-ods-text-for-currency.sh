#!/usr/bin/env bash
# A cell of an OpenDocument sheet that shows an amount holds the number and, beside it, its currency. A reader
# of the sheet is expected to give the number, as for any other format; a percentage of 15 is 0.15. pyexcel-ods
# and pyexcel-ods3 give the text "500 INR". So a sum fails, and a comparison with a list that came as CSV or
# xlsx finds all amounts changed, after nothing but a click on "format as currency". No warning.
# Seen for 500, 500 as an amount of INR, 15 %: pyexcel-ods 0.5.6 and 0.6.0, and pyexcel-ods3 0.6.1:
# 500, '500 INR', 0.15; ezodf 0.3.2: 500.0, 500.0, 0.15.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/write.py" <<'PY'
import sys

from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

book, table, row = OpenDocumentSpreadsheet(), Table(name="budget"), TableRow()
book.spreadsheet.addElement(table)
table.addElement(row)
for shown, kind in (
    ("500", {"valuetype": "float", "value": "500"}),
    ("₹500.00", {"valuetype": "currency", "value": "500", "currency": "INR"}),
    ("15%", {"valuetype": "percentage", "value": "0.15"}),
):
    cell = TableCell(**kind)
    cell.addElement(P(text=shown))
    row.addElement(cell)
book.save(sys.argv[1])
PY
cat >"$work/see.py" <<'PY'
import sys

name, path = sys.argv[1:]
module = __import__(name.replace("-", "_"))
if name == "ezodf":
    print([cell.value for cell in next(module.opendoc(path).sheets[0].rows())])
else:
    print(module.get_data(path)["budget"][0])
PY
see() {
    python3 -m venv --clear "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "$1==$2" odfpy==1.4.1 lxml
    [ -e "$work/budget.ods" ] || "$work/$1/bin/python" "$work/write.py" "$work/budget.ods"
    "$work/$1/bin/python" "$work/see.py" "$1" "$work/budget.ods" | tee "$work/$1-$2.txt"
    diff "$work/$1-$2.txt" - <<<"$3"
}
see pyexcel-ods 0.5.6 "[500, '500 INR', 0.15]"
see pyexcel-ods 0.6.0 "[500, '500 INR', 0.15]"
see pyexcel-ods3 0.6.1 "[500, '500 INR', 0.15]"
see ezodf 0.3.2 "[500.0, 500.0, 0.15]"
