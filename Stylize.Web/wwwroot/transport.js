// The way to the session: messages to a worker, which runs the engine. Variants share several workers, each with a session.

/** A canceled request may hold the worker for this time, in milliseconds. Then another worker takes its place. */
const patience = 1000;

/** Returns the maximum number of workers. One takes about 100 MB, so computers with little memory, in GB, have one. */
const maxWorkers = () => navigator.deviceMemory < 4 ? 1 : Math.max(1, Math.min(4, navigator.hardwareConcurrency - 1));

/** Time after which workers without variants end, in milliseconds. */
const idle = 20_000;

/** The share of the engine that is loaded, for the first screen. */
export const loading = { onchange: null };

const added = [], open = new Map(), owners = new Map();
let count = 0, helpers = [], running = 0, ending = 0;

/** A worker, and the requests that it answers. */
class Engine {
  constructor() { this.start(); }

  /** Starts a worker and sends it the added files and the requests that wait. */
  start() {
    this.worker?.terminate();
    this.worker = new Worker("worker.js", { type: "module" });
    this.worker.onmessage = ({ data }) => {
      if (data.loaded) return loading.onchange?.(data.loaded);
      // The decoded picture of a file, which other workers then need not decode.
      if (data.picture) Object.assign(added.find(({ id }) => id === data.id) ?? {}, { picture: data.picture });
      else open.get(data.id)?.receive(data);
    };
    for (const file of added) this.worker.postMessage({ ...file, id: 0 });
    for (const request of [...open.values()].filter(({ engine }) => engine === this)) {
      if (request.isCanceled) open.delete(request.message.id);
      else if (request.pieces) request.fail(new Error("The worker was replaced."));
      else this.worker.postMessage(request.message);
    }
  }

  /** Sends a request to the session of the worker and returns its response. */
  ask(target, { body, signal } = {}) {
    return new Promise((...ends) => {
      const request = new Request(this, { id: ++count, target, body }, ends);
      signal?.addEventListener("abort", () => request.cancel(signal.reason));
    });
  }
}

class Request {
  constructor(engine, message, [resolve, reject]) {
    Object.assign(this, { engine, message, resolve, reject, isCanceled: false, pieces: null });
    open.set(message.id, this);
    engine.worker.postMessage(message);
  }

  receive({ status, type, piece, error, share }) {
    if (share !== undefined) {
      watched?.(share);
    } else if (error) {
      this.fail(new Error(error));
      this.engine.start();
    } else if (status) {
      const body = new ReadableStream({ start: pieces => { this.pieces = pieces; } });
      // Each worker adds a file that one has added.
      if (this.message.body instanceof Blob && status === 200) {
        endHelpers();
        added.push(this.message);
      }
      if (!this.isCanceled) this.resolve(new Response(body, { status, headers: { "content-type": type } }));
    } else if (piece) {
      if (!this.isCanceled) this.pieces.enqueue(piece);
    } else {
      open.delete(this.message.id);
      if (!this.isCanceled) this.pieces?.close();
    }
  }

  fail(error) {
    open.delete(this.message.id);
    if (this.pieces) this.pieces.error(error);
    else this.reject(error);
  }

  cancel(reason) {
    const { id } = this.message;
    if (this.isCanceled || !open.has(id)) return;
    this.fail(reason);
    this.isCanceled = true;
    open.set(id, this);
    this.engine.worker.postMessage({ id, isCanceled: true });
    setTimeout(() => { if (open.get(id) === this) this.engine.start(); }, patience);
  }
}

function endHelpers() {
  for (const { worker } of helpers) worker.terminate();
  for (const request of [...open.values()].filter(({ engine }) => helpers.includes(engine))) {
    request.fail(new DOMException("The worker has ended.", "AbortError"));
  }
  helpers = [];
  owners.clear();
}

/** Divides variants among the workers and returns their lines in one response, in the order in which they arrive. */
async function share(target, { body, signal }) {
  clearTimeout(ending);
  while (helpers.length < maxWorkers() - 1) helpers.push(new Engine());
  const engines = [main, ...helpers], answers = engines.map((engine, part) =>
    engine.ask(target, { body: JSON.stringify({ ...JSON.parse(body), part, parts: engines.length }), signal }));
  running++;
  const ended = Promise.allSettled(answers), first = await answers[0].catch(error => error);
  const copy = async (engine, answer, pieces) => {
    const response = await answer, reader = response.body.getReader();
    if (!response.ok) throw new Error(`The worker answered ${response.status}.`);
    for (let next; !(next = await reader.read()).done;) {
      for (const [url] of new TextDecoder().decode(next.value).matchAll(/(?<=")\/api\/picture\/\d+/g)) owners.set(url, engine);
      pieces.enqueue(next.value);
    }
  };
  const copyAll = async pieces => {
    try {
      await Promise.all(answers.map((answer, part) => copy(engines[part], answer, pieces)));
      pieces.close();
    } catch (error) {
      pieces.error(error);
    } finally {
      await ended;
      if (--running === 0) ending = setTimeout(endHelpers, idle);
    }
  };
  if (first.ok) return new Response(new ReadableStream({ start: pieces => { copyAll(pieces); } }), { status: first.status });
  running--;
  if (first instanceof Error) throw first;
  return first;
}

let watched = null;

/** Calls a function with the completed share of the work, from now on. */
export function watch(_, seen) {
  watched = seen;
  return () => { watched = null; };
}

/** Sends a request to the session and returns its response. */
export async function send(target, settings = {}) {
  // The page and its session have one life.
  if (target.endsWith("api/alive")) return new Response(new ReadableStream());
  settings.signal?.throwIfAborted();
  if (target === "api/variants" && maxWorkers() > 1) return share(target, settings);
  return (owners.get(target) ?? main).ask(target, settings);
}

/** Returns an address at which an element of the page finds a picture or file of the session. */
export const addressOf = async url => URL.createObjectURL(await (await send(url)).blob());

const main = new Engine();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("offline.js").catch(() => { });
