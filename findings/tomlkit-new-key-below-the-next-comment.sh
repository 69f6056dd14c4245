#!/usr/bin/env bash
# tomlkit keeps comments, so a key that is added to a table is expected below the table's other keys. It
# goes below all that stands before the next header instead, and a comment there is about what comes next:
# of "# what ids are" above [uat.values] the new key is then explained, and a table that is commented out
# at the end of the file seems to have lost its first key. Nothing is lost and the file means what was
# wanted, so that no test of its data sees it. A blank line after the key parts the comment from its table.
# Seen with tomlkit 0.13.3 and 0.15.2, where url stands above the comment: "url, # what ids are, calls".
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/add.py" <<'PY'
import tomlkit

text = '[uat]\nurl = "x"\n# what ids are\n[uat.values]\ntill = 1\n'
document = tomlkit.parse(text)
document["uat"]["calls"] = ["list"]
print(tomlkit.dumps(document), end="")
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "tomlkit==$1"
    "$work/$1/bin/python" "$work/add.py" | tee "$work/$1.toml"
    diff "$work/$1.toml" - <<'TOML'
[uat]
url = "x"
# what ids are
calls = ["list"]

[uat.values]
till = 1
TOML
}
see 0.13.3
see 0.15.2
