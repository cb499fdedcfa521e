// Starts everything: the engine, the scenario that the address asks for, and who listens to whom.
const catalog = JSON.parse(block("catalog"));
/** What the engine says of the scenario that is open. */
let scene = null;

/** The policy to begin with: what most of the advised can do together. */
const firstArm = ({ policies: [, ...others] }) => {
  const able = others.filter((policy) => !policy.others);
  const most = Math.max(...able.map(({ who }) => who.length));
  return (able.find(({ who }) => who.length === most) ?? others[0]).name;
};

const openScene = async () => {
  const about = subject(new Map());
  const opened = await engine.ask({ ask: "open", ...about });
  if (JSON.stringify(about) !== JSON.stringify(subject(new Map()))) return false;
  if (opened.problems) throw new Refused(opened.problems);
  if (opened.policies.length < 2) throw new Refused(say("own.no_policy"));
  const measures = new Map(catalog.measures.map(({ name, label }) => [name, label]));
  const names = opened.policies.map(({ name }) => name);
  const known = (name, other) => (names.includes(name) ? name : other);
  const arm = known(state.arm, firstArm(opened));
  const against = known(state.against, names[0]);
  const measure = measures.has(state.measure) ? state.measure : "minor_clash";
  complete({ arm, against: against === arm ? names.find((name) => name !== arm) : against, measure });
  scene = { ...opened, measures, ends: new Map() };
  by("title").textContent = scene.title;
  const spelt = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  const on = new Date(scene.date).toLocaleDateString("en-GB", spelt);
  by("question").replaceChildren(
    made("b", {}, say("page.onset", { on, trigger: scene.trigger })),
    ` ${scene.question} `,
    made("span", { className: "caution" }, say("page.simulated")),
  );
  document.title = say("page.title", { scenario: scene.title });
  const list = by("scenario");
  list.value = state.text === null ? state.scenario : "";
  list.querySelector("[value='']")?.remove();
  if (state.text !== null)
    list.append(
      made("option", { value: "", selected: true }, say("header.own_scenario", { name: state.name })),
    );
  return true;
};

const heads = () => {
  by("undo").disabled = past.length === 0;
  by("redo").disabled = future.length === 0;
  by("hint").classList.toggle("idle", past.length > 0);
};

const changed = async (parts) => {
  heads();
  if (parts.size === 1 && parts.has("view")) return;
  trouble.hide();
  for (const owner of ["tips", "along"]) engine.drop(owner);
  if (["scenario", "text", "name"].some((part) => parts.has(part))) {
    scene = null;
    refine.stop();
    along.clear();
    if (!(await openScene())) return;
    sentence.show();
    sliders.show();
    return refine.restart();
  }
  if (scene === null) return;
  if (["arm", "against", "measure"].some((part) => parts.has(part))) {
    sentence.show();
    sliders.changed();
  }
  if (parts.has("sets") || parts.has("seed")) {
    sentence.moved();
    sliders.moved();
    along.moved();
  }
  refine.restart();
};

/** Hands on the state that the address says, or nothing, and then a word about what did not fit. */
const enter = async (go) => {
  const said = await address.read();
  const notes = [];
  let next = said?.next;
  if (said && said.version !== version)
    notes.push(say("page.other_version", { link: said.version ?? "?", own: version }));
  if (said?.bad.length > 0) notes.push(say("page.bad_link", { parts: said.bad.join(", ") }));
  const isKnown =
    next &&
    (next.text !== null || [...given, ...catalog.scenarios].some(({ name }) => name === next.scenario));
  if (next && !isKnown) {
    if (next.scenario !== null) notes.push(say("page.no_scenario", { name: next.scenario }));
    next = null;
  }
  await go(next);
  if (notes.length > 0) trouble.note(...notes);
};

/** The scenarios to choose from, those of a folder together. */
const shelf = (all) => {
  const folder = ({ name }) => (name.includes("/") ? name.split("/")[0] : "");
  const option = ({ name, title }) => made("option", { value: name }, title ?? name);
  const folders = [...new Set(["", ...all.map(folder)])];
  return folders.flatMap((name) => {
    const mine = all.filter((one) => folder(one) === name).map(option);
    return name ? made("optgroup", { label: words.header.shelves[name] ?? name }, ...mine) : mine;
  });
};

const start = async () => {
  for (const element of document.querySelectorAll("[data-say]"))
    element.textContent = say(element.dataset.say);
  by("count").textContent = say("page.starting");
  await engine.start();
  const named = given.map((one) => catalog.scenarios.find(({ name }) => name === one.name) ?? one);
  by("scenario").append(...shelf([...new Set([...named, ...catalog.scenarios])]));
  by("scenario").addEventListener("change", ({ target }) => {
    if (target.value)
      change({
        scenario: target.value,
        text: null,
        name: null,
        sets: new Map(),
        arm: null,
        against: null,
        view: {},
      });
  });
  by("undo").addEventListener("click", undo);
  by("redo").addEventListener("click", redo);
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.tagName === "TEXTAREA") return;
    const key = event.key.toLowerCase();
    const act = key === "y" || (key === "z" && event.shiftKey) ? redo : key === "z" ? undo : null;
    if (!act) return;
    event.preventDefault();
    act();
  });
  // The page itself writes the address without this event.
  addEventListener("hashchange", () => enter((next) => next && change(next)).catch(trouble.show));
  refine.hear((told) => {
    sentence.said(told);
    hangs.show(told);
    results.show(told);
    along.show(told);
    keep.show(told);
    if (told.whole && told.trials >= 1000) sliders.rests();
    crisis.shows?.(told);
  });
  by("open-tours").hidden = !tours.open;
  by("open-tours").addEventListener("click", () => tours.open());

  listen((parts) => changed(parts).catch(trouble.show));
  const first = { scenario: given[0]?.name ?? "kaesong-2020" };
  tours.offer().catch(trouble.show);
  await enter(async (next) => {
    await complete(next ?? first);
    if (scene !== null) return;
    // Where a link's own text cannot be played, the page says why, and begins with what it has.
    const why = by("trouble").firstChild.textContent;
    await complete({ ...first, text: null, name: null, sets: new Map() });
    if (scene === null) by("count").textContent = "";
    trouble.note(why);
  });
};

start().catch((error) => {
  by("count").textContent = say("page.broken", { what: error.message });
  by("progress").hidden = true;
});
