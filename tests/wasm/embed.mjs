// The engine in WebAssembly gives the rows of the native program: every shipped scenario and policy
// against tests/fingerprints.tsv, and the wars of the founding case.
//
//     cargo build --release --no-default-features --example embed --target wasm32-unknown-unknown
//     node tests/wasm/embed.mjs [MODULE]
import { readFileSync } from "node:fs";

const root = new URL("../..", import.meta.url).pathname;
const path = process.argv[2] ?? `${root}/target/wasm32-unknown-unknown/release/examples/embed.wasm`;
const bytes = readFileSync(path);
const { instance } = await WebAssembly.instantiate(bytes, {});
const { scenarios, policies, fingerprint, wars } = instance.exports;

const lines = readFileSync(`${root}/tests/fingerprints.tsv`, "utf8").trim().split("\n").slice(1);
let line = 0;
let wrong = 0;
let kaesong = -1;
for (let scenario = 0; scenario < scenarios(); scenario++) {
  for (let policy = 0; policy < policies(scenario); policy++) {
    const [name, of, rows] = lines[line++].split("\t");
    if (name === "kaesong-2020" && of === "baseline") kaesong = scenario;
    const found = BigInt.asUintN(64, fingerprint(scenario, policy, BigInt(policy), 64));
    if (found.toString(16).padStart(16, "0") !== rows) {
      console.error(`${name} under ${of}: ${found.toString(16)}, not ${rows}`);
      wrong++;
    }
  }
}
if (line !== lines.length) {
  console.error(`${line} scenarios and policies, not ${lines.length}`);
  wrong++;
}
wars(kaesong, 0, 0n, 2000);
const begun = performance.now();
const found = Number(wars(kaesong, 0, 0n, 10000));
const seconds = ((performance.now() - begun) / 1000).toFixed(2);
if (found !== 103) {
  console.error(`kaesong-2020: ${found} wars of 10000, not 103`);
  wrong++;
}
const size = (bytes.length / 1024).toFixed(0);
console.log(`${line} scenarios and policies, ${wrong} wrong; 10000 trials in ${seconds} s; ${size} KiB`);
process.exit(wrong === 0 ? 0 : 1);
