#!/usr/bin/env bash
# Independent referees: statistics against scipy and statsmodels, run folders against the
# Frictionless validator and pandas.   tests/referee/run.sh PYTHON RESULTS
set -euo pipefail
cd "$(dirname "$0")/../.."
python=$1
results=$2
cargo run --quiet --example stats_referee | "$python" tests/referee/stats.py
"$python" tests/referee/tables.py "$results"
