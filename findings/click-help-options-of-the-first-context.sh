#!/usr/bin/env bash
# A command of click has -h beside --help if its context_settings say so, and main() gives them to each context
# that it makes. A context that a tool makes by hand, click.Context(command), lacks them, and is expected to
# have consequences for itself alone. From 8.1.8 on a command keeps the option for help that it made for the
# first context it saw: once anything has asked what parameters there are in a bare context, -h is no option in
# that process any more, and an error where it was help. A process that documents its commands first, or tests
# that share one process in another order, see it; a command that is started anew does not.
# Seen, as exit codes of -h before and after get_params() in a bare context, in two processes: click 8.1.7: 0 0;
# click 8.1.8, 8.2.1 and 8.5.1: 0 2.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import contextlib
import io
import sys

import click


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--to")
def plan(to):
    pass


if sys.argv[1] == "after":
    plan.get_params(click.Context(plan))
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    try:
        plan.main(["-h"])
    except SystemExit as left:
        code = left.code
print(code)
PY
see() {
    python3 -m venv --clear "$work/v"
    "$work/v/bin/pip" install -q --disable-pip-version-check "click==$1"
    for when in before after; do "$work/v/bin/python" "$work/see.py" "$when"; done | paste -sd " " | tee "$work/seen"
    diff "$work/seen" - <<<"$2"
}
see 8.1.7 "0 0"
see 8.1.8 "0 2"
see 8.2.1 "0 2"
see 8.5.1 "0 2"
