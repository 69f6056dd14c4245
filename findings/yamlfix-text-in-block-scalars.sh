#!/usr/bin/env bash
# yamlfix lays YAML out anew, and is expected to leave what the file says. It changes what stands in block
# scalars ("|"), where every character is the value: after a colon, yes and no become true and false; a # gets
# a blank behind it and two before it; a blank line goes. A description that customers read, or a script in a
# pipeline's file, then says something else, and both files are valid, so that no linter sees it.
# Seen with yamlfix 1.19.1: "Reply: yes" is "Reply: true" afterwards, and "#festive" is "# festive".
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/env"
"$work/env/bin/pip" install -q --disable-pip-version-check yamlfix==1.19.1 ruyaml==0.91.0 PyYAML==6.0.3
cat >"$work/campaign.yaml" <<'YAML'
---
description: |
  Reply: yes
  #festive

  See you
YAML
say() { "$work/env/bin/python" -c 'import sys, yaml; print(yaml.safe_load(open(sys.argv[1]))["description"].strip())' "$work/campaign.yaml"; }
say > "$work/before"
"$work/env/bin/yamlfix" "$work/campaign.yaml" 2>/dev/null
say | tee "$work/after"
diff "$work/after" - <<'TEXT'
Reply: true
# festive
See you
TEXT
if diff -q "$work/before" "$work/after" >/dev/null; then exit 1; fi
