// The header and the chooser of presets: inputs with thumbnails, operations, presets with small pictures.
import { attachMenu, byId, el, icon, moveByKeys, setText } from "./dom.js";
import { call, loadBlob } from "./api.js";
import { addressOf } from "./transport.js";
import { titleOf } from "./values.js";
import { drawVariants } from "./variants.js";

export class Header {
  #thumbs = new Map();
  #session = null;
  #presetsOf = null;
  #abort = null;

  constructor(store) {
    this.store = store;
    this.inputs = byId("inputs");
    this.presets = byId("presets");
    attachMenu(byId("input"), this.inputs, () => this.#listInputs());
    attachMenu(byId("preset"), this.presets, () => this.#listPresets());
    this.presets.addEventListener("toggle", event => event.newState === "closed" && this.#abort?.abort());
    this.settle = ["operations", "tools"].map(id => moveByKeys(byId(id)));
    byId("operation").onchange = event => store.open(event.target.value);
    byId("page").onchange = event => {
      const page = Math.min(store.input.pages, Math.max(1, Math.round(Number(event.target.value)) || 1));
      event.target.value = page;
      store.change({ frame: page - 1 });
    };
    byId("undo").onclick = () => store.undo();
    byId("redo").onclick = () => store.redo();
    for (const event of ["change", "listed"]) store.addEventListener(event, () => this.update());
    this.update();
  }

  #offer() {
    const { store } = this, { operations } = this.#session = store.session;
    byId("operations").replaceChildren(...operations.map(operation => {
      const tab = el("button", { class: "quiet", title: operation.summary ?? "", onclick: () => store.open(operation.name) }, operation.title);
      tab.dataset.operation = operation.name;
      return tab;
    }));
    byId("operation").replaceChildren(...operations.map(operation => el("option", { value: operation.name }, operation.title)));
  }

  update() {
    const { store } = this, { input, preset } = store;
    if (this.#session !== store.session) this.#offer();
    setText("input-name", input?.name ?? "No input");
    byId("input").ariaLabel = `Choose an input, now ${input?.name}`;
    setText("preset-name", preset ? titleOf(preset) : "Default");
    byId("preset").disabled = store.operation.presets.length < 2;
    byId("undo").disabled = !store.canUndo;
    byId("redo").disabled = !store.canRedo;
    byId("operation").value = store.operation.name;
    for (const tab of byId("operations").children) tab.ariaCurrent = tab.dataset.operation === store.operation.name;
    byId("pages").hidden = !(input?.pages > 1);
    byId("page").max = input?.pages ?? 1;
    byId("page").value = (store.state.frame ?? 0) + 1;
    setText("page-count", `of ${input?.pages ?? 1}`);
    document.title = `${input?.name ?? "Stylize"} – ${store.operation.title} – Stylize Studio`;
    byId("show-save-picture").hidden = !store.operation.isOfInput;
    for (const settle of this.settle) settle();
    if (input) this.#thumb(input, byId("input-thumb"));
  }

  #listInputs() {
    const { store } = this, { inputs } = store.session;
    const cards = store.operation.inputs.map(id => inputs.find(input => input.id === id)).map(input => {
      const picture = el("img", { alt: "", class: "thumb", loading: "lazy" });
      const card = el("button", { class: "input-card", onclick: () => { this.inputs.hidePopover(); store.change({ input: input.id, frame: 0 }); } },
        picture, el("span", {}, input.name), el("small", {}, input.width ? `${input.width} × ${input.height}` : ""));
      card.ariaCurrent = input.id === store.state.input;
      seen.observe(picture);
      picture.whenSeen = () => this.#thumb(input, picture);
      return card;
    });
    const offer = (id, shape, title, note) => el("button", { class: "input-card", onclick: () => { this.inputs.hidePopover(); byId(id).click(); } },
      el("span", { class: "thumb add" }, icon(shape)), el("span", {}, title), el("small", {}, note));
    const isTouched = matchMedia("(pointer: coarse)").matches;
    const add = [offer("add", "plus", "Open a picture", isTouched ? "From this device" : "Or drop or paste it")];
    if (isTouched) add.push(offer("camera", "camera", "Take a picture", "With the camera"));
    const { unreadable } = store.session, lost = unreadable.length ? el("p", { class: "error" }, unreadable.map(file => file.error).join(" ")) : null;
    this.inputs.replaceChildren(...cards, ...add, lost ?? "");
  }

  /** Shows a small picture of an input, from a copy, because the server keeps few pictures. */
  async #thumb(input, image) {
    if (!this.#thumbs.has(input.id)) this.#thumbs.set(input.id, this.#copy(input.id));
    if (image.input === input.id) return;
    image.removeAttribute("src");
    image.input = input.id;
    try {
      const url = await this.#thumbs.get(input.id);
      if (image.input === input.id) image.src = url;
    } catch {
      image.input = null;
      this.#thumbs.delete(input.id);
    }
  }

  async #copy(input) {
    const { url } = await call("api/original", { input, side: 192, frame: 0 });
    return URL.createObjectURL(await loadBlob(url));
  }

  #listPresets() {
    const { store } = this, { operation, state } = store;
    const about = `${operation.name} ${state.input} ${state.frame} ${operation.presets.length} ${JSON.stringify(state.given)}`;
    const items = this.#presetsOf === about ? [...this.presets.children] : operation.presets.map(preset => {
      const item = el("button", { class: "preset-card", onclick: () => { this.presets.hidePopover(); store.change({ preset: preset.name }); } },
        el("span", { class: "preset-picture" }), el("span", {}, titleOf(preset)), preset.saved ? el("small", {}, "saved") : null);
      item.dataset.preset = preset.name;
      return item;
    });
    for (const item of items) item.ariaCurrent = item.dataset.preset === state.preset;
    if (this.#presetsOf === about) return;
    this.#presetsOf = about;
    this.presets.replaceChildren(...items);
    this.#drawPresets(items).catch(() => { this.#presetsOf = null; });
  }

  async #drawPresets(items) {
    this.#abort?.abort();
    this.#abort = new AbortController();
    for await (const { index, picture } of drawVariants(this.store.state, null, 192, this.#abort.signal, "presets")) {
      if (picture) items[index].querySelector(".preset-picture").replaceChildren(el("img", { src: await addressOf(picture.url), alt: "" }));
    }
  }
}

const seen = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    target.whenSeen();
  }
});
