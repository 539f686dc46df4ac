// What the user chose, with undo, redo and the address that keeps it.

import { isSame } from "./values.js";

const isEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export class Store extends EventTarget {
  #past = [];
  #future = [];
  #tag = null;
  #time = 0;
  #visited = new Map();
  #drawn = null;

  constructor(session) {
    super();
    this.session = session;
    this.state = this.#fromAddress() ?? this.#first();
    addEventListener("hashchange", () => {
      const state = this.#fromAddress();
      if (state && !isEqual(state, this.state)) this.change(state);
    });
    this.#keep();
  }

  get operation() { return this.session.operations.find(operation => operation.name === this.state.operation); }

  get input() { return this.session.inputs.find(input => input.id === this.state.input); }

  get preset() {
    return this.operation.presets.find(preset => preset.name === this.state.preset) ?? this.operation.presets[0];
  }

  get canUndo() { return this.#past.length > 0; }

  get canRedo() { return this.#future.length > 0; }

  /** Receives a session with more inputs, and shows the last of them. */
  add(session) {
    this.session = session;
    const { id } = session.inputs.at(-1), suits = operation => operation.inputs.includes(id);
    const operation = suits(this.operation) ? this.operation : session.operations.find(suits);
    this.open(operation.name);
    this.change({ input: id, frame: 0 });
  }

  option(name) { return this.operation.options.find(option => option.name === name); }

  /** Returns the user's value of an option, the value with which the picture was drawn, or that of the preset. */
  value(name, given = this.state.given, drawn = this.#drawn) { return given[name] ?? drawn?.[name] ?? this.preset?.values[name] ?? ""; }

  draw(values, state) {
    if (state !== this.state) return;
    this.#drawn = values;
    this.dispatchEvent(new Event("drawn"));
  }

  /**
   * Changes parts of the state.
   * @param tag Quick changes with the same tag, such as those of one slider, are undone together.
   */
  change(parts, tag = null) {
    const next = { ...this.state, ...parts };
    if (isEqual(next, this.state)) return;
    const now = performance.now();
    if (!(tag && tag === this.#tag && now - this.#time < 1000)) this.#past.push(this.state);
    if (this.#past.length > 200) this.#past.shift();
    this.#tag = tag;
    this.#time = now;
    this.#future = [];
    this.#apply(next);
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

  #apply(state) {
    this.state = state;
    this.#drawn = null;
    this.#keep();
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

  #first() {
    const [{ name, inputs, presets }] = this.session.operations;
    return { input: inputs[0], operation: name, preset: presets[0]?.name ?? "Default", given: {} };
  }

  /** Writes the state into the address: #dot-art/Sketch/photo.jpg?DotCount=5000. */
  #keep() {
    const { operation, preset, given } = this.state;
    const path = [operation, preset, this.input?.name ?? ""].map(encodeURIComponent).join("/"), query = new URLSearchParams(given);
    history.replaceState(null, "", `#${path}${query.size ? "?" + query : ""}`);
  }

  #fromAddress() {
    const [path, query] = location.hash.slice(1).split(/\?(.*)/s);
    const [name, preset, file] = path.split("/").map(part => decodeURIComponent(part));
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
