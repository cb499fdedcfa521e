// The page of `offramp explore` in Firefox: it opens from a file, plays in its workers without a word of complaint, and
// its engine gives the rows of the program. Firefox is asked by its own protocol, WebDriver BiDi, without a driver.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { WebSocket } from "ws";
import { otherRows } from "./rows.mjs";

const [page, fingerprints] = process.argv.slice(2);
const sleep = (milliseconds) => new Promise((wake) => setTimeout(wake, milliseconds));
const problems = [];
const profile = mkdtempSync(join(tmpdir(), "firefox-"));
const options = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"];
const firefox = spawn(process.env.FIREFOX ?? "firefox-esr", options, { stdio: ["ignore", "ignore", "pipe"] });
let said = "";
firefox.stderr.on("data", (text) => (said += text));
const address = async () => {
  for (let tried = 0; tried < 300; tried++) {
    const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
    if (found) return `${found[1]}/session`;
    await sleep(100);
  }
  throw new Error(`Firefox does not listen: ${said}`);
};

try {
  const socket = new WebSocket(await address());
  await new Promise((open) => (socket.onopen = open));
  const waiting = new Map();
  socket.onmessage = ({ data }) => {
    const told = JSON.parse(data);
    if (told.id) waiting.get(told.id)(told);
    else if (told.params.level === "error") problems.push(told.params.text);
  };
  let asked = 0;
  const send = async (method, params) => {
    const answered = new Promise((answer) => waiting.set(++asked, answer));
    socket.send(JSON.stringify({ id: asked, method, params }));
    const answer = await answered;
    if (answer.type === "error") throw new Error(`${method}: ${answer.message}`);
    return answer.result;
  };
  await send("session.new", { capabilities: {} });
  await send("session.subscribe", { events: ["log.entryAdded"] });
  const context = (await send("browsingContext.getTree", {})).contexts[0].context;
  await send("browsingContext.setViewport", { context, viewport: { width: 1360, height: 1000 } });
  const opened = performance.now();
  await send("browsingContext.navigate", { context, url: pathToFileURL(page).href, wait: "complete" });
  const call = async (code, list = []) => {
    const argument = { type: "array", value: list.map((value) => ({ type: "string", value })) };
    const asks = { functionDeclaration: code, arguments: [argument], target: { context }, awaitPromise: true };
    const told = await send("script.callFunction", asks);
    if (told.type === "exception") throw new Error(told.exceptionDetails.text);
    return told.result.value;
  };
  const sentence = '() => document.querySelector("#sentence .value")?.textContent ?? ""';
  let told = "";
  while (!/\d/.test(told) && performance.now() - opened < 60_000) {
    await sleep(50);
    told = await call(sentence);
  }
  const first = performance.now() - opened;
  if (!/\d/.test(told)) problems.push("there are no figures after a minute");
  const lines = readFileSync(fingerprints, "utf8").trim().split("\n").slice(1);
  const other = (await call(otherRows.toString(), lines)).map((entry) => entry.value);
  problems.push(...other.map((name) => `${name}: other rows`));
  if (process.env.PICTURES) {
    const shot = await send("browsingContext.captureScreenshot", { context });
    writeFileSync(join(process.env.PICTURES, "explore-firefox.png"), Buffer.from(shot.data, "base64"));
  }
  console.log(`Firefox: first figures after ${(first / 1000).toFixed(1)} s; ${lines.length} scenarios and policies, ${other.length} wrong`);
} catch (error) {
  problems.push(error.message);
} finally {
  firefox.kill();
}
problems.forEach((problem) => console.error(problem));
process.exit(problems.length ? 1 : 0);
