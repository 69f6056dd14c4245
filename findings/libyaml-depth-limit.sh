#!/usr/bin/env bash
# PyYAML 6.0.4 brings libyaml 0.2.6, which refuses lists and mappings that are nested more than 1,000
# levels deep; up to PyYAML 6.0.3 (libyaml 0.2.5) there was no limit. Not obvious: where the refusal
# comes. For brackets on lines of their own the events of the first 1,000 levels arrive before it. For
# brackets on one line none does, as the scanner reads up to 1,024 characters ahead to see whether a
# bracket starts a key. So a program that counts levels itself, to refuse at 64 with a message of its
# own, works on the first text and never gets to count on the second. yaml.Loader in Python has no limit.
# Seen, as events before the end or the error, and the place of the error:
#   6.0.3  lines 3004   one line 3004
#   6.0.4  lines 1001 error at 1001:1   one line 1 error at 1:1001
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import yaml
from yaml.cyaml import CLoader

for text in ("[\n" * 1500 + "]" * 1500, "[" * 1500 + "]" * 1500):
    count, end = 0, "none"
    try:
        for _ in yaml.parse(text, Loader=CLoader):
            count += 1
    except yaml.YAMLError as error:
        mark = error.problem_mark
        end = f"{mark.line + 1}:{mark.column + 1} {error.problem}"
    print(count, end)
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "pyyaml==$1"
    "$work/$1/bin/python" "$work/see.py" | tee "$work/$1.txt"
}
see 6.0.3
see 6.0.4
diff "$work/6.0.3.txt" - <<<$'3004 none\n3004 none'
diff "$work/6.0.4.txt" - <<<$'1001 1001:1 exceeded maximum nesting depth\n1 1:1001 exceeded maximum nesting depth'
