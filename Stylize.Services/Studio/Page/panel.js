// The panel of options: groups, search, help, reset, rules between options, and errors.
import { announce, byId, el, icon, rest } from "./dom.js";
import { createControl } from "./controls.js";
import { hasVariants, inWords, isSame } from "./values.js";

export const groups = ["common", "method", "tone", "plotter", "plate", "output", "expert"].map(group => [group, inWords(group)]);

/** Time after which the page can answer while controls are created, in milliseconds. */
const pause = 10;

export class Panel {
  #rows = new Map();
  #sections = [];
  #operation = null;
  #errors = [];

  constructor(store, showVariants) {
    this.store = store;
    this.showVariants = showVariants;
    this.root = byId("options");
    this.search = byId("search");
    this.search.oninput = () => this.#filter();
    this.search.onkeydown = event => {
      if (event.key === "Escape" && this.search.value) { this.search.value = ""; this.#filter(); event.stopPropagation(); }
    };
    const { classList } = document.body, more = byId("more"), line = byId("show-line");
    const show = (isAll, hasLine) => {
      classList.toggle("all", isAll);
      classList.toggle("command", hasLine);
      more.ariaExpanded = isAll;
      line.ariaExpanded = hasLine;
      more.textContent = isAll ? "Fewer options" : "All options";
      if (!isAll) this.#sections[0].root.open = true;
    };
    more.onclick = () => show(!classList.contains("all"), false);
    line.onclick = () => show(false, !classList.contains("command"));
    const explain = event => this.#explain(event.target.closest?.(".option")?.dataset.name);
    this.root.addEventListener("focusin", explain);
    this.root.addEventListener("pointerover", explain);
    for (const event of ["change", "drawn"]) store.addEventListener(event, () => this.update());
    this.update();
  }

  update() {
    const { store } = this;
    if (this.#operation !== store.operation) this.built = this.#build();
    for (const name of this.#rows.keys()) this.#show(name);
    for (const { root, count, names } of this.#sections) {
      const changed = names.filter(name => name in store.state.given).length;
      count.textContent = changed ? `${changed} changed` : "";
      count.hidden = !changed;
    }
    // On a phone, only the first options that can be used are shown at first.
    let few = 0;
    for (const [name, { root, reason }] of this.#rows) root.classList.toggle("few", this.#sections[0].names.includes(name) && !reason.textContent && few++ < 3);
    byId("reset-all").disabled = Object.keys(store.state.given).length === 0;
  }

  #show(name) {
    const { store } = this, row = this.#rows.get(name), isGiven = name in store.state.given, broken = store.broken(row.option);
    row.set(store.value(name), store.preset?.values[name] ?? "", store.used(row.option));
    row.root.classList.toggle("given", isGiven);
    row.reset.hidden = !isGiven;
    row.fields.disabled = !!broken && broken.kind !== "implies" && broken.values.length > 0;
    row.reason.textContent = broken?.text.replace(/[A-Z]\w+/g, inWords) ?? "";
  }

  showErrors(errors) {
    for (const row of this.#rows.values()) row.error.textContent = "";
    for (const { option, message, advice } of errors) {
      const row = [...this.#rows.values()].find(other => option && isSame(other.option.name, option));
      if (!row) continue;
      row.error.textContent = advice ? `${message} ${advice}` : message;
      row.root.closest("details").open = true;
    }
    for (const row of this.#rows.values()) {
      const has = row.error.textContent !== "";
      row.root.classList.toggle("wrong", has);
      row.root.querySelectorAll("input, select").forEach(field => { field.ariaInvalid = has || null; });
    }
  }

  find() { this.search.focus(); this.search.select(); }

  /** Creates the controls of the operation, in several tasks: the page answers meanwhile. */
  async #build() {
    const { store } = this, operation = this.#operation = store.operation;
    this.#rows.clear();
    this.#sections = [];
    this.root.replaceChildren();
    this.search.value = "";
    this.#explain(null);
    let since = performance.now();
    for (const [group, title] of groups) {
      const options = operation.options.filter(option => option.group === group);
      if (!options.length) continue;
      const count = el("span", { class: "count", hidden: true }), rows = el("div", { class: "group-options" }), names = [];
      const root = el("details", { class: "group", open: group !== "output" && group !== "expert" },
        el("summary", {}, el("h3", {}, title), count, icon("down")), rows);
      this.#sections.push({ root, count, names, opened: root.open });
      this.root.append(root);
      for (const option of options) {
        rows.append(this.#row(option));
        names.push(option.name);
        this.#show(option.name);
        if (performance.now() - since < pause) continue;
        await rest();
        if (this.#operation !== operation) return;
        since = performance.now();
      }
    }
    this.update();
    this.#filter();
  }

  #row(option) {
    const { store } = this, { name } = option, title = inWords(name);
    const ids = { control: `option-${name}`, label: `label-${name}`, help: `help-${name}`, error: `error-${name}`, reason: `reason-${name}` };
    const control = createControl(option, store.session, ids, text => store.give(name, text));
    const reset = el("button", {
      class: "tool reset", hidden: true, "aria-label": `Reset ${title}`, title: "Reset to the preset",
      onclick: () => { store.give(name, null); byId(ids.control)?.focus(); announce(`${title} was reset.`); },
    }, icon("undo"));
    const vary = hasVariants(option) ? el("button", {
      class: "tool vary", "aria-label": `Show variants of ${title}`, title: "Variants", onclick: () => this.showVariants(name),
    }, icon("grid")) : null;
    const error = el("p", { class: "error", id: ids.error, role: "alert" }), reason = el("p", { class: "reason", id: ids.reason });
    const help = el("p", { class: "help", id: ids.help }, helpOf(option));
    const unit = option.unit && option.unit !== "pens" && !title.toLowerCase().endsWith(option.unit) && option.kind !== "switch" ? el("span", { class: "unit" }, option.unit) : null;
    const label = control.isGroup ? el("span", { class: "label", id: ids.label }, title) : el("label", { id: ids.label, for: ids.control }, title);
    const fields = el("fieldset", { class: "fields", role: "presentation" }, control.root);
    const root = el("div", { class: option.kind === "switch" ? "option inline" : "option" },
      el("div", { class: "option-head" }, label, unit, el("span", { class: "gap" }), vary, reset), fields, reason, error, help);
    root.dataset.name = name;
    root.dataset.words = `${name} ${title} ${option.help} ${(option.choices ?? []).join(" ")}`.toLowerCase();
    this.#rows.set(name, { option, root, reset, fields, reason, error, set: control.set });
    return root;
  }

  #filter() {
    const wanted = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const section of this.#sections) {
      let shown = 0;
      for (const name of section.names) {
        const { root } = this.#rows.get(name);
        root.hidden = !wanted.every(word => root.dataset.words.includes(word));
        if (!root.hidden) shown++;
      }
      found += shown;
      section.root.hidden = shown === 0;
      if (wanted.length) section.root.open = true;
      else section.root.open = section.opened || section.names.some(name => this.#rows.get(name).error.textContent);
    }
    byId("nothing-found").hidden = found > 0;
  }

  #explain(name) {
    const row = this.#rows.get(name);
    if (!row) {
      if (name === null) byId("help-line").replaceChildren(this.store.operation.summary ?? "");
      return;
    }
    byId("help-line").replaceChildren(el("b", {}, inWords(name)), " ", helpOf(row.option), " ", el("code", {}, row.option.line ?? ""));
  }
}

const helpOf = option => `${option.help} ${option.facts}`;
