// Plays what the state asks for: first a look at the two policies of the sentence, then all of them,
// then both assumption ends, then more and more trials as long as nothing changes.
const refine = (() => {
  const GOAL = 10000;
  const LOOK = 250;
  // Where trials are cut into parts: small ones first, so that no hand is busy for long.
  const parts = [
    [0, 250],
    [250, 250],
    [500, 500],
  ];
  for (let first = 1000; first < GOAL; first += 1000) parts.push([first, 1000]);

  const hearers = [];
  let last = null;
  const tell = (told) => {
    last = { ...told, goal: GOAL, about: JSON.stringify(subject()), against: state.against };
    hearers.forEach((hear) => hear(last));
  };
  let [epoch, world] = [0, ""];
  /** What was played in this world, by policy, end and first trial. */
  const kept = new Map();

  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const shown = () =>
    document.hidden
      ? new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }))
      : null;

  /** Tells again, of the two that are in the sentence now. */
  let retell = null;
  let looking = Promise.resolve();
  /** A look at the two policies, as one point of the course of a factor that is set as it is. */
  const look = async () => {
    const [asked, { arm, against, measure }] = [scene, state];
    const fixed = scene.factors.find(({ value }) => value !== null);
    const moved = [...state.sets].findLast(([, value]) => typeof value === "number");
    const [path, value] = moved ?? [fixed.path, fixed.value];
    const sets = new Map(state.sets);
    sets.delete(path);
    const request = {
      ask: "course",
      ...subject(sets),
      path,
      value,
      policies: [against, arm],
      measure,
      trials: LOOK,
    };
    const { arms, differences } = await engine.scout(request);
    const told = {
      whole: false,
      trials: LOOK,
      measure,
      arms: [
        { name: against, value: arms[0], difference: null, ends: [] },
        { name: arm, value: arms[1], difference: differences[1], ends: [] },
      ],
    };
    const isAsked = state.arm === arm && state.against === against && state.measure === measure;
    // A slider that moves on is followed; what is of another question is not told.
    if (asked === scene && isAsked) tell(told);
  };

  const run = async () => {
    epoch += 1;
    const mine = epoch;
    const isStale = () => mine !== epoch;
    engine.drop("refine");
    last = null;
    // One look after the other: what was overtaken while it waited is not looked at.
    await looking.catch(() => {});
    if (isStale()) return;
    looking = look();
    await looking;
    await pause(150);
    if (isStale()) return;

    const about = subject();
    const now = JSON.stringify(about);
    if (now !== world) kept.clear();
    world = now;
    const { arm, against, measure } = state;
    const policies = [...new Set([against, ...scene.usual, arm])];
    const { arms, ends } = await engine.hub({ ask: "stage", ...about, policies, measure });
    if (isStale()) return;
    for (const { assumption, condition } of ends) scene.ends.set(assumption, condition);
    const key = (policy, end, [first]) => [policy, end, first].join("|");
    const play = async (end, part) => {
      const [first, count] = part;
      const one = async (policy, arm) => {
        const request = { ask: "play", ...about, policy, end, first, count };
        const place = key(policy, end, part);
        const rows = kept.get(place) ?? (await engine.ask(request, { rank: 2, owner: "refine" }));
        if (isStale()) return;
        kept.set(place, rows);
        await engine.hub({ ask: "take", arm, end, first, count }, rows);
      };
      await Promise.all(arms.map(one));
    };
    retell = async () => {
      if (isStale()) return;
      const told = await engine.hub({ ask: "told", of: [state.against, state.arm] });
      if (!isStale()) tell({ ...told, whole: true });
    };
    // What was played before is taken at once, and not told by itself.
    const isKept = (part) =>
      part && arms.every((name) => ends.every(({ assumption }) => kept.has(key(name, assumption, part))));

    const isNew = !isKept(parts[0]);
    await play("default", parts[0]);
    if (isNew) await retell();
    for (const [place, part] of parts.entries()) {
      await shown();
      const left = ends.filter(({ assumption }) => place > 0 || assumption !== "default");
      await Promise.all(left.map(({ assumption }) => play(assumption, part)));
      if (isStale()) return;
      if (!isKept(parts[place + 1])) await retell();
    }
  };

  return {
    /** Begins anew, unless what is told already answers what is asked now. */
    restart: () => {
      const isSame = last?.whole && last.about === JSON.stringify(subject());
      const isAsked = isSame && last.against === state.against && last.measure === state.measure;
      if (isAsked && last.arms.some(({ name }) => name === state.arm)) {
        hearers.forEach((hear) => hear(last));
        retell().catch(trouble.show);
        return;
      }
      const mine = epoch + 1;
      run().catch((error) => {
        last = null;
        if (mine === epoch) trouble.show(error);
      });
    },
    /** What is still played is of a past state. */
    stop: () => (epoch += 1),
    /** Calls a function with everything that is told, whenever more is known. */
    hear: (hearer) => hearers.push(hearer),
  };
})();
