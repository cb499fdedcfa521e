# Recipes for people who work on offramp. `just --list` shows them.

# Format, lints, tests, documentation: what every change has to pass.
check:
    cargo fmt --all -- --check
    cargo clippy --all-targets -- -D warnings
    cargo test
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps

# Everything that runs on a new machine, the referees included.
ci:
    .ci/run

# The tables of docs/performance.md, on a quiet machine.
bench:
    cargo bench

# Instructions a draw costs, written anew after a change that was meant (needs Valgrind).
bless-instructions:
    OFFRAMP_BLESS=1 cargo bench --bench instructions

# The Python package: a wheel in an empty environment, its tests, types and notebooks (needs Python and the network).
python:
    python/check.sh

# Independent packages recompute the statistics and read the tables (needs Python and the network).
referee:
    python3 -m venv target/referee
    target/referee/bin/pip install --quiet -r tests/referee/requirements.txt
    cargo run --release --quiet -- run scenarios --trials 300 --trials-csv --quiet --force --out target/referee/results
    tests/referee/run.sh target/referee/bin/python target/referee/results

# The share of mutants of the law, the sampler and the statistics that the tests catch: hours.
mutants:
    tests/mutants.sh law
    tests/mutants.sh stats

# Write the generated parts of the docs anew.
bless:
    OFFRAMP_BLESS=1 cargo test --test all -- docs:: file_formats:: scenario_docs:: performance_page:: words::

# The API documentation in a browser.
doc:
    cargo doc --no-deps --open

# What would make a CI run too long (docs/long-suite.md); a step whose tool is missing says so.
long:
    cargo test --release --test all -- --ignored
    tests/mutants.sh law
    tests/mutants.sh stats
    for tier in parallel tables files; do cargo clippy --lib --no-default-features --features "$tier" -- -D warnings; done
    tests/wasm/engine.sh
    benches/peers/run.py --smoke
    cargo bench --bench instructions
    cargo build --release && tests/browser/explore.sh
    tests/browser/firefox.sh
    @command -v slurmctld >/dev/null && tests/cluster/slurm.sh target/release/offramp || echo "passed over: Slurm is not installed"
    @command -v parallel >/dev/null && tests/cluster/parallel.sh target/release/offramp || echo "passed over: GNU parallel is not installed"
    @command -v cargo-deny >/dev/null && cargo deny check || echo "passed over: cargo-deny is not installed"
    @command -v mdbook >/dev/null && mdbook build || echo "passed over: mdbook is not installed"
    @command -v cargo-semver-checks >/dev/null && cargo semver-checks --baseline-rev "$(git describe --tags --abbrev=0)" || echo "passed over: cargo-semver-checks is not installed, or there is no tag"
    for target in aarch64-unknown-linux-gnu x86_64-pc-windows-gnu aarch64-apple-darwin; do rustup target add $target && cargo check --lib --target $target --no-default-features --features files; done
