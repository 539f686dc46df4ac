// The way to the session: messages to a worker, which runs the engine.

/** A canceled request may hold the worker for this time, in milliseconds. Then another worker takes its place. */
const patience = 1000;

const added = [], open = new Map();
let worker = null, count = 0;

/** Starts a worker and sends it the added files and the requests that wait. */
function start() {
  worker?.terminate();
  worker = new Worker("worker.js", { type: "module" });
  worker.onmessage = ({ data }) => open.get(data.id)?.receive(data);
  for (const file of added) worker.postMessage({ id: 0, ...file });
  for (const request of [...open.values()]) {
    if (request.isCanceled) open.delete(request.id);
    else if (request.pieces) request.fail(new Error("The worker was replaced."));
    else worker.postMessage(request.message);
  }
}

class Request {
  constructor(target, body, resolve, reject) {
    this.id = ++count;
    this.message = { id: this.id, target, body };
    Object.assign(this, { resolve, reject, isCanceled: false, pieces: null });
    open.set(this.id, this);
    worker.postMessage(this.message);
  }

  receive({ status, type, piece, error }) {
    if (error) {
      this.fail(new Error(error));
      start();
    } else if (status) {
      const body = new ReadableStream({ start: pieces => { this.pieces = pieces; } });
      this.status = status;
      if (!this.isCanceled) this.resolve(new Response(body, { status, headers: { "content-type": type } }));
    } else if (piece) {
      if (!this.isCanceled) this.pieces.enqueue(piece);
    } else {
      open.delete(this.id);
      if (!this.isCanceled) this.pieces?.close();
    }
  }

  fail(error) {
    open.delete(this.id);
    if (this.pieces) this.pieces.error(error);
    else this.reject(error);
  }

  cancel(reason) {
    if (this.isCanceled || !open.has(this.id)) return;
    this.fail(reason);
    this.isCanceled = true;
    open.set(this.id, this);
    worker.postMessage({ id: this.id, isCanceled: true });
    setTimeout(() => { if (open.get(this.id) === this) start(); }, patience);
  }
}

/** Sends a request to the session and returns its response. */
export async function send(target, { body, signal } = {}) {
  // The page and its session have one life.
  if (target.endsWith("api/alive")) return new Response(new ReadableStream());
  signal?.throwIfAborted();
  const response = await new Promise((resolve, reject) => {
    const request = new Request(target, body, resolve, reject);
    signal?.addEventListener("abort", () => request.cancel(signal.reason));
  });
  if (body instanceof Blob && response.ok) added.push({ target, body });
  return response;
}

/** Returns an address at which an element of the page finds a picture or file of the session. */
export const addressOf = async url => URL.createObjectURL(await (await send(url)).blob());

start();
const sample = "rocket.jpg";
await send(`api/inputs?name=${sample}`, { body: await (await fetch(sample)).blob() });
if ("serviceWorker" in navigator) navigator.serviceWorker.register("offline.js").catch(() => { });
