// The one script of all workers. Each runs the module by itself: one is the hub, one the scout, the
// others are hands. It answers one request after the other; after a panic it says so, and is replaced.
"use strict";
const [into, from] = [new TextEncoder(), new TextDecoder()];
let engine;

const text = (at, length) => from.decode(new Uint8Array(engine.memory.buffer, at, length));

// What a system would give, and a page has not: every call says that it failed (8: no such file), but
// for those of which nothing is an answer.
const system = (module) => {
  const calls = {};
  for (const { module: of, name } of WebAssembly.Module.imports(module)) (calls[of] ??= {})[name] = () => 8;
  return Object.assign(calls, {
    wasi_snapshot_preview1: {
      ...calls.wasi_snapshot_preview1,
      random_get: () => 0,
      environ_get: () => 0,
      environ_sizes_get: (count, size) => {
        const memory = new DataView(engine.memory.buffer);
        for (const place of [count, size]) memory.setUint32(place, 0, true);
        return 0;
      },
    },
  });
};

const begin = async (module) => {
  engine = (await WebAssembly.instantiate(module, system(module))).exports;
  engine._initialize?.();
};

// The first four bytes say what the rest is, where it is not JSON.
const bytes = (at, length) => {
  const isRest = ["rows", "csv "].includes(text(at, Math.min(4, length)));
  return isRest ? engine.memory.buffer.slice(at + 4, at + length) : JSON.parse(text(at, length));
};

const answer = ({ line, rows }) => {
  const asked = into.encode(line);
  const length = asked.length + (rows ? rows.byteLength : 0);
  const room = engine.room(length);
  const place = new Uint8Array(engine.memory.buffer, room, length);
  place.set(asked);
  if (rows) place.set(new Uint8Array(rows), asked.length);
  const said = engine.ask();
  return bytes(engine.answer(), said);
};

const complaint = (error) => {
  try {
    return text(engine.complaint(), engine.complaint_length()) || String(error);
  } catch {
    return String(error);
  }
};

// Requests wait until the module stands.
let ready;
addEventListener("message", async ({ data }) => {
  if (data.module) {
    ready = begin(data.module);
    return;
  }
  try {
    await ready;
    const said = answer(data);
    postMessage({ id: data.id, said }, said instanceof ArrayBuffer ? [said] : []);
  } catch (error) {
    postMessage({ id: data.id, trap: complaint(error) });
  }
});
