#!/bin/sh
# Plays every control of the page of `offramp explore` in headless Chromium, at the size of a phone and of a desk.
#   tests/browser/explore.sh [OFFRAMP] [FOLDER_FOR_PICTURES]
# explore.png among the pictures is that of README.md. EXPLORE_PAGE names a page that is there already.
# Installs what it needs: Chromium by apt where there is none, node packages by npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
offramp=$(realpath "${1:-$here/../../target/release/offramp}")
pictures=${2:-$(mktemp -d)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

. "$here/setup.sh"
cp "$here/package.json" "$here/explore.mjs" "$here/rows.mjs" "$work"
(cd "$work" && npm install --silent --no-audit --no-fund)

# The commands that the page gives are run as they stand, by a shell, where `offramp` is on the path.
mkdir -p "$work/bin" "$pictures"
ln -s "$offramp" "$work/bin/offramp"
page=${EXPLORE_PAGE:-$work/explore.html}
[ -n "${EXPLORE_PAGE:-}" ] || "$offramp" explore --out "$page"
CHROMIUM=$chromium PICTURES=$pictures PATH=$work/bin:$PATH node "$work/explore.mjs" "$page" "$here/../fingerprints.tsv"
