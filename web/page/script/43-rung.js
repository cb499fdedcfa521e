// The curves of both policies over the slider that is held, and where they cross.
const rung = (() => {
  const shape = (tag, parts) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(parts)) element.setAttribute(name, value);
    return element;
  };

  /** Both curves with their intervals, from 0 to the most that is reached. */
  const curves = (points, x, most) => {
    const y = (value) => 40 - (38 * value) / most;
    const svg = shape("svg", { viewBox: "0 0 100 40", preserveAspectRatio: "none", "aria-hidden": "true" });
    svg.append(shape("path", { d: "M0 40H100", class: "floor" }));
    for (const which of ["against", "arm"]) {
      const at = (end) => (point) => `${x(point.at)} ${y(point[which][end])}`;
      const band = [...points.map(at("low")), ...points.map(at("high")).reverse()];
      svg.append(shape("path", { d: `M${band.join("L")}Z`, class: `band of-${which}` }));
      svg.append(shape("path", { d: `M${points.map(at("value")).join("L")}`, class: `curve of-${which}` }));
    }
    return svg;
  };

  /** What the curves show, for those who do not see them. */
  const described = (points, base) => {
    const end = (which, place) => valueOf(state.measure, points.at(place)[which].value, base);
    return say("sliders.curve", {
      arm: sentence.clause(state.arm),
      first: end("arm", 0),
      last: end("arm", -1),
      against: sentence.clause(state.against),
      other_first: end("against", 0),
      other_last: end("against", -1),
    });
  };

  /** Where the two are equal, in words with the mark, or that they are not. */
  const verdict = ({ tip, apart }, look) => {
    if (tip === null)
      return made("p", { className: "tips" }, say(apart ? "sliders.no_tip" : "sliders.close"));
    const value = look.said(Number(tip.toPrecision(2)));
    const diamond = made("span", { className: "diamond", "aria-hidden": "true" });
    return made("p", { className: "tips caution" }, diamond, say("sliders.tips", { value }));
  };

  /** Who does best along the slider, in words: a name goes into the sentence where it is pressed. */
  const best = ({ leaders, rivals }, look) => {
    if (leaders === null) return [];
    const named = (name) => {
      const parts = { className: "named", title: sentence.clause(name), disabled: [state.arm, state.against].includes(name) };
      const button = made("button", { type: "button", ...parts }, name);
      button.addEventListener("click", () => sentence.choose("arm", name));
      return button;
    };
    const said = leaders.map(({ name }, place) => {
      const end = leaders[place + 1]?.from;
      const key = leaders.length === 1 ? "all_along" : end === undefined ? "to_the_end" : place === 0 ? "up_to" : "then_up_to";
      const value = end === undefined ? "" : look.said(Number(end.toPrecision(2)));
      return filled(word(`sliders.${key}`), { policy: named(name), value });
    });
    const mark = made("span", { className: "diamond best", "aria-hidden": "true" });
    return [made("p", { className: "tips" }, mark, say("sliders.best", { count: rivals }), " ", ...said.flat(), ".")];
  };

  /** The marks of a course, placed by a function of the value. */
  const marks = (told, along) => {
    const mark = (at, kind) => {
      const one = made("span", { className: `tip-mark ${kind}`, title: say(`sliders.${kind || "tip"}_key`) });
      one.style.left = along(at);
      return one;
    };
    const others = told?.leaders?.slice(1).map(({ from }) => mark(from, "best")) ?? [];
    return [...others, ...(typeof told?.tip === "number" ? [mark(told.tip, "")] : [])];
  };

  /** The rung of a course, on the stretch that a slider spans. */
  const drawn = (told, look) => {
    const { points } = told;
    const { measure } = state;
    const x = (value) => (100 * (value - look.low)) / (look.high - look.low);
    const most = Math.max(...points.flatMap(({ arm, against }) => [arm.high, against.high]), 1e-9);
    const base = baseOf(points.flatMap(({ arm, against }) => [arm.value, against.value]));
    const label = scene.measures.get(measure);
    const head =
      measure === "days"
        ? say("sliders.curve_days")
        : say("sliders.curve_of", { measure: label, base: grouped(base) });
    const box = made(
      "div",
      { className: "drawn", role: "img", "aria-label": `${head}. ${described(points, base)}` },
      curves(points, x, most),
      made("span", { className: "most" }, valueOf(measure, most, base)),
      made("span", { className: "least" }, "0"),
      made("span", { className: "now" }),
    );
    box.append(...marks(told, (at) => `${x(at)}%`));
    return [made("p", { className: "head" }, head), box, verdict(told, look), ...best(told, look)];
  };

  return { drawn, marks };
})();
