// How crises end over the slider that is held, under both policies: where their character changes. Before any is held it is
// the first, since what a number does cannot be seen at one of its places.
const along = (() => {
  const panel = by("along");
  const OWNER = "along";
  const TRIALS = [200, 1000];
  let outcomes = []; // in the order in which the engine counts them
  let drawn = null; // the course that is drawn
  let mapped = []; // where the places stand in the pictures

  /** Which ending is the most frequent, from where on: every one that leads at some place. */
  const leading = (points, which) => {
    const shares = points.map(({ endings: of }) => {
      const all = of[which].reduce((sum, count) => sum + count, 0);
      return of[which].map((count) => count / all);
    });
    const best = shares.map((of) => of.indexOf(Math.max(...of)));
    const leaders = [{ ending: best[0], from: null }];
    for (let place = 1; place < points.length; place += 1) {
      const [last, now] = [best[place - 1], best[place]];
      if (now === last) continue;
      const [before, after] = [place - 1, place].map((at) => shares[at][last] - shares[at][now]);
      const way = before / (before - after);
      leaders.push({ ending: now, from: points[place - 1].at + way * (points[place].at - points[place - 1].at) });
    }
    return leaders;
  };

  /** What most crises come to, from where on, in words: places as exact as the course is. */
  const most = (points, which, { look }) => {
    const grain = (points.at(-1).at - points[0].at) / 20;
    const leaders = leading(points, which);
    const parts = leaders.map(({ ending }, place) => {
      const end = leaders[place + 1]?.from;
      const key = leaders.length === 1 ? "all" : place === 0 ? "first" : end === undefined ? "last" : "next";
      const ends = say(`sentence.measures.${outcomes[ending]}`, { horizon: scene.horizon });
      const value = end === undefined ? "" : look.said(clean(Math.round(end / grain) * grain));
      return say(`along.${key}`, { ends, value });
    });
    const policy = sentence.clause(state[which]);
    return say("along.most", { policy, parts: parts.join("") });
  };

  /** What becomes of the measure from one end to the other. */
  const measured = (points, which) => {
    const [first, last] = [points[0], points.at(-1)].map((point) => point[which].value);
    const base = baseOf([first, last]);
    const values = [first, last].map((value) => valueOf(state.measure, value, base));
    const seen = say(`sentence.measures.${state.measure}`, { horizon: scene.horizon });
    const numbers = { first: values[0], last: values[1], base: grouped(base), measure: seen };
    return say(state.measure === "days" ? "along.days" : "along.measure", numbers);
  };

  const figure = async (told, which, { label, look }) => {
    const { points } = told;
    const request = {
      ask: "along",
      ...subject(),
      title: say("along.figure", { policy: sentence.clause(state[which]) }),
      axis: label,
      percent: look.scale === 100,
      at: points.map(({ at }) => at),
      endings: points.map(({ endings: of }) => of[which]),
    };
    return engine.scout(request);
  };

  /** The value at a point of a picture, and the other way round. */
  const placed = (svg, { at }) => {
    const middles = Array.from(svg.querySelectorAll(".marks rect"), ({ x, width }) => x.baseVal.value + width.baseVal.value / 2);
    const [left, right] = [middles[0], middles.at(-1)];
    const [low, high] = [at[0], at.at(-1)];
    return {
      x: (value) => left + ((value - low) / (high - low)) * (right - left),
      value: (x) => low + ((x - left) / (right - left)) * (high - low),
    };
  };

  /** A picture in which the slider can be set by a click, with a line where it is. */
  const picture = (figure, told, row) => {
    const whole = pictures.figure(figure);
    const svg = whole.querySelector("svg");
    const at = told.points.map((point) => point.at);
    const map = placed(svg, { at });
    const { y, height } = svg.querySelector(".marks rect");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    const [top, floor] = [y.baseVal.value, y.baseVal.value + height.baseVal.value];
    for (const [name, value] of Object.entries({ class: "now", y1: top, y2: floor })) line.setAttribute(name, value);
    svg.append(line);
    svg.addEventListener("click", ({ clientX }) => {
      const { left, width } = svg.getBoundingClientRect();
      const { low, high, step } = row.look;
      const value = map.value(((clientX - left) / width) * svg.viewBox.baseVal.width);
      if (value < low - step || value > high + step) return;
      const steps = Math.round((value - low) / step);
      setFactor(row.factor.path, Math.min(Math.max(clean(low + steps * step), low), high));
    });
    mapped.push({ line, map, row });
    return whole;
  };

  const moved = () => {
    for (const { line, map, row } of mapped) {
      const x = map.x(inForce(row.factor) ?? middle(row.factor));
      for (const end of ["x1", "x2"]) line.setAttribute(end, x);
    }
  };

  const draw = async (told, row) => {
    const sides = state.arm === state.against ? ["arm"] : ["arm", "against"];
    const figures = await Promise.all(sides.map((which) => figure(told, which, row)));
    if (sliders.shown() !== row || !course.isOf(told, row.range)) return;
    drawn = told;
    mapped = [];
    by("along-title").textContent = say("along.title", { label: row.label });
    const lines = sides.map((which) =>
      made("p", {}, made("span", { className: `swatch of-${which}`, "aria-hidden": "true" }), most(told.points, which, row), " ", measured(told.points, which)),
    );
    by("along-words").replaceChildren(...lines);
    by("along-pictures").replaceChildren(...figures.map((one) => picture(one, told, row)));
    by("along-note").textContent = say("along.note", { trials: grouped(told.trials) });
    panel.hidden = false;
    calm(panel);
    moved();
  };

  let [busy, again] = [false, false];
  /** Follows what is asked, one course after the other. */
  const follow = async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      for (const trials of TRIALS) {
        const row = sliders.shown();
        if (!row || outcomes.length === 0) break;
        const told = await course.play(row.range, trials, { rank: 1, owner: OWNER });
        if (!told || again) break;
        if (told !== drawn) await draw(told, row);
      }
    }
    busy = false;
  };

  return {
    /** Is told what was played: then there is time for the whole range. */
    show: (told) => {
      const row = sliders.shown();
      if (drawn !== null && row && !course.isOf(drawn, row.range)) busyWith(panel);
      outcomes = told.arms.find(({ endings }) => endings)?.endings.map(({ outcome }) => outcome) ?? outcomes;
      if (told.whole) follow().catch(trouble.show);
      else moved();
    },
    /** Another slider is held. */
    follow: () => outcomes.length > 0 && follow().catch(trouble.show),
    moved,
    /** The scenario is another one. */
    clear: () => {
      [drawn, mapped] = [null, []];
      panel.hidden = true;
    },
  };
})();
