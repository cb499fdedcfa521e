// Opens pages in headless Chromium and fails on anything a reader would stumble over.
import { readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const views = [
  { name: "phone", width: 390, height: 844, scheme: "light" },
  { name: "phone-dark", width: 390, height: 844, scheme: "dark" },
  { name: "desktop", width: 1280, height: 900, scheme: "light" },
  { name: "desktop-dark", width: 1280, height: 900, scheme: "dark" },
];
const problems = [];

async function look(browser, path, view) {
  const where = `${basename(path)} ${view.name}`;
  const page = await browser.newPage();
  const complain = (what) => problems.push(`${where}: ${what}`);
  page.on("console", (said) => ["error", "warn"].includes(said.type()) && complain(said.text()));
  page.on("pageerror", (error) => complain(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|about):/.test(request.url())) complain(`asks the network for ${request.url()}`);
  });
  await page.setViewport(view);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: view.scheme }]);
  await page.goto(pathToFileURL(path).href, { waitUntil: "load" });

  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  if (width > view.width) complain(`is ${width} pixels wide in a window of ${view.width}`);
  // All sets of figures, so that none escapes.
  await page.$$eval(".choose select", (all) =>
    all.forEach((select) => {
      select.selectedIndex = select.options.length - 1;
      select.dispatchEvent(new Event("change"));
    }),
  );
  const empty = await page.$$eval("figure svg", (all) => all.filter((svg) => svg.getBoundingClientRect().width < 200).length);
  if (empty > 0) complain(`${empty} charts are too small to be seen`);
  const shot = join(process.env.PICTURES, `${basename(path, ".html")}-${view.name}.png`);
  await page.screenshot({ path: shot, fullPage: false });

  // Everything open, so that the tables are checked too.
  await page.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run({ resultTypes: ["violations"] }));
  for (const { id, help, nodes } of found.violations) {
    complain(`axe ${id}: ${help} (${nodes.length}x, first ${nodes[0].html.slice(0, 160)})`);
  }
  await page.close();
}

// A header sorts its column, numbers as numbers, and back.
async function sort(browser, path) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path).href);
  await page.$$eval("details", (all) => all.forEach((details) => (details.open = true)));
  const column = () =>
    page.$eval("figure table", (table) => [...table.tBodies[0].rows].map((row) => parseFloat(row.cells[1].textContent)));
  await page.$eval("figure table thead th:nth-child(2) button", (button) => button.click());
  const up = await column();
  await page.$eval("figure table thead th:nth-child(2) button", (button) => button.click());
  const down = await column();
  const rises = up.every((value, i) => i === 0 || up[i - 1] <= value);
  if (!rises || up.join() !== down.reverse().join()) problems.push(`${basename(path)}: sorting does not sort: ${up}`);
  await page.close();
}

// What another script or style would do, the page's own policy forbids.
async function policy(browser, path) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path).href);
  const done = await page.evaluate(async () => {
    const ran = () => {
      const script = document.createElement("script");
      script.textContent = "window.smuggled = true";
      document.body.append(script);
      return Boolean(window.smuggled);
    };
    const styled = () => {
      const style = document.createElement("style");
      style.textContent = "main { outline: 7px solid red }";
      document.body.append(style);
      return getComputedStyle(document.querySelector("main")).outlineWidth === "7px";
    };
    const asked = () => fetch("https://example.org/").then(() => true, () => false);
    return { ran: ran(), styled: styled(), asked: await asked() };
  });
  for (const [what, was] of Object.entries(done)) {
    if (was) problems.push(`${basename(path)}: the security policy lets it be ${what}`);
  }
  await page.close();
}

// A mark says what it shows under the pointer and by keyboard; one set of figures stands at a time;
// figures can be saved; titles tell figures apart.
async function use(browser, path) {
  const page = await browser.newPage();
  const complain = (what) => problems.push(`${basename(path)}: ${what}`);
  await page.setViewport(views[2]);
  await page.goto(pathToFileURL(path).href);
  const titles = await page.$$eval("figure h3", (all) => all.map((title) => title.textContent));
  const twice = titles.filter((title, i) => titles.indexOf(title) !== i);
  if (twice.length > 0) complain(`titles stand twice: ${twice.join("; ")}`);

  const tip = () => page.$eval(".tip", (tip) => (tip.hidden ? "" : tip.textContent));
  const charts = await page.$$("figure [role=img][tabindex]");
  if (charts.length === 0) return complain("no chart says its values");
  await charts[0].focus();
  await page.keyboard.press("ArrowRight");
  const first = await tip();
  await page.keyboard.press("End");
  const last = await tip();
  if (!first || !last) complain(`the keyboard shows nothing: "${first}", "${last}"`);
  await page.keyboard.press("Escape");
  if (await tip()) complain("Escape does not close a value");
  const mark = await charts[0].$(".says");
  await mark.hover();
  if (!(await tip())) complain("the pointer shows nothing");
  const inside = await page.$eval(".tip", (tip) => tip.getBoundingClientRect().right <= innerWidth);
  if (!inside) complain("a value leaves the window");

  const sets = await page.$$eval(".choice", (all) => all.map((set) => !set.hidden));
  const select = await page.$(".choose select");
  if (select) {
    if (sets.filter(Boolean).length === sets.length) complain("every set of figures stands at once");
    await page.$eval(".choose select", (select) => {
      select.selectedIndex = select.options.length - 1;
      select.dispatchEvent(new Event("change"));
    });
    const hidden = await page.$eval(".choose", (choose) => choose.parentElement.querySelectorAll(".choice[hidden]").length);
    if (hidden > 0) complain("not all figures can be seen together");
  }

  const saved = await page.evaluate(async () => {
    const blobs = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => (blobs.push(blob), make(blob));
    HTMLAnchorElement.prototype.click = () => {};
    for (const button of document.querySelector("figure .save").querySelectorAll("button")) button.click();
    for (let i = 0; i < 50 && blobs.length < 2; i++) await new Promise((go) => setTimeout(go, 100));
    const texts = blobs.map((blob) => (blob.type === "image/svg+xml" ? blob.text() : blob.size));
    return Promise.all(texts);
  });
  const [svg, png] = saved;
  if (!/^<svg [^>]*xmlns=/.test(String(svg)) || !(png > 2000)) complain(`saving gives ${String(svg).slice(0, 40)}, ${png}`);
  await page.close();
}

// Without scripts everything is still there.
async function withoutScripts(browser, path) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(pathToFileURL(path).href);
  const tables = (await page.$$("table tbody tr")).length;
  if (tables === 0) problems.push(`${basename(path)}: no tables without scripts`);
  const [unsaid, buttons, hidden] = [".marks rect:not(:has(title))", "button", ".choice[hidden]"];
  for (const selector of [unsaid, buttons, hidden]) {
    if ((await page.$$(selector)).length > 0) problems.push(`${basename(path)}: without scripts there is ${selector}`);
  }
  await page.close();
}

async function print(browser, path) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path).href);
  const pdf = join(process.env.PICTURES, `${basename(path, ".html")}.pdf`);
  await page.pdf({ path: pdf, format: "A4" });
  if (statSync(pdf).size < 20_000) problems.push(`${basename(path)}: the PDF is empty`);
  await page.close();
}

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM,
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
try {
  for (const path of process.argv.slice(2)) {
    for (const view of views) await look(browser, path, view);
    await sort(browser, path);
    await policy(browser, path);
    await use(browser, path);
    await withoutScripts(browser, path);
    await print(browser, path);
  }
} finally {
  await browser.close();
}
for (const problem of problems) console.error(problem);
console.log(`${process.argv.length - 2} pages, ${problems.length} problems; pictures in ${process.env.PICTURES}`);
process.exit(problems.length > 0 ? 1 : 0);
