// How the two policies of the sentence do over the range of one factor, all else as it is.
const course = (() => {
  const PLACES = 11;
  /** What was played, by question: all of these hold as long as the page is open. */
  const known = new Map();

  const isApart = ({ low, high }) => low > 0 || high < 0;

  /** Where the difference changes its sign between places at which it is told from none. */
  const tipping = (points) => {
    const sure = points.filter(({ difference }) => isApart(difference));
    for (let place = 1; place < sure.length; place += 1) {
      const [before, after] = [sure[place - 1], sure[place]];
      if (before.difference.value * after.difference.value > 0) continue;
      // Between the two, the pair of places where the curves cross.
      const between = points.filter(({ at }) => at >= before.at && at <= after.at);
      const second = between.findIndex(({ difference }) => difference.value * before.difference.value <= 0);
      const [a, b] = [between[second - 1], between[second]];
      const way = a.difference.value / (a.difference.value - b.difference.value);
      return a.at + way * (b.at - a.at);
    }
    return null;
  };

  const question = ({ path }) => {
    const sets = new Map(state.sets);
    sets.delete(path);
    const about = { ...subject(sets), policies: [state.against, state.arm], measure: state.measure };
    return { about, key: JSON.stringify([path, about]) };
  };

  /** Plays a course with so many trials at each place; nothing where it was dropped or overtaken. */
  const play = async (factor, trials, how) => {
    const { path, kind, low, high } = factor;
    const { about, key } = question(factor);
    if (known.get(key)?.trials >= trials) return known.get(key);
    const at = (place) => {
      const value = clean(low + (place / (PLACES - 1)) * (high - low));
      return kind === "count" ? Math.round(value) : value;
    };
    const places = [...new Set(Array.from({ length: PLACES }, (_, place) => at(place)))];
    const one = (value) => engine.ask({ ask: "course", ...about, path, value, trials }, how);
    const answers = await Promise.all(places.map(one));
    if (answers.includes(undefined)) return undefined;
    const points = answers.map(({ at, arms: [against, arm], differences: [, difference] }) => ({
      at,
      against,
      arm,
      difference,
    }));
    const told = {
      trials,
      points,
      apart: points.some(({ difference }) => isApart(difference)),
      tip: tipping(points),
    };
    known.set(key, told);
    return question(factor).key === key ? told : undefined;
  };

  return {
    play,
    /** What is known of a factor as things stand now. */
    known: (factor) => known.get(question(factor).key),
  };
})();
