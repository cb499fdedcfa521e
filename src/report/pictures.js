// What a report and the page of `offramp explore` do with pictures alike: a mark says what it shows, and a picture is saved.
const made = (tag, parts = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(parts)) {
    if (name.includes("-") || name === "role") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children);
  return element;
};

/** A mark says what it shows, in `tip`, when one points at it, or walks to it with the arrow keys; then it is `heard`. */
const pointable = (chart, tip, heard) => {
  const titles = Array.from(chart.querySelectorAll("svg > * title"));
  if (titles.length === 0) return;
  const marks = titles.map((title) => title.parentElement);
  const says = titles.map((title) => title.textContent);
  titles.forEach((title) => title.remove());
  let at = -1;
  const leave = () => {
    if (at >= 0) marks[at].classList.remove("on");
    at = -1;
    tip.hidden = true;
  };
  const show = (place) => {
    leave();
    at = place;
    tip.of = marks[at];
    marks[at].classList.add("on");
    tip.textContent = says[at];
    tip.hidden = false;
    const mark = marks[at].getBoundingClientRect();
    const room = document.documentElement.clientWidth - tip.offsetWidth - 8;
    const left = mark.left + mark.width / 2 - tip.offsetWidth / 2;
    const above = mark.top - tip.offsetHeight - 6;
    tip.style.left = `${Math.max(8, Math.min(left, room)) + scrollX}px`;
    tip.style.top = `${(above > 4 ? above : mark.bottom + 6) + scrollY}px`;
  };
  marks.forEach((mark, place) => {
    mark.classList.add("says");
    mark.addEventListener("pointerover", () => show(place));
  });
  chart.addEventListener("pointerleave", leave);
  chart.addEventListener("blur", leave);
  chart.tabIndex = 0;
  chart.addEventListener("keydown", (event) => {
    const last = marks.length - 1;
    const to = {
      ArrowRight: Math.min(at + 1, last),
      ArrowDown: Math.min(at + 1, last),
      ArrowLeft: Math.max(at - 1, 0),
      ArrowUp: Math.max(at - 1, 0),
      Home: 0,
      End: last,
    }[event.key];
    if (event.key === "Escape") leave();
    if (to === undefined) return;
    event.preventDefault();
    show(to);
    heard.textContent = says[to];
  });
};

/** A picture as a file of its own: light, with its title inside. */
const alone = (svg, title) => {
  const copy = svg.cloneNode(true);
  copy.querySelector(".marks")?.remove();
  const { width, height } = svg.viewBox.baseVal;
  const set = (element, of) => Object.entries(of).forEach(([name, value]) => element.setAttribute(name, value));
  set(copy, { width, height });
  copy.removeAttribute("aria-hidden");
  const inside = (tag, of, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    set(element, of);
    element.textContent = text;
    return element;
  };
  copy.prepend(inside("title", {}, title), inside("rect", { width, height, fill: "#ffffff" }));
  return { text: new XMLSerializer().serializeToString(copy), width, height };
};

/** Hands a file to the browser to be saved. */
const save = (blob, title, ending) => {
  const name = title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  const link = made("a", { href: URL.createObjectURL(blob), download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};

const saves = {
  SVG: (svg, title) => save(new Blob([alone(svg, title).text], { type: "image/svg+xml" }), title, "svg"),
  PNG: (svg, title) => {
    const { text, width, height } = alone(svg, title);
    const picture = new Image();
    picture.addEventListener("load", () => {
      const canvas = made("canvas", { width: 3 * width, height: 3 * height });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, title, "png"));
    });
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  },
};

/** The buttons that save a picture, each labelled for the way it does. */
const savers = (svg, title, label) =>
  Object.entries(saves).map(([way, act]) => {
    const button = made("button", { type: "button", "aria-label": label(way) }, way);
    button.addEventListener("click", () => act(svg, title));
    return button;
  });
