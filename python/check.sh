#!/usr/bin/env bash
# The Python package as a user gets it: a wheel, installed into an empty environment, and tested there.
#
#   python/check.sh [FOLDER]     FOLDER keeps the environment (default: target/python)
#
# It needs Rust, Python 3.10 or later, and pip with a package index. The program of the same sources is built as
# well, unless OFFRAMP names it: what calls come to is compared with what it writes.
set -euo pipefail
cd "$(dirname "$0")/.."
place="${1:-target/python}"
mkdir -p "$place"
place="$(cd "$place" && pwd)"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$PWD/target}"

[ -n "${OFFRAMP:-}" ] || cargo build --release --quiet
python3 -m venv --clear "$place/venv"
bin="$place/venv/bin"
rm -rf "$place/wheels"
"$bin/pip" wheel --quiet --disable-pip-version-check --no-deps --wheel-dir "$place/wheels" ./python
# Alone first: nothing else is needed.
"$bin/pip" install --quiet --disable-pip-version-check --no-deps --no-index "$place"/wheels/offramp-*.whl
"$bin/python" -I -c 'import offramp as off; print("alone:", off.run("kaesong-2020", trials=100))'
"$bin/pip" install --quiet --disable-pip-version-check -r python/tests/requirements.txt

export OFFRAMP="${OFFRAMP:-$CARGO_TARGET_DIR/release/offramp}"
cd python
"$bin/python" -I -m pytest tests
"$bin/python" -I -m pytest -q --doctest-modules --doctest-continue-on-failure -o doctest_optionflags="ELLIPSIS" --pyargs offramp
"$bin/python" -I -m mypy --strict -p offramp
"$bin/python" -I -m mypy.stubtest offramp._offramp --allowlist tests/stubtest-allowed.txt
for notebook in notebooks/*.ipynb; do
    "$bin/python" -I tests/notebook.py "$notebook"
done
echo "python/check.sh: all is well"
