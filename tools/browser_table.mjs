// Measures the published site in Chromium, with a photograph of 12 megapixels, and prints a table. Linux, Node 20 or later.
// node tools/browser_table.mjs SITE [COMMAND]: the folder of the site, and the command `stylize`, which gives ratios.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const [site, command] = process.argv.slice(2), folder = mkdtempSync(join(tmpdir(), "stylize-table-")), photo = join(folder, "photo.jpg");
const reduced = join(folder, "reduced.jpg");
const types = {
  ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm",
  ".jpg": "image/jpeg",
};
const server = createServer(({ url }, answer) => {
  const name = new URL(url, "http://localhost").pathname.replace(/\/$/, "/index.html"), path = join(site, name);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile(), type = types[extname(name)] ?? "application/octet-stream";
  answer.writeHead(isFile ? 200 : 404, { "content-type": type }).end(isFile ? readFileSync(path) : "");
}).listen(0);
const address = `http://localhost:${server.address().port}/`;

// Chromium, by pipes.
const browser = spawn(process.env.STYLIZE_CHROMIUM ?? "chromium", [
  "--headless", "--remote-debugging-pipe", `--user-data-dir=${folder}/profile`, "--no-first-run", "--no-sandbox", "--disable-dev-shm-usage",
  "--disable-extensions", "--enable-unsafe-swiftshader",
], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
const calls = new Map();
let last = 0, rest = "";
browser.stdio[4].on("data", data => {
  const messages = (rest + data).split("\0");
  rest = messages.pop();
  for (const { id, result, error } of messages.map(JSON.parse)) {
    if (id) calls.get(id)[error ? 1 : 0](error ? new Error(error.message) : result);
  }
});
const call = (method, params = {}, sessionId) => new Promise((...ends) => {
  calls.set(++last, ends);
  browser.stdio[3].write(JSON.stringify({ id: last, method, params, sessionId }) + "\0");
});

async function open(url) {
  const { targetId } = await call("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
  const send = (method, params) => call(method, params, sessionId), close = () => call("Target.closeTarget", { targetId });
  const run = async expression => {
    const { result, exceptionDetails } = await send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  const until = condition => run(`new Promise(done => {
    const test = () => (${condition}) ? done(performance.now()) : setTimeout(test, 5);
    test();
  })`);
  await send("Page.enable");
  await send("Page.addScriptToEvaluateOnNewDocument", { source: `
    window.tasks = [];
    new PerformanceObserver(list => tasks.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: "longtask", buffered: true });` });
  await send("Page.navigate", { url });
  await until(`location.href.startsWith("http") && document.readyState === "complete"`);
  return { run, until, send, close };
}

/** Returns the largest process that shows a page: its memory in MB, and its processor time in milliseconds. */
async function largest() {
  const { processInfo } = await call("SystemInfo.getProcessInfo");
  return processInfo.filter(({ type }) => type === "renderer").map(({ id, cpuTime }) => ({
    memory: readFileSync(`/proc/${id}/smaps_rollup`, "utf8").match(/^Pss: +(\d+)/m)[1] / 1024, time: 1000 * cpuTime,
  })).sort((one, other) => other.memory - one.memory)[0];
}

/** Returns the processor time of the children that have ended, in milliseconds. */
const ofChildren = () => readFileSync("/proc/self/stat", "utf8").split(" ").slice(15, 17).reduce((sum, ticks) => sum + 10 * ticks, 0);

const rows = [], inSeconds = time => `${(time / 1000).toFixed(time < 950 ? 2 : 1)} s`;
function row(...cells) {
  rows.push(cells);
  console.error(...cells);
}

const isPart = name => extname(name) && !/\.(jpg|d\.ts|json)$|^stylize\.js$/.test(name);
const files = readdirSync(site, { recursive: true }).filter(isPart).map(name => readFileSync(join(site, name)));
const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 };
const inMegabytes = all => `${(all.reduce((sum, { length }) => sum + length, 0) / 1e6).toFixed(2)} MB`;
const compressed = files.map(file => brotliCompressSync(file, { params }));
row("files, with Brotli", `${inMegabytes(compressed)} of ${inMegabytes(files)}`, "", "", "2.5 MB");

try {
  // The start, at the first visit and from the cache of the service worker.
  const level = kind => `document.querySelector("#level[data-level${kind ? `=${kind}` : ""}]")`, longest = "Math.max(0, ...tasks)";
  let page = await open(address);
  await page.until(level());
  await page.run("navigator.serviceWorker.ready.then(() => true)");
  row("longest task of the page, first visit", inSeconds(await page.run(longest)), "", "", "0.05 s");
  await page.close();
  page = await open(address);
  const loaded = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd";
  row("page usable, later visits", inSeconds(await page.run(loaded)), "", "", "1 s");
  row("engine ready", inSeconds(await page.until(`document.documentElement.classList.contains("ready")`)), "", "", "3 s");
  row("first draft of the sample", inSeconds(await page.until(level())), inSeconds((await largest()).time), "", "");
  row("longest task of the page", inSeconds(await page.run(longest)), "", "", "0.05 s");

  // The photograph, drawn in another page.
  const maker = await open(`${address}rocket.jpg`);
  const draw = async (path, width, height) => writeFileSync(path, Buffer.from(await maker.run(`(async () => {
    const [width, height] = [${width}, ${height}], canvas = new OffscreenCanvas(width, height);
    const size = { resizeWidth: width, resizeHeight: height, resizeQuality: "high" };
    canvas.getContext("2d").drawImage(await createImageBitmap(document.images[0], size), 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer());
    return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(""));
  })()`), "base64"));
  await draw(photo, 4000, 3000);
  // As large as the copy to which the site reduces the photograph.
  await draw(reduced, 1672, 1254);
  await maker.close();

  let most = 0;
  const watch = setInterval(async () => { most = Math.max(most, (await largest().catch(() => ({ memory: 0 }))).memory); }, 100);
  const stale = `document.getElementById("stage").classList.contains("stale")`;
  async function time(name, goal, action, condition, ...line) {
    await page.run("tasks.length = 0");
    const from = await page.run("performance.now()"), before = (await largest()).time;
    await action();
    const spent = await page.until(`!${stale} && ${condition}`) - from, work = (await largest()).time - before, own = ofChildren();
    if (line.length) execFileSync(command, [...line, reduced, "-o", folder, "--force"], { stdio: "ignore" });
    const ratio = line.length ? (work / (ofChildren() - own)).toFixed(0) : "", task = inSeconds(await page.run(longest));
    row(`${name} (longest task ${task})`, inSeconds(spent), inSeconds(work), ratio, goal);
  }
  const { root } = await page.send("DOM.getDocument");
  const { nodeId } = await page.send("DOM.querySelector", { nodeId: root.nodeId, selector: "#add" });
  await time("first draft of 12 megapixels", "3 s", () => page.send("DOM.setFileInputFiles", { files: [photo], nodeId }),
    `document.getElementById("input-name").textContent === "photo.jpg" && ${level("draft")}`);
  const runs = [["pixel art of 96 cells", "6 s, 15", "pixel-art"], ["dots", "8 s, 15", "dot-art"], ["trace", "15", "trace"]];
  for (const [name, goal, operation] of runs) {
    if (operation !== "pixel-art") {
      await page.run(`location.hash = "${operation}/Default/photo.jpg"`);
      await page.until(stale);
      await page.until(`!${stale}`);
    }
    const refine = () => page.run(`document.getElementById("refine").click()`);
    await time(`full ${name}`, goal, refine, level("full"), ...command ? [operation] : []);
  }
  clearInterval(watch);
  row("most memory with it", `${most.toFixed(0)} MB`, "", "", "300 MB");
  const lines = [["what", "measured", "processor time", "times that of the command, same pixels", "goal"], Array(5).fill("---"), ...rows];
  console.log(lines.map(cells => `| ${cells.join(" | ")} |`).join("\n"));
} finally {
  browser.kill();
  server.close();
  await new Promise(ended => browser.once("exit", ended));
  rmSync(folder, { recursive: true, force: true });
}
