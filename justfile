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
    OFFRAMP_BLESS=1 cargo test --test docs --test file_formats --test scenario_docs --test performance_page

# The API documentation in a browser.
doc:
    cargo doc --no-deps --open
