// A number that is dragged, stepped with the arrow keys or typed.

const roundUp = (number) => {
  const ten = 10 ** Math.floor(Math.log10(number));
  return clean([1, 2, 5, 10].find((digit) => digit * ten >= number * 0.999) * ten);
};

/** From where to where the scenario has it: to one place, where it is the same for all. */
const standing = ({ value, least, most }) => {
  if (value !== null) return [value, value];
  return Number.isFinite(least) ? [least, most] : null;
};

/** Where it stands that is not set, for what has to begin somewhere. */
const middle = (factor) => {
  const [from, to] = standing(factor) ?? [factor.low, factor.high];
  return (from + to) / 2;
};

/** What a factor's numbers look like: probabilities are read as so many of 100. */
const looks = (factor) => {
  const share = factor.unit.startsWith("probability");
  const scale = share ? 100 : 1;
  const [least, most] = standing(factor) ?? [factor.low, factor.high];
  const low = Math.min(factor.low, least);
  // Of what is rare, the slider shows some ten times as much, since all of it lies at its beginning.
  const high =
    share && most > 0 && most < 0.05
      ? Math.min(factor.high, roundUp(10 * most))
      : Math.max(factor.high, most);
  const raw = ((high - low) * scale) / 100;
  const ten = 10 ** Math.floor(Math.log10(raw));
  const round = [1, 2, 5].findLast((digit) => digit * ten <= raw * 1.001) * ten;
  const step = factor.kind === "count" ? Math.max(1, Math.round(round)) : clean(round);
  const day = factor.unit.includes("per day");
  const unit = share
    ? say(day ? "sliders.percent_day" : "sliders.percent")
    : factor.unit === "nat"
      ? ""
      : factor.unit;
  const text = (value) => String(clean(Number((value * scale).toPrecision(4))));
  const withUnit = (number) => (share || !unit ? `${number}${unit}` : `${number} ${unit}`);
  return {
    scale,
    low,
    high,
    step: step / scale,
    unit,
    text,
    withUnit,
    said: (value) => withUnit(text(value)),
  };
};

/** What is in force: what is set, or the scenario's; null where that differs between holders. */
const inForce = (factor) => state.sets.get(factor.path) ?? factor.value;

/** What the scenario has, in words. */
const byDefault = (factor, { text }) => {
  const stretch = standing(factor);
  if (stretch === null) return null;
  const [low, high] = stretch.map(text);
  return low === high ? low : say("sentence.varied", { low, high });
};

const numberField = (factor, label, unknown) => {
  const look = looks(factor);
  const { low, high, step, text, scale } = look;
  const field = made("input", { type: "number", className: "number", step: "any", "aria-label": label });
  const most = Math.max(high, factor.high);
  [field.min, field.max] = [text(low), text(most)];
  field.placeholder = byDefault(factor, look) ?? unknown;
  if (factor.value === null) field.title = say("sentence.differs");
  let [typing, drag] = [false, null];

  // Its box is as wide as what stands in it, which lies below it unseen.
  const whole = made("span", { className: "fitted" }, field);
  const fit = () => (whole.dataset.text = field.value || field.placeholder);
  const show = () => {
    const value = inForce(factor);
    if (!typing) field.value = value === null ? "" : text(value);
    field.classList.toggle("changed", state.sets.has(factor.path));
    fit();
  };
  const set = (value) => {
    const steps = Math.round((value - low) / step);
    const at = Math.min(Math.max(clean(low + steps * step), low), most);
    setFactor(factor.path, clean(at), `field ${factor.path}`);
  };
  const start = () => inForce(factor) ?? middle(factor);

  let rest = 0;
  /** Takes what was typed once the hand rests: "1" is no more than the beginning of "15". */
  const take = () => {
    clearTimeout(rest);
    const value = field.valueAsNumber / scale;
    if (Number.isFinite(value) && value >= low && value <= most)
      setFactor(factor.path, clean(value), `field ${factor.path}`);
  };
  field.addEventListener("input", () => {
    typing = true;
    fit();
    clearTimeout(rest);
    rest = setTimeout(take, 400);
    const value = field.valueAsNumber;
    const isBad = field.validity.badInput || value < Number(field.min) || value > Number(field.max);
    whole.dataset.bounds = isBad ? say("sentence.bounds", { low: field.min, high: field.max }) : "";
  });
  field.addEventListener("blur", () => {
    if (typing) take();
    if (typing && field.value === "" && !field.validity.badInput) setFactor(factor.path, null);
    typing = false;
    whole.dataset.bounds = "";
    show();
  });
  field.addEventListener("keydown", (event) => {
    const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (event.key === "Enter") {
      take();
      field.select();
    }
    if (by === undefined) return;
    event.preventDefault();
    typing = false;
    set(start() + by * (event.shiftKey ? 10 : 1) * step);
  });
  field.addEventListener("pointerdown", (event) => {
    if (event.button === 0) drag = { x: event.clientX, from: start(), moved: false };
  });
  field.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const by = event.clientX - drag.x;
    if (!drag.moved && Math.abs(by) < 4) return;
    if (!drag.moved) {
      drag.moved = true;
      field.setPointerCapture(event.pointerId);
    }
    event.preventDefault();
    typing = false;
    set(drag.from + (by / 300) * (high - low));
  });
  const leave = () => {
    if (drag && !drag.moved) field.select();
    drag = null;
  };
  field.addEventListener("pointerup", leave);
  field.addEventListener("pointercancel", leave);
  show();
  return { field, whole, show, look };
};
