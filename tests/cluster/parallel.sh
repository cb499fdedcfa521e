#!/bin/sh
# GNU parallel plays what `offramp plan --for parallel` prints, and the bytes are compared with those of one process: a
# part that is killed in mid-task costs a retry. Usage: parallel.sh PROGRAM [TRIALS]
set -eu
program=$(realpath "$1")
trials=${2:-2000000}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export OFFRAMP="$program"
"$program" run kaesong-2020 --trials "$trials" --quiet --out alone >/dev/null
"$program" plan --parts 6 --for parallel run kaesong-2020 --trials "$trials" --out played >plan.sh
sh plan.sh >/dev/null &
plan=$!
# The first part that is at work, as its lock names it, is killed.
seconds=600
until lock=$(ls played/kaesong-2020.parts/.offramp-*-of-6.lock 2>/dev/null); do
    seconds=$((seconds - 1))
    [ "$seconds" -gt 0 ] || { echo "no part was begun" >&2; exit 1; }
    sleep 0.1
done
lock=$(echo "$lock" | head -n 1)
kill -9 "$(sed 's/^process \([0-9]*\):.*/\1/' "$lock")"
echo "killed: $lock"
wait "$plan"
diff -r --exclude=host.json alone/kaesong-2020 played/kaesong-2020
echo "kaesong-2020 is that of one process, byte for byte"
