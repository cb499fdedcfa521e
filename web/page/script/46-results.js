// What was told: the answer in words, pictures, and how the two end.
const results = (() => {
  let shown = null;

  /** Names in a picture put their policy into the sentence; the one that is there stands out. */
  const named = (figure, { arms }) => {
    const names = new Set(arms.map(({ name }) => name));
    const marks = figure.querySelector(".marks");
    marks?.parentNode.prepend(marks);
    for (const text of figure.querySelectorAll("svg text")) {
      const name = text.textContent.trim();
      if (!names.has(name) || name === state.against) continue;
      text.classList.add(name === state.arm ? "chosen" : "chooses");
      const says = document.createElementNS("http://www.w3.org/2000/svg", "title");
      says.textContent = say("ranking.chooses", { does: sentence.clause(name) });
      text.append(says);
      text.addEventListener("click", () => sentence.choose("arm", name));
    }
    return figure;
  };

  const drawn = (figures, told) => figures.map((figure) => named(pictures.figure(figure), told));

  /** Sections with a choice of policies show that of the sentence; of other choices all can be opened. */
  const isCourses = ({ choices }, { arms }) =>
    choices.some(({ name }) => arms.some((arm) => arm.name === name));
  /** A trial day by day, which scrolls within itself where it is wider than the screen. */
  const reel = (figure) => {
    const whole = pictures.figure(figure);
    whole.querySelector(".chart").classList.add("reel");
    return whole;
  };
  const section = ({ title, lead, figures, strips, choices }, told) => {
    const open = ({ name, figures }) =>
      made("details", {}, made("summary", {}, name), ...drawn(figures, told));
    return made(
      "section",
      {},
      made("h3", {}, title),
      made("p", { className: "caption" }, lead),
      ...drawn(figures, told),
      ...strips.map(reel),
      ...choices.map(open),
    );
  };

  const endings = (told) => {
    const arms = [state.arm, state.against].map((name) => sentence.estimate(told, name));
    if (arms.some((arm) => !arm?.endings)) return [];
    const cell = ({ value: { value, low, high } }) => {
      const [share, least, most] = [value, low, high].map((share) =>
        count(share, 100, "sentence.under_one_short"),
      );
      const interval = least === most ? "" : ` ${least}–${most}`;
      return made("td", {}, made("b", {}, share), made("small", {}, interval));
    };
    const head = made(
      "tr",
      {},
      made("th", { scope: "col" }, say("unfolds.ending")),
      ...arms.map(({ name }, place) =>
        made("th", { scope: "col", className: place ? "of-against" : "of-arm" }, sentence.clause(name)),
      ),
    );
    const rows = arms[0].endings.map(({ outcome }, place) =>
      made(
        "tr",
        {},
        made("th", { scope: "row" }, words.endings[outcome] ?? outcome, outcome in scene.priors ? " †" : ""),
        ...arms.map((arm) => cell(arm.endings[place])),
      ),
    );
    const priors = [...new Set(arms[0].endings.map(({ outcome }) => scene.priors[outcome]).filter(Boolean))];
    return [
      made(
        "table",
        {},
        made("caption", {}, say("unfolds.endings")),
        made("thead", {}, head),
        made("tbody", {}, ...rows),
      ),
      ...priors.map((why) => made("p", { className: "caption" }, `† ${say("hangs.prior", { why })}`)),
    ];
  };

  const draw = (told) => {
    by("endings").replaceChildren(...endings(told));
    by("answer").replaceChildren(...told.sentences.map((text) => made("p", {}, text)));
    const courses = told.sections.find((one) => isCourses(one, told));
    by("ranked").replaceChildren(...drawn(told.sections[0]?.figures ?? [], told));
    const chosen = courses?.choices.filter(({ name }) => name === state.arm) ?? [];
    const both = [courses, ...chosen].filter(Boolean).flatMap(({ figures }) => figures);
    by("courses").replaceChildren(...drawn(both, told));
    pictures.settle();
  };

  // All other pictures take the hub a while: they are drawn when they are opened, and when all is played.
  const [more, inside] = [by("more"), by("more-inside")];
  const whole = async () => {
    const about = shown;
    const told = await engine.hub({ ask: "told" });
    if (shown.about !== about.about) return;
    const open = new Set(
      Array.from(inside.querySelectorAll("details[open] > summary"), ({ textContent }) => textContent),
    );
    const others = told.sections.slice(1).filter((one) => !isCourses(one, told));
    inside.replaceChildren(...others.map((one) => section(one, told)));
    for (const one of inside.querySelectorAll("details")) one.open = open.has(one.firstChild.textContent);
    inside.removeAttribute("aria-busy");
  };
  more.addEventListener("toggle", () => {
    if (more.open && shown) whole().catch(trouble.show);
  });

  return {
    /** Shows what is told; what is of an older state stays, but pale, until all is played. */
    show: (told) => {
      if (more.open) inside.setAttribute("aria-busy", "true");
      if (told.whole) {
        shown = told;
        draw(told);
        if (more.open && told.trials >= told.goal) whole().catch(trouble.show);
      }
      for (const id of ["ranking", "unfolds"]) (told.whole ? calm : busyWith)(by(id));
    },
    /** What was told of all policies last. */
    last: () => shown,
  };
})();
