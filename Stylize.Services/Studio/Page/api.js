// Requests to the studio's session.
import { Moving } from "./moving.js";
import { send } from "./transport.js";

export class RequestError extends Error {
  constructor(status, { message, advice, option } = {}) {
    super(message ?? `The studio answered ${status}.`);
    this.status = status;
    this.advice = advice ?? null;
    this.option = option ?? null;
  }

  get text() { return this.advice ? `${this.message} ${this.advice}` : this.message; }
}

const lost = () => new RequestError(0, { message: "Lost connection to the studio." });

async function request(path, body, signal) {
  const isFile = body instanceof Blob, type = isFile ? "application/octet-stream" : "application/json";
  const settings = body === undefined ? { signal }
    : { method: "POST", headers: { "content-type": type }, body: isFile ? body : JSON.stringify(body), signal };
  let response;
  try {
    response = await send(path, settings);
  } catch (error) {
    throw error.name === "AbortError" ? error : lost();
  }
  if (response.ok) return response;
  const refusal = await response.json().catch(() => ({}));
  throw new RequestError(response.status, refusal.error);
}

export const call = async (path, body, signal) => (await request(path, body, signal)).json();

/** Sends a request and yields the objects of the answer as they arrive, one per line. */
export async function* stream(path, body, signal) {
  const reader = (await request(path, body, signal)).body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      const lines = (rest + (value ?? "")).split("\n");
      rest = done ? "" : lines.pop();
      for (const line of lines) if (line.trim()) yield JSON.parse(line);
      if (done) return;
    }
  } catch (error) {
    throw error.name === "AbortError" || error instanceof RequestError ? error : lost();
  } finally {
    reader.cancel().catch(() => { });
  }
}

export const loadBlob = async (url, signal) => (await request(url, undefined, signal)).blob();

export async function loadPicture(url, signal) {
  const blob = await loadBlob(url, signal);
  if (!blob.type.includes("svg")) return (await Moving.open(blob)) ?? createImageBitmap(blob);
  const image = new Image();
  image.src = URL.createObjectURL(blob);
  await image.decode();
  URL.revokeObjectURL(image.src);
  return image;
}

/** Keeps a request open, by which the server knows the page, and reports when the connection is lost and restored. */
export async function stayAlive(report) {
  for (let isLost = false; ; await new Promise(resolve => setTimeout(resolve, 2000))) {
    try {
      const reader = (await request("/api/alive")).body.getReader();
      if (isLost) report(isLost = false);
      while (!(await reader.read()).done);
    } catch {
      // The report below covers all reasons.
    }
    if (!isLost) report(isLost = true);
  }
}

/** A name of this page, by which the server finds older requests to cancel. */
export const pageName = Array.from(crypto.getRandomValues(new Uint8Array(8)), byte => byte.toString(16).padStart(2, "0")).join("");
