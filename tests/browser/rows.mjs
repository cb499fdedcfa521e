// Runs in a page of `offramp explore`: every shipped scenario and policy of which its engine gives other rows than
// these lines of tests/fingerprints.tsv have.
export async function otherRows(lines) {
  const text = document.getElementById("module").textContent.trim();
  const zipped = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const plain = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  const module = await WebAssembly.compile(await new Response(plain).arrayBuffer());
  const system = {};
  for (const { name } of WebAssembly.Module.imports(module)) system[name] = () => 8;
  const empty = (place) => new DataView(engine.memory.buffer).setUint32(place, 0, true);
  const nothing = { random_get: () => 0, environ_get: () => 0, environ_sizes_get: (a, b) => (empty(a), empty(b), 0) };
  Object.assign(system, nothing);
  const engine = (await WebAssembly.instantiate(module, { wasi_snapshot_preview1: system })).exports;
  const other = [];
  let [scenario, policy] = [0, 0];
  for (const line of lines) {
    const [name, of, rows] = line.split("\t");
    const found = BigInt.asUintN(64, engine.fingerprint(scenario, policy, BigInt(policy), 64));
    if (found.toString(16).padStart(16, "0") !== rows) other.push(`${name} under ${of}`);
    if (++policy === engine.policies(scenario)) [scenario, policy] = [scenario + 1, 0];
  }
  if (engine.policies(scenario) !== 0) other.push("scenarios without a line");
  return other;
}
