#!/usr/bin/env bash
# ruamel.yaml reads and writes files so that what nobody changed stays as it was: 1.10, 0x00ff, 1_000 and
# 1.50e3 come out as they went in. A decimal with more digits than a float holds is expected to come out
# either so as well, or shortened. It comes out as long as it was, with other digits: the float that is next
# to it is written with as many places as the number had. 1_000.50 loses its underscore and gets a nought
# in its place. So an edit of one key, of a tool that uses it, changes an amount elsewhere in the file.
# Seen with ruamel.yaml 0.18.6 and 0.19.1: 12345678901234567890.12 is 12345678901234567168.00 afterwards,
# 0.12345678901234567890 is 0.12345678901234567737, and 1_000.50 is 01000.50.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/edit.py" <<'PY'
import sys

from ruamel.yaml import YAML

yaml = YAML()
data = yaml.load(
    "name: old\nkept: [1.10, 0x00ff, 1_000, 1.50e3]\n"
    "total: 12345678901234567890.12\nshare: 0.12345678901234567890\nlimit: 1_000.50\n"
)
data["name"] = "new"
yaml.dump(data, sys.stdout)
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "ruamel.yaml==$1"
    "$work/$1/bin/python" "$work/edit.py" | tee "$work/$1.yaml"
    diff "$work/$1.yaml" - <<'YAML'
name: new
kept: [1.10, 0x00ff, 1_000, 1.50e3]
total: 12345678901234567168.00
share: 0.12345678901234567737
limit: 01000.50
YAML
}
see 0.18.6
see 0.19.1
