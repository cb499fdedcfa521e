// Guided tours: each step sets the page, asks for a guess while the results are hidden, and then tells what was played.
// The texts are files of their own; every figure in them, and which of their sentences is told, comes from the engine.
const tours = (() => {
  const place = by("tours");
  const TRIALS = 10000; // as many as the page comes to, so that its figures are the same
  const HABITS = "baseline"; // the policy of every scenario in which nobody changes course
  const WITHIN = 0.02; // a change that lies within it either way is none worth the name
  const shipped = JSON.parse(block("tours-given"));

  let tour = null;
  let at = 0;
  let guesses = []; // by step, of this tour

  const title = (text) => made("h2", { id: "tours-title", tabIndex: -1, dir: "auto" }, text);
  // Where in which tour one is stands in the address, so that a link leads there.
  const isShipped = () => shipped.some(({ name }) => name === tour?.name);
  const mark = () => {
    const { tour: _, step: __, ...view } = state.view;
    complete({ view: isShipped() ? { ...view, tour: tour.name, step: String(at + 1) } : view });
  };
  const close = () => {
    tour = null;
    mark();
    place.hidden = true;
    delete document.body.dataset.guess;
    by("open-tours").focus();
  };
  const show = (...parts) => {
    const leave = pressed(say(tour ? "tours.leave" : "tours.close"), close, { className: "leave" });
    place.replaceChildren(leave, ...parts);
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
    place.querySelector("h2").focus({ preventScroll: true });
  };

  const isText = (value) => typeof value === "string";
  const isSets = (value) => Array.isArray(value) && value.every((set) => isText(set) && Number.isFinite(Number(valueIn(set.split("=")[1]))));
  const NEEDED = ["title", "text", "arm", "measure", "ask"];
  const KNOWN = [...NEEDED, "scenario", "against", "sets", "before", "within", "guess", "answer", "told", "notice"];
  const TOLD = ["more", "fewer", "same", "undecided"];
  /** What is wrong with a tour that somebody wrote, or nothing. */
  const fault = ({ title, step: steps }) => {
    if (!isText(title) || !Array.isArray(steps) || steps.length === 0) return say("tours.bad");
    for (const [place, step] of steps.entries()) {
      const amiss = (what, values) => say(`tours.${what}`, { step: place + 1, ...values });
      const lacks = NEEDED.find((key) => !isText(step[key]));
      if (lacks) return amiss("lacks", { key: lacks });
      if (!["share", "change"].includes(step.guess)) return amiss("guess", { guess: step.guess });
      if (step.guess === "change" && !step.against && !step.before) return amiss("alone");
      const sets = ["sets", "before"].find((key) => !isSets(step[key] ?? []));
      if (sets) return amiss("sets", { key: sets });
      // What stands under [step.told] belongs to it: so a notice is easily lost.
      const strange = Object.keys(step).find((key) => !KNOWN.includes(key)) ?? Object.keys(step.told ?? {}).find((key) => !TOLD.includes(key));
      if (strange) return amiss("strange", { key: strange });
    }
    return null;
  };

  const read = async ({ name, text }) => {
    const told = await engine.ask({ ask: "tour", text });
    const wrong = fault(told);
    if (wrong) throw new Refused(`${name}: ${wrong}`);
    return { ...told, name };
  };

  /** The list of tours, and room for one's own. */
  const open = async () => {
    tour = null;
    mark();
    delete document.body.dataset.guess;
    const told = await Promise.all(shipped.map(read));
    const cards = told.map((one) =>
      made("li", {}, pressed(one.title, () => begin(one), { className: "tour" }), made("p", { dir: "auto" }, one.about ?? "")),
    );
    const file = made("input", { type: "file", accept: ".toml,text/plain" });
    file.addEventListener("change", async () => file.files[0] && take(await file.files[0].text(), file.files[0].name));
    const text = made("textarea", { rows: 6, spellcheck: false, "aria-label": say("tours.text") });
    const own = made(
      "details",
      {},
      made("summary", {}, say("tours.own")),
      made("p", {}, say("tours.own_lead")),
      made("p", {}, made("label", {}, say("tours.file"), " ", file)),
      text,
      made(
        "p",
        { className: "ways" },
        pressed(say("tours.take"), () => take(text.value, say("tours.pasted"))),
        pressed(say("tours.example"), () => (text.value = shipped[0].text)),
      ),
      made("p", { className: "amiss", role: "alert" }),
    );
    show(title(say("tours.title")), made("p", {}, say("tours.lead")), made("ul", { className: "list" }, ...cards), own);
  };

  /** Takes a tour that somebody dropped, chose or pasted. */
  const take = async (text, name) => {
    try {
      begin(await read({ name, text }));
    } catch (error) {
      if (place.hidden || !place.querySelector(".amiss")) await open();
      place.querySelector("details").open = true;
      place.querySelector(".amiss").textContent = error.message;
    }
  };

  const begin = (one, step = 0) => {
    tour = one;
    guesses = tour.step.map(() => null);
    go(Math.min(Math.max(step, 0), tour.step.length - 1));
  };

  /** What a link leads to, once there is something to hide. */
  let entered = false;
  const enter = async () => {
    if (entered) return;
    entered = true;
    const asked = shipped.find(({ name }) => name === state.view.tour);
    if (asked) begin(await read(asked), Number(state.view.step ?? 1) - 1 || 0);
  };
  refine.hear(() => enter().catch(trouble.show));

  const numbers = (sets) =>
    new Map(sets.map((set) => {
      const [path, value] = set.split("=");
      return [path.trim(), valueIn(value.trim())];
    }));

  /** Sets the page as the step has it: what is guessed stands in its sentence. */
  const set = ({ scenario, arm, against = HABITS, sets = [], measure }) => {
    const moves = scenario !== undefined && scenario !== state.scenario;
    // Habits are what a policy is held against; another one stays in the sentence.
    const others = moves ? [null] : [state.arm, state.against, scene?.policies[1]?.name];
    change({
      ...(moves ? { scenario, text: null, name: null, view: {} } : {}),
      arm,
      against: arm === against ? (others.find((name) => name && name !== arm) ?? null) : against,
      sets: numbers(sets),
      measure,
    });
  };

  /** What was played: the value now, what it is held against, and the change from that. */
  const play = async (step) => {
    const { arm, against, sets = [], before, measure } = step;
    const point = (sets, policies) =>
      engine.ask(
        { ask: "course", ...subject(numbers(sets)), path: null, value: null, policies, measure, trials: TRIALS },
        { owner: "tours" },
      );
    if (before) {
      const [now, then] = await Promise.all([sets, before].map((one) => point(one, [arm])));
      return { now: now.arms[0], then: then.arms[0], change: apart(now.arms[0], then.arms[0]) };
    }
    if (!against) return { now: (await point(sets, [arm])).arms[0] };
    const { arms: [then, now], differences: [, change] } = await point(sets, [against, arm]);
    return { now, then, change };
  };

  /**
   * The difference of two estimates from their intervals (square-and-add, Newcombe 1998, method 10): wider than it need
   * be, since both met the same luck.
   */
  const apart = (a, b) => {
    const value = a.value - b.value;
    return {
      value,
      low: value - Math.hypot(a.value - a.low, b.high - b.value),
      high: value + Math.hypot(a.high - a.value, b.value - b.low),
    };
  };

  /** Which of its sentences a step tells: only what the interval bears out. */
  const verdict = ({ low, high }, within = WITHIN) => {
    if (low >= -within && high <= within) return "same";
    if (low > 0) return "more";
    if (high < 0) return "fewer";
    return "undecided";
  };

  const figure = ({ value, low, high }) =>
    say("tours.figure", { value: count(value, 100), low: count(low, 100), high: count(high, 100) });
  const changed = ({ value, low, high }) => {
    const [least, most] = [low, high].map((one) => one * Math.sign(value)).sort((a, b) => a - b);
    const [of, from, to] = [Math.abs(value), least, most].map((one) => grouped(one * 100, 1));
    return say(value < 0 ? "tours.fewer_by" : "tours.more_by", { value: of, low: from, high: to });
  };
  const fill = (text, told) =>
    text.replace(/\{(now|then|change)\}/g, (whole, name) => {
      if (!told[name]) return whole;
      return name === "change" ? changed(told.change) : figure(told[name]);
    });

  const go = (to) => {
    at = to;
    const step = tour.step[at];
    document.body.dataset.guess = "open";
    set(step);
    mark();
    engine.drop("tours"); // what a step that was skipped asked for
    const played = play(step);
    // An error is told where the guess is opened.
    played.catch(() => {});
    const answer = made("div", { className: "reveal", tabIndex: -1, "aria-live": "polite" });
    const ask = made("div", { className: "guess" });
    show(
      made("p", { className: "where" }, say("tours.where", { tour: tour.title, step: at + 1, steps: tour.step.length })),
      title(step.title),
      made(
        "div",
        { className: "halves" },
        made("div", {}, made("p", { dir: "auto" }, step.text)),
        made("div", {}, ask, answer),
      ),
      ways(),
    );
    const question = made("p", { className: "ask", dir: "auto" }, step.ask);
    const reveal = async (guess) => {
      guesses[at] = guess;
      ask.replaceChildren(question, ...guessing(step, guess));
      answer.replaceChildren(made("p", {}, say("tours.playing")));
      answer.focus({ preventScroll: true });
      try {
        const told = await played;
        if (step !== tour?.step[at]) return;
        answer.replaceChildren(...answered(step, guess, told));
      } catch (error) {
        answer.replaceChildren(made("p", { className: "amiss" }, error.message));
      }
      delete document.body.dataset.guess;
      answer.scrollIntoView({ block: "nearest" });
    };
    if (guesses[at] !== null) reveal(guesses[at]);
    else ask.append(question, ...guessing(step, null, reveal));
  };

  const ways = () => {
    const last = at === tour.step.length - 1;
    return made(
      "p",
      { className: "ways" },
      pressed(say("tours.back"), () => go(at - 1), { disabled: at === 0 }),
      last ? pressed(say("tours.others"), open) : pressed(say("tours.next"), () => go(at + 1), { className: "next" }),
    );
  };

  /** What one guesses with; what was guessed stands and cannot be changed. */
  const guessing = ({ guess: kind, within = WITHIN }, guess, reveal) => {
    const disabled = guess !== null;
    if (kind === "change") {
      const choice = (change) => {
        const text = say(`tours.${change}`, { within: grouped(within * 100) });
        const parts = { className: "option", disabled, "aria-pressed": String(change === guess) };
        return pressed(text, () => reveal(change), parts);
      };
      return [made("p", { className: "options" }, choice("fewer"), choice("same"), choice("more"))];
    }
    const slider = made("input", { type: "range", min: 0, max: 100, value: guess ?? 50, disabled, "aria-label": say("tours.slider") });
    const number = made("output");
    const show = () => {
      number.textContent = say("tours.of_100", { value: slider.value });
      slider.style.setProperty("--at", slider.value / 100);
    };
    const ready = pressed(say("tours.reveal"), () => reveal(slider.valueAsNumber), { className: "main", disabled: true });
    slider.addEventListener("input", () => {
      ready.disabled = false;
      show();
    });
    if (disabled) show();
    else number.textContent = say("tours.drag");
    const share = made("p", { className: "share" }, made("span", { className: "track" }, slider), number);
    return disabled ? [share] : [share, made("p", {}, ready)];
  };

  /** The answer beside the guess, and what to notice. */
  const answered = (step, guess, told) => {
    const is = told.change && verdict(told.change, step.within);
    const parts = [];
    if (step.guess === "share") parts.push(scale(guess, told), made("p", {}, say("tours.guessed", { guess, now: count(told.now.value, 100) })));
    else {
      const key = is === "undecided" ? "tours.open_still" : is === guess ? "tours.right" : "tours.wrong";
      parts.push(made("p", { className: "verdict" }, say(key)));
    }
    const text = is ? (step.told?.[is] ?? say(`tours.told.${is}`)) : (step.answer ?? say("tours.told.alone"));
    parts.push(made("p", { className: "answer", dir: "auto" }, fill(text, told)));
    if (step.notice) parts.push(made("p", { className: "notice", dir: "auto" }, fill(step.notice, told)));
    return parts;
  };

  /** Guess and answer on one line from 0 to 100. */
  const scale = (guess, { now, then }) => {
    const mark = (kind, value, text) => {
      const one = made("span", { className: kind }, made("span", {}, text));
      one.style.left = `${100 * value}%`;
      return one;
    };
    const band = made("span", { className: "band" });
    band.style.left = `${100 * now.low}%`;
    band.style.width = `${100 * (now.high - now.low)}%`;
    const marks = [mark("guessed", guess / 100, say("tours.you")), mark("played", now.value, say("tours.played"))];
    if (then) marks.unshift(mark("before", then.value, say("tours.before")));
    return made("p", { className: "scale", "aria-hidden": "true" }, band, ...marks);
  };

  place.addEventListener("keydown", (event) => event.key === "Escape" && close());

  /** A line that offers the tours to whoever has just come. */
  const offer = async () => {
    const told = await Promise.all(shipped.map(read));
    const buttons = told.map((one) => pressed(one.title, () => begin(one)));
    by("begin-tours").replaceChildren(say("tours.offer"), " ", ...buttons.flatMap((button) => [button, " "]));
  };

  return { open, offer, take, isTour: (text) => /^\s*\[\[step\]\]/m.test(text) };
})();
