// How policies do over the range of one factor, all else as it is: the two of the sentence, or all rivals.
const course = (() => {
  const PLACES = 11;
  /** What was played, by question: all of these hold as long as the page is open. */
  const known = new Map();

  const isApart = (difference) => difference && (difference.low > 0 || difference.high < 0);

  /** Where a difference changes its sign last; where it does not, within the last step. */
  const crossing = (points, difference) => {
    const [values, places] = [points.map(difference), points.map(({ at }) => at)];
    const found = values.findLastIndex((value, place) => place > 0 && value * values[place - 1] <= 0);
    const second = found > 0 ? found : values.length - 1;
    const [a, b] = found > 0 ? [values[second - 1], values[second]] : [1, -1];
    return places[second - 1] + (a === b ? 0.5 : a / (a - b)) * (places[second] - places[second - 1]);
  };

  /** Where the two change places: between places at which they are told apart. */
  const tipping = (points) => {
    const sure = points.filter(({ difference }) => isApart(difference));
    for (let place = 1; place < sure.length; place += 1) {
      const [before, after] = [sure[place - 1], sure[place]];
      if (before.difference.value * after.difference.value > 0) continue;
      const between = points.filter(({ at }) => at >= before.at && at <= after.at);
      return crossing(between, ({ difference }) => difference.value);
    }
    return null;
  };

  /**
   * Who is best, or too close to tell from the best, from where on. Another one takes over only where the one before is
   * told from the best, and where it was not as good itself all along.
   */
  const leading = (points) => {
    const leaders = [{ name: points[0].best, from: null, first: 0 }];
    for (const [place, { best, behind }] of points.entries()) {
      const last = leaders.at(-1);
      if (best === last.name || !isApart(behind.get(last.name))) continue;
      const led = points.slice(last.first, place + 1);
      if (led.some((point) => isApart(point.behind.get(best)))) {
        const from = crossing(led, ({ values }) => values.get(best).value - values.get(last.name).value);
        leaders.push({ name: best, from, first: place });
      } else last.name = best;
    }
    return leaders;
  };

  /** The two of the sentence, and whom else those who are advised could choose. */
  const rivals = () => {
    const alone = scene.policies.filter(({ others }) => !others).map(({ name }) => name);
    return [...new Set([state.against, state.arm, ...scene.usual.filter((name) => alone.includes(name))])];
  };
  const two = () => [state.against, state.arm];

  const question = ({ path }, policies) => {
    const sets = new Map(state.sets);
    sets.delete(path);
    const about = { ...subject(sets), policies, measure: state.measure };
    return { about, key: JSON.stringify([path, about]) };
  };

  /** A place as it was answered, the policies by their names. */
  const point = (policies, { at, arms, endings, differences: [, difference], best, behind }) => {
    const named = (list) => new Map(list.map((one, place) => [policies[place], one]));
    return {
      at,
      against: arms[0],
      arm: arms[1],
      difference,
      endings: { against: endings[0], arm: endings[1] },
      values: named(arms),
      best: policies[best],
      behind: named(behind),
    };
  };

  /** Plays a course with so many trials at each place; nothing where it was dropped or overtaken. */
  const play = async (factor, trials, how, all = false) => {
    const { path, kind, low, high } = factor;
    const policies = all ? rivals() : two();
    const { about, key } = question(factor, policies);
    if (known.get(key)?.trials >= trials) return known.get(key);
    const at = (place) => {
      const value = clean(low + (place / (PLACES - 1)) * (high - low));
      return kind === "count" ? Math.round(value) : value;
    };
    const places = [...new Set(Array.from({ length: PLACES }, (_, place) => at(place)))];
    const one = (value) => engine.ask({ ask: "course", ...about, path, value, trials }, how);
    const answers = await Promise.all(places.map(one));
    if (answers.includes(undefined)) return undefined;
    const points = answers.map((answer) => point(policies, answer));
    const told = {
      key,
      trials,
      points,
      apart: points.some(({ difference }) => isApart(difference)),
      tip: tipping(points),
      rivals: policies.length,
      leaders: all ? leading(points) : null,
    };
    known.set(key, told);
    return question(factor, all ? rivals() : two()).key === key ? told : undefined;
  };

  return {
    play,
    /** Whether a course is of a factor as things stand now. */
    isOf: (told, factor) => [rivals(), two()].some((policies) => question(factor, policies).key === told.key),
    /** What is known of a factor as things stand now: of all rivals, or else of the two. */
    known: (factor) => {
      const of = (policies) => known.get(question(factor, policies).key);
      const [all, pair] = [of(rivals()), of(two())];
      return all?.leaders ? all : pair;
    },
  };
})();
