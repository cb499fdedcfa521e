// The lines below the sentence: how sure it is, what it hangs on, and how much was played.
const hangs = (() => {
  /** Whether the first is better in the measure: -1 where it is worse, 0 where it is too close to tell. */
  const ways = { better: 1, worse: -1 };
  const way = (verdict) => ways[verdict] ?? 0;

  const ends = (told, measure, base) => {
    const arm = sentence.estimate(told, state.arm);
    const number = (of) => valueOf(measure, of?.value, base);
    return arm.ends
      .filter(({ assumption }) => assumption !== "default")
      .map(({ assumption, value, difference, verdict }) => ({
        way: way(verdict),
        words: {
          condition: words.ends[assumption] ?? scene.ends.get(assumption),
          value: number(value),
          other: number({ value: value.value - difference.value }),
        },
      }));
  };

  /** Sentences about the two policies, each with whether it is a caution. */
  const lines = (told) => {
    const { measure } = state;
    const [arm, against] = [state.arm, state.against].map((name) => sentence.estimate(told, name));
    const base = baseOf([arm.value.value, against.value.value]);
    const says = [];
    const { difference } = arm;
    if (difference) {
      const [low, high] = [difference.low, difference.high];
      const numbers = {
        difference: differenceOf(measure, difference.value, base),
        low: signed(measure, low, base),
        high: signed(measure, high, base),
      };
      const more = difference.value > 0 ? "more" : "fewer";
      const apart = low > 0 || high < 0;
      const sided = [low, high].map((end) => differenceOf(measure, end, base));
      if (low < 0 && high < 0) sided.reverse();
      const key = apart ? (measure === "days" ? `${more}_days` : more) : "close";
      says.push([say(`hangs.${key}`, apart ? { ...numbers, low: sided[0], high: sided[1] } : numbers)]);
    }
    const assumed = ends(told, measure, base);
    const now = way(arm.verdict);
    // Nothing is said of the ends before all of them are known.
    if (told.whole && assumed.length > 0 && assumed.length === scene.ends.size - 1) {
      const turned = assumed.filter((end) => now !== 0 && end.way === -now);
      const blurred = assumed.filter((end) => now !== 0 && end.way === 0);
      for (const end of turned) says.push([say("hangs.turns", end.words), true]);
      if (turned.length === 0) for (const end of blurred) says.push([say("hangs.blurs", end.words), true]);
      if (now !== 0 && turned.length + blurred.length === 0) {
        const said = assumed.map((end) => say("hangs.end", end.words));
        says.push([
          say("hangs.holds", { ends: said.reduce((first, second) => say("hangs.and", { first, second })) }),
        ]);
      }
    }
    if (arm.others) says.push([say("hangs.others"), true]);
    const why = scene.priors[measure];
    if (why) says.push([`† ${say("hangs.prior", { why })}`, true]);
    return says;
  };

  const signed = (measure, value, base) =>
    `${value > 0 ? "+" : value < 0 ? "−" : ""}${differenceOf(measure, value, base)}`;

  let [heard, waits] = [0, 0];
  /** Told aloud when it has settled, and not more than every few seconds. */
  const aloud = (text) => {
    clearTimeout(waits);
    const wait = Math.max(1200, heard + 6000 - performance.now());
    waits = setTimeout(() => {
      heard = performance.now();
      if (by("heard").textContent !== text) by("heard").textContent = text;
    }, wait);
  };

  const show = (told) => {
    const { measure } = state;
    const says = lines(told);
    by("hangs").replaceChildren(
      ...says.flatMap(([text, caution]) => [
        made("span", { className: caution ? "caution" : "" }, text),
        " ",
      ]),
    );
    const done = told.trials;
    const all = done >= told.goal;
    const numbers = { trials: grouped(done), goal: grouped(told.goal), arms: told.arms.length };
    by("count").textContent = say(`played.${all ? "all" : told.whole ? "some" : "first"}`, numbers);
    by("progress").hidden = all;
    by("progress").value = done / told.goal;

    const [arm, against] = [state.arm, state.against].map((name) => sentence.estimate(told, name).value);
    const base = baseOf([arm.value, against.value]);
    const value = valueOf(measure, arm.value, base);
    const other = valueOf(measure, against.value, base);
    const [low, high] = [arm.low, arm.high].map((end) =>
      valueOf(measure, end, base, "sentence.under_one_short"),
    );
    const seen = say(`sentence.measures.${measure}`, { horizon: scene.horizon });
    const text = says.map(([text]) => text).join(" ");
    aloud(
      say(`heard.${measure === "days" ? "days" : "shares"}`, {
        value,
        base,
        low,
        high,
        other,
        measure: seen,
        hangs: text,
      }),
    );
    by("brief").replaceChildren(
      made(
        "b",
        { className: "of-arm" },
        say(measure === "days" ? "brief.days" : "brief.value", { value, base: grouped(base) }),
      ),
      measure === "days" ? " " : ` ${seen}, `,
      made("b", { className: "of-against" }, say("brief.against", { other })),
    );
  };

  // Where the sentence itself is in sight, its numbers need not stand below it.
  const watch = new IntersectionObserver(([{ isIntersecting }]) => by("brief").classList.toggle("spare", isIntersecting));
  watch.observe(by("sentence"));

  return { show };
})();
