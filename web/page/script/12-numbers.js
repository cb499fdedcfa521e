// Numbers as people read them.

/** Of how many crises it is told: another number only where it is rarer than all that is told of 100. */
const baseOf = (shares) => {
  const most = Math.max(...shares.filter((share) => share !== null && share !== undefined), 0);
  return most >= 0.002 || most === 0 ? 100 : 10000;
};

const grouped = (number, digits = 0) =>
  number.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** So many of so many crises, with a digit more where they are few; a share that is not nothing is not called 0. */
const count = (share, base, few = "sentence.under_one") => {
  const number = share * base;
  const digits = number > 0 && number < 1.95 && base === 100 ? 1 : 0;
  return share > 0 && Number(number.toFixed(digits)) === 0 ? say(few) : grouped(number, digits);
};

/** A value of a measure as it stands in a text. */
const valueOf = (measure, value, base, few) => {
  if (value === null || value === undefined) return say("sentence.wait");
  return measure === "days" ? grouped(value) : count(value, base, few);
};

/** A difference of a measure without its sign, with a digit more than a value. */
const differenceOf = (measure, value, base) => grouped(Math.abs(value) * (measure === "days" ? 1 : base), 1);

/** A number without the dust of binary fractions. */
const clean = (number) => Number(number.toPrecision(10));
