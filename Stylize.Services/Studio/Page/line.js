// The line that gives the picture, and what differs from the preset.
import { announce, byId, el, icon, setText } from "./dom.js";
import { call, RequestError } from "./api.js";
import { inWords } from "./values.js";

export class Line {
  #timer = 0;
  #abort = null;
  #lines = null;

  constructor(store) {
    this.store = store;
    this.shell = localStorage.getItem("stylize-shell") ?? (/Win/.test(navigator.platform) ? "powershell" : "shell");
    for (const box of document.querySelectorAll("input[name=shell]")) {
      box.checked = box.value === this.shell;
      box.onchange = () => { this.shell = box.value; localStorage.setItem("stylize-shell", box.value); this.#show(); };
    }
    byId("copy").onclick = () => this.copy();
    byId("reset-all").onclick = () => { store.change({ given: {} }); announce("All options were reset to the preset."); };
    store.addEventListener("change", () => this.update());
    this.update();
  }

  update() {
    clearTimeout(this.#timer);
    byId("line").classList.add("stale");
    this.#chips(Object.keys(this.store.state.given));
    // Before the request for the picture, which can keep a worker busy.
    this.#timer = setTimeout(() => this.#request(), 30);
  }

  async #request() {
    this.#abort?.abort();
    const abort = this.#abort = new AbortController(), { state } = this.store;
    try {
      const target = this.store.operation.isOfInput ? "file" : "folder";
      this.#lines = await call("api/lines", { state, target }, abort.signal);
      this.#show();
      this.#chips(this.#lines.differs);
    } catch (error) {
      if (error instanceof RequestError && error.status) { this.#lines = null; this.#show(); }
    }
  }

  #show() {
    const text = this.#lines?.[this.shell] ?? "";
    setText("line", text);
    byId("line").classList.remove("stale");
    this.store.output = this.#lines?.output ?? "";
    const { isAdded, name, width, height, reducedFrom } = this.store.input;
    const reduced = reducedFrom ? ` The picture here is reduced from ${reducedFrom} to ${width} × ${height} pixels.` : "";
    setText("line-note", `Run the line in a folder that contains ${name}.${reduced}`);
    byId("line-note").hidden = !isAdded;
    byId("copy").disabled = text === "";
  }

  #chips(names) {
    const { store } = this, root = byId("differs"), held = document.activeElement?.dataset?.chip;
    root.replaceChildren(...names.filter(name => name in store.state.given).map(name => {
      const chip = el("button", {
        class: "chip", "aria-label": `Reset ${inWords(name)} ${inShort(store.state.given[name])}`,
        onclick: () => { store.give(name, null); announce(`${inWords(name)} was reset.`); },
      }, `${inWords(name)} `, el("b", {}, inShort(store.state.given[name])), icon("close"));
      chip.dataset.chip = name;
      return el("li", {}, chip);
    }));
    if (held) (root.querySelector(`[data-chip="${held}"]`) ?? root.querySelector("button") ?? byId("copy")).focus();
  }

  async copy() {
    await this.#request();
    const text = byId("line").textContent, button = byId("copy");
    if (!text) return;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without permission, the selected line is ready for Ctrl+C.
      getSelection().selectAllChildren(byId("line"));
      if (!document.execCommand("copy")) return announce("Press Ctrl+C to copy the selected line.");
      getSelection().removeAllRanges();
    }
    button.classList.add("done");
    setText("copy-label", "Copied");
    announce("The line was copied.");
    setTimeout(() => { button.classList.remove("done"); setText("copy-label", "Copy"); }, 1800);
  }
}

const inShort = text => text === "true" ? "on" : text === "false" ? "off" : text.length > 24 ? text.slice(0, 23) + "…" : text;
