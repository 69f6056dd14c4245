#!/usr/bin/env bash
# httpx takes a range in NO_PROXY, such as 10.0.0.0/8, for its first address alone: every other host of
# it goes through the proxy. requests and curl (from 7.86 on) take it as the range that it is, and the
# comment in httpx's own source lists "192.168.0.0/16" among what NO_PROXY can include. No error, no
# warning: what is meant to stay within a network leaves it through the proxy, with whatever it carries.
# Seen, for a host within the range and then for its first address: httpx 0.28.1: proxy, direct;
# requests 2.32.5: direct, direct.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cat >"$work/see.py" <<'PY'
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer


class Both(BaseHTTPRequestHandler):
    """Proxy and host in one: what goes through a proxy is asked for by its whole address."""

    def do_GET(self):
        said = b"proxy" if self.path.startswith("http:") else b"direct"
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_):
        pass


server = HTTPServer(("0.0.0.0", 0), Both)
threading.Thread(target=server.serve_forever, daemon=True).start()
port = server.server_port
for name in ("NO_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"):
    os.environ.pop(name, None)
os.environ["http_proxy"] = f"http://127.0.0.1:{port}"
os.environ["no_proxy"] = "127.8.0.0/16"
get = __import__(sys.argv[1]).get
print(*(get(f"http://{host}:{port}/").text for host in ("127.8.0.1", "127.8.0.0")))
PY
see() {
    python3 -m venv "$work/$1"
    "$work/$1/bin/pip" install -q --disable-pip-version-check "$1==$2"
    "$work/$1/bin/python" -W error "$work/see.py" "$1" | tee "$work/$1.txt"
}
see httpx 0.28.1
see requests 2.32.5
diff "$work/httpx.txt" - <<<"proxy direct"
diff "$work/requests.txt" - <<<"direct direct"
