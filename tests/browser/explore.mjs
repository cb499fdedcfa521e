// Plays the page of `offramp explore` as a reader does, and fails on anything that does not do what it says.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";
import { otherRows } from "./rows.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const [file, fingerprints] = process.argv.slice(2);
const views = [
  { name: "phone", width: 390, height: 844, scheme: "light" },
  { name: "phone-dark", width: 390, height: 844, scheme: "dark" },
  { name: "tablet", width: 768, height: 1024, scheme: "light" },
  { name: "desk", width: 1360, height: 1000, scheme: "light" },
  { name: "desk-dark", width: 1360, height: 1000, scheme: "dark" },
  { name: "wide", width: 1600, height: 1000, scheme: "light" },
];
// In CI three sizes are looked at, and tours are walked through on the phone; elsewhere all.
const few = Boolean(process.env.CI);
const looked = few ? views.filter(({ name }) => ["phone-dark", "desk", "wide"].includes(name)) : views;
// What was asked for. A machine that does other things besides gets some room.
const BUDGET = { bytes: 2.5e6, first: 1000, move: 100 };
const ROOM = Number(process.env.ROOM ?? 3);

const problems = [];
let browser;
let where = "";
const complain = (what) => problems.push(`${where}: ${what}`);
const holds = (is, what) => is || complain(what);
const sleep = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));

// Runs in the page before its own scripts: what it copies and saves is kept, and when it tells its first figures.
const spy = () => {
  window.spied = { copied: [], saved: [], figures: [] };
  Clipboard.prototype.writeText = async (text) => void window.spied.copied.push(text);
  const make = URL.createObjectURL;
  const panics = "addEventListener('message', ({ data }) => { if (data.panics) engine = { ...engine, ask: engine.panic }; });\n";
  URL.createObjectURL = (blob) => {
    if (blob.type.includes("javascript")) return make(new Blob([panics, blob], { type: blob.type }));
    window.spied.saved.push(blob);
    return make(blob);
  };
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () {
    if (!this.download) click.call(this);
  };
  document.addEventListener("DOMContentLoaded", () => {
    const tell = () => {
      const told = document.querySelector("#sentence .value")?.textContent ?? "";
      if (/\d/.test(told)) window.spied.figures.push({ at: performance.now(), told });
    };
    new MutationObserver(tell).observe(document.querySelector("#sentence"), { childList: true, subtree: true });
  });
  // Workers of the page panic at the next request once `panics` is set.
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    const panics = window.panics && message.line !== undefined;
    if (panics) window.panics = false;
    return post.call(this, panics ? { ...message, panics } : message, ...rest);
  };
};

async function opened(address, view = views[3]) {
  const page = await browser.newPage();
  page.on("console", (said) => ["error", "warn"].includes(said.type()) && complain(said.text()));
  page.on("pageerror", (error) => complain(error.stack ?? error.message));
  page.on("request", (request) => {
    if (!/^(file|data|about|blob):/.test(request.url())) complain(`asks the network for ${request.url()}`);
  });
  await page.setViewport(view);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme ?? "light" }]);
  await page.evaluateOnNewDocument(spy);
  await page.goto(address, { waitUntil: "load" });
  return page;
}
const first = (page) => page.waitForFunction(() => window.spied.figures.length > 0, { timeout: 60_000 });
const home = () => pathToFileURL(file).href;
const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const hash = (page) => page.evaluate(() => new URLSearchParams(location.hash.slice(1)).toString());
/** What stands in the address once it has come to rest: it is written a moment after a change. */
const parameters = async (page) => {
  for (let [before, now] = [null, ""]; before !== now; ) {
    await sleep(600);
    [before, now] = [now, await hash(page)];
  }
  return new URLSearchParams(await hash(page));
};
const press = (page, selector) => page.$eval(selector, (element) => element.click());
const settled = (page) =>
  page.waitForFunction(() => document.querySelector("#progress").hidden && window.spied.figures.length > 0, { timeout: 300_000 });
/** Waits until something is so, and says whether it came to be. */
const comes = async (page, is, ...given) => {
  try {
    await page.waitForFunction(is, { timeout: 30_000 }, ...given);
    return true;
  } catch {
    return false;
  }
};

/** How long it takes from opening to figures, and from a move to figures. */
async function times() {
  where = "times";
  const { size } = await import("node:fs").then(({ statSync }) => statSync(file));
  holds(size <= BUDGET.bytes, `the page has ${size} bytes`);
  const page = await opened(home());
  await first(page);
  const opening = await page.evaluate(() => window.spied.figures[0].at);
  await sleep(1500);
  const moves = [];
  for (const value of [0.3, 0.31, 0.5, 0.2, 0.4]) {
    moves.push(await page.evaluate(async (value) => {
      const slider = document.querySelector("#factors input[type=range]");
      const before = window.spied.figures.length;
      const begun = performance.now();
      slider.value = value;
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      while (window.spied.figures.length === before) await new Promise(requestAnimationFrame);
      return window.spied.figures[before].at - begun;
    }, value));
    await sleep(700);
  }
  const move = moves.sort((a, b) => a - b)[2];
  console.log(`${(size / 1e6).toFixed(2)} MB; first figures ${opening.toFixed(0)} ms after opening; ${move.toFixed(0)} ms after a slider moves (median of ${moves.map(Math.round)})`);
  holds(opening <= BUDGET.first * ROOM, `first figures after ${opening} ms`);
  holds(move <= BUDGET.move * ROOM, `figures ${move} ms after a move`);
  await page.close();
}

/** Nothing sticks out, nothing is unreadable, at any size, in light and dark. */
async function look(view) {
  where = view.name;
  const page = await opened(home(), view);
  await first(page);
  await comes(page, () => document.querySelector("#ranked svg"));
  await page.$eval("#crisis", (crisis) => crisis.scrollIntoView());
  await comes(page, () => document.querySelector("#crisis .reel svg"));
  const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
  holds((await wide()) <= view.width, `is ${await wide()} pixels wide in a window of ${view.width}`);
  await page.evaluate(axe);
  const check = async (state) => {
    const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
    for (const { id, help, nodes } of violations) {
      complain(`${state}: axe ${id}: ${help} (${nodes.length}x, first ${nodes[0].html.slice(0, 160)})`);
    }
  };
  await check("as opened");
  await page.screenshot({ path: join(process.env.PICTURES, `explore-crisis-${view.name}.png`) });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: join(process.env.PICTURES, `explore-${view.name}.png`) });
  await page.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
  await check("all open");
  await page.$$eval("details.menu", (all) => all.forEach((details) => (details.open = false)));
  await press(page, "#open-tours");
  await comes(page, () => document.querySelector("#tours .tour"));
  await check("list of tours");
  await press(page, "#tours .tour");
  await comes(page, () => document.querySelector("#tours .guess"));
  await check("a guess");
  await page.screenshot({ path: join(process.env.PICTURES, `explore-guess-${view.name}.png`) });
  holds(await page.$eval("#tours .guess .main", (main) => main.disabled), "one can go on without a guess");
  await page.focus("#tours .guess input");
  await page.keyboard.press("ArrowRight");
  await press(page, "#tours .guess .main");
  await comes(page, () => document.querySelector("#tours .answer"));
  await check("an answer");
  await page.screenshot({ path: join(process.env.PICTURES, `explore-tour-${view.name}.png`) });
  holds((await wide()) <= view.width, `a tour is ${await wide()} pixels wide in a window of ${view.width}`);
  await press(page, "#tours .leave");
  await press(page, "#open-own");
  await check("one's own scenario");
  await page.close();
}

/** Every control of the sentence and of the sliders moves the state, and can be taken back. */
async function controls(view) {
  where = `controls ${view.name}`;
  const page = await opened(home(), view);
  await first(page);
  const fields = await page.$$("#sentence input.number");
  holds(fields.length >= 2, `${fields.length} numbers stand in the sentence`);
  const now = () => page.$eval("#sentence input.number", (field) => Number(field.value));

  await fields[0].click();
  await fields[0].type("50");
  holds(!(await parameters(page)).getAll("set").includes("message_loss=0.05"), "what is still being typed is played");
  await page.keyboard.press("Tab");
  holds((await now()) === 50, `typing 50 gives ${await now()}`);
  holds((await parameters(page)).getAll("set").some((set) => set.endsWith("=0.5")), `typing does not reach the address: ${await hash(page)}`);
  await fields[0].focus();
  await page.keyboard.press("ArrowUp");
  const stepped = await now();
  holds(stepped > 50, `an arrow steps from 50 to ${stepped}`);
  const box = await fields[0].boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  holds((await now()) > stepped, `dragging to the right leads from ${stepped} to ${await now()}`);

  // What cannot be is not played, and said so.
  const before = (await parameters(page)).getAll("set").join();
  await fields[0].click();
  await fields[0].type("150");
  const bounds = () => page.$eval("#sentence .fitted", (fitted) => fitted.dataset.bounds);
  holds((await bounds()).includes("100"), `150 of 100 is met with ${await bounds()}`);
  await page.keyboard.press("Tab");
  holds((await parameters(page)).getAll("set").join() === before, `150 of 100 leads to ${await hash(page)}`);
  holds((await now()) <= 100, `150 of 100 leaves ${await now()}`);

  // Choices: each select of the sentence.
  for (const place of (await page.$$("#sentence select")).keys()) {
    const [before, after] = await page.evaluate((place) => {
      const select = document.querySelectorAll("#sentence select")[place];
      const before = select.value;
      select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
      const after = select.value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      return [before, after];
    }, place);
    const shown = await page.$$eval("#sentence select", (all, place) => all[place].value, place);
    holds(shown === after && before !== after, `choice ${place} stays at ${shown}`);
  }
  await first(page);

  // Sliders by keyboard, what is off, and back.
  const sliders = await page.$$("#factors input[type=range]");
  holds(sliders.length >= 5, `${sliders.length} sliders`);
  for (const slider of sliders) {
    const seen = await slider.evaluate((slider) => slider.checkVisibility());
    if (!seen) continue;
    const name = await slider.evaluate((slider) => slider.labels[0]?.textContent ?? slider.ariaLabel);
    const before = await slider.evaluate((slider) => slider.value);
    await slider.focus();
    await page.keyboard.press(Number(before) === 0 ? "ArrowRight" : "ArrowLeft");
    const after = await slider.evaluate((slider) => slider.value);
    holds(before !== after, `slider ${name} stays at ${before}`);
  }
  holds((await parameters(page)).getAll("set").length >= 5, `sliders do not reach the address: ${await hash(page)}`);
  // Who is best along the slider that is held, once all rivals were played.
  holds(await comes(page, () => document.querySelector("#factors .tips .named")), "nobody is best along a slider that is held");

  // Switches: what is off is set, and set no more when it is on again.
  const set = async () => (await parameters(page)).getAll("set").sort().join(" ");
  const switches = await page.$$("#factors .switch input");
  holds(switches.length >= 4, `${switches.length} switches`);
  for (const one of switches) {
    const [name, before] = [await one.evaluate((one) => one.name), await set()];
    await one.click();
    const off = await set();
    holds(off !== before, `switching ${name} off sets nothing`);
    holds(name !== "scripted-cuts" || off.includes(".happens=false"), `cuts are not left out: ${off}`);
    await one.click();
    const on = await set();
    holds(on.split(" ").length < off.split(" ").length, `switching ${name} on again leaves ${on}`);
  }
  const changes = await page.$$eval("#factors .factor.changed", (all) => all.length);
  await page.$eval("#factors .factor.changed .reset", (reset) => reset.click());
  holds((await page.$$eval("#factors .factor.changed", (all) => all.length)) === changes - 1, "reset takes nothing back");
  await press(page, "#undo");
  holds((await page.$$eval("#factors .factor.changed", (all) => all.length)) === changes, "undo takes nothing back");
  await press(page, "#redo");
  holds((await page.$$eval("#factors .factor.changed", (all) => all.length)) === changes - 1, "redo does nothing again");
  for (let i = 0; i < 100 && !(await page.$eval("#undo", (undo) => undo.disabled)); i++) await press(page, "#undo");
  holds((await parameters(page)).getAll("set").length === 0, `after undoing all there is ${await hash(page)}`);

  // The seed, as text since it may be larger than numbers here; and all back at once.
  const seed = async (value) => {
    await page.$eval("#seed", (seed, value) => {
      seed.value = value;
      seed.dispatchEvent(new Event("change", { bubbles: true }));
    }, value);
    return (await parameters(page)).get("seed");
  };
  holds((await seed("18446744073709551615")) === "18446744073709551615", "the largest seed is not taken");
  holds((await seed("18446744073709551616")) === "18446744073709551615", "a seed too large is taken");
  await page.$eval("#factors input[type=range]", (slider) => {
    slider.value = 0.7;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await press(page, "#reset-all");
  holds((await parameters(page)).getAll("set").length === 0, "all is not reset at once");

  // How crises end over the whole range: of the slider that is held, under both policies; a click moves it.
  const along = () => page.$eval("#along", (panel) => (panel.hidden ? "" : panel.innerText));
  holds(await comes(page, () => document.querySelectorAll("#along svg").length === 2), "endings are not drawn over a range");
  const name = await page.$eval("#factors input[type=range]", (slider) => {
    slider.focus();
    return slider.ariaLabel;
  });
  const isOf = (name) => document.querySelector("#along-title").textContent.startsWith(name) && !document.querySelector("#along[aria-busy]");
  holds(await comes(page, isOf, name), `the range is not that of ${name}`);
  const range = await along();
  holds(range.includes("most often") && !/[{}]|undefined|NaN/.test(range), `the range says: ${range}`);
  const fraction = await page.$eval("#along svg", (svg) => {
    const marks = svg.querySelectorAll(".marks rect");
    const { left, width } = marks[5].getBoundingClientRect();
    svg.dispatchEvent(new MouseEvent("click", { clientX: left + width / 2, bubbles: true }));
    return marks.length;
  });
  holds(fraction === 11, `there are ${fraction} places`);
  const clicked = (await parameters(page)).getAll("set").map((set) => Number(set.split("=")[1]));
  holds(clicked.some((value) => Math.abs(value - 0.5) < 0.03), `a click in the middle leads to ${clicked}`);
  const title = await text(page, "#along-title");
  await page.$$eval("#factors input[type=range]", (all) => all[1].focus());
  holds(await comes(page, (title) => document.querySelector("#along-title").textContent !== title, title), "another slider shows the same range");
  await press(page, "#reset-all");

  // A policy of the ranking goes into the sentence.
  await comes(page, () => document.querySelector("#ranked svg .chooses"));
  const chosen = await page.$eval("#ranked svg .chooses", (name) => {
    name.dispatchEvent(new MouseEvent("click", { bubbles: true }));
    return name.firstChild.textContent.trim();
  });
  holds((await parameters(page)).get("arm") === chosen, `choosing ${chosen} in the ranking leads to ${await hash(page)}`);
  await page.close();
}

/** A link leads back to the same figures; one of another version says so; a broken one harms nothing. */
async function links() {
  where = "links";
  const page = await opened(home());
  await first(page);
  await page.$eval("#factors input[type=range]", (slider) => {
    slider.value = 0.42;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await settled(page);
  await press(page, "#copy-link");
  await comes(page, () => window.spied.copied.length > 0);
  const link = await page.evaluate(() => window.spied.copied[0]);
  const figures = (page) => page.evaluate(() => document.querySelector("#sentence").innerText + document.querySelector("#ranking").innerText);
  const other = await opened(link);
  await settled(other);
  const [here, there] = [await figures(page), await figures(other)];
  holds(here === there, `the link ${link} leads to other figures:\n${here}\n${there}`);
  await other.close();
  const older = await opened(link.replace(/v=[^&]*/, "v=0.0.1"));
  await first(older);
  holds((await text(older, "#trouble")).includes("0.0.1"), "a link of another version is taken without a word");
  await older.close();
  const broken = await opened(`${home()}#v=0.1.0&scenario=nowhere&set=%3Cb%3E&set=message_loss=x&arm=nobody&measure=none&seed=-1`);
  await first(broken);
  holds((await text(broken, "#trouble")).length > 0, "a broken link is taken without a word");
  await broken.close();

  // The same numbers from the command line, byte for byte.
  where = "commands";
  await press(page, "#copy-command");
  await comes(page, () => window.spied.copied.length > 1);
  const command = await page.evaluate(() => window.spied.copied[1]);
  const folder = mkdtempSync(join(tmpdir(), "offramp-"));
  run(command, folder, [0, 1]);
  const table = "comparisons.csv";
  await page.$$eval("#saves button", (all, table) => all.find((one) => one.textContent.includes(table)).click(), table);
  await comes(page, () => window.spied.saved.some((blob) => blob.type === "text/csv"));
  const saved = await page.evaluate(() => window.spied.saved.find((blob) => blob.type === "text/csv").text());
  const written = readFileSync(join(folder, "results/kaesong-2020-compare", table), "utf8");
  holds(saved === written, `${command} and the page disagree on ${table}: ${difference(saved, written)}`);

  // And the scenario as it stands can be run.
  await page.$$eval("#saves button", (all) => all[0].click());
  await comes(page, () => window.spied.saved.some((blob) => blob.type === "application/toml"));
  const toml = await page.evaluate(() => window.spied.saved.find((blob) => blob.type === "application/toml").text());
  await page.close();
  return toml;
}

/** What a command of the page prints. `fine`: exit codes that are answers. */
const run = (command, folder, fine = [0]) => {
  try {
    return execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1e8 });
  } catch (error) {
    if (!fine.includes(error.status)) complain(`${command} fails: ${error.stderr}`);
    return error.stdout;
  }
};

const difference = (a, b) => {
  const [here, there] = [a.split("\n"), b.split("\n")];
  const at = here.findIndex((line, i) => line !== there[i]);
  return `${here.length} and ${there.length} lines; line ${at + 1}: ${here[at]} | ${there[at]}`;
};

const drop = (page, text, name) =>
  page.evaluate((text, name) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File([text], name));
    document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
  }, text, name);

/** One's own scenario is played; a broken one is told and harms nothing; a hostile one is shown as it is written. */
async function own(toml) {
  where = "own scenario";
  const page = await opened(home());
  await first(page);
  const hostile = '<img src=x onerror=\\"window.harmed=1\\"><script>window.harmed=1</script>{arm}&lt;';
  const title = /^title = .*$/m;
  const mine = toml
    .replace(title, `title = "${hostile}"`)
    .replace(/^(label|description|question) = "(?:[^"\\]|\\.)*"$/gm, `$1 = "${hostile}"`);
  holds(title.test(toml), "the saved scenario has no title");
  await page.evaluate(() => (window.spied.figures = []));
  await drop(page, mine, "<b>mine</b>.toml");
  const playing = await comes(page, () => document.querySelector("#title").textContent.startsWith("<img") && window.spied.figures.length > 0);
  if (!playing) complain(`a dropped scenario is not played: ${await text(page, "#own-problems")} ${await text(page, "#trouble")}`);
  await comes(page, () => document.querySelector("#ranked svg"));
  await page.$eval("#crisis", (crisis) => crisis.scrollIntoView());
  await comes(page, () => document.querySelector("#crisis .reel svg"));
  await sleep(500);
  const strange = await page.evaluate(() => [
    window.harmed, ...Array.from(document.querySelectorAll("img, iframe, object, [onerror], body script:not([type]):not(:last-of-type), b b"), (one) => one.outerHTML.slice(0, 80)),
  ].filter(Boolean));
  holds(strange.length === 0, `hostile text is more than text: ${strange}`);
  await press(page, "#copy-link");
  await comes(page, () => window.spied.copied.length > 0);
  const link = await page.evaluate(() => window.spied.copied[0]);
  const other = await opened(link);
  await first(other);
  holds((await text(other, "#title")).startsWith("<img"), "a link does not hold one's own scenario");
  await other.close();

  await drop(page, toml.replace(/^horizon_days = .*$/m, "horizon_dais = 3"), "broken.toml");
  holds(await comes(page, () => document.querySelector("#own-problems").textContent.includes("horizon_dais")), "a broken scenario is not told");
  holds((await page.$$("#own-problems mark, #own-problems pre")).length > 0, "a problem is not underlined");
  await page.screenshot({ path: join(process.env.PICTURES, "explore-broken.png") });
  await page.$eval("#own button[value=close]", (close) => close.click());
  await usable(page);
  await page.close();
}

/** After whatever happened: a move gives figures. */
async function usable(page) {
  await page.evaluate(() => (window.spied.figures = []));
  await page.$eval("#factors input[type=range]", (slider) => {
    slider.value = Number(slider.value) > 0.3 ? 0.11 : 0.55;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  holds(await comes(page, () => window.spied.figures.length > 0), "the page is not usable any more");
}

/** A panic of the module is told in words, and the page goes on. */
async function panics() {
  where = "panic";
  const page = await opened(home());
  await first(page);
  await page.evaluate(() => (window.panics = true));
  await page.$eval("#factors input[type=range]", (slider) => {
    slider.value = 0.3;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  holds(await comes(page, () => !document.querySelector("#trouble").hidden), "a panic is not told");
  const said = await text(page, "#trouble");
  holds(said.length > 20 && !/undefined|unreachable/.test(said), `a panic says: ${said}`);
  await page.screenshot({ path: join(process.env.PICTURES, "explore-panic.png") });
  await usable(page);
  await page.close();
}

/** One crisis: found, typed, stepped, played, pointed at, and traced by the command that the page gives. */
async function crises(view) {
  where = `crisis ${view.name}`;
  const page = await opened(home(), view);
  await first(page);
  await page.$eval("#crisis", (crisis) => crisis.scrollIntoView());
  holds(await comes(page, () => document.querySelectorAll("#crisis .reel svg").length === 2), "two strips are not drawn");
  const day = () => page.$eval("#crisis input[type=range]", (slider) => slider.valueAsNumber);
  const button = (says) => page.$$eval("#crisis button", (all, says) => all.find((one) => (one.ariaLabel ?? one.textContent).includes(says)).click(), says);
  const parted = await day();
  holds((await page.$$("#crisis .parting")).length === 1, "it does not begin where the two part");
  holds((await page.$$("#crisis .days article")).length === 2, "the two do not stand side by side where they part");
  holds((await page.$$("#crisis .reel .here")).length >= 1, "the day is not marked in the strip");
  holds((await page.$$("#crisis .reason tbody tr")).length > 0, "no reason is given");
  await button("Back");
  const earlier = await day();
  holds(earlier < parted, `back leads from ${parted} to ${earlier}`);
  holds((await page.$$("#crisis .days article")).length === 1, "before they part, the two are told twice");
  await button("To day");
  holds((await day()) === parted, "the way to where they part leads elsewhere");
  await page.focus("#crisis input[type=range]");
  await page.keyboard.press("ArrowRight");
  holds((await day()) === parted + 1, "an arrow key does not step a day");
  await page.keyboard.press("Home");
  holds((await day()) === 0, "Home does not lead to day 0");
  await page.focus("#crisis");
  await page.keyboard.press("ArrowRight");
  holds((await day()) > 0, "an arrow key in the panel does not step");
  await button("Play");
  const begun = await day();
  holds(await comes(page, (begun) => document.querySelector("#crisis input[type=range]").valueAsNumber > begun, begun), "it does not play");
  await button("Pause");
  const paused = await day();
  await sleep(2500);
  holds((await day()) === paused, "it plays on when paused");
  // A click into the strip leads to that day.
  await page.$eval("#crisis .reel svg", (svg) => {
    svg.scrollIntoView({ block: "center" });
    // A long crisis goes on in a second row.
    const row = svg.querySelector(".days rect").getBoundingClientRect();
    const at = { clientX: row.left + 2, clientY: row.top + row.height / 2, bubbles: true };
    svg.dispatchEvent(new MouseEvent("click", at));
  });
  holds((await day()) <= 3, `a click at the beginning of the strip leads to day ${await day()}`);

  // A link leads back to the day, and to its sight.
  await page.focus("#crisis input[type=range]");
  await page.keyboard.press("End");
  const last = await day();
  await parameters(page);
  const there = await opened(await page.evaluate(() => location.href), view);
  const isThere = (last) => document.querySelector("#crisis input[type=range]").valueAsNumber === last && scrollY > 100;
  holds(await comes(there, isThere, last), `a link to day ${last} leads to another`);
  await there.close();

  const number = () => page.$eval("#crisis-number", (field) => field.value);
  for (const what of ["typical", "worst", "turns"]) {
    const begun = await page.$eval("#crisis .gist", (gist) => gist.textContent);
    await button(what);
    await sleep(1500);
    holds(/^\d+$/.test(await number()), `finding one that is ${what} gives ${await number()} (${begun})`);
  }
  await page.$eval("#crisis-number", (field) => {
    field.value = "25";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await sleep(1500);
  holds((await parameters(page)).get("view.crisis") === "25", `a typed number is not in the address: ${await hash(page)}`);
  await button("Copy as command");
  await comes(page, () => window.spied.copied.length > 0);
  const command = await page.evaluate(() => window.spied.copied[0]);
  const told = run(command, tmpdir());
  const gist = await page.$eval("#crisis .gist p", (first) => first.textContent);
  holds(/^offramp trace .*25/.test(command) && told.includes("trial 25") || told.includes("Trial 25"), `${command} says ${told.slice(0, 200)}`);
  const [outcome] = gist.match(/war|agreement|calm|stands? down|still|running|standing down/) ?? [];
  holds(outcome !== undefined, `the gist says no ending: ${gist}`);
  await page.$eval("#crisis-number", (field) => {
    field.value = "<b>";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  holds(await page.$eval("#crisis .amiss", (amiss) => !amiss.hidden), "a number that is none is taken");
  await page.close();
}

/** Every tour to its end: results wait for the guess, and every place of a text is filled. */
async function tours(view) {
  where = `tours ${view.name}`;
  const page = await opened(home(), view);
  await first(page);
  await press(page, "#open-tours");
  await comes(page, () => document.querySelector("#tours .tour"));
  const count = (await page.$$("#tours .tour")).length;
  holds(count === 3, `${count} tours`);
  for (let tour = 0; tour < count; tour++) {
    await page.$$eval("#tours .tour", (all, tour) => all[tour].click(), tour);
    for (let step = 1; ; step++) {
      const at = await text(page, "#tours .where");
      const visible = (selector) => page.$eval(selector, (element) => element.checkVisibility({ visibilityProperty: true }));
      for (const selector of ["#board", "#hangs", "#sentence .value"]) holds(!(await visible(selector)), `${at}: ${selector} is seen before the guess`);
      if (await page.$("#tours .guess .main")) {
        await page.focus("#tours .guess input");
        await page.keyboard.press("ArrowRight");
        await press(page, "#tours .guess .main");
      } else await press(page, "#tours .option");
      holds(await comes(page, () => document.querySelector("#tours .answer")), `${at}: no answer comes`);
      const told = await page.$eval("#tours .reveal", (reveal) => reveal.innerText);
      holds(!/[{}]|NaN|undefined|null/.test(told) && /\d/.test(told), `${at} says: ${told}`);
      console.log(`${at}\n    ${await text(page, "#tours .answer")}`);
      holds((await page.$("#tours .notice")) !== null, `${at}: nothing to notice`);
      holds(await visible("#board"), `${at}: results stay hidden`);
      if (!(await page.$("#tours .next"))) {
        holds(step === 5, `a tour has ${step} steps`);
        break;
      }
      await press(page, "#tours .next");
    }
    await page.$$eval("#tours .ways button", (all) => all.at(-1).click());
    await comes(page, () => document.querySelector("#tours .tour"));
  }
  // Whoever has just come is offered them.
  await press(page, "#tours .leave");
  await page.$$eval("#begin-tours button", (all) => all[1].click());
  holds(await comes(page, () => document.querySelector("#tours .where")?.textContent.includes("1 of 5")), "a tour that is offered does not begin");
  // A link into a tour.
  const there = await opened(`${home()}#scenario=kaesong-2020&view.tour=20-restraint.toml&view.step=3`, view);
  holds(await comes(there, () => document.querySelector("#tours .where")?.textContent.includes("3 of 5")), "a link does not lead into a tour");
  await there.close();
  // A teacher's own, dropped; and one that is none.
  await drop(page, 'title = "Mine"\n[[step]]\ntitle = "<b>One</b>"\ntext = "t"\narm = "baseline"\nmeasure = "minor_clash"\nask = "?"\nguess = "share"\n', "mine.toml");
  holds(await comes(page, () => document.querySelector("#tours-title")?.textContent === "<b>One</b>"), "a dropped tour does not begin");
  await drop(page, 'title = "Mine"\n[[step]]\ntitle = "One"\n', "mine.toml");
  holds(await comes(page, () => document.querySelector("#tours .amiss")?.textContent.includes("step 1")), "a broken tour is not told");
  await press(page, "#tours .leave");
  holds(await page.$eval("#tours", (tours) => tours.hidden), "a tour cannot be left");
  await usable(page);
  await page.close();
}

/** The picture of README.md and docs/explore.md: explore.png among the pictures. */
async function picture() {
  where = "picture";
  const page = await opened(home(), { width: 1360, height: 880 });
  await first(page);
  await page.$eval("#factors input[type=range]", (slider) => {
    slider.value = 0.5;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await settled(page);
  await page.screenshot({ path: join(process.env.PICTURES, "explore.png") });
  await page.close();
}

/** The engine in this browser is the program's. */
async function rows() {
  where = "rows";
  const page = await opened(home());
  const lines = readFileSync(fingerprints, "utf8").trim().split("\n").slice(1);
  const other = await page.evaluate(otherRows, lines);
  for (const name of other) complain(`${name}: other rows than the program's`);
  console.log(`${lines.length} scenarios and policies, ${other.length} with other rows`);
  await page.close();
}

async function print() {
  where = "print";
  const page = await opened(home());
  await first(page);
  await comes(page, () => document.querySelector("#ranked svg"));
  const pdf = await page.pdf({ path: join(process.env.PICTURES, "explore.pdf"), format: "A4" });
  holds(pdf.length > 20_000, "the PDF is empty");
  await page.close();
}

browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
});
try {
  const parts = process.env.PARTS?.split(",");
  const part = async (name, act) => {
    if (parts && !parts.includes(name)) return;
    try {
      await act();
    } catch (error) {
      complain(error.stack);
    }
  };
  await part("times", times);
  for (const view of looked) await part("look", () => look(view));
  for (const view of [views[0], views[3]]) {
    await part("controls", () => controls(view));
    await part("crises", () => crises(view));
    if (!few || view === views[0]) await part("tours", () => tours(view));
  }
  let toml = "";
  await part("links", async () => (toml = await links()));
  if (toml) await part("links", () => own(toml));
  await part("panics", panics);
  await part("rows", rows);
  await part("picture", picture);
  await part("print", print);
} finally {
  await browser.close();
}
for (const problem of problems) console.error(problem);
console.log(`${problems.length} problems; pictures in ${process.env.PICTURES}`);
process.exit(problems.length > 0 ? 1 : 0);
