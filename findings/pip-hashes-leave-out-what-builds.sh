#!/usr/bin/env bash
# pip 26.3 and 23.2.1, sniffio 1.3.1 from its source: 'pip install --require-hashes' refuses whatever has no hash in the
# file, and yet installs and runs code without one, and of any version: what a source distribution needs to be built is
# fetched into an environment of its own, to which the file does not apply. One line in the file has a hash, and pip says
# with -v "Collecting setuptools>=64" and "Successfully installed ... setuptools-...", none of which the file names.
# A lock with a hash for everything is therefore whole only as long as every entry has a wheel for the machine:
# '--only-binary :all:' makes sure: the same line is then refused, with "DO NOT MATCH THE HASHES", since the file has the
# hash of the source alone.
# Seen with Python 3.11.
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# The hash is that of sniffio-1.3.1.tar.gz.
echo 'sniffio==1.3.1 --hash=sha256:f4324edc670a0f49750a81b895f35c3adb843cca46f0530f79fc1babb23789dc' > "$place/lock.txt"

for pip in 23.2.1 26.3; do
  python3 -m venv --clear "$place/venv"
  python="$place/venv/bin/python"
  "$python" -m pip install --quiet --disable-pip-version-check "pip==$pip"
  "$python" -m pip install -v --disable-pip-version-check --no-cache-dir --require-hashes -r "$place/lock.txt" > "$place/said" 2>&1
  grep -q 'Collecting setuptools>=64' "$place/said" # fetched, though the file does not name it
  installed=$(grep -c 'Successfully installed .*setuptools-' "$place/said")
  [ "$installed" = 1 ]
  echo "pip $pip took, without a hash: $(grep -o 'Successfully installed .*setuptools-.*' "$place/said")"

  "$python" -m pip uninstall --quiet --yes sniffio
  if "$python" -m pip install --disable-pip-version-check --no-cache-dir --only-binary :all: --require-hashes -r "$place/lock.txt" > "$place/said" 2>&1; then
    echo "a source was built in spite of --only-binary" >&2
    exit 1
  fi
  grep -q 'DO NOT MATCH THE HASHES' "$place/said"
done
