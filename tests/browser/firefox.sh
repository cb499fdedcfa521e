#!/bin/sh
# The page of `offramp explore` in Firefox: it opens from a file and plays there, and its engine gives the program's rows.
#   tests/browser/firefox.sh [OFFRAMP] [FOLDER_FOR_PICTURES]
# Installs what it needs: Firefox by apt where there is none, node packages by npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
offramp=${1:-$here/../../target/release/offramp}
pictures=${2:-$(mktemp -d)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

firefox=$(command -v firefox-esr || command -v firefox || true)
if [ -z "$firefox" ]; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends firefox-esr fonts-dejavu
    firefox=$(command -v firefox-esr)
fi
cp "$here/package.json" "$here/firefox.mjs" "$here/rows.mjs" "$work"
(cd "$work" && npm install --silent --no-audit --no-fund)
"$offramp" explore --quiet --out "$work/explore.html"
mkdir -p "$pictures"
FIREFOX=$firefox PICTURES=$pictures node "$work/firefox.mjs" "$work/explore.html" "$here/../fingerprints.tsv"
