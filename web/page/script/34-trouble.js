// What went wrong, in words, with the way back.
const trouble = (() => {
  const place = by("trouble");
  const hide = () => {
    place.hidden = true;
    place.replaceChildren();
  };
  const note = (...says) => {
    const close = made("button", { type: "button" }, say("page.dismiss"));
    close.addEventListener("click", hide);
    const line = (text) => made("p", { className: text.includes("\n") ? "code" : "" }, text);
    place.replaceChildren(...says.map(line), made("p", { className: "ways" }, close));
    place.hidden = false;
  };
  const show = (error) => {
    note(error instanceof Refused ? error.message : say("page.stopped", { what: error.message }));
    const way = (key, act) => {
      const button = made("button", { type: "button", className: "main" }, say(key));
      button.addEventListener("click", () => {
        hide();
        act();
      });
      place.lastChild.prepend(button, " ");
    };
    if (past.length > 0) way("page.undo", undo);
    else if (state.sets.size > 0) way("sliders.reset_all", () => change({ sets: new Map() }));
  };
  return { show, note, hide };
})();
