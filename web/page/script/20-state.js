// The one state of the page, its past and future, and how it is written in the address.
const state = {
  scenario: null, // the name of one that is shipped or given, or
  text: null, //     the text of one's own,
  name: null, //     and its name
  sets: new Map(), // path -> value, where it is not the scenario's
  seed: "0", //      as text
  arm: null, //      the policy that is looked at, and
  against: null, //  what it is measured against
  measure: "minor_clash",
  view: {}, //       what is open on the page; no number hangs on it
};
const PARTS = Object.keys(state);

const given = JSON.parse(block("given"));
const [past, future, listeners] = [[], [], []];
let [gesture, since] = [null, 0];

/** Calls a function after every change with the names of what has changed; it may return a promise. */
const listen = (listener) => listeners.push(listener);

const settle = (next) => {
  const changed = PARTS.filter((part) => next[part] !== state[part]);
  if (changed.length === 0) return Promise.resolve();
  Object.assign(state, next);
  address.write();
  return Promise.all(listeners.map((listener) => listener(new Set(changed))));
};

/** Changes parts of the state. What one movement of a hand changes is one step to take back. The
    promise is kept when all who listen have followed: then a scenario is open. */
const change = (patch, hand = null) => {
  const now = performance.now();
  const goesOn = hand !== null && hand === gesture && now - since < 1000;
  [gesture, since] = [hand, now];
  if (!goesOn) {
    past.push({ ...state });
    future.length = 0;
  }
  return settle({ ...state, ...patch });
};

/** Fills in what the state left open: no step of its own to take back. */
const complete = (patch) => settle({ ...state, ...patch });

/** Sets a factor; nothing takes it back to the scenario's value. */
const setFactor = (path, value, hand = null) => {
  const sets = new Map(state.sets);
  if (value === null) sets.delete(path);
  else sets.set(path, value);
  return change({ sets }, hand);
};

const step = (from, to) => {
  if (from.length === 0) return;
  to.push({ ...state });
  gesture = null;
  return settle(from.pop());
};
const undo = () => step(past, future);
const redo = () => step(future, past);

/** A value as it is written after a path: a number, or a switch. */
const valueIn = (text) => (["true", "false"].includes(text) ? text === "true" : Number(text));

/** Seeds go up to 2^64 - 1, which no number here can hold. */
const isSeed = (text) => /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n;

/** What a request says about the state: the scenario with all that is set, and the seed. */
const subject = (sets = state.sets) => {
  const own = state.text !== null ? state : given.find(({ name, text }) => text && name === state.scenario);
  return {
    ...(own ? { text: own.text, name: own.name } : { scenario: state.scenario }),
    sets: Array.from(sets, ([path, value]) => `${path}=${value}`),
    seed: state.seed,
  };
};

// The address holds the whole state behind the #, which no browser sends anywhere.
const address = (() => {
  const squeeze = async (way, bytes) =>
    new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(way)).arrayBuffer());
  const letters = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const packed = async (text) => {
    const bytes = await squeeze(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
    return letters(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  };
  const unpacked = async (text) => {
    const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
    return new TextDecoder().decode(await squeeze(new DecompressionStream("deflate-raw"), bytes));
  };

  let own = { text: null, packed: "" };
  const fragment = async () => {
    const parts = new URLSearchParams({ v: version });
    if (state.text !== null) {
      if (own.text !== state.text) own = { text: state.text, packed: await packed(state.text) };
      parts.set("own", own.packed);
      parts.set("name", state.name);
    } else parts.set("scenario", state.scenario);
    for (const [path, value] of state.sets) parts.append("set", `${path}=${value}`);
    for (const part of ["arm", "against", "measure"]) if (state[part]) parts.set(part, state[part]);
    if (state.seed !== "0") parts.set("seed", state.seed);
    for (const [part, value] of Object.entries(state.view)) parts.set(`view.${part}`, value);
    return `#${parts}`;
  };

  let waits = 0;
  const write = () => {
    clearTimeout(waits);
    waits = setTimeout(async () => history.replaceState(null, "", await fragment()), 250);
  };

  /** The state that an address says, and what was wrong with it. */
  const read = async () => {
    const parts = new URLSearchParams(location.hash.slice(1));
    if (!parts.size) return null;
    const bad = [];
    const next = { scenario: parts.get("scenario"), text: null, name: null, sets: new Map(), view: {} };
    if (parts.has("own")) {
      try {
        [next.text, next.name] = [await unpacked(parts.get("own")), parts.get("name") ?? say("own.name")];
      } catch {
        bad.push("own");
      }
    }
    for (const set of parts.getAll("set")) {
      const [path, value] = set.split("=");
      if (path && value && Number.isFinite(Number(valueIn(value)))) next.sets.set(path, valueIn(value));
      else bad.push(set);
    }
    for (const part of ["arm", "against"]) next[part] = parts.get(part);
    next.measure = parts.get("measure") ?? "minor_clash";
    const seed = parts.get("seed") ?? "0";
    if (!isSeed(seed)) bad.push(`seed=${seed}`);
    next.seed = isSeed(seed) ? seed : "0";
    for (const [part, value] of parts) if (part.startsWith("view.")) next.view[part.slice(5)] = value;
    return { next, bad, version: parts.get("v") };
  };

  const link = async () => location.href.split("#")[0] + (await fragment());
  return { write, read, link };
})();
