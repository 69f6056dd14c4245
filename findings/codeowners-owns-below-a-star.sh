#!/usr/bin/env bash
# A line of CODEOWNERS reads like one of .gitignore, with exceptions. One of them, in GitHub's documentation:
# campaigns/* names the files directly in the folder and none further down. The npm packages codeowners,
# codeowners-utils and github-codeowners match with the rules of .gitignore as they are, in which the star
# also takes the folders below, with all they hold. So a check of theirs that every file has an owner passes
# for files further down, which nobody is asked to review. The fork @snyk/github-codeowners leaves them out.
# Seen, as the files that have an owner by campaigns/*, of campaigns/a.yaml and campaigns/diwali/b.yaml:
# codeowners 5.1.1, codeowners-utils 1.0.2 and github-codeowners 0.2.1: both; @snyk/github-codeowners 1.1.0:
# the first alone.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
mkdir -p "$work/there/.github" "$work/there/campaigns/diwali"
touch "$work/there/campaigns/a.yaml" "$work/there/campaigns/diwali/b.yaml"
echo 'campaigns/* @loyalty' >"$work/there/.github/CODEOWNERS"
git -C "$work/there" init -q
git -C "$work/there" add -A
get() { npm install --silent --no-audit --no-fund --prefix "$work/$1" "$1@$2" >/dev/null; }
get codeowners 5.1.1
get codeowners-utils 1.0.2
get github-codeowners 0.2.1
get @snyk/github-codeowners 1.1.0
cat >"$work/codeowners/see.cjs" <<'JS'
const Codeowners = require("codeowners");
const owners = new Codeowners(process.argv[2]);
for (const file of process.argv.slice(3)) if (owners.getOwner(file).length) console.log(file);
JS
cat >"$work/codeowners-utils/see.cjs" <<'JS'
const { parse, matchFile } = require("codeowners-utils");
const text = require("fs").readFileSync(`${process.argv[2]}/.github/CODEOWNERS`, "utf8");
for (const file of process.argv.slice(3)) if (matchFile(file, parse(text))) console.log(file);
JS
files="campaigns/a.yaml campaigns/diwali/b.yaml"
for name in codeowners codeowners-utils; do
    node "$work/$name/see.cjs" "$work/there" $files | tee "$work/$name.txt"
    printf 'campaigns/a.yaml\ncampaigns/diwali/b.yaml\n' | diff "$work/$name.txt" -
done
for name in github-codeowners @snyk/github-codeowners; do
    (cd "$work/there" && node "$work/$name/node_modules/$name/dist/cli.js" audit) |
        awk '$2 == "@loyalty" { print $1 }' | tee "$work/$name.txt"
done
printf 'campaigns/a.yaml\ncampaigns/diwali/b.yaml\n' | diff "$work/github-codeowners.txt" -
echo campaigns/a.yaml | diff "$work/@snyk/github-codeowners.txt" -
