// The preview: the latest change wins, a draft comes at once, and a refined picture when the user pauses.
import { announce, byId, el, moveByKeys, saveFile, setText } from "./dom.js";
import { call, loadBlob, loadPicture, pageName } from "./api.js";
import { addressOf, watch } from "./transport.js";
import { inBytes, inDigits, inLength, inTime, inWords } from "./values.js";

const debounce = 60, idle = 1200, patience = 400;

export class Preview extends EventTarget {
  #sequence = 0;
  #shown = 0;
  #started = 0;
  #timer = 0;
  #refining = 0;
  #running = null;
  #isWaiting = false;
  #original = null;
  #drawn = null;
  #isOffered = false;
  #pinned = null;

  constructor(store, viewer) {
    super();
    this.store = store;
    this.viewer = viewer;
    this.result = null;
    store.addEventListener("change", () => this.plan());
    // The picture that comes needs no refinement of the previous one.
    store.addEventListener("adding", () => clearTimeout(this.#refining));
    viewer.addEventListener("change", () => this.#follow());
    // A draft makes the server end the work on the refinement.
    byId("stop").onclick = () => this.#send("draft", false);
    byId("refine").onclick = () => this.#send("full");
    this.settle = moveByKeys(byId("picture-tools"));
    this.plan();
  }

  /** Plans a draft. Quick drafts are shown before the next is requested, so that the picture follows a slider. */
  plan() {
    clearTimeout(this.#timer);
    clearTimeout(this.#refining);
    this.#isOffered = false;
    setText("save-label-text", "Save picture");
    byId("stage").classList.add("stale");
    byId("level").dataset.level = "stale";
    setText("level", "Drawing…");
    // A picture is never shown under the name of another file.
    if (this.#drawn && this.#drawn.input !== this.store.state.input) this.#clear();
    const running = this.#running;
    // A draft that takes too long gives way to the newest change.
    const isQuick = running?.quality === "draft" && performance.now() - running.since < patience;
    if (isQuick) this.#isWaiting = true;
    this.#timer = setTimeout(() => this.#send("draft"), isQuick ? patience : debounce);
  }

  get #isFull() { return this.result?.quality === "full" && this.#drawn === this.store.state; }

  /** Gives the user the file of the command: to share on a phone, otherwise to download. */
  async download() {
    const label = byId("save-label-text");
    if (!this.#isFull) {
      label.textContent = "Preparing…";
      await this.#send("full");
      label.textContent = "Save picture";
    }
    const { file } = this.result ?? {};
    if (!file || !this.#isFull) return;
    const blob = await loadBlob(file.url), shared = { files: [new File([blob], file.name, { type: file.type })] };
    if (matchMedia("(pointer: coarse)").matches && navigator.canShare?.(shared)) {
      try {
        return await navigator.share(shared);
      } catch ({ name }) {
        if (name === "AbortError") return;
        // Browsers share only soon after a touch, and the picture took longer. The next touch shares it at once.
        if (name === "NotAllowedError" && !this.#isOffered) {
          this.#isOffered = true;
          label.textContent = "Share picture";
          return announce(`${file.name} is ready. Touch “Share picture”.`);
        }
      }
    }
    saveFile(blob, file.name);
    announce(`Saved ${file.name} (${inBytes(blob.size)}).`);
  }

  /** Copies the picture of the command as PNG. */
  async copyPicture() {
    const draw = async () => {
      if (!this.#isFull) await this.#send("full");
      return this.viewer.inPng();
    };
    try {
      await navigator.clipboard.write([new ClipboardItem({ "image/png": draw() })]);
      announce("The picture was copied.");
    } catch (error) {
      announce(`The picture was not copied: ${error.message}`);
    }
  }

  /** Compares with this result from now on instead of the original; a second call ends it. Returns true if it is pinned. */
  async pin() {
    const isOn = !this.#pinned;
    if (isOn && !this.#isFull) await this.#send("full");
    if (isOn && !this.#isFull) return false;
    this.viewer.showOriginal(isOn ? await createImageBitmap(await this.viewer.inPng()) : null);
    this.#pinned = isOn ? this.result : null;
    this.#original = null;
    byId("pin").ariaPressed = isOn;
    this.#badge();
    this.#follow();
    announce(isOn ? "Pinned. Change an option to compare." : "Compared with the original again.");
    return isOn;
  }

  #clear() {
    this.#drawn = this.result = this.#original = this.#pinned = null;
    byId("pin").ariaPressed = false;
    this.viewer.clear();
    byId("facts").replaceChildren();
    for (const name of ["elapsed", "file"]) setText(name, "");
  }

  async #send(quality, isRefined = true) {
    clearTimeout(this.#timer);
    clearTimeout(this.#refining);
    this.#isWaiting = false;
    this.#running?.abort.abort();
    const { state } = this.store, sequence = ++this.#sequence, abort = new AbortController();
    const running = this.#running = { quality, sequence, abort, since: performance.now() };
    this.#busy(true);
    const done = quality === "full" ? watch(pageName, share => running === this.#running && this.#progress(share)) : null;
    try {
      const body = { page: pageName, sequence, state, side: this.viewer.sideOf(this.store.input ?? {}), quality, frame: state.frame ?? 0 };
      const result = await call("api/preview", body, abort.signal);
      const picture = await loadPicture(result.picture.url, abort.signal);
      if (sequence < this.#shown) return picture.close?.();
      this.#show(result, picture, sequence, state);
      if (running === this.#running && isRefined) this.#next(quality, result, state);
    } catch (error) {
      if (error.name !== "AbortError" && error.status !== 409 && running === this.#running) this.#fail(error);
    } finally {
      done?.();
      if (running === this.#running) {
        this.#running = null;
        this.#busy(false);
        if (this.#isWaiting) this.#send("draft");
      }
    }
  }

  #next(quality, result, state) {
    if (this.#isWaiting || state !== this.store.state || result.quality === "full" || quality === "full") return;
    const next = quality === "draft" && result.isReduced && /^gaussian.encode$/.test(state.operation) ? "normal" : "full";
    this.#refining = setTimeout(() => this.#send(next), next === "normal" ? 300 : idle);
  }

  #show(result, picture, sequence, state) {
    this.#shown = sequence;
    this.#drawn = state;
    this.result = result;
    this.store.draw(result.values, usedIn(result), state);
    byId("stage").classList.remove("failed");
    byId("stage").classList.toggle("stale", state !== this.store.state);
    this.viewer.show(picture, result.quality === "full" || !result.isReduced, !!result.sheet);
    if (!this.viewer.isComparing && !this.#pinned) this.viewer.showOriginal(this.#original = null);
    this.#follow();
    this.#badge();
    this.dispatchEvent(new CustomEvent("result", { detail: result }));
  }

  async #follow() {
    const original = JSON.stringify(this.result?.original), { viewer } = this;
    if (!original || !viewer.isComparing || this.#pinned || this.#original === original) return;
    this.#original = original;
    try {
      const picture = await loadPicture((await call("api/original", this.result.original)).url);
      if (this.#original === original) viewer.showOriginal(picture);
      else picture.close?.();
    } catch {
      this.#original = null;
    }
  }

  #fail(error) {
    byId("stage").classList.replace("stale", "failed");
    // The old picture stays, but it is not the result of the options.
    byId("level").dataset.level = "error";
    setText("level", "Error");
    for (const name of ["elapsed", "file"]) setText(name, "");
    this.dispatchEvent(new CustomEvent("failure", { detail: error }));
  }

  /** Shows the share and the time that is left, estimated from the time of the share. */
  #progress(share) {
    const elapsed = performance.now() - this.#running.since, left = elapsed * (1 - share) / share;
    if (elapsed < patience || !(share > 0.01 && share < 1)) return;
    setText("progress", `${Math.floor(100 * share)}%, ${inTime(Math.max(1000, left))} left`);
  }

  #busy(isOn) {
    setText("progress", "");
    byId("busy").hidden = !isOn;
    byId("stop").hidden = !(isOn && this.#running.quality !== "draft");
    byId("refine").hidden = isOn || !this.result || this.result.quality === "full";
    byId("stage").ariaBusy = isOn;
  }

  #badge() {
    const { result } = this;
    if (!result) return;
    this.settle();
    const { picture } = result, isFull = result.quality === "full";
    setText("level", inWords(result.quality));
    byId("level").dataset.level = result.quality;
    setText("elapsed", inTime(result.elapsedMs));
    const sized = (name, { file } = {}) => file ? `${name}, ${inBytes(file.bytes)}` : name;
    setText("tag-before", this.#pinned ? sized("Pinned", this.#pinned) : "Original");
    setText("tag-after", sized(this.#pinned ? "Now" : "Result", result));
    const { file } = result, link = byId("file");
    link.textContent = file ? inBytes(file.bytes) : "";
    link.removeAttribute("href");
    if (file) { addressOf(file.url).then(url => { link.href = url; }); link.download = file.name; link.title = link.ariaLabel = `Download ${file.name}, ${inBytes(file.bytes)}`; }
    // Of a drawing, the taps matter too.
    const facts = Object.entries(result.summary ?? {}).filter(([, value]) => value !== null && value !== "" && typeof value !== "object");
    const shown = [...facts.slice(0, 4), ...facts.slice(4).filter(([name]) => name === "Taps")];
    const size = result.sheet ? `${result.sheet.map(inDigits).join(" × ")} mm` : isFull || !result.isReduced ? `${picture.width} × ${picture.height}` : "reduced copy";
    byId("facts").replaceChildren(el("b", {}, size), ...shown.map(([name, value]) => {
      const [, length] = /(.+)Millimeters$/.exec(name) ?? [];
      return el("span", {}, `${inWords(length ?? name)} `, el("b", {}, length ? inLength(value) : inDigits(value)));
    }));
    const label = `${this.store.operation.title}: ${this.store.input?.name ?? ""}, ${result.quality}`;
    byId("picture").ariaLabel = `Picture. ${label}`;
    if (isFull) setText("heard", `${label}, ${inTime(result.elapsedMs)}`);
  }
}

/** Returns the numbers that the picture has where an option is automatic. */
function usedIn({ summary, picture, quality, sheet }) {
  const [Width, Height] = summary?.Cells?.split("x").map(Number) ?? [];
  const Scale = quality === "full" && !sheet && Width && picture.width % Width === 0 ? picture.width / Width : undefined;
  return { ...summary, Width, Height, Scale, DotCount: summary?.Dots, Count: summary?.Gaussians, MinArea: summary?.MinimumArea };
}
