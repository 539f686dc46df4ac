// The table of the regions of a tile. Pointing at a row frames its region in the picture.
import { byId, el, setText } from "./dom.js";
import { inDigits, inWords } from "./values.js";

export class Table {
  #table = null;
  #sorted = { column: 0, isDown: false };
  #rows = [];

  constructor(store, viewer) {
    this.store = store;
    this.viewer = viewer;
    this.root = byId("table");
    this.body = byId("table-body");
    for (const [on, off] of [["pointerover", "pointerleave"], ["focusin", "focusout"]]) {
      this.body.addEventListener(on, event => this.#frame(event.target.closest("tr")));
      this.body.addEventListener(off, () => this.#frame(null));
    }
    this.body.onkeydown = event => {
      const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
      const row = step && event.target.closest("tr")?.[step];
      if (!row) return;
      event.preventDefault();
      row.focus();
    };
  }

  /**
   * Shows the table of a result; null hides it.
   * @param total Number of regions, of which the table may have only the first.
   */
  show(table, total) {
    this.total = total;
    this.root.hidden = !table;
    this.viewer.frame(null);
    const hasSameColumns = table && this.#table && String(table.columns) === String(this.#table.columns);
    this.#table = table;
    if (!table) return this.body.replaceChildren();
    if (!hasSameColumns) this.#sorted = { column: 0, isDown: false };
    this.#fill();
  }

  #fill() {
    const { columns, rows } = this.#table, { column, isDown } = this.#sorted;
    const order = new Intl.Collator("en", { numeric: true }), sign = isDown ? -1 : 1;
    const compare = (a, b) => typeof a === "number" && typeof b === "number" ? a - b : order.compare(String(a ?? ""), String(b ?? ""));
    this.#rows = rows.toSorted((a, b) => sign * compare(a[column], b[column]));
    const heads = columns.map((name, i) => el("th", { scope: "col", "aria-sort": i === column ? isDown ? "descending" : "ascending" : "none" },
      el("button", { onclick: () => this.#sort(i) }, inWords(name))));
    byId("table-head").replaceChildren(el("tr", {}, ...heads));
    this.body.replaceChildren(...this.#rows.map((row, i) => {
      const line = el("tr", { tabIndex: i === 0 ? 0 : -1 }, ...row.map(cell => el("td", { class: typeof cell === "number" ? "" : "words" }, cell === null ? "" : inDigits(cell))));
      line.dataset.row = i;
      return line;
    }));
    const total = Math.max(rows.length, this.total ?? 0), name = total === 1 ? "region" : "regions";
    setText("table-count", total > rows.length ? `First ${inDigits(rows.length)} of ${inDigits(total)} ${name}` : `${inDigits(total)} ${name}`);
  }

  #sort(column) {
    this.#sorted = { column, isDown: this.#sorted.column === column && !this.#sorted.isDown };
    this.#fill();
    byId("table-head").querySelectorAll("button")[column].focus();
  }

  #frame(line) {
    this.body.querySelector(".pointed")?.classList.remove("pointed");
    const region = line && this.#bounds(this.#rows[line.dataset.row]);
    line?.classList.add("pointed");
    this.viewer.frame(region);
  }

  /** Returns the bounds of a region in shares of the picture; null if the table has none. */
  #bounds(row) {
    const { columns } = this.#table, { input } = this.store;
    const [left, top, right, bottom] = ["Left", "Top", "Right", "Bottom"].map(name => row[columns.findIndex(column => column.toLowerCase() === name.toLowerCase())]);
    if (![left, top, right, bottom].every(Number.isFinite) || !input?.width) return null;
    return { left: left / input.width, top: top / input.height, right: right / input.width, bottom: bottom / input.height };
  }
}
