#!/usr/bin/env bash
# The npm package parse-duration reads "1 month", "1mo" and "PT1M", and so is expected to know the other durations
# of ISO 8601, or to refuse them with null as it does what it cannot read. It takes each number with the letters
# behind it for a unit of its own, whatever their case, and leaves out what it does not know: P1M, a month, is a
# minute; P1Y2M is a year and two minutes; and of P1DT1M the day is gone, as "DT" is no unit. P1D, P2W, P1Y and
# PT1M come out right, so that it seems to read them all. To do: give what begins with a P to iso8601-duration.
# Seen, in minutes, for PT1M, P1D, P1M, P1DT1M: parse-duration 1.1.2 and 2.1.9: 1, 1440, 1, 1;
# iso8601-duration 2.1.3, from 2027-01-01 on: 1, 1440, 44640, 1441.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
get() { npm install --silent --no-audit --no-fund --prefix "$work/$2" "$1@$2" >/dev/null; }
cat >"$work/see.mjs" <<'JS'
import { createRequire } from "module";
const [, , folder, name] = process.argv;
const require = createRequire(folder + "/");
const loaded = await import(require.resolve(name));
const january = new Date("2027-01-01T00:00:00Z");
const minutes = {
  "parse-duration": (text) => (loaded.default.default ?? loaded.default)(text) / 60000,
  "iso8601-duration": (text) => loaded.toSeconds(loaded.parse(text), january) / 60,
}[name];
console.log(...["PT1M", "P1D", "P1M", "P1DT1M"].map(minutes));
JS
for version in 1.1.2 2.1.9; do
    get parse-duration "$version"
    node "$work/see.mjs" "$work/$version" parse-duration | tee "$work/$version.txt"
    diff "$work/$version.txt" - <<<"1 1440 1 1"
done
get iso8601-duration 2.1.3
TZ=UTC node "$work/see.mjs" "$work/2.1.3" iso8601-duration | tee "$work/2.1.3.txt"
diff "$work/2.1.3.txt" - <<<"1 1440 44640 1441"
