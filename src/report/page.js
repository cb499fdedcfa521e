// Everything stands on the page without this. It adds: columns that sort, figures to choose from,
// values on hover and by keyboard, and figures to save.

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
  pointable(chart, tip, heard);
  if (chart.tabIndex === 0) chart.setAttribute("aria-describedby", "hint");
}

for (const figure of document.querySelectorAll("figure")) {
  const svg = figure.querySelector("svg");
  if (!svg) continue;
  const title = figure.querySelector("h3").textContent;
  const buttons = savers(svg, title, (way) => `Save as ${way}: ${title}`);
  figure.append(made("p", { className: "save" }, "Save as ", ...buttons));
}
