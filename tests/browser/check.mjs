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

// Without scripts everything is still there.
async function withoutScripts(browser, path) {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(pathToFileURL(path).href);
  const tables = (await page.$$("table tbody tr")).length;
  if (tables === 0) problems.push(`${basename(path)}: no tables without scripts`);
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
    await withoutScripts(browser, path);
    await print(browser, path);
  }
} finally {
  await browser.close();
}
for (const problem of problems) console.error(problem);
console.log(`${process.argv.length - 2} pages, ${problems.length} problems; pictures in ${process.env.PICTURES}`);
process.exit(problems.length > 0 ? 1 : 0);
