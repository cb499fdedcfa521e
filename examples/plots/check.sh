#!/bin/sh
# Runs every script of this folder on a fresh run, and says which pictures came of it.
#   examples/plots/check.sh [OFFRAMP] [FOLDER_FOR_PICTURES]
# Python packages go into a virtual environment of its own; gnuplot and R are used where they are.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
offramp=${1:-$here/../../target/release/offramp}
pictures=${2:-$(mktemp -d)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$pictures"

"$offramp" run kaesong-2020 --policy baseline --policy firm --trials 2000 --quiet --out "$work"
run=$work/kaesong-2020

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pandas matplotlib polars altair vl-convert-python
"$work/venv/bin/python" "$here/pandas_matplotlib.py" "$run" north-korea "$pictures"
"$work/venv/bin/python" "$here/polars_altair.py" "$run" north-korea "$pictures"
expected="pandas_matplotlib polars_altair"
if command -v gnuplot >/dev/null; then
    gnuplot -c "$here/run.gp" "$run" north-korea "$pictures"
    expected="$expected gnuplot"
fi
if command -v Rscript >/dev/null; then
    Rscript "$here/ggplot2.R" "$run" north-korea "$pictures"
    expected="$expected ggplot2_outcomes ggplot2_fan ggplot2_curves"
fi
for name in $expected; do
    test -s "$pictures/$name.png" || { echo "no picture $name.png" >&2; exit 1; }
    echo "$pictures/$name.png"
done
