#!/bin/sh
# Renders reports in headless Chromium: console, width, dark mode, print, axe.
#   tests/browser/check.sh [OFFRAMP] [FOLDER_FOR_PICTURES]
# Installs what it needs: Chromium by apt where there is none, node packages by npm.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
offramp=${1:-$here/../../target/release/offramp}
pictures=${2:-$(mktemp -d)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

. "$here/setup.sh"
cp "$here/package.json" "$here/check.mjs" "$work"
(cd "$work" && npm install --silent --no-audit --no-fund)

# One policy, several, and runs with variants: one parameter, two; an attribution, an enumeration,
# crises that happened, the law fitted to them, a sweep and what its points have in common, where an answer tips,
# what drives it, a game, and a search.
"$offramp" run kaesong-2020 --trials 500 --quiet --out "$work/one"
"$offramp" run kaesong-2020 --trials 500 --quiet --out "$work/several" \
    --policy baseline --policy maximum-restraint --policy firm
"$offramp" run korea-2013 --trials 300 --quiet --out "$work/variants" --set deterrence=-1,1
"$offramp" run kaesong-2020 --trials 200 --quiet --out "$work/field" \
    --policies baseline,firm --set message_loss=0.1:0.9:3 --set law.deterrence=-2,0,2
"$offramp" attribute kaesong-2020 --trials 100 --quiet --out "$work/attribution"
"$offramp" exact exact/two-actors --quiet --out "$work/exact"
"$offramp" hindcast --cases crises_world_1945_2017 --template world-cases --trials 300 --patterns 0 \
    --quiet --out "$work/hindcast"
"$offramp" calibrate --cases korea_crises_1968_2013 --template korea-cases --draws 12 --places 40 --trials 8 \
    --rounds 2 --folds 2 --scored 96 --moves 0.3 --check 4 --set crisis.horizon_days=120 \
    --quiet --out "$work/calibration"
"$offramp" sweep kaesong-2020 --vary law.deterrence=-3:3 --vary message_loss=0:0.6 \
    --vary policy=baseline,firm --points 128 --trials 100 --quiet --out "$work/swept"
"$offramp" sweep kaesong-2020 --vary law.deterrence=-3:3 --vary law.fear=1,4,8 --policies baseline,firm \
    --points 64 --trials 100 --quiet --out "$work/sweep"
"$offramp" tip kaesong-2020 --between baseline,maximum-restraint-joint --along law.deterrence=-3:3 \
    --along law.exploitation=-3:3 --map --trials 200 --quiet --out "$work/tip"
"$offramp" sensitivity kaesong-2020 --vary law.deterrence=-3:3 --vary message_loss=0:0.6 --points 32 \
    --trials 100 --quiet --out "$work/sensitivity"
"$offramp" game kaesong-2020 --trials 200 --quiet --out "$work/game" \
    --policies-of north-korea=probe,salami,stand-down --policies-of south-korea+united-states=grit,firm,engage
"$offramp" search kaesong-2020 --for south-korea+united-states --minimise minor_clash --budget 40000 \
    --trials 1000 --quiet --out "$work/search"
"$offramp" discover "$work/swept/kaesong-2020-sweep" --where "minor_clash > 0.3" --boxes 2 \
    --quiet --out "$work/discovery"
pages=
for runs in one several variants field attribution exact hindcast calibration sweep tip sensitivity \
    game search discovery; do
    "$offramp" report "$work/$runs" --quiet --out "$work/$runs.html"
    pages="$pages $work/$runs.html"
done
# Where the program can compare policies, the page of a comparison too.
if "$offramp" compare --help >/dev/null 2>&1; then
    "$offramp" compare kaesong-2020 --policies baseline,maximum-restraint-south,firm \
        --trials 500 --out "$work/compare" >/dev/null || [ $? -eq 1 ]
    "$offramp" report "$work/compare" --quiet --out "$work/compare.html"
    pages="$pages $work/compare.html"
fi
# And trials day by day: one, and two under the same luck.
"$offramp" trace cuba-1962 --trial 110 --report "$work/trial.html" >/dev/null
"$offramp" trace kaesong-2020 --trial 4 --against maximum-restraint-joint \
    --report "$work/against.html" >/dev/null
pages="$pages $work/trial.html $work/against.html"
mkdir -p "$pictures"
# shellcheck disable=SC2086 # a list of paths without spaces, made above
CHROMIUM=$chromium PICTURES=$pictures node "$work/check.mjs" $pages
