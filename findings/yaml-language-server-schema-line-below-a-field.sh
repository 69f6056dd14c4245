#!/usr/bin/env bash
# yaml-language-server finds the schema that a comment names ("# yaml-language-server: $schema=...") in
# any line of a file up to 1.23; from 1.24 on only above the first field. Below it the comment is passed
# over without a word: no schema, no completion, no complaint, so that a file which a formatter has put
# into another order is no longer checked, and looks as if it were in order.
# Seen, for a value that the schema refuses, with the comment above the field and then below it:
# 1.23.0: marked, marked; 1.24.0: marked, unmarked.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
echo '{"type": "object", "properties": {"n": {"type": "integer"}}}' >"$work/schema.json"
cat >"$work/see.py" <<'PY'
import json
import subprocess
import sys
from pathlib import Path

place = Path(sys.argv[1])
LINE = "# yaml-language-server: $schema=schema.json\n"
OFF = {"yaml": {"validate": True, "schemaStore": {"enable": False}}}
command = ["node", place / "node_modules/yaml-language-server/bin/yaml-language-server", "--stdio"]
server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def send(**message):
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    server.stdin.flush()


def hear():
    while True:
        length = int(server.stdout.readline().split(b":")[1])
        while server.stdout.readline().strip():
            pass
        message = json.loads(server.stdout.read(length))
        if "method" in message and "id" in message:  # it asks for settings, or registers itself
            asked = message["params"].get("items", [])
            answer = [OFF.get(each.get("section")) for each in asked]
            send(id=message["id"], result=answer or None)
            continue
        return message


root = place.parent.as_uri()
abilities = {"workspace": {"configuration": True}, "textDocument": {"publishDiagnostics": {}}}
send(id=1, method="initialize", params={"processId": None, "rootUri": root, "capabilities": abilities})
while hear().get("id") != 1:
    pass
send(method="initialized", params={})
send(method="workspace/didChangeConfiguration", params={"settings": OFF})
for k, text in enumerate((f"{LINE}n: x\n", f"n: x\n{LINE}")):
    uri = f"{root}/{k}.yaml"
    held = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
    send(method="textDocument/didOpen", params={"textDocument": held})
    while True:
        said = hear()
        if said.get("method") == "textDocument/publishDiagnostics" and said["params"]["uri"] == uri:
            print("marked" if said["params"]["diagnostics"] else "unmarked")
            break
server.kill()
PY
see() {
    mkdir "$work/$1"
    npm install --silent --no-audit --no-fund --prefix "$work/$1" "yaml-language-server@$1" >/dev/null
    timeout 60 python3 "$work/see.py" "$work/$1" | tee "$work/$1.txt"
}
see 1.23.0
see 1.24.0
printf 'marked\nmarked\n' | diff "$work/1.23.0.txt" -
printf 'marked\nunmarked\n' | diff "$work/1.24.0.txt" -
