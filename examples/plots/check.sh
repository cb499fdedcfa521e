#!/bin/sh
# Draws runs of every kind in every language that is installed, and says which pictures came of it.
#   examples/plots/check.sh [OFFRAMP] [FOLDER_FOR_PICTURES]
# Python packages go into a virtual environment of its own; gnuplot and R are used where they are.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
offramp=$(realpath "${1:-$here/../../target/release/offramp}")
pictures=${2:-$(mktemp -d)}
mkdir -p "$pictures"
pictures=$(cd "$pictures" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip install -q pandas matplotlib polars altair vl-convert-python
export MPLCONFIGDIR="$work/matplotlib"
languages="python polars"
! command -v Rscript >/dev/null || languages="$languages r"
! command -v gnuplot >/dev/null || languages="$languages gnuplot"

run() { # LANGUAGE SCRIPT FOLDER PICTURES
    case $1 in
    python | polars) venv/bin/python "$2" "$3" "$4" ;;
    r) Rscript "$2" "$3" "$4" ;;
    gnuplot) gnuplot -c "$2" "$3" "$4" ;;
    esac >log 2>&1 || { cat log >&2; echo "no pictures of $3 in $1" >&2; exit 1; }
}

example() { # LANGUAGE
    case $1 in
    python) echo "$here/pandas_matplotlib.py" ;;
    polars) echo "$here/polars_altair.py" ;;
    r) echo "$here/ggplot2.R" ;;
    gnuplot) echo "$here/run.gp" ;;
    esac
}

expect() { # FOLDER NAME...
    drawn=$1
    shift
    for picture; do
        test -s "$drawn/$picture.png" || { echo "no picture $drawn/$picture.png" >&2; exit 1; }
    done
    echo "$drawn: $*"
}

# A folder that holds one run, and the pictures that a script of `offramp plots` for it draws.
draw() { # FOLDER NAME PICTURE...
    folder=$(dirname "$(find "$1" -name manifest.json)") name=$2
    shift 2
    for language in $languages; do
        "$offramp" plots "$folder" --for "$language" >script
        run "$language" script "$folder" "$pictures/$name/$language"
        expect "$pictures/$name/$language" "$@"
    done
}

quick="--trials 500 --quiet"
"$offramp" run kaesong-2020 --policies baseline,firm $quick --out kaesong
"$offramp" run cuba-1962 $quick --out cuba
"$offramp" run kargil-1999 $quick --out kargil
"$offramp" run kaesong-2020 --policies baseline,grit --set message_loss=0:0.3:4 $quick --out sweep
"$offramp" compare kaesong-2020 $quick --out comparison
"$offramp" attribute kaesong-2020 --outcome minor_clash $quick --out attribution
"$offramp" exact exact/two-actors --quiet --out exact

# The scripts of this folder find the actors of any run.
for language in $languages; do
    run "$language" "$(example "$language")" kaesong/kaesong-2020 "$pictures/kaesong/$language"
    expect "$pictures/kaesong/$language" outcomes rungs endings
    run "$language" "$(example "$language")" cuba/cuba-1962 "$pictures/cuba/$language"
    expect "$pictures/cuba/$language" outcomes rungs endings
done
draw kargil kargil outcomes rungs endings
draw sweep sweep sweep rungs endings
draw comparison comparison ranking
draw attribution attribution attribution
draw exact exact exact exact_endings

# Names that would end a quote, run a command or break a formula, in the scenario and in the path.
"$offramp" new hostile >/dev/null
cat >label <<'END'
label = "O'Brien \\n \"red\" $x_{1} `touch broken` {@} 개성 é #"
END
sed -i -e '/^label = "Red"/{r label' -e 'd}' hostile.toml
"$offramp" run hostile.toml --trials 200 --quiet --out "it's \"odd\" \$HOME \\n"
draw "it's \"odd\" \$HOME \\n" "hostile 'names' \"of\" folders" outcomes rungs endings
! test -e broken
