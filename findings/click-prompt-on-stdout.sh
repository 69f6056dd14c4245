#!/usr/bin/env bash
# click.prompt(..., err=True) and click.confirm(..., err=True) are to ask on standard error, so that
# standard output carries the result alone. Up to click 8.3.2 the question goes there and a blank of it
# to standard output all the same, one for each question: what reads the output, say a path, gets blanks
# before it. From 8.4.0 on nothing is written there. Not told by any error, and not to be seen on a
# terminal.
# Seen, as standard output of two questions and one result: 8.3.2: "  result"; 8.4.0: "result".
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/ask.py" <<'PY'
import click

click.prompt("Name", err=True)
click.confirm("Sure?", err=True)
click.echo("result")
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "click==$1"
    printf 'me\ny\n' | "$work/$1/bin/python" "$work/ask.py" 2>/dev/null | tee "$work/$1.txt"
}
see 8.3.2
see 8.4.0
diff "$work/8.3.2.txt" - <<<"  result"
diff "$work/8.4.0.txt" - <<<"result"
