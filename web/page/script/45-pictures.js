// Pictures come from the engine as SVG; here they can be pointed at, walked through and saved.
const pictures = (() => {
  const tip = made("div", { className: "tip", hidden: true });
  document.body.append(tip);

  let pointed = null;
  /** What was pointed at may have been drawn anew. */
  const settle = () => {
    if (pointed && !pointed.isConnected) tip.hidden = true;
  };

  const parsed = (svg) => {
    const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
    return document.importNode(documentElement, true);
  };

  /** A mark says what it shows when one points at it, or walks to it with the arrow keys. */
  const pointable = (chart) => {
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
      pointed = marks[at];
      pointed.classList.add("on");
      tip.textContent = says[at];
      tip.hidden = false;
      const mark = pointed.getBoundingClientRect();
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
      by("heard").textContent = says[to];
    });
  };

  /** A picture as a file of its own: light, with its title inside. */
  const alone = (svg, title) => {
    const copy = svg.cloneNode(true);
    copy.querySelector(".marks")?.remove();
    const { width, height } = svg.viewBox.baseVal;
    const set = (element, of) =>
      Object.entries(of).forEach(([name, value]) => element.setAttribute(name, value));
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

  const ways = {
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

  /** A figure of the engine: title, picture, note, and how to save it. */
  const figure = ({ title, svg, says, note }) => {
    if (!svg) return made("figure", {}, made("figcaption", {}, title), made("p", {}, says));
    const drawn = parsed(svg);
    const chart = made("div", { className: "chart", role: "img", "aria-label": `${title}. ${says}` }, drawn);
    pointable(chart);
    const buttons = Object.entries(ways).map(([way, make]) => {
      const button = made(
        "button",
        { type: "button", "aria-label": say("ranking.save_as", { way, title }) },
        way,
      );
      button.addEventListener("click", () => make(drawn, title));
      return button;
    });
    return made(
      "figure",
      {},
      made("figcaption", {}, title),
      chart,
      ...(note ? [made("p", { className: "caption" }, note)] : []),
      made("p", { className: "save" }, `${say("ranking.save")} `, ...buttons),
    );
  };

  return { figure, parsed, pointable, settle };
})();

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
