// The engine of the page, as it is checked in, is that of the program: the rows of every shipped
// scenario and policy against tests/fingerprints.tsv, how 2,000 trials of each of them end, and
// what a trial costs in both, measured in one run.
//
//     cargo build --release
//     node tests/wasm/explore.mjs [PROGRAM]
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const root = new URL("../..", import.meta.url).pathname;
const program = process.argv[2] ?? join(root, "target/release/offramp");
const scratch = mkdtempSync(join(tmpdir(), "offramp-"));
const errors = [];
const ms = (since) => performance.now() - since;

const opened = performance.now();
const bytes = gunzipSync(readFileSync(join(root, "web/module/offramp.wasm.gz")));
const module = await WebAssembly.compile(bytes);
// What the page's worker gives it: no system, but for an environment that is empty.
const system = {};
for (const { name } of WebAssembly.Module.imports(module)) system[name] = () => 8;
const empty = (place) => new DataView(engine.memory.buffer).setUint32(place, 0, true);
Object.assign(system, {
  random_get: () => 0,
  environ_get: () => 0,
  environ_sizes_get: (count, size) => (empty(count), empty(size), 0),
});
const engine = (await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system })).exports;

/** Bytes of an answer. */
function asked(question, rows = new Uint8Array()) {
  const line = new TextEncoder().encode(JSON.stringify(question) + (rows.length ? "\n" : ""));
  const at = engine.room(line.length + rows.length);
  const room = new Uint8Array(engine.memory.buffer, at, line.length + rows.length);
  room.set(line);
  room.set(rows, line.length);
  const length = engine.ask();
  return new Uint8Array(engine.memory.buffer, engine.answer(), length).slice();
}

function ask(question, rows) {
  const answer = JSON.parse(new TextDecoder().decode(asked(question, rows)));
  if (answer.error ?? answer.problems) throw new Error(answer.error ?? answer.problems);
  return answer;
}

/** What follows of so many trials of each policy, played in parts as the page does. */
function told(state, policies, trials, part) {
  ask({ ask: "stage", ...state, policies, measure: "minor_clash" });
  for (let first = 0; first < trials; first += part) {
    const count = Math.min(part, trials - first);
    policies.forEach((policy, arm) => {
      const rows = asked({ ask: "play", ...state, policy, end: "default", first, count }).slice(4);
      ask({ ask: "take", arm, end: "default", first, count }, rows);
    });
  }
  return ask({ ask: "told" });
}

const state = (scenario) => ({ scenario, sets: [], seed: "0" });
ask({ ask: "open", ...state("kaesong-2020") });
told(state("kaesong-2020"), ["baseline", "firm"], 100, 100);
const first = ms(opened);

// Rows of every shipped scenario and policy.
const lines = readFileSync(join(root, "tests/fingerprints.tsv"), "utf8").trim().split("\n").slice(1);
let [scenario, policy] = [0, 0];
for (const line of lines) {
  const [name, of, rows] = line.split("\t");
  const found = BigInt.asUintN(64, engine.fingerprint(scenario, policy, BigInt(policy), 64));
  if (found.toString(16).padStart(16, "0") !== rows) errors.push(`${name} under ${of}: other rows`);
  if (++policy === engine.policies(scenario)) [scenario, policy] = [scenario + 1, 0];
}
if (engine.policies(scenario) !== 0) errors.push("there are more scenarios than fingerprints");

// How 2,000 trials of every shipped scenario and policy end; of a few of them as the page tells it, too.
const TRIALS = 2000;
const OUTCOME = 0; // the place of a row, as in src/trial/record.rs; endings count from 1
const TOLD = ["kaesong-2020", "cuba-1962", "kargil-1999"];
const held = new Set(lines.map((line) => line.split("\t").slice(0, 2).join("\t")));
const { scenarios } = ask({ ask: "catalog" });
/** Counts of a run of the program, by policy and ending. */
function native(name, policies) {
  const out = join(scratch, name.replaceAll("/", "-"));
  execFileSync(program, ["run", name, "--policies", policies.join(","), "--trials", String(TRIALS), "--quiet", "--out", out]);
  const [header, ...rows] = readFileSync(join(out, "outcomes.csv"), "utf8").trim().split("\n").map((line) => line.split(","));
  const [of, how, n] = ["policy", "outcome", "n"].map((column) => header.indexOf(column));
  return new Map(rows.map((row) => [`${row[of]}, ${row[how]}`, Number(row[n])]));
}
let same = 0;
let endings = [];
/** Holds counts of a policy against those of the program. */
const hold = (name, counts, policy, found) =>
  found.forEach(([outcome, n]) => {
    const ended = `${policy}, ${outcome}`;
    if (n === counts.get(ended)) same++;
    else errors.push(`${name}, ${ended}: ${n} and not ${counts.get(ended)}`);
  });
for (const name of [...TOLD, ...scenarios.map(({ name }) => name).filter((name) => !TOLD.includes(name))]) {
  const all = ask({ ask: "open", ...state(name) }).policies.map((policy) => policy.name);
  const policies = all.filter((policy) => held.has(`${name.split("/").at(-1)}\t${policy}`));
  if (policies.length === 0) errors.push(`${name} has no policy with a fingerprint`);
  const counts = native(name, policies);
  for (const arm of TOLD.includes(name) ? told(state(name), policies, TRIALS, 500).arms : []) {
    endings = arm.endings.map(({ outcome }) => outcome);
    hold(name, counts, arm.name, arm.endings.map(({ outcome, value }) => [outcome, Math.round(value.value * value.n)]));
  }
  for (const policy of policies) {
    const bytes = asked({ ask: "play", ...state(name), policy, end: "default", first: 0, count: TRIALS }).slice(4);
    const cells = new Uint32Array(bytes.buffer);
    const width = cells.length / TRIALS;
    const found = endings.map((outcome) => [outcome, 0]);
    for (let at = OUTCOME; at < cells.length; at += width) found[cells[at] - 1][1]++;
    hold(name, counts, policy, found);
  }
  if (counts.size !== policies.length * endings.length) errors.push(`${name}: ${counts.size} endings in the program`);
}

// What a trial costs: of processor time on one thread, by turns, the best of each; what a start costs
// is taken off.
function program_takes(trials) {
  const words = ["run", "kaesong-2020", "--trials", trials, "--threads", 1, "--quiet", "--force", "--out", join(scratch, "time")];
  const timed = 'TIMEFORMAT="%U"; time "$@" > /dev/null';
  const { status, stderr } = spawnSync("bash", ["-c", timed, "bash", program, ...words.map(String)]);
  if (status !== 0) throw new Error(String(stderr));
  return Number(stderr) * 1e6;
}
function module_takes(trials) {
  const begun = process.cpuUsage().user;
  for (let first = 0; first < trials; first += 500) {
    asked({ ask: "play", ...state("kaesong-2020"), policy: "baseline", end: "default", first, count: 500 });
  }
  return process.cpuUsage().user - begun;
}
const best = { short: Infinity, long: Infinity, module: Infinity };
for (let turn = 0; turn < 5; turn++) {
  best.short = Math.min(best.short, program_takes(1000));
  best.long = Math.min(best.long, program_takes(41000));
  best.module = Math.min(best.module, module_takes(10000));
}
const costs = { program: (best.long - best.short) / 40000, module: best.module / 10000 };
const times = costs.module / costs.program;
// The aim is 3; 3.3 was measured, and from 2.9 to 3.6 beside other work. The rest is room for a busier machine.
if (times > 5) errors.push(`a trial costs ${times.toFixed(1)} times as much as in the program, and 3 are aimed at`);

rmSync(scratch, { recursive: true });
errors.forEach((error) => console.error(error));
console.log(
  `${lines.length} scenarios and policies, ${same} counts of endings, ${errors.length} wrong; first figures after ${first.toFixed(0)} ms; ` +
    `a trial: ${costs.module.toFixed(1)} us, in the program ${costs.program.toFixed(1)} us, ${times.toFixed(1)} times; ` +
    `${(bytes.length / 1024).toFixed(0)} KiB`,
);
process.exit(errors.length ? 1 : 0);
