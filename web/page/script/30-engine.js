// The workers: one hub, which keeps what was played and tells what follows; one scout, which is never
// busy when a slider moves; and some hands, which play. A worker whose module panicked is replaced; who had asked is told why.
class Stopped extends Error {}
class Refused extends Error {}

const engine = (() => {
  const MOST_HANDS = 8;
  let [module, script] = [null, null];

  /** A worker that answers one request after the other. */
  const worker = (onfree) => {
    const asked = new Map();
    let [thread, number, works, broken] = [null, 0, false, null];
    const start = () => {
      thread = new Worker(script);
      thread.postMessage({ module });
      thread.addEventListener("message", ({ data: { id, said, trap } }) => {
        const { resolve, reject, mayFail } = asked.get(id);
        asked.delete(id);
        works = true;
        if (trap !== undefined) replace(reject, trap);
        else if (said.error !== undefined) reject(new Refused(said.error));
        else if (said.problems !== undefined && !mayFail) reject(new Refused(said.problems));
        else resolve(said);
        onfree();
      });
      thread.addEventListener("error", (event) => {
        event.preventDefault();
        replace(() => {}, event.message);
        onfree();
      });
    };
    // What else it was asked is lost with it.
    const replace = (reject, why) => {
      thread.terminate();
      const lost = [...asked.values()];
      asked.clear();
      reject(new Stopped(why));
      for (const other of lost) other.reject(new Stopped(why));
      // One that never answered would not do so another time.
      if (works) start();
      else broken = new Stopped(why);
    };
    const ask = (request, rows) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken);
        const line = JSON.stringify(request) + (rows ? "\n" : "");
        // A scenario that is opened may have problems; who asks shows them.
        asked.set(++number, { resolve, reject, mayFail: request.ask === "open" });
        thread.postMessage({ id: number, line, rows });
      });
    start();
    return { ask, isFree: () => asked.size === 0 };
  };

  let [hub, scout] = [null, null];
  const hands = [];
  let tasks = [];
  const next = () => {
    for (const hand of hands) {
      if (tasks.length === 0) return;
      if (!hand.isFree()) continue;
      const task = tasks.shift();
      hand.ask(task.request).then(task.resolve, task.reject);
    }
  };

  const start = async () => {
    const raw = Uint8Array.from(atob(block("module").trim()), (letter) => letter.charCodeAt(0));
    const unpacked = new Blob([raw]).stream().pipeThrough(new DecompressionStream("gzip"));
    module = await WebAssembly.compile(await new Response(unpacked).arrayBuffer());
    script = URL.createObjectURL(new Blob([block("worker")], { type: "text/javascript" }));
    [hub, scout] = [worker(() => {}), worker(() => {})];
    const cores = (navigator.hardwareConcurrency || 2) - 1;
    for (let hand = 0; hand < Math.min(Math.max(cores, 1), MOST_HANDS); hand += 1) hands.push(worker(next));
  };

  return {
    start,
    /** Asks any free hand, the lowest rank first; what is stale may be dropped by its owner. */
    ask: (request, { rank = 0, owner = null } = {}) =>
      new Promise((resolve, reject) => {
        const place = tasks.findIndex((task) => task.rank > rank);
        tasks.splice(place < 0 ? tasks.length : place, 0, { request, rank, owner, resolve, reject });
        next();
      }),
    /** Asks the hub. */
    hub: (request, rows) => hub.ask(request, rows),
    /** Asks for a first look. */
    scout: (request) => scout.ask(request),
    /** Forgets what an owner still waits for; the answer is nothing. */
    drop: (owner) => {
      const dropped = tasks.filter((task) => task.owner === owner);
      tasks = tasks.filter((task) => task.owner !== owner);
      for (const task of dropped) task.resolve(undefined);
    },
  };
})();
