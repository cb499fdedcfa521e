// The sentence is the instrument: what can be moved in it moves everything else.
const sentence = (() => {
  let parts = null;
  // Where no script may open a list, the lists stand in the sentence as they are.
  document.documentElement.classList.toggle("plain", !("showPicker" in HTMLSelectElement.prototype));

  const fill = (select, groups, chosen) => {
    const option = ([value, text]) => made("option", { value, selected: value === chosen }, text);
    const inside = groups
      .filter(([, options]) => options.length > 0)
      .flatMap(([label, options]) =>
        label ? made("optgroup", { label }, ...options.map(option)) : options.map(option),
      );
    select.replaceChildren(...inside);
  };

  /** A choice inside the sentence: its text wraps, and the list of the browser opens on it. */
  const pick = (label, groups, chosen, shown, hear) => {
    const select = made("select", { "aria-label": label });
    fill(select, groups, chosen);
    const text = made("span", { className: "picked", "aria-hidden": "true" }, shown);
    const whole = made("span", { className: "pick" }, select, text);
    text.addEventListener("click", () => {
      select.focus();
      select.showPicker?.();
    });
    select.addEventListener("change", () => hear(select.value));
    return whole;
  };

  /** What a policy does, as a clause. */
  const clause = (name) => {
    const place = scene.policies.findIndex((policy) => policy.name === name);
    if (place <= 0) return say("sentence.baseline");
    return lowered(scene.policies[place].description.replace(/\.$/, "")) || name;
  };

  const option = (name) => {
    const isFirst = name === scene.policies[0].name;
    return [name, isFirst ? say("sentence.baseline") : say("sentence.option", { does: clause(name), name })];
  };

  /** The policies to choose from: those that need others apart. */
  const policies = () => {
    const of = (needs) =>
      scene.policies.filter(({ others }) => others === needs).map(({ name }) => option(name));
    return [
      [null, of(false)],
      [say("sentence.needs_others"), of(true)],
    ];
  };

  /** The policies in the groups of what can be said of them. */
  const known = ({ groups, arms }) => {
    const told = groups.map(({ title, arms: places }) => [
      title,
      places.map((place) => option(arms[place].name)),
    ]);
    const names = new Set(told.flatMap(([, options]) => options.map(([name]) => name)));
    const others = scene.policies.map(({ name }) => name).filter((name) => !names.has(name));
    const [first, ...further] = others.map(option);
    return [[null, [first]], ...told, [say("sentence.further"), further]];
  };

  /** The other policy moves out of the way, so that two unlike ones are compared. */
  const choose = (part, name) => {
    const other = part === "arm" ? "against" : "arm";
    change(state[other] === name ? { [part]: name, [other]: state[part] } : { [part]: name });
  };

  const measurePick = () => {
    const shown = say(`sentence.measures.${state.measure}`, { horizon: scene.horizon });
    const options = catalog.measures.map(({ name, label }) => [name, words.sentence.counted[name] ?? label]);
    const whole = pick(say("sentence.measure"), [[null, options]], state.measure, shown, (measure) =>
      change({ measure }),
    );
    if (state.measure in scene.priors) whole.append(made("span", { className: "prior" }, "†"));
    return whole;
  };

  const show = () => {
    const fields = [];
    const conditions = Object.entries(words.sentence.conditions).flatMap(([key, { text, label }]) => {
      const factor = scene.factors.find((one) => one.path === key);
      if (!factor) return [];
      const one = numberField(factor, label, say("sentence.some"));
      one.field.addEventListener("focus", () => sliders.hold(factor.path));
      fields.push(one);
      return [filled(text, { value: one.whole })];
    });
    const [value, other] = [
      made("b", { className: "value of-arm" }),
      made("b", { className: "value of-against" }),
    ];
    const base = made("span");
    const chosen = (part) => {
      const whole = pick(say(`sentence.${part}`), policies(), state[part], clause(state[part]), (name) =>
        choose(part, name),
      );
      whole.classList.add(`of-${part}`);
      return whole;
    };
    const result = filled(word(state.measure === "days" ? "sentence.days" : "sentence.shares"), {
      value,
      base,
      other,
      measure: measurePick(),
      against: chosen("against"),
    });
    const arm = chosen("arm");
    const joined = conditions.reduce(
      (first, second) => filled(word("sentence.join"), { first, second }),
      conditions.shift() ?? [],
    );
    const whole = filled(word(joined.length ? "sentence.whole" : "sentence.bare"), {
      conditions: joined,
      arm,
      result,
    });
    const place = by("sentence");
    const movable = () => [...place.querySelectorAll("input, select")];
    const focused = movable().indexOf(document.activeElement);
    place.replaceChildren(...whole);
    movable()[focused]?.focus();
    parts = { fields, value, other, base, choice: arm.querySelector("select") };
    said(null);
  };

  const estimate = (told, name) => told?.arms.find((arm) => arm.name === name);
  const within = (measure, { low, high }, base) => {
    const short = (value) => valueOf(measure, value, base, "sentence.under_one_short");
    return say("sentence.interval", { low: short(low), high: short(high) });
  };

  /** What is told of the two policies. */
  const said = (told) => {
    const { measure } = state;
    const [arm, against] = [state.arm, state.against].map((name) => estimate(told, name)?.value);
    const base = baseOf([arm?.value, against?.value]);
    const put = (place, of) => {
      if (!of) return place.replaceChildren(say("sentence.wait"));
      const interval = made("small", {}, ` [${within(measure, of, base)}]`);
      place.replaceChildren(valueOf(measure, of.value, base), interval);
    };
    put(parts.value, arm);
    put(parts.other, against);
    parts.base.textContent = grouped(base);
    const { choice } = parts;
    if (told?.whole && choice !== document.activeElement) fill(choice, known(told), state.arm);
  };

  return {
    show,
    said,
    clause,
    choose,
    estimate,
    within,
    moved: () => parts.fields.forEach((one) => one.show()),
  };
})();
