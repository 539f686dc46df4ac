// Measures the longest tasks of a page while the web component loads, decodes, draws and resizes a file in Chromium without WebGL. Linux, Node 20.
// node tools/web_tasks.mjs FILE.g2d [RUNS]
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const SECONDS = 15;
const root = fileURLToPath(new URL("../web", import.meta.url)), [file, runs = 5] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "web-tasks-"));

// The picture is 1,280 pixels wide; then its width changes in 30 frames, as when a window is dragged.
const page = `<!doctype html><meta charset="utf-8"><body style="margin: 0"><script type="module">
  const tasks = [], widths = [], put = CanvasRenderingContext2D.prototype.putImageData;
  new PerformanceObserver(list => tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });
  CanvasRenderingContext2D.prototype.putImageData = function (data, ...at) { widths.push(data.width); put.call(this, data, ...at); };
  const until = async width => { while (widths.at(-1) !== width) await new Promise(done => setTimeout(done, 20)); };
  const image = document.createElement("gaussian-image"), loaded = new Promise(done => image.addEventListener("load", done));
  Object.assign(image.style, { width: "1280px", maxWidth: "none" });
  image.src = "/image.g2d";
  document.body.append(image);
  await import("/src/element.js");
  await loaded;
  await until(1280);
  for (let width = 1278; width >= 1220; width -= 2) {
    image.style.width = width + "px";
    await new Promise(requestAnimationFrame);
  }
  await until(1220);
  fetch("/done", { method: "POST", body: JSON.stringify(tasks.map(({ duration }) => duration)) });
</script>`;

let finish;
const types = { ".js": "text/javascript", ".g2d": "application/octet-stream" };
const server = createServer(async (request, answer) => {
  const { url, method } = request, path = url === "/image.g2d" ? file : join(root, url);
  if (method === "POST") {
    let text = "";
    for await (const part of request) text += part;
    finish(JSON.parse(text));
  }
  const body = url === "/" ? page : existsSync(path) ? readFileSync(path) : "";
  answer.writeHead(200, { "content-type": types[extname(path)] ?? "text/html" }).end(body);
}).listen(0);

// Processor times of the tasks of the main thread of the process with a worker, in milliseconds, longest first.
function times(trace) {
  const events = JSON.parse(readFileSync(trace)).traceEvents, threads = events.filter(({ name }) => name === "thread_name");
  const { pid } = threads.find(({ args }) => args.name.startsWith("DedicatedWorker"));
  const { tid } = threads.find(thread => thread.pid === pid && thread.args.name === "CrRendererMain");
  return events.filter(event => event.pid === pid && event.tid === tid && event.name.endsWith("RunTask") && event.tdur)
    .map(({ tdur }) => tdur / 1000).sort((a, b) => b - a);
}

for (let run = 1; run <= runs; run++) {
  const trace = join(folder, `${run}.json`);
  const browser = spawn(process.env.STYLIZE_CHROMIUM ?? "chromium", [
    "--headless", "--disable-3d-apis", `--user-data-dir=${folder}/${run}`, "--no-first-run", "--no-sandbox", "--disable-dev-shm-usage",
    "--disable-extensions", "--window-size=1400,1100", "--trace-startup=toplevel", "--trace-startup-format=json",
    `--trace-startup-file=${trace}`, `--trace-startup-duration=${SECONDS}`, `http://localhost:${server.address().port}/`,
  ], { stdio: "ignore" });
  const long = await new Promise(resolve => { finish = resolve; });
  while (!existsSync(trace)) await wait(500);
  await wait(1000);
  const closed = new Promise(resolve => browser.on("exit", resolve));
  browser.kill();
  await closed;
  console.log(`longest tasks, processor time: ${times(trace).slice(0, 5).map(time => time.toFixed(0)).join(", ")} ms;`
    + ` tasks over 50 ms by the clock: ${long.map(time => time.toFixed(0)).join(", ") || "none"}`);
}
server.close();
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
