#!/bin/sh
# Builds the engine for a browser, web/module/offramp.wasm.gz, which `offramp explore` puts into its
# page. The same sources and the toolchain of rust-toolchain.toml make the same bytes in any folder.
#
#     web/build.sh            # makes it anew, after a change of the engine, the scenarios or web/engine
#     web/build.sh --check    # says whether it is what the sources make
set -eu
cd "$(dirname "$0")/.."
module=web/module/offramp.wasm.gz
target=${CARGO_TARGET_DIR:-$PWD/target}
sources=${CARGO_HOME:-$HOME/.cargo}/registry/src

# Paths of this machine stay out of messages. Of two that begin alike the later counts.
flags=$(printf '%s\037%s' -Ctarget-feature=+simd128 "--remap-path-prefix=$PWD=/offramp")
named() { flags=$(printf '%s\037%s' "$flags" "--remap-path-prefix=$1=$2"); }
named "$target" /target
for registry in "$sources"/*; do named "$registry" /crates; done
commit=$(rustc --version --verbose | sed -n 's/^commit-hash: //p')
named "$(rustc --print sysroot)/lib/rustlib/src/rust" "/rustc/$commit"

CARGO_ENCODED_RUSTFLAGS=$flags cargo build --quiet --locked --package offramp-web --profile web \
    --target wasm32-wasip1 --target-dir "$target"
built=$target/wasm32-wasip1/web/offramp_web.wasm

if [ "${1:-}" = --check ]; then
    # Unzipped: zippers differ, and it is the module that runs.
    if ! gzip -dc "$module" | cmp -s - "$built"; then
        echo "$module is not what the sources make: run web/build.sh and commit it" >&2
        exit 1
    fi
    echo "$module is what the sources make"
else
    gzip -9nc "$built" >"$module"
    echo "$module: $(wc -c <"$built") bytes, zipped $(wc -c <"$module")"
fi
