// Every word of the page is in words.json; texts have {places}, so that a translation may order them.
const block = (id) => document.getElementById(id).textContent;
const words = JSON.parse(block("words"));
const version = document.querySelector("meta[name=offramp-version]").content;

/** What stands at a dotted key. */
const word = (key) => key.split(".").reduce((part, name) => part?.[name], words) ?? key;

/** A text with its places filled by texts. */
const say = (key, values = {}) => word(key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

/** A text with its places filled by texts or nodes, as a list of both. */
const filled = (text, values) =>
  text
    .split(/\{(\w+)\}/)
    .map((part, place) => (place % 2 ? values[part] : part))
    .flat()
    .filter((part) => part !== "");

const by = (id) => document.getElementById(id);

/** The first letter small where the word is no name, so that a sentence can go on with it. */
const lowered = (text) => {
  const [first] = text.split(/[\s,]/, 1);
  return words.sentence.lowered.includes(first) ? text[0].toLowerCase() + text.slice(1) : text;
};

/** What a panel shows is of a past state, and says so, until it is calm again. */
const busyWith = (panel) => {
  panel.setAttribute("aria-busy", "true");
  panel.querySelector("h2").dataset.busy = say("page.busy");
};
const calm = (panel) => {
  panel.removeAttribute("aria-busy");
  delete panel.querySelector("h2").dataset.busy;
};
