#!/bin/sh
# The engine alone, and in WebAssembly by itself: without vectors the rows of every shipped scenario and policy, with them
# the tests of the sampler and of rules. (The engine of the page, with vectors, is held in CI by explore.mjs.) Needs node.
set -eu
cd "$(dirname "$0")/../.."
cargo test --quiet --no-default-features --test all -- fingerprints rules
rustup target add wasm32-unknown-unknown wasm32-wasip1
cargo build --release --quiet --no-default-features --example embed --target wasm32-unknown-unknown
node tests/wasm/embed.mjs
CARGO_TARGET_WASM32_WASIP1_RUNNER="node --no-warnings --no-turbo-fast-api-calls $PWD/tests/wasm/run.mjs" \
    RUSTFLAGS="-C target-feature=+simd128" \
    cargo test --quiet --no-default-features --target wasm32-wasip1 --test all
