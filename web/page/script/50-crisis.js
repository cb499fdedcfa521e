/** A button with its text, and what it does. */
const pressed = (text, act, parts = {}) => {
  const button = made("button", { type: "button", ...parts }, text);
  button.addEventListener("click", act);
  return button;
};

const longDate = (date) =>
  new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

const signed = (number) => `${number < 0 ? "\u2212" : "+"}${grouped(Math.abs(number), 1)}`;

// One crisis, day by day: its strip, what happened on a day, and why. The number of a crisis is its luck: it stays while
// sliders move, so that one sees this very crisis go another way.
const crisis = (() => {
  const panel = by("crisis");
  const PACE = 1600; // milliseconds that a day stands while it plays: time to read two sentences
  const SOUGHT = 2000; // crises among which a typical one, the worst, or one that turns is looked for

  let told = null; // what the engine said last
  let asked = null; // the request that it answers, and
  let named = null; // the scene whose names stand in the panel
  let day = 0;
  let timer = null; // while it plays
  let near = false; // nothing is computed before the reader comes near

  const number = made("input", { id: "crisis-number", inputMode: "numeric", autocomplete: "off", size: 6 });
  const finds = ["typical", "worst", "flipped"].map((what) => pressed(say(`crisis.${what}`), () => find(what).catch(amiss)));
  const trouble = made("p", { className: "amiss", role: "alert", hidden: true });
  const gist = made("div", { className: "gist" }, say("crisis.looking"));
  const reels = made("div", { className: "reels" });
  const here = made("h3", { className: "day" });
  const back = pressed("◀", () => walk(-1), { "aria-label": say("crisis.back") });
  const slider = made("input", { type: "range", min: 0, step: 1, "aria-label": say("crisis.day") });
  const forth = pressed("▶", () => walk(1), { "aria-label": say("crisis.forth") });
  const play = pressed(say("crisis.play"), () => (timer ? stop() : start()), { className: "play" });
  const part = pressed("", () => go(told.parts.day), { className: "part" });
  const days = made("div", { className: "days", "aria-live": "polite" });
  const command = pressed(say("crisis.command"), () => told && keep.copy(told.command, "keep.command_done", "keep.command_title"));
  const walker = made("div", { className: "walk" }, back, made("span", { className: "track" }, slider), forth, play);
  const story = made("div", { className: "story" }, made("div", { className: "now" }, here, walker), part, days);
  // Hidden until there is something to walk through.
  const whole = made("div", { hidden: true }, made("div", { className: "both" }, story, reels), made("p", { className: "ways" }, command));
  panel.append(
    made("h2", { id: "crisis-title" }, say("crisis.title")),
    made("p", { className: "lead" }, say("crisis.lead")),
    made(
      "div",
      { className: "numbered" },
      made("label", {}, say("crisis.number"), " ", number),
      made("span", { className: "find" }, say("crisis.find"), ...finds),
    ),
    trouble,
    gist,
    whole,
  );

  const pair = () => ({ policy: state.arm, against: state.against === state.arm ? null : state.against });
  const lastDay = (trial) => trial.days.at(-1).day;
  const titled = (trial) => say("crisis.strip", { policy: sentence.clause(trial.policy) });
  const dayOf = (trial) => trial.days.find((one) => one.day === day);

  const complain = (text) => {
    trouble.textContent = text;
    trouble.hidden = text === "";
  };

  const amiss = (error) => {
    asked = null; // so that it is asked again once something has changed
    complain(error.message);
  };
  const choose = (trial) => change({ view: { ...state.view, crisis: trial } });

  const find = async (what) => {
    stop();
    complain("");
    const { trial } = await engine.ask({ ask: "find", ...subject(), ...pair(), what, trials: SOUGHT });
    if (trial === null) return complain(say(`crisis.no_${what}`, { trials: grouped(SOUGHT) }));
    if (state.view.crisis === trial) go(told.parts?.day ?? 0);
    else choose(trial);
  };

  /** Shows the crisis of the state, and keeps the day on which the reader is if it is the same luck. */
  const show = async () => {
    if (!near || !scene || !state.arm) return;
    const trial = state.view.crisis;
    if (trial === undefined) {
      const { against } = pair();
      const found = await engine.ask({
        ask: "find", ...subject(), ...pair(), what: against ? "flipped" : "typical", trials: SOUGHT,
      });
      // What the page chose by itself is no step of the reader's.
      return complete({ view: { ...state.view, crisis: state.view.crisis ?? found.trial ?? "0" } });
    }
    const request = { ask: "trace", ...subject(), ...pair(), trial };
    const key = JSON.stringify(request);
    if (key === asked && named === scene) return;
    const before = asked && JSON.parse(asked);
    [asked, named] = [key, scene];
    const answer = await engine.ask(request);
    if (key !== asked) return;
    told = answer;
    draw();
    const same = before && before.trial === trial;
    const linked = before ? null : Number(state.view.day ?? NaN);
    const begin = Number.isInteger(linked) ? linked : (told.parts?.day ?? 0);
    go(Math.min(same ? day : begin, Number(slider.max)));
    if (Number.isInteger(linked)) panel.scrollIntoView();
  };

  /** A sentence of the engine, with what policies do in the place of their names. */
  const inWords = (text) =>
    told.trials.reduce((said, { policy }) => said.replace(`Under ${policy}:`, `${titled({ policy })}:`), text);

  const draw = () => {
    complain("");
    whole.hidden = false;
    number.value = state.view.crisis;
    // How the two part is told on the day on which they do.
    const sentences = told.gist.filter((text) => text !== told.parts?.said).map(inWords);
    gist.replaceChildren(...sentences.map((text) => made("p", { dir: "auto" }, text)));
    const hint = made("p", { className: "soft" }, say("crisis.strip_hint"));
    reels.replaceChildren(...told.trials.map((trial, place) => reel(trial, told.strips[place])), hint);
    part.textContent = say("crisis.part", { day: told.parts?.day });
    slider.max = Math.max(...told.trials.map(lastDay));
  };

  /** The strip of one trial. A click into it goes to that day. */
  const reel = (trial, strip) => {
    const whole = pictures.figure({ ...strip, title: titled(trial), note: null });
    whole.querySelector(".chart").classList.add("reel");
    const svg = whole.querySelector("svg");
    svg.addEventListener("click", ({ clientX, clientY }) => {
      for (const { rect, first, days } of rowsOf(svg)) {
        const { left, right, top, bottom } = rect.getBoundingClientRect();
        if (clientX < left || clientX >= right || clientY < top || clientY >= bottom) continue;
        go(first + Math.floor(((clientX - left) / (right - left)) * days));
      }
    });
    return whole;
  };

  /** Where the days stand in a strip: long crises go on in a second row, and a third. */
  const rowsOf = (svg) =>
    Array.from(svg.querySelectorAll(".days rect"), (rect) => {
      const [first, last] = [rect.dataset.first, rect.dataset.last].map(Number);
      return { rect, first, last, days: last - first + 1 };
    });

  /** Marks the day in the strips, and brings it into sight where a strip is wider than the screen. */
  const mark = () => {
    for (const reel of reels.querySelectorAll(".reel")) {
      const svg = reel.querySelector("svg");
      svg.querySelector(".here")?.remove();
      const row = rowsOf(svg).find(({ first, last }) => first <= day && day <= last);
      if (!row) continue;
      const here = row.rect.cloneNode();
      const pitch = row.rect.width.baseVal.value / row.days;
      const x = row.rect.x.baseVal.value + (day - row.first) * pitch;
      const looks = { x, width: pitch, class: "here", fill: "#005a8c", "fill-opacity": 0.2 };
      for (const [name, value] of Object.entries(looks)) here.setAttribute(name, value);
      svg.prepend(here);
      const scale = svg.clientWidth / svg.viewBox.baseVal.width;
      reel.scrollLeft = (x + pitch / 2) * scale - reel.clientWidth / 2;
    }
  };

  let chosen = null; // whose reasons the reader opened last
  const go = (to) => {
    day = to;
    slider.value = day;
    slider.style.setProperty("--at", day / Math.max(1, Number(slider.max)));
    const dated = told.trials.map(dayOf).find((one) => one)?.date;
    here.textContent = say(dated ? "crisis.dated" : "crisis.undated", { day, date: dated && longDate(dated) });
    slider.setAttribute("aria-valuetext", here.textContent);
    back.disabled = day <= 0;
    forth.disabled = day >= Number(slider.max);
    part.hidden = !told.parts || day === told.parts.day;
    // The day stands in the address once the reader has left that on which the two part.
    const { day: _, ...view } = state.view;
    complete({ view: day === (told.parts?.day ?? 0) ? view : { ...view, day: String(day) } });
    mark();
    tell();
  };

  /** What happened: once for both as long as they go the same way, then side by side. */
  const tell = () => {
    const parted = told.parts && day >= told.parts.day;
    const shown = parted ? told.trials : told.trials.slice(0, 1);
    const both = told.trials.length > shown.length;
    const first = parted && day === told.parts.day ? differs() : null;
    const accounts = shown.map((trial) => account(trial, both ? say("crisis.both") : titled(trial), first));
    days.replaceChildren(made("div", { className: "accounts" }, ...accounts));
    if (day !== told.parts?.day) return;
    const how = made("details", {}, made("summary", {}, say("crisis.how")), made("p", { dir: "auto" }, inWords(told.parts.said)));
    days.prepend(made("div", { className: "parting" }, made("p", { dir: "auto" }, parting(first)), how));
  };

  /** Who decided what in the one and in the other, where it was a decision that parted them. */
  const parting = (actor) => {
    const [decision, other] = told.trials.map((trial) => dayOf(trial)?.why.find((one) => one.actor === actor)?.said);
    const [here, there] = told.trials.map(titled);
    return decision && other ? say("crisis.parting_of", { here, decision, there, other }) : say("crisis.parting");
  };

  /** Who decided otherwise in the other trial, first of all. */
  const differs = () => {
    const [here, there] = told.trials.map((trial) => dayOf(trial)?.why ?? []);
    const other = here.find(({ actor, chosen }) => chosen !== there.find((one) => one.actor === actor)?.chosen);
    return other?.actor ?? null;
  };

  /** A day of one trial. The reasons of `first` come first. */
  const account = (trial, title, first) => {
    const { said = [], why = [] } = dayOf(trial) ?? {};
    const lines = said.map((text) => made("li", { dir: "auto" }, text));
    const over = day > lastDay(trial);
    const quiet = say(over ? "crisis.over" : "crisis.quiet", { day: lastDay(trial) });
    // Then what somebody did, and last what somebody let be.
    const rank = (one) => (one.actor === first ? -2 : one.chosen === "escalate" ? -1 : Number(one.quiet));
    const reasons = [...why].sort((a, b) => rank(a) - rank(b));
    const isKept = reasons.some(({ actor }) => actor === chosen);
    const isOpen = (one, place) => (isKept ? one.actor === chosen : place === 0 && rank(one) < 1);
    return made(
      "article",
      {},
      made("h4", { dir: "auto" }, title),
      lines.length > 0 ? made("ul", {}, ...lines) : made("p", { className: "soft" }, quiet),
      ...reasons.map((one, place) => reason(one, isOpen(one, place))),
    );
  };

  /** Why somebody decided so: what spoke for it to the right, what against it to the left. */
  const reason = ({ actor, said, terms, p, quiet, instead }, open) => {
    const most = Math.max(4, ...terms.map(({ nat }) => Math.abs(nat)));
    const head = ["term", "weight", "nat"].map((key) => made("th", { scope: "col" }, say(`crisis.${key}`)));
    const rows = terms.map(({ says, nat }) => {
      const bar = made("span", { className: nat < 0 ? "against" : "for" });
      bar.style.width = `${(50 * Math.abs(nat)) / most}%`;
      return made(
        "tr",
        {},
        made("th", { scope: "row", dir: "auto" }, says),
        made("td", { className: "bar" }, made("span", { className: "axis" }, bar)),
        made("td", { className: "nat" }, nat === 0 ? say("crisis.rule") : signed(nat)),
      );
    });
    const bars = instead ? say("crisis.bars_instead", { instead: words.crisis.acts[instead] }) : say("crisis.bars");
    const chance = say(p < 0.3 ? "crisis.unlikely" : "crisis.chance", { chance: count(p, 100) });
    const summary = made("summary", { dir: "auto" }, said);
    const whole = made(
      "details",
      { className: quiet ? "reason quiet" : "reason", open },
      summary,
      made("table", {}, made("thead", {}, made("tr", {}, ...head)), made("tbody", {}, ...rows)),
      made("p", { className: "soft" }, `${bars} ${chance}`),
    );
    // What is opened by hand stays open on the days that follow.
    summary.addEventListener("click", () => (chosen = whole.open ? null : actor));
    return whole;
  };

  /** To the next day on which something is told: the slider reaches the quiet ones too. */
  const walk = (way) => {
    const isEventful = ({ said, why }) => said.length > 0 || why.some(({ quiet }) => !quiet);
    const eventful = told.trials.flatMap(({ days }) => days.filter(isEventful).map(({ day }) => day));
    const ahead = eventful.filter((one) => (one - day) * way > 0);
    if (ahead.length > 0) go(way > 0 ? Math.min(...ahead) : Math.max(...ahead));
    else stop();
  };

  // Nothing plays by itself, and nothing glides: it is safe for whoever asked for less motion.
  const start = () => {
    if (!told) return;
    if (forth.disabled) go(0);
    days.ariaLive = "off"; // a day in a second and a half is too fast to be read out
    timer = setInterval(() => walk(1), PACE);
    play.textContent = say("crisis.pause");
  };

  const stop = () => {
    clearInterval(timer);
    timer = null;
    days.ariaLive = "polite";
    play.textContent = say("crisis.play");
  };

  slider.addEventListener("input", () => {
    stop();
    go(slider.valueAsNumber);
  });
  number.addEventListener("change", () => {
    const text = number.value.replace(/[\s,.]/g, "");
    if (!isSeed(text)) return complain(say("crisis.bad"));
    stop();
    choose(String(BigInt(text)));
  });
  // Arrow keys and space step and play wherever they mean nothing else.
  panel.addEventListener("keydown", (event) => {
    if (!told || event.target.closest("input, button, summary, .reel")) return;
    if (event.key === "ArrowLeft") walk(-1);
    else if (event.key === "ArrowRight") walk(1);
    else if (event.key === " ") timer ? stop() : start();
    else return;
    event.preventDefault();
  });
  panel.tabIndex = -1;

  const watch = new IntersectionObserver(
    (seen) => {
      if (!seen.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      near = true;
      shows();
    },
    { rootMargin: "400px" },
  );
  watch.observe(panel);
  /** Somebody who follows a link to a day is led there. */
  const isLinked = () => state.view.day !== undefined && !near;

  // One request at a time, and while a slider moves none: only where it comes to rest need be told.
  const REST = 200; // milliseconds
  let [busy, again] = [false, false];
  const shows = async () => {
    near ||= isLinked();
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      await new Promise((resolve) => setTimeout(resolve, REST));
      if (!again) await show().catch(amiss);
    }
    busy = false;
  };
  listen(shows);

  return { shows };
})();
