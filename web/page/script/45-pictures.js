// Pictures come from the engine as SVG; here they can be pointed at, walked through and saved.
const pictures = (() => {
  const tip = made("div", { className: "tip", hidden: true });
  document.body.append(tip);

  /** What was pointed at may have been drawn anew. */
  const settle = () => {
    if (tip.of && !tip.of.isConnected) tip.hidden = true;
  };

  const parsed = (svg) => {
    const { documentElement } = new DOMParser().parseFromString(svg, "image/svg+xml");
    return document.importNode(documentElement, true);
  };

  /** A figure of the engine: title, picture, note, and how to save it. */
  const figure = ({ title, svg, says, note }) => {
    if (!svg) return made("figure", {}, made("figcaption", {}, title), made("p", {}, says));
    const drawn = parsed(svg);
    const chart = made("div", { className: "chart", role: "img", "aria-label": `${title}. ${says}` }, drawn);
    pointable(chart, tip, by("heard"));
    const buttons = savers(drawn, title, (way) => say("ranking.save_as", { way, title }));
    return made(
      "figure",
      {},
      made("figcaption", {}, title),
      chart,
      ...(note ? [made("p", { className: "caption" }, note)] : []),
      made("p", { className: "save" }, `${say("ranking.save")} `, ...buttons),
    );
  };

  return { figure, settle };
})();
