// What can be taken away: a link, a command, the scenario, tables.
const keep = (() => {
  const copy = async (text, done, title) => {
    try {
      await navigator.clipboard.writeText(text);
      toast(say(done), text);
    } catch {
      by("copied-title").textContent = say(title);
      by("copied-text").value = text;
      by("copied").showModal();
      by("copied-text").select();
    }
  };

  const bread = made("div", { id: "toast", role: "status", hidden: true });
  document.body.append(bread);
  let waits = 0;
  const toast = (text, what) => {
    bread.replaceChildren(made("p", {}, text), made("code", {}, what));
    bread.hidden = false;
    clearTimeout(waits);
    waits = setTimeout(() => (bread.hidden = true), 6000);
  };

  const link = async () => copy(await address.link(), "keep.link_done", "keep.link_title");
  const command = async () => {
    const { arms, trials } = results.last();
    const names = arms.map(({ name }) => name);
    // A comparison takes these by itself.
    const isAll = names.join() === scene.usual.join();
    const policies = isAll ? null : names;
    const told = await engine.ask({ ask: "command", ...subject(), policies, measure: state.measure, trials });
    await copy(told.command, "keep.command_done", "keep.command_title");
  };
  const scenario = async () => {
    const { toml } = await engine.ask({ ask: "scenario", ...subject() });
    save(new Blob([toml], { type: "application/toml" }), scene.name, "toml");
  };
  const table = async (file) => {
    const bytes = await engine.hub({ ask: "table", file });
    save(new Blob([bytes], { type: "text/csv" }), `${scene.name}-${file.replace(/\.csv$/, "")}`, "csv");
  };

  const asks = (element, act) => element.addEventListener("click", () => act().catch(trouble.show));
  asks(by("copy-link"), link);
  asks(by("copy-command"), command);

  /** The list of what can be saved. */
  const show = (told) => {
    if (!told.whole) return;
    const item = (text, act) => {
      const button = made("button", { type: "button" }, text);
      asks(button, async () => {
        button.closest("details").open = false;
        await act();
      });
      return button;
    };
    const items = [
      item(say("keep.scenario"), scenario),
      ...told.tables.map((file) => item(say("keep.table", { file }), () => table(file))),
    ];
    const now = items.map(({ textContent }) => textContent).join();
    if (by("saves").dataset.now === now) return;
    by("saves").dataset.now = now;
    by("saves").replaceChildren(...items);
  };

  // A list that hangs over the page goes when one turns to something else.
  const menu = by("saves").parentElement;
  addEventListener("pointerdown", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
  menu.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  return { show, copy };
})();
