// Everything stands on the page without this. It adds: columns that sort, figures to choose from,
// values on hover and by keyboard, and figures to save.
"use strict";
const made = (tag, parts = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), parts);
  element.append(...children);
  return element;
};

// Headers sort their column; without scripts the tables stand as they were written.
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  table.querySelectorAll("thead th").forEach((head, column) => {
    const button = made("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.querySelectorAll("thead th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const text = (row) => row.cells[column].textContent.trim();
      const order = (a, b) => {
        const [x, y] = [parseFloat(text(a)), parseFloat(text(b))];
        const apart = isNaN(x) || isNaN(y) ? text(a).localeCompare(text(b)) : x - y;
        return down ? -apart : apart;
      };
      body.append(...Array.from(body.rows).sort(order));
    });
  });
}

// One set of figures at a time, or all of them.
for (const section of document.querySelectorAll("section")) {
  const sets = Array.from(section.querySelectorAll(":scope > .choice"));
  if (sets.length < 2) continue;
  const names = [...sets.map((set) => set.dataset.name), "all"];
  const select = made("select", {}, ...names.map((name) => made("option", { value: name }, name)));
  const show = () => {
    const all = select.selectedIndex === sets.length;
    sets.forEach((set, place) => (set.hidden = !all && place !== select.selectedIndex));
    section.classList.toggle("one", !all);
  };
  select.addEventListener("change", show);
  const label = made("label", {}, sets[0].dataset.choose + " ", select);
  sets[0].before(made("p", { className: "choose" }, label));
  show();
}

// A mark says what it shows when one points at it, or walks to it with the arrow keys.
const tip = made("div", { className: "tip", hidden: true });
const heard = made("div", { className: "of", role: "status" });
const hint = made("p", { className: "of", id: "hint" }, "Arrow keys step through the values.");
document.querySelector("main").append(tip, heard, hint);
for (const chart of document.querySelectorAll("figure [role=img]")) {
  const titles = Array.from(chart.querySelectorAll("svg > * title"));
  if (titles.length === 0) continue;
  const marks = titles.map((title) => title.parentElement);
  const says = titles.map((title) => title.textContent);
  titles.forEach((title) => title.remove());
  marks.forEach((mark) => mark.classList.add("says"));
  let at = -1;
  const leave = () => {
    if (at >= 0) marks[at].classList.remove("on");
    at = -1;
    tip.hidden = true;
  };
  const show = (place) => {
    leave();
    at = place;
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
  marks.forEach((mark, place) => mark.addEventListener("pointerover", () => show(place)));
  chart.addEventListener("pointerleave", leave);
  chart.addEventListener("blur", leave);
  chart.tabIndex = 0;
  chart.setAttribute("aria-describedby", "hint");
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
}

// A figure as a picture of its own: light, with its title inside.
const alone = (figure) => {
  const svg = figure.querySelector("svg").cloneNode(true);
  svg.querySelector(".marks")?.remove();
  const { width, height } = figure.querySelector("svg").viewBox.baseVal;
  const set = (element, of) => Object.entries(of).forEach(([name, value]) => element.setAttribute(name, value));
  set(svg, { xmlns: "http://www.w3.org/2000/svg", width, height });
  svg.removeAttribute("aria-hidden");
  const inside = (tag, of, text = "") => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    set(element, of);
    element.textContent = text;
    return element;
  };
  const title = figure.querySelector("h3").textContent;
  svg.prepend(inside("title", {}, title), inside("rect", { width, height, fill: "#ffffff" }));
  return { text: new XMLSerializer().serializeToString(svg), title, width, height };
};
const save = (blob, title, ending) => {
  const name = title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  const link = made("a", { href: URL.createObjectURL(blob), download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
const ways = {
  SVG: (figure) => {
    const { text, title } = alone(figure);
    save(new Blob([text], { type: "image/svg+xml" }), title, "svg");
  },
  PNG: (figure) => {
    const { text, title, width, height } = alone(figure);
    const picture = new Image();
    picture.addEventListener("load", () => {
      const canvas = made("canvas", { width: 3 * width, height: 3 * height });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => save(blob, title, "png"));
    });
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  },
};
for (const figure of document.querySelectorAll("figure")) {
  if (!figure.querySelector("svg")) continue;
  const title = figure.querySelector("h3").textContent;
  const buttons = Object.entries(ways).map(([way, make]) => {
    const button = made("button", { type: "button" }, way);
    button.setAttribute("aria-label", `Save as ${way}: ${title}`);
    button.addEventListener("click", () => make(figure));
    return button;
  });
  figure.append(made("p", { className: "save" }, "Save as ", ...buttons));
}
