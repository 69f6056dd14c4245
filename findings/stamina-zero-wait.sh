#!/usr/bin/env bash
# stamina's "on" may be a function that gives the seconds to wait before the next try. That is so from
# 25.2.0 on; 25.1.0 takes the very same function without a word and asks only whether its result is
# true. A wait of 0.0, which means "again at once" to 25.2.0, is then "not again", and any other number
# is ignored for the waits that stamina draws itself. Neither an error nor a warning tells them apart.
# Seen, as tries of a call that fails until its third: 25.1.0: 1 and the error; 25.2.0: 3 and done.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import stamina

tries = 0


def work():
    global tries
    tries += 1
    if tries < 3:
        raise ConnectionError("not yet")
    return "done"


try:
    end = stamina.RetryingCaller(attempts=5, timeout=None)(lambda error: 0.0, work)
except ConnectionError as error:
    end = str(error)
print(tries, end)
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "stamina==$1"
    "$work/$1/bin/python" -W error "$work/see.py" | tee "$work/$1.txt"
}
see 25.1.0
see 25.2.0
diff "$work/25.1.0.txt" - <<<"1 not yet"
diff "$work/25.2.0.txt" - <<<"3 done"
