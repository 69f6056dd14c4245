#!/usr/bin/env bash
# hatchling goes through each folder of the disk once, under the first name that it meets, and it goes
# into folders that git ignores as well (only what is found there is left out). So a link to the package
# in an ignored folder, say one of a tool's caches, takes the package's place if its name sorts before
# the package's: the package is left out of what is built, without a word and with exit code 0. Behind
# the package's name the same link does no harm. Caches of tools begin with a dot, which sorts first.
# Seen with hatchling 1.27.0 and 1.33.0, files of the source distribution that end in .py: with a link in
# .cache/ "none", with the same link in zcache/ "shop/__init__.py".
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir "$work/shop" "$work/shop/shop" "$work/built"
printf 'GREETING = "hello"\n' >"$work/shop/shop/__init__.py"
printf '.cache/\nzcache/\n' >"$work/shop/.gitignore"
cat >"$work/shop/pyproject.toml" <<'TOML'
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "shop"
version = "1.0"

[tool.hatch.build.targets.sdist]
include = ["/shop"]
TOML
cd "$work/shop"
for version in 1.27.0 1.33.0; do
    python3 -m venv --clear "$work/tool"
    "$work/tool/bin/pip" install -q --disable-pip-version-check "hatchling==$version"
    for cache in zcache .cache; do
        rm -rf zcache .cache "$work/built"
        mkdir "$cache"
        ln -s "$work/shop/shop" "$cache/shop"
        "$work/tool/bin/python" -m hatchling build -t sdist -d "$work/built" >/dev/null
        tar -tzf "$work"/built/shop-1.0.tar.gz | grep '\.py$' >"$work/$cache.txt" || echo none >"$work/$cache.txt"
    done
    diff "$work/zcache.txt" - <<<"shop-1.0/shop/__init__.py"
    diff "$work/.cache.txt" - <<<"none"
done
