#!/usr/bin/env bash
# revert(diff(old, new), new) of dictdiffer is to give old again. Where a list has lost three items or more, it
# gives them in another order: diff names the last one first, which is right for taking them away, and revert puts
# them back in the same order, each at its place in a list that is still too short. No error, and all items are
# there, so that a check of their number, or of what is in the list, passes. patch is right, and so is revert for
# one item or two, with which one tries it. To do: keep old itself where a change may have to be taken back.
# Seen with dictdiffer 0.8.1 and 0.10.0, for [1, 2, 3, 4] that became [1, 2], [1] and []: [1, 2, 3, 4],
# [1, 2, 4, 3], [1, 4, 2, 3].
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
from dictdiffer import diff, patch, revert

old = {"steps": [1, 2, 3, 4]}
for left in ([1, 2], [1], []):
    new = {"steps": left}
    changes = list(diff(old, new))
    assert patch(changes, old) == new
    print(revert(changes, new)["steps"])
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "dictdiffer==$1" setuptools==80.9.0
    "$work/$1/bin/python" "$work/see.py" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<'TEXT'
[1, 2, 3, 4]
[1, 2, 4, 3]
[1, 4, 2, 3]
TEXT
}
see 0.8.1
see 0.10.0
