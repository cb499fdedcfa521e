// A slider for everything that can go wrong or that nobody knows.
const sliders = (() => {
  const FEW = { noise: 5, unknown: 3 };
  const THUMB = 18; // as in page.css
  let rows = [];
  let held = null;

  /** Plays the curves of the slider that is held, and again when they are surer. Those of sliders that
      were held before stay, so that nothing moves under the hand; they pale until they are played anew. */
  const hold = async (row) => {
    held = row;
    row.isOpen = true;
    for (const owner of ["course", "tips", "along"]) engine.drop(owner);
    along.follow();
    for (const [trials, all] of [[200, false], [1000, false], [1000, true]]) {
      const told = await course.play(row.range, trials, { rank: 1, owner: "course" }, all);
      if (!told || held !== row) return;
      row.show();
    }
  };
  const holds = (row) => hold(row).catch(trouble.show);

  /** Looks, once nothing has moved for a while, where the answer tips along the sliders that are in sight. */
  let isLooking = false;
  const look = async () => {
    const inSight = rows.filter(({ element }) => element.checkVisibility());
    const openFirst = inSight.reverse().sort((a, b) => b.isOpen - a.isOpen);
    for (const row of openFirst) {
      const told = await course.play(row.range, 1000, { rank: 1, owner: "tips" });
      if (!told) return;
      row.show();
    }
  };

  /** What a factor is called: by what it is, and whose it is where it is not everybody's. */
  const called = ({ path, key, label }) => {
    const what = words.factors[key] ?? label;
    const [kind, ...parts] = path.split(".").slice(0, -1);
    if (!kind || kind === "law") return what;
    const actor = scene.actors.find(({ name }) => name === parts[0]);
    const whose = actor?.label ?? parts.join(" ").replaceAll("-", " ");
    return say("sliders.of", { what, whose });
  };

  /** The name of a factor opens what it is and what it rests on. */
  const help = ({ doc, source, rests_on: rests }, look, label, standard) => {
    const says = [
      doc,
      source ? say("sliders.source", { source }) : "",
      standard
        ? say("sliders.default", { value: standard, rests: rests ? say("sliders.rests", { rests }) : "" })
        : "",
    ];
    const text = made(
      "div",
      { className: "help", hidden: true },
      ...says.filter(Boolean).map((line) => made("p", {}, line)),
    );
    const name = made("button", { type: "button", className: "why", "aria-expanded": "false" }, label);
    name.addEventListener("click", () => {
      text.hidden = !text.hidden;
      name.setAttribute("aria-expanded", String(!text.hidden));
    });
    return { name, text };
  };

  /** The slider itself, with marks where the scenario is and where the answer tips. */
  const slide = (factor, look, label) => {
    const { path } = factor;
    const { low, high, step } = look;
    const input = made("input", { type: "range", min: low, max: high, step: "any", "aria-label": label });
    // The middle of the thumb does not reach the ends of its track.
    const along = (value) => `calc(${THUMB / 2}px + (100% - ${THUMB}px) * ${(value - low) / (high - low)})`;
    const track = made("div", { className: "track" }, input);
    const stretch = standing(factor);
    if (stretch !== null) {
      const [from, to] = stretch;
      const mark = made("span", { className: "default", title: say("sliders.default_key") });
      mark.style.left = along(from);
      mark.style.width = `calc((100% - ${THUMB}px) * ${(to - from) / (high - low)} + 2px)`;
      track.prepend(mark);
    }

    const set = (steps) => {
      const at = Math.min(Math.max(clean(low + steps * step), low), high);
      setFactor(path, at, `slider ${path}`);
    };
    const steps = () => Math.round((input.valueAsNumber - low) / step);
    input.addEventListener("input", () => set(steps()));
    input.addEventListener("keydown", (event) => {
      const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10 }[
        event.key
      ];
      if (by === undefined) return;
      event.preventDefault();
      set(steps() + by);
    });
    const show = (value, text, told) => {
      input.value = value;
      input.setAttribute("aria-valuetext", text);
      track.style.setProperty("--at", Math.min(1, (value - low) / (high - low)));
      track.querySelectorAll(".tip-mark").forEach((mark) => mark.remove());
      track.append(...rung.marks(told, along));
    };
    return { track, show };
  };

  /** A factor: its name, its number, its slider, and what hangs on it while it is held. */
  const row = (factor) => {
    const { path, kind } = factor;
    const label = called(factor);
    const { field, whole, show: showField, look } = numberField(factor, label, say("sliders.varies"));
    const { low, high } = look;
    const standard = byDefault(factor, look);
    const range = { path, kind, low, high };
    const { name, text } = help(factor, look, label, standard && look.withUnit(standard));
    const { track, show: showSlide } = slide(factor, look, label);
    const button = (key, act) => {
      const says = say(`sliders.${key}_label`, { label });
      const element = made(
        "button",
        { type: "button", className: key, title: says, "aria-label": says },
        say(`sliders.${key}`),
      );
      element.addEventListener("click", act);
      return element;
    };
    const reset = button("reset", () => setFactor(path, null));
    const place = made("div", { className: "rung" });
    const element = made(
      "div",
      { className: "factor" },
      made(
        "div",
        { className: "top" },
        name,
        made(
          "span",
          { className: "set" },
          reset,
          whole,
          made("span", { className: "unit" }, look.unit),
        ),
      ),
      track,
      place,
      text,
    );

    const self = { factor, range, look, label, element, isOpen: false };
    let drawn = null;
    self.show = () => {
      const told = course.known(range);
      if (self.isOpen && told && told !== drawn) {
        place.replaceChildren(...rung.drawn(told, look));
        drawn = told;
      }
      place.classList.toggle("stale", !told);
      const value = inForce(factor);
      const shown = value ?? middle(factor);
      showField();
      showSlide(
        shown,
        value === null ? (standard ?? say("sliders.varies")) : look.said(value),
        told,
      );
      element.classList.toggle("changed", state.sets.has(path));
      element.classList.toggle("varies", value === null);
      reset.classList.toggle("idle", !state.sets.has(path));
      const now = place.querySelector(".now");
      if (now) now.style.left = `${Math.min(100, (100 * (shown - low)) / (high - low))}%`;
    };
    for (const event of ["pointerdown", "focusin"]) track.addEventListener(event, () => holds(self));
    field.addEventListener("focus", () => holds(self));
    self.show();
    return self;
  };

  /** The factors of a group: a few, and the others behind a word. */
  const group = (name) => {
    const mine = rows.filter(({ factor }) => factor.group === name);
    if (mine.length === 0) return [];
    const elements = mine.map(({ element }) => element);
    const [few, rest] = [elements.slice(0, FEW[name]), elements.slice(FEW[name])];
    const more = made(
      "details",
      {},
      made("summary", {}, say(`sliders.more_${name}`, { count: rest.length })),
      ...rest,
    );
    more.open = mine.slice(FEW[name]).some(({ factor }) => state.sets.has(factor.path));
    return [made("h3", {}, say(`sliders.${name}`)), ...few, ...(rest.length > 0 ? [more] : [])];
  };

  const luck = () => {
    const seed = made("input", {
      id: "seed",
      value: state.seed,
      inputMode: "numeric",
      autocomplete: "off",
      size: 8,
    });
    seed.addEventListener("change", () => {
      if (isSeed(seed.value)) change({ seed: seed.value });
      seed.value = state.seed;
    });
    const other = made("button", { type: "button" }, say("sliders.other_luck"));
    other.addEventListener("click", () =>
      change({ seed: String(crypto.getRandomValues(new Uint32Array(1))[0]) }),
    );
    return made(
      "p",
      { className: "ways luck" },
      made("label", {}, say("sliders.luck"), " ", seed),
      " ",
      other,
    );
  };

  const show = () => {
    held = null;
    rows = scene.factors.map(row);
    const sign = (name) => made("span", { className: name, "aria-hidden": "true" });
    const key = made(
      "p",
      { className: "key" },
      made("span", {}, sign("diamond"), say("sliders.tip_key")),
      " ",
      made("span", {}, sign("diamond best"), say("sliders.best_key")),
      " ",
      made("span", {}, sign("tick"), say("sliders.default_key")),
    );
    const all = made("button", { type: "button", id: "reset-all" }, say("sliders.reset_all"));
    all.addEventListener("click", () => change({ sets: new Map() }));
    by("factors").replaceChildren(
      ...switches.made(),
      ...group("noise"),
      ...group("unknown"),
      key,
      made("p", { className: "ways" }, all),
      luck(),
    );
    moved();
  };

  const moved = () => {
    rows.forEach((row) => row.show());
    switches.moved();
    by("reset-all").disabled = state.sets.size === 0;
    by("seed").value = state.seed;
  };

  return {
    show,
    moved,
    /** The slider that is held, or else the first. */
    shown: () => held ?? rows[0],
    /** Holds the slider of what is moved elsewhere. */
    hold: (path) => {
      const row = rows.find(({ factor }) => factor.path === path);
      if (row) holds(row);
    },
    /** What is asked of the held slider has changed, other than by itself. */
    changed: () => {
      moved();
      if (held) holds(held);
    },
    /** Nothing has moved for a while. */
    rests: async () => {
      if (isLooking) return;
      isLooking = true;
      await look().catch(trouble.show);
      isLooking = false;
    },
  };
})();
