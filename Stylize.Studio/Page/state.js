// What the user chose, with undo, redo and the address that keeps it.

const isEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Holds the state, and dispatches "change" after each change of it. */
export class Store extends EventTarget {
  #past = [];
  #future = [];
  #tag = null;
  #time = 0;
  #visited = new Map();

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

  option(name) { return this.operation.options.find(option => option.name === name); }

  /** Returns the user's value of an option, or the preset's unless a given option replaces it. */
  value(name) {
    const { given } = this.state;
    if (name in given) return given[name];
    return (this.#isReplaced(name, given) ? this.option(name)?.default : this.preset?.values[name]) ?? "";
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

  /** Gives an option a value; null or the preset's value resets it, and so are options that exclude it. */
  give(name, text) {
    const given = { ...this.state.given };
    if (text === null || text === "" || (!this.#isReplaced(name, given) && text === this.preset?.values[name])) delete given[name];
    else given[name] = text;
    if (name in given) {
      for (const other of this.operation.options) {
        const excludes = other.notWith?.includes(name) || this.option(name).notWith?.includes(other.name);
        if (excludes && other.name !== name) delete given[other.name];
      }
    }
    for (const other of this.operation.options) {
      if (other.name in given && other.onlyWith?.name === name && !this.#holds(other.onlyWith, given)) delete given[other.name];
    }
    this.change({ given }, name);
  }

  /** Returns the requirement of an option that the state does not meet; null if it meets all. */
  missing(option) { return option.onlyWith && !this.#holds(option.onlyWith, this.state.given) ? option.onlyWith : null; }

  /** Changes the operation, with the choices that the user made for it before. */
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
    this.#keep();
    this.dispatchEvent(new Event("change"));
  }

  #isReplaced(name, given) { return this.operation.options.some(option => option.name in given && option.insteadOf?.includes(name)); }

  #holds({ name, values }, given) {
    const value = given[name] ?? this.preset?.values[name] ?? "";
    return values.some(allowed => allowed.toLowerCase() === value.toLowerCase());
  }

  #first() {
    const operation = this.session.operations[0];
    return { input: operation.inputs[0], operation: operation.name, preset: operation.presets[0]?.name ?? "Default", given: {} };
  }

  /** Writes the state into the address: #dot-art/Sketch/photo.jpg?DotCount=5000. */
  #keep() {
    const { operation, preset, given } = this.state;
    const path = [operation, preset, this.input?.name ?? ""].map(encodeURIComponent).join("/"), query = new URLSearchParams(given);
    history.replaceState(null, "", `#${path}${query.size ? "?" + query : ""}`);
  }

  /** Reads the state from the address; null if it names an unknown operation. */
  #fromAddress() {
    const [path, query] = location.hash.slice(1).split(/\?(.*)/s);
    const [name, preset, file] = path.split("/").map(part => decodeURIComponent(part));
    const operation = this.session.operations.find(other => other.name === name);
    if (!operation) return null;
    const known = name => operation.options.some(option => option.name === name);
    return {
      input: this.session.inputs.find(input => input.name === file && operation.inputs.includes(input.id))?.id ?? operation.inputs[0],
      operation: name,
      preset: (operation.presets.find(other => other.name === preset) ?? operation.presets[0])?.name ?? "Default",
      given: Object.fromEntries([...new URLSearchParams(query ?? "")].filter(([name]) => known(name))),
    };
  }
}
