// What the user chose, with undo, redo and the address that keeps it.

import { isSame, typical } from "./values.js";

const measures = ({ name }) => /^(segment|regions)$/.test(name);

const isEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Store extends EventTarget {
  #past = [];
  #future = [];
  #tag = null;
  #time = 0;
  #visited = new Map();
  #drawn = null;
  #used = null;
  #fault = {};
  #named = "";

  constructor(session) {
    super();
    this.session = session;
    this.state = this.#fromAddress() ?? this.#first();
    addEventListener("hashchange", () => {
      const state = this.#fromAddress();
      // Back and forward walk through the choices.
      if (state && !isEqual({ frame: this.state.frame, ...state }, this.state)) this.change(state, null, false);
      this.#miss();
    });
    this.#restore();
    if (session.hasFiles) this.#miss();
    this.#keep();
  }

  get operation() { return this.session.operations.find(operation => operation.name === this.state.operation); }

  get input() { return this.session.inputs.find(input => input.id === this.state.input); }

  get preset() {
    return this.operation.presets.find(preset => preset.name === this.state.preset) ?? this.operation.presets[0];
  }

  get canUndo() { return this.#past.length > 0; }

  get canRedo() { return this.#future.length > 0; }

  /** Receives a session with more inputs. */
  list({ inputs, operations }) {
    const known = operation => Object.assign(this.session.operations.find(({ name }) => name === operation.name) ?? operation, { inputs: operation.inputs });
    this.session = { ...this.session, inputs, operations: operations.map(known) };
    this.dispatchEvent(new Event("listed"));
  }

  /** Receives a session with more inputs, and shows the last of them. */
  add(session) {
    this.list(session);
    const { id, name } = session.inputs.at(-1), usual = this.#usual(id), { operation } = this;
    this.opened = name;
    this.open((operation.inputs.includes(id) && (measures(operation) || !measures(usual)) ? operation : usual).name);
    this.change({ input: id, frame: 0 });
  }

  /** What went wrong with the state, which is said until the next change. */
  get fault() { return this.#fault.of === this.state ? this.#fault.text : ""; }

  blame(text) {
    if (!text) return;
    this.#fault = { of: this.state, text };
    this.dispatchEvent(new Event("fault"));
  }

  /** Says that the picture of the address is not open. */
  #miss() {
    const name = this.#named;
    if (name && !this.session.inputs.some(input => input.name === name)) this.blame(`${name} is not open. This is ${this.input.name}.`);
  }

  option(name) { return this.operation.options.find(option => option.name === name); }

  /** Returns the user's value of an option, the value with which the picture was drawn, or that of the preset. */
  value(name, given = this.state.given, drawn = this.#drawn) { return given[name] ?? drawn?.[name] ?? this.preset?.values[name] ?? ""; }

  /** Returns the number that is used where an option is automatic: that of the picture, or the usual one; null if unknown. */
  used(option) {
    const { of, numbers = {} } = this.#used ?? {}, isOfPicture = of?.operation === this.state.operation && of.input === this.state.input;
    const found = (isOfPicture ? numbers[option.name] : null) ?? typical(option);
    return found >= (option.min ?? -Infinity) && found <= (option.max ?? Infinity) ? found : null;
  }

  draw(values, numbers, state) {
    if (state !== this.state) return;
    this.#drawn = values;
    this.#used = { of: state, numbers };
    this.dispatchEvent(new Event("drawn"));
  }

  /**
   * Changes parts of the state.
   * @param tag Quick changes with the same tag, such as those of one slider, are undone together.
   * @param isNew False if the browser already has an entry for it.
   */
  change(parts, tag = null, isNew = true) {
    const next = { ...this.state, ...parts };
    if (isEqual(next, this.state)) return;
    const now = performance.now();
    const isStep = !(tag && tag === this.#tag && now - this.#time < 1000);
    if (isStep) this.#past.push(this.state);
    if (this.#past.length > 200) this.#past.shift();
    this.#tag = tag;
    this.#time = now;
    this.#future = [];
    this.#apply(next, isStep && isNew);
  }

  /** Gives an option a value, and others what it implies. Null or the preset's value resets it, and so are options that it excludes. */
  give(name, text) {
    const given = { ...this.state.given }, { options } = this.operation, { rules } = this.option(name);
    const isReplaced = options.some(other => other.name in given && other.rules.some(rule => rule.kind === "insteadOf" && rule.other === name));
    if (!text || (!isReplaced && text === this.preset?.values[name])) delete given[name];
    else {
      given[name] = text;
      for (const { kind, other, values } of rules) {
        if (kind === "implies") given[other] = values[0];
        if (kind === "notWith" && !values.length && this.#isBroken(this.option(name), given, other)) delete given[other];
      }
    }
    for (const other of options) if (other.name !== name && other.name in given && this.#isBroken(other, given, name)) delete given[other.name];
    this.change({ given }, name);
  }

  broken(option) { return this.#isBroken(option, this.state.given); }

  open(name) {
    if (name === this.state.operation) return;
    this.#visited.set(this.state.operation, this.state);
    const operation = this.session.operations.find(other => other.name === name);
    const { preset, given } = this.#visited.get(name) ?? { preset: operation.presets[0]?.name ?? "Default", given: {} };
    const input = operation.inputs.includes(this.state.input) ? this.state.input : operation.inputs[0];
    this.change({ operation: name, preset, given, input });
  }

  undo() { this.#swap(this.#past, this.#future); }

  redo() { this.#swap(this.#future, this.#past); }

  #swap(from, to) {
    if (!from.length) return;
    to.push(this.state);
    this.#tag = null;
    this.#apply(from.pop());
  }

  #apply(state, isStep = false) {
    this.state = state;
    this.#drawn = null;
    this.#keep(isStep);
    this.dispatchEvent(new Event("change"));
  }

  /** Returns an option's broken rule, of those about another if named. What only the picture has excludes nothing. */
  #isBroken(option, given, about) {
    const has = (name, values, drawn) => {
      const parts = this.value(name, given, drawn).split(","), other = this.option(name);
      return values.length ? values.some(value => parts.some(part => isSame(part, value)))
        : other?.kind === "switch" ? parts[0] === "true" : !isSame(parts.join(), other?.default);
    };
    return option.rules.find(({ kind, others, when, unless, unlessValues }) => kind !== "insteadOf"
      && (!about || others.some(({ other }) => other === about))
      && others.some(({ other, values }) => has(other, values) && (kind !== "notWith" || has(other, values, null))) === (kind === "notWith")
      && !(when.length && !has(option.name, when)) && !(unless && has(unless, unlessValues)));
  }

  /** Returns the operation with which an input opens. A tile of a microscope is measured; its 16 bits are black elsewhere. */
  #usual(id) {
    const { inputs, operations } = this.session, suiting = operations.filter(operation => operation.inputs.includes(id));
    const isTile = inputs.find(input => input.id === id)?.kind === "tile";
    return (isTile && suiting.find(measures)) || suiting[0];
  }

  #first() {
    const { inputs: [{ id }] } = this.session, { name, presets } = this.#usual(id);
    return { input: id, operation: name, preset: presets[0]?.name ?? "Default", given: {} };
  }

  /** Lets undo and redo outlive a reload. */
  #restore() {
    const key = "stylize-undo", { inputs } = this.session;
    const named = state => ({ ...state, input: inputs.find(({ id }) => id === state.input)?.name });
    const found = state => ({ ...state, input: inputs.find(({ name }) => name === state.input)?.id });
    const saved = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    if (saved.at === location.hash) {
      [this.#past, this.#future] = [saved.past, saved.future].map(states => states.map(found).filter(({ input }) => input !== undefined));
    }
    addEventListener("pagehide", () => sessionStorage.setItem(key, JSON.stringify({
      at: location.hash, past: this.#past.map(named), future: this.#future.map(named),
    })));
  }

  /** Writes the state into the address: #dot-art/Sketch/photo.jpg?DotCount=5000. */
  #keep(isStep = false) {
    const { operation, preset, given } = this.state;
    const path = [operation, preset, this.input?.name ?? ""].map(encodeURIComponent).join("/"), query = new URLSearchParams(given);
    history[isStep ? "pushState" : "replaceState"](null, "", `#${path}${query.size ? "?" + query : ""}`);
  }

  #fromAddress() {
    const [path, query] = location.hash.slice(1).split(/\?(.*)/s);
    const [name, preset, file] = path.split("/").map(part => decodeURIComponent(part));
    this.#named = file;
    const operation = this.session.operations.find(other => other.name === name);
    if (!operation) return null;
    return {
      input: this.session.inputs.findLast(input => input.name === file && operation.inputs.includes(input.id))?.id ?? operation.inputs[0],
      operation: name,
      preset: (operation.presets.find(other => other.name === preset) ?? operation.presets[0])?.name ?? "Default",
      given: Object.fromEntries([...new URLSearchParams(query ?? "")].filter(([name]) => operation.options.some(option => option.name === name))),
    };
  }
}
