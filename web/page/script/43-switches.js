// What is at work: a switch for each mechanism. One that is off is nothing but what is set.
const switches = (() => {
  let rows = [];

  /** An override as it stands in the state. */
  const parsed = (set) => {
    const [path, value] = set.split("=");
    return [path, valueIn(value)];
  };

  const row = ({ name, doc, sets }) => {
    const all = sets.map(parsed);
    const box = made("input", { type: "checkbox", name });
    const isOff = () => all.every(([path, value]) => state.sets.get(path) === value);
    box.addEventListener("change", () => {
      const next = new Map(state.sets);
      for (const [path, value] of all) box.checked ? next.delete(path) : next.set(path, value);
      change({ sets: next });
    });
    const label = made("label", { className: "switch", title: doc }, box, " ", words.mechanisms[name] ?? name);
    return { label, show: () => (box.checked = !isOff()) };
  };

  return {
    /** The switches of the scenario that is open. */
    made: () => {
      rows = scene.switches.map(row);
      const legend = made("legend", {}, say("sliders.mechanisms"));
      return rows.length > 0 ? [made("fieldset", { className: "switches" }, legend, ...rows.map(({ label }) => label))] : [];
    },
    moved: () => rows.forEach((row) => row.show()),
  };
})();
