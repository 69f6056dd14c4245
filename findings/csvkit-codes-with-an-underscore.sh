#!/usr/bin/env bash
# A column of codes such as 2027_10 is expected to stay text in whatever guesses the types of a CSV file: neither
# a spreadsheet nor a database takes it for a number. Python does, since int("2027_10") and Decimal("2027_10") skip
# underscores, and with it the tools that ask those: csvsort of csvkit writes 202710 into the file that comes out;
# frictionless describes the column as integers; pytablewriter writes 202710 into a table. Nothing warns, and one
# code in the column that has a letter keeps all of them as they are. pandas and DuckDB read text. To do: give
# csvkit's commands -I, with which they guess nothing, and frictionless a schema.
# Seen for a column of 2027_10 and 2027_11: csvkit 1.5.0 and 2.2.0: 202710, 202711; frictionless 5.18.1: integer;
# pytablewriter 1.2.1: 202710; pandas 2.3.3 and duckdb 1.4.1: 2027_10.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
printf 'code,name\n2027_10,Diwali\n2027_11,Gift\n' >"$work/codes.csv"
get() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "${@:2}"
}
for version in 1.5.0 2.2.0; do
    get "$version" "csvkit==$version" setuptools==80.9.0
    "$work/$version/bin/csvsort" -c name "$work/codes.csv" | tee "$work/$version.csv"
    printf 'code,name\n202710,Diwali\n202711,Gift\n' | diff "$work/$version.csv" -
    "$work/$version/bin/csvsort" -I -c name "$work/codes.csv" | diff "$work/codes.csv" -
done
get others frictionless==5.18.1 pytablewriter==1.2.1 pandas==2.3.3 duckdb==1.4.1
cat >"$work/see.py" <<'PY'
import sys

import duckdb
import frictionless
import pandas
import pytablewriter

path = sys.argv[1]
print("frictionless", frictionless.describe(path).schema.fields[0].type)
table = pytablewriter.MarkdownTableWriter(headers=["code"], value_matrix=[["2027_10"]]).dumps()
print("pytablewriter", table.split("|")[-2].strip())
print("pandas", pandas.read_csv(path)["code"][0])
print("duckdb", duckdb.read_csv(path).fetchone()[0])
PY
"$work/others/bin/python" "$work/see.py" "$work/codes.csv" | tee "$work/others.txt"
diff "$work/others.txt" - <<'TEXT'
frictionless integer
pytablewriter 202710
pandas 2027_10
duckdb 2027_10
TEXT
