#!/usr/bin/env bash
# SARIF marks a result that was there in the last run and is no more ("baselineState": "absent"), and one
# that somebody has accepted (an entry of "suppressions" whose status is accepted); what counts results is
# expected to leave out both. sarif-tools counts them as open errors, in summary and in --check: a pipeline
# goes on failing for what has been mended or accepted. What has passed, of level none, is not counted.
# Seen with sarif-tools 3.0.5, as exit codes of "sarif --check error summary" for one result that is open,
# absent, accepted, passed: 1 1 1 0.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/write.py" <<'PY'
import json
import sys

AS = {
    "open": {},
    "absent": {"baselineState": "absent"},
    "accepted": {"suppressions": [{"kind": "external", "status": "accepted"}]},
    "passed": {"kind": "pass", "level": "none"},
}
place = {"artifactLocation": {"uri": "diwali.yaml"}, "region": {"startLine": 1}}
for name, more in AS.items():
    result = {"ruleId": "late", "level": "error", "message": {"text": "Too late."}, **more}
    result["locations"] = [{"physicalLocation": place}]
    driver = {"name": "checker", "rules": [{"id": "late"}]}
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": [result]}]}
    with open(f"{sys.argv[1]}/{name}.sarif", "w") as file:
        json.dump(log, file)
PY
python3 "$work/write.py" "$work"
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "sarif-tools==$1"
    for name in open absent accepted passed; do
        code=0
        "$work/$1/bin/sarif" --check error summary "$work/$name.sarif" >/dev/null || code=$?
        echo "$name $code"
    done | tee "$work/$1.txt"
    printf 'open 1\nabsent 1\naccepted 1\npassed 0\n' | diff "$work/$1.txt" -
}
see 3.0.5
