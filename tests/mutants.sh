#!/usr/bin/env bash
# The share of planted mutants that the tests catch: docs/mutation.md says how to read it.
#
#     tests/mutants.sh law [SHARD/OF]      mutants of src/crisis and src/trial
#     tests/mutants.sh stats [SHARD/OF]    mutants of src/stats
#     tests/mutants.sh again               those of the law that were missed, by slower tests
#     tests/mutants.sh diff FILE           mutants of the lines that a diff changes
#
# cargo-mutants builds the package anew for each mutant. So that this takes seconds, what is not
# under test (tables, reports, the command line) stays out: a copy of the modules concerned, with
# their tests, is the package that is mutated. Needs cargo-mutants 27.1.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
copy=$PWD/target/mutants-$kind

# A package of some modules, with the crates they need: FOLDER NAME MODULES CRATES
package() {
    local folder=$1 name=$2 module crate
    rm -rf "$folder/src" "$folder/tests"
    mkdir -p "$folder/src" "$folder/tests"
    : >"$folder/src/lib.rs"
    for module in $3; do
        cp -r src/"$module" "$folder/src/" 2>/dev/null || cp src/"$module".rs "$folder/src/"
        echo "pub mod $module;" >>"$folder/src/lib.rs"
    done
    {
        printf '[package]\nname = "%s"\nversion = "0.0.0"\nedition = "2024"\n\n[dependencies]\n' "$name"
        for crate in $4; do grep -m 1 "^$crate = " Cargo.toml | sed "s/, optional = true//"; done
    } >"$folder/Cargo.toml"
}

# What the law stands on, compiled once; then the law as the package to mutate: MODULES CRATES TESTS
law() {
    package "$copy/base" base "scenario diagnostic model" \
        "serde annotate-snippets include_dir jiff libm serde_json strsim strum thiserror toml"
    cp build.rs "$copy/base/"
    ln -sfn "$PWD/scenarios" "$copy/base/scenarios"
    ln -sfn "$PWD/scenarios" "$copy/scenarios"
    package "$copy" offramp "$1" "$2"
    echo "pub use base::{diagnostic, model, scenario};" >>"$copy/src/lib.rs"
    # The tests named, as one binary of the same shape.
    mkdir -p "$copy/tests/all"
    cp tests/fingerprints.tsv "$copy/tests/"
    for test in $3; do
        cp tests/all/"$test".rs "$copy/tests/all/"
        echo "mod $test;" >>"$copy/tests/all/main.rs"
    done
    printf 'base = { path = "base" }\n\n[workspace]\n' >>"$copy/Cargo.toml"
    profile 1
}

# Optimised only where the tests would else take longer than that: LEVEL
profile() {
    cp Cargo.lock "$copy/"
    {
        printf '\n[profile.mutants]\ninherits = "dev"\nopt-level = %s\ndebug = false\n' "$1"
        printf '[profile.mutants.package."*"]\nopt-level = 2\n'
    } >>"$copy/Cargo.toml"
}

# The package is a copy already: it is mutated in place.
common=(--in-place --dir "$copy" --output "$copy" --profile mutants --shuffle --iterate --minimum-test-timeout 10 --colors never)
case $kind in
law)
    law "crisis trial ensemble" "rand rand_chacha blake3 libm strum thiserror" "fingerprints rules"
    cargo mutants "${common[@]}" -f 'src/crisis/**' -f 'src/trial/**' ${2:+--shard "$2" --sharding round-robin} -- --tests
    ;;
stats)
    package "$copy" offramp stats "libm statrs strum rand rand_chacha proptest"
    printf '\n[workspace]\n' >>"$copy/Cargo.toml"
    profile 0
    cargo mutants "${common[@]}" -f 'src/stats/**' ${2:+--shard "$2" --sharding round-robin} -- --lib
    ;;
again)
    # Names of mutants as expressions that match just them.
    escaped=$(sed -E 's/[][\\.*^$()+?{}|]/\\&/g' target/mutants-law/mutants.out/missed.txt)
    [ -n "$escaped" ] || { echo "tests/mutants.sh law has missed none"; exit 0; }
    only=()
    while read -r name; do only+=(--re "^$name\$"); done <<<"$escaped"
    law "crisis trial trace exact ensemble stats" "rand rand_chacha blake3 libm thiserror statrs strum proptest hashbrown jiff serde serde_json" \
        "draws paths support"
    cargo mutants "${common[@]}" -f 'src/crisis/**' -f 'src/trial/**' "${only[@]}" -- --tests
    ;;
diff)
    law "crisis trial ensemble stats" "rand rand_chacha blake3 libm thiserror statrs strum proptest" "fingerprints rules"
    cargo mutants "${common[@]}" --in-diff "$2" -f 'src/crisis/**' -f 'src/trial/**' -f 'src/stats/**' -- --tests
    ;;
*)
    echo "expected law, stats, again or diff, got $kind" >&2
    exit 2
    ;;
esac
