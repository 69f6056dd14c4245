"""The yardstick: what a small script would do that compares names and nothing else.

Reads every file with PyYAML's loader on libyaml, the list of groups with the standard library, and
counts what is declared but not live. Run as ``python names_only.py FOLDER URL``.
"""

import json
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlencode

import yaml


def declared(folder: str) -> set[str]:
    """The names in all files of a folder."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    names = set()
    for path in sorted(Path(folder).rglob("*.yaml")):
        with path.open("rb") as file:
            campaign = yaml.load(file, loader)
        if not isinstance(campaign, dict) or "name" not in campaign:
            sys.exit(f"{path}: no campaign")
        names.add(campaign["name"].casefold())
    return names


def live(url: str) -> set[str]:
    """The names of all groups of the API."""
    names: set[str] = set()
    offset, total = 0, 1
    while offset < total:
        query = urlencode({"limit": 100, "offset": offset, "require-periods": "true"})
        request = urllib.request.Request(f"{url}/v3/milestones?{query}")
        with urllib.request.urlopen(request) as response:
            answer = json.load(response)
        total = answer["pagination"]["total"]
        if not answer["data"]:
            sys.exit("the list ends too early")
        offset += len(answer["data"])
        names |= {group["name"].casefold() for group in answer["data"]}
    return names


def main(folder: str, url: str) -> None:
    """Print what would be created and what nobody declares."""
    files, groups = declared(folder), live(url)
    for name in sorted(files - groups):
        print(f"+ {name}")
    for name in sorted(groups - files):
        print(f"? {name}")
    print(f"{len(files & groups)} in sync, {len(files - groups)} to create")


if __name__ == "__main__":
    main(*sys.argv[1:])
