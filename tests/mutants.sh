#!/usr/bin/env bash
# The share of planted mutants that the tests catch: docs/mutation.md says how to read it.
#
#     tests/mutants.sh law [SHARD/OF]      mutants of src/crisis and src/trial
#     tests/mutants.sh stats [SHARD/OF]    mutants of src/stats
#     tests/mutants.sh diff FILE           mutants of the lines that a diff changes
#
# cargo-mutants builds the package anew for each mutant. So that this takes seconds, what is not
# under test (tables, reports, the command line) stays out: a copy of the modules concerned, with
# their tests, is the package that is mutated. Needs cargo-mutants 27.1.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
copy=$PWD/target/mutants-$kind

# A package of some modules, with the crates they need: MODULES CRATES TESTS
package() {
    rm -rf "$copy/src" "$copy/tests"
    mkdir -p "$copy/src" "$copy/tests"
    : >"$copy/src/lib.rs"
    for module in $1; do
        cp -r src/"$module" "$copy/src/" 2>/dev/null || cp src/"$module".rs "$copy/src/"
        echo "pub mod $module;" >>"$copy/src/lib.rs"
    done
    for test in $3; do cp -r tests/"$test" "$copy/tests/"; done
    cp Cargo.lock build.rs "$copy/"
    ln -sfn "$PWD/scenarios" "$copy/scenarios"
    {
        printf '[package]\nname = "offramp"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n'
        for crate in $2; do grep -m 1 "^$crate = " Cargo.toml; done
        printf '\n[profile.mutants]\ninherits = "dev"\nopt-level = 1\ndebug = false\n'
        printf '[profile.mutants.package."*"]\nopt-level = 2\n\n[workspace]\n'
    } >"$copy/Cargo.toml"
}

law="scenario diagnostic model crisis trial trace exact ensemble stats"
crates="rand rand_chacha rayon serde annotate-snippets blake3 include_dir jiff libm serde_json statrs strsim thiserror toml"
checks="fingerprints.rs fingerprints.tsv"
# The package is a copy already: it is mutated in place.
common=(--in-place --dir "$copy" --output "$copy" --profile mutants --shuffle --minimum-test-timeout 60 --colors never)
case $kind in
law)
    package "$law" "$crates" "$checks"
    cargo mutants "${common[@]}" -f 'src/crisis/**' -f 'src/trial/**' ${2:+--shard "$2" --sharding round-robin} -- --test fingerprints
    ;;
stats)
    package "stats" "libm statrs rand rand_chacha proptest" ""
    cargo mutants "${common[@]}" -f 'src/stats/**' ${2:+--shard "$2" --sharding round-robin} -- --lib
    ;;
diff)
    package "$law" "$crates" "$checks"
    cargo mutants "${common[@]}" --in-diff "$2" -f 'src/crisis/**' -f 'src/trial/**' -f 'src/stats/**' -- --lib --test fingerprints
    ;;
*)
    echo "expected law, stats or diff, got $kind" >&2
    exit 2
    ;;
esac
