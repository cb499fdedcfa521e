// Runs a program for wasm32-wasip1 in Node, with the repository to read: the runner of
// `cargo test --target wasm32-wasip1` (CARGO_TARGET_WASM32_WASIP1_RUNNER), called with
// --no-turbo-fast-api-calls: WASI over them can crash (nodejs/node#53087).
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

process.removeAllListeners("warning");
const [program, ...args] = process.argv.slice(2);
const here = process.cwd();
const wasi = new WASI({
  version: "preview1",
  args: [program, ...args],
  env: { RUST_BACKTRACE: "0" },
  preopens: { [here]: here },
  returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
// Not process.exit: what is still compiling in the background would be torn down under it.
process.exitCode = wasi.start(instance);
