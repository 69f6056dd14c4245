#!/usr/bin/env bash
# A round trip of ruamel.yaml gives numbers and texts of types of its own, which can be used as int, float and
# str, and true as a plain bool. True with an anchor is expected to be one as well. As no class can be derived
# from bool, it is a ScalarBoolean, derived from int: jsonschema says of it that 1 is no boolean, json.dumps
# writes 1, and "is True" is false. So a flag that two parts of a file share by anchor and alias is refused by its
# schema, or sent as a number, and is as it should be once the anchor is gone. A round trip back to YAML writes
# true. To do: read what is checked or sent with YAML(typ="safe"), which gives a bool, beside what is edited.
# Seen with ruamel.yaml 0.18.6 and 0.19.1, and jsonschema 4.26.0, for "active: true" and "active: &on true":
#   {"active": true} passes; {"active": 1} is refused: 1 is not of type 'boolean'
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import json

from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

schema = {"properties": {"active": {"type": "boolean"}}}
for text in ("active: true", "active: &on true"):
    data = YAML().load(text)
    said = [error.message for error in Draft202012Validator(schema).iter_errors(data)]
    print(json.dumps(data), *said or ["passes"])
    assert YAML(typ="safe").load(text)["active"] is True
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "ruamel.yaml==$1" jsonschema==4.26.0
    "$work/$1/bin/python" "$work/see.py" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<'TEXT'
{"active": true} passes
{"active": 1} 1 is not of type 'boolean'
TEXT
}
see 0.18.6
see 0.19.1
