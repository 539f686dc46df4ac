// The grid of variants: all presets, or values of one option. It fills while the server draws.
import { byId, el, moveByKeys } from "./dom.js";
import { pageName, stream } from "./api.js";
import { addressOf } from "./transport.js";
import { groups } from "./panel.js";
import { hasVariants, inWords, isSame, titleOf } from "./values.js";

let sequence = 0;

export const drawVariants = (state, option, side, signal, part = "variants") =>
  stream("api/variants", { page: `${pageName}-${part}`, sequence: ++sequence, state, option, side }, signal);

export class Variants {
  #abort = null;
  #opener = null;

  constructor(store) {
    this.store = store;
    this.root = byId("variants");
    this.grid = byId("variants-grid");
    this.about = byId("variants-of");
    moveByKeys(this.grid);
    this.about.onchange = () => this.show(this.about.value || null);
    byId("variants-close").onclick = () => this.close();
    store.addEventListener("change", () => { if (!this.root.hidden && store.operation.name !== this.operation) this.close(); });
  }

  get isOpen() { return !this.root.hidden; }

  show(option = null) {
    const { store } = this;
    if (this.root.hidden) this.#opener = document.activeElement;
    this.operation = store.operation.name;
    this.root.hidden = false;
    byId("stage").inert = true;
    this.#offer(option);
    this.#draw(option);
    if (!this.root.contains(document.activeElement)) this.about.focus();
  }

  close() {
    if (this.root.hidden) return;
    this.#abort?.abort();
    this.root.hidden = true;
    byId("stage").inert = false;
    this.grid.replaceChildren();
    const opener = this.#opener;
    (opener !== document.body && opener?.isConnected ? opener : byId("show-variants")).focus();
  }

  #offer(option) {
    const { store } = this;
    const varied = store.operation.options.filter(other => !store.broken(other) && hasVariants(other));
    this.about.replaceChildren(
      ...(store.operation.presets.length > 1 ? [el("option", { value: "" }, "All presets")] : []),
      ...groups.map(([group, label]) => {
        const members = varied.filter(other => other.group === group);
        return members.length ? el("optgroup", { label }, ...members.map(other => el("option", { value: other.name }, inWords(other.name)))) : null;
      }).filter(Boolean));
    this.about.value = option ?? "";
  }

  async #draw(option) {
    const { store, grid } = this;
    this.#abort?.abort();
    const abort = this.#abort = new AbortController();
    if (!option && store.operation.presets.length < 2) option = this.about.value = this.about.options[0]?.value ?? null;
    grid.replaceChildren();
    const status = byId("variants-status");
    status.textContent = "…";
    try {
      let done = 0;
      const side = Math.min(1024, Math.round(360 * (devicePixelRatio || 1) * Math.max(1, innerWidth / 1920)));
      for await (const variant of drawVariants(store.state, option, side, abort.signal)) {
        const { index, count } = variant;
        if (!grid.children.length) grid.append(...Array.from({ length: count }, () => this.#card()));
        await this.#fill(grid.children[index], variant, option);
        status.textContent = ++done < count ? `${done} of ${count}` : "";
      }
    } catch (error) {
      if (error.name !== "AbortError" && error.status !== 409) status.textContent = error.text ?? String(error);
    }
  }

  #card() {
    return el("button", { class: "card", ariaDisabled: true }, el("span", { class: "card-picture" }), el("span"));
  }

  async #fill(card, variant, option) {
    const { store } = this, value = variant.given[option];
    card.ariaCurrent = option ? isSame(value, store.value(option)) : variant.preset === store.state.preset;
    card.lastChild.textContent = option ? inLabel(value) : titleOf(store.operation.presets.find(preset => preset.name === variant.preset));
    if (variant.error) {
      card.querySelector(".card-picture").append(el("span", { class: "error" }, variant.error.message));
      return;
    }
    const image = el("img", { src: await addressOf(variant.picture.url), alt: "", width: variant.picture.width, height: variant.picture.height });
    card.querySelector(".card-picture").append(image);
    card.ariaDisabled = null;
    card.onclick = () => {
      store.change({ preset: variant.preset, given: variant.given });
      this.close();
    };
  }
}

const inLabel = value => value === "true" ? "On" : value === "false" ? "Off" : /^[\d.-]+$/.test(value) ? value : inWords(value);
