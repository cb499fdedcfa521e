// One's own scenario: dropped, chosen or pasted, checked by the engine, and never sent anywhere.
const own = (() => {
  const [dialog, text, problems] = [by("own"), by("own-text"), by("own-problems")];
  let name = say("own.name");

  /** Places are given in bytes; strings count otherwise. */
  const place = (bytes, at) => new TextDecoder().decode(bytes.slice(0, at)).length;

  const shown = ({ marks, problems: rendered }) => {
    const bytes = new TextEncoder().encode(text.value);
    const one = ({ from, to, says }) => {
      const [start, end] = [place(bytes, from), place(bytes, to)];
      const begin = text.value.lastIndexOf("\n", start - 1) + 1;
      const stop = text.value.indexOf("\n", start);
      const line = stop < 0 ? text.value.length : stop;
      const last = Math.min(Math.max(end, start + 1), line);
      const go = made(
        "button",
        { type: "button" },
        say("own.line", { line: text.value.slice(0, start).split("\n").length }),
      );
      go.addEventListener("click", () => {
        text.focus();
        text.setSelectionRange(start, end);
      });
      const code = made(
        "code",
        {},
        text.value.slice(begin, start),
        made("mark", {}, text.value.slice(start, last)),
        text.value.slice(last, line),
      );
      return made("li", {}, go, " ", says, code);
    };
    problems.replaceChildren(
      made("p", {}, say("own.problems")),
      // What lies in another file, which this one extends, cannot be shown in this text.
      marks.length > 0 && marks.every(({ of }) => of === name)
        ? made("ul", {}, ...marks.map(one))
        : made("pre", {}, rendered),
    );
  };

  const play = async () => {
    const answer = await engine.ask({ ask: "open", text: text.value, name, sets: [], seed: state.seed });
    if (answer.problems) return shown(answer);
    if (answer.policies.length < 2) throw new Refused(say("own.no_policy"));
    problems.replaceChildren();
    dialog.close();
    change({ scenario: null, text: text.value, name, sets: new Map(), arm: null, against: null, view: {} });
  };

  const open = (value, called) => {
    if (value !== undefined) [text.value, name] = [value, called];
    problems.replaceChildren();
    if (!dialog.open) dialog.showModal();
  };
  const read = async (file) => {
    const content = await file.text();
    if (tours.isTour?.(content)) return tours.take(content, file.name);
    open(content, file.name);
    await play();
  };
  const tried = (act) => (event) =>
    act(event).catch((error) => problems.replaceChildren(made("p", {}, error.message)));

  by("open-own").addEventListener("click", () => open());
  by("own-play").addEventListener("click", tried(play));
  by("own-current").addEventListener(
    "click",
    tried(async () => {
      const { toml } = await engine.ask({ ask: "scenario", ...subject() });
      open(toml, scene.name);
    }),
  );
  by("own-file").addEventListener(
    "change",
    tried(async ({ target }) => target.files[0] && read(target.files[0])),
  );
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("drop");
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.classList.remove("drop");
  });
  addEventListener(
    "drop",
    tried(async (event) => {
      document.body.classList.remove("drop");
      const [file] = event.dataTransfer.files;
      if (!file) return;
      event.preventDefault();
      await read(file);
    }),
  );

  return { open };
})();
