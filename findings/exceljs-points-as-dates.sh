#!/usr/bin/env bash
# In the format of a number, letters that are to be shown as they are stand in quotes or behind a
# backslash each; Excel itself writes backslashes for a unit that was typed without quotes. exceljs leaves
# out what is in quotes when it looks whether a format is one of dates, and not what stands behind a
# backslash: 500 with 0" pts" is read as 500, and 500 with 0\ \p\t\s, which shows the same, as a day in
# 1901, for its s. So it goes for all units with a d, h, m, s or y. No error, and a Date where a number was.
# SheetJS reads 500 both times.
# Seen, for 500 with quotes and with backslashes: exceljs 4.3.0 and 4.4.0: 500, 1901-05-14; xlsx 0.18.5:
# 500, 500.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/write.cjs" <<'JS'
const ExcelJS = require("exceljs");
const book = new ExcelJS.Workbook();
const row = book.addWorksheet("points").addRow([500, 500]);
row.getCell(1).numFmt = '0" pts"';
row.getCell(2).numFmt = "0\\ \\p\\t\\s";
book.xlsx.writeFile(process.argv[2]);
JS
cat >"$work/exceljs.cjs" <<'JS'
const ExcelJS = require("exceljs");
const book = new ExcelJS.Workbook();
const say = (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value);
book.xlsx.readFile(process.argv[2]).then(() => {
  const row = book.worksheets[0].getRow(1);
  console.log(`${say(row.getCell(1).value)}, ${say(row.getCell(2).value)}`);
});
JS
cat >"$work/xlsx.cjs" <<'JS'
const book = require("xlsx").readFile(process.argv[2], { cellDates: true });
const sheet = book.Sheets.points;
console.log(`${sheet.A1.v}, ${sheet.B1.v}`);
JS
get() {
    npm install --silent --no-audit --no-fund --prefix "$work/$1-$2" "$1@$2" >/dev/null
    cp "$work/$1.cjs" "$work/write.cjs" "$work/$1-$2"
}
get exceljs 4.3.0
get exceljs 4.4.0
get xlsx 0.18.5
node "$work/exceljs-4.4.0/write.cjs" "$work/points.xlsx"
see() { node "$work/$1/${1%-*}.cjs" "$work/points.xlsx" | tee "$work/$1.txt"; }
see exceljs-4.3.0
see exceljs-4.4.0
see xlsx-0.18.5
diff "$work/exceljs-4.3.0.txt" - <<<"500, 1901-05-14"
diff "$work/exceljs-4.4.0.txt" - <<<"500, 1901-05-14"
diff "$work/xlsx-0.18.5.txt" - <<<"500, 500"
