#!/usr/bin/env bash
# In JSON, true and 1 are two values of two types, and an API may take one and refuse the other. What compares
# two JSON documents is expected to say that one became the other. jsondiff, dictdiffer, json-delta and jycm
# compare by Python's ==, for which True is 1 and False is 0: a flag that turned into a count, or back, is no
# difference to them, at any depth. jsonpatch and deepdiff tell the two apart. 1 and "1" differ for all.
# Seen for {"active": 1, "caps": [0]} and {"active": true, "caps": [false]}, as whether there is a difference:
# jsondiff 2.2.1, dictdiffer 0.10.0, json-delta 2.0.2 and jycm 1.5.0: none; jsonpatch 1.48 and deepdiff 9.1.0:
# there is.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import sys


def jsondiff(one, other):
    from jsondiff import diff

    return diff(one, other)


def dictdiffer(one, other):
    from dictdiffer import diff

    return list(diff(one, other))


def json_delta(one, other):
    from json_delta import diff

    return diff(one, other, verbose=False)


def jycm(one, other):
    from jycm.jycm import YouchamaJsonDiffer

    differ = YouchamaJsonDiffer(one, other)
    differ.diff()
    return [entry for name, entry in differ.to_dict().items() if not name.startswith("just4vis")]


def jsonpatch(one, other):
    from jsonpatch import make_patch

    return list(make_patch(one, other))


def deepdiff(one, other):
    from deepdiff import DeepDiff

    return DeepDiff(one, other)


diff = globals()[sys.argv[1].replace("-", "_")]
assert diff({"active": 1}, {"active": "1"}), "1 and '1'"
assert not diff({"active": True}, {"active": True}), "equal ones"
print("some" if diff({"active": 1, "caps": [0]}, {"active": True, "caps": [False]}) else "none")
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "$1==$2"
    printf '%s %s: ' "$1" "$2"
    "$work/$1/bin/python" "$work/see.py" "$1" | tee "$work/$1.txt"
    diff "$work/$1.txt" - <<<"$3"
}
see jsondiff 2.2.1 none
see dictdiffer 0.10.0 none
see json-delta 2.0.2 none
see jycm 1.5.0 none
see jsonpatch 1.48 some
see deepdiff 9.1.0 some
