#!/usr/bin/env bash
# A POST is not sent again by itself: urllib3, on which PyGithub rests, leaves POST out of what it repeats,
# since a request whose answer is lost may have done its work. PyGithub from 2.1.1 on repeats POST as well,
# without being asked to, after any 5xx and after a connection that ends without an answer. So one call of
# create_issue opens two issues, and create_comment writes two comments, where GitHub did the work and the
# answer got lost. The call returns the second one, and only the log of urllib3 tells. retry=None stops it.
# Seen with a server that opens the issue and then ends the connection, the first time alone; printed are
# the number of the issue that is returned and the number of issues that were opened: PyGithub 1.59.1: no
# answer, 1; 2.1.1 and 2.10.0: 2, 2; 2.10.0 with retry=None: no answer, 1.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import github
import requests

opened = []


class GitHub(BaseHTTPRequestHandler):
    def do_POST(self):
        opened.append(self.rfile.read(int(self.headers["Content-Length"])))
        if len(opened) == 1:
            return  # the issue is there, and its answer is lost
        body = json.dumps({"number": len(opened)}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), GitHub)
threading.Thread(target=server.serve_forever, daemon=True).start()
options = {"retry": None} if "no-retry" in sys.argv else {}
client = github.Github(base_url=f"http://127.0.0.1:{server.server_port}", **options)
try:
    end = client.get_repo("shop/campaigns", lazy=True).create_issue("Drift").number
except requests.ConnectionError:
    end = "no answer"
print(f"{end}, {len(opened)}")
PY
see() {
    test -d "$work/$1" || python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "PyGithub==$1"
    NO_PROXY=127.0.0.1 "$work/$1/bin/python" "$work/see.py" "${@:2}" | tee "$work/$1${2:-}.txt"
}
see 1.59.1
see 2.1.1
see 2.10.0
see 2.10.0 no-retry
diff "$work/1.59.1.txt" - <<<"no answer, 1"
diff "$work/2.1.1.txt" - <<<"2, 2"
diff "$work/2.10.0.txt" - <<<"2, 2"
diff "$work/2.10.0no-retry.txt" - <<<"no answer, 1"
