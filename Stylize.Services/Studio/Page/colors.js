// The colors that a result has: to copy, save, open, lock, change and merge. What they give is an option of the line.
import { announce, byId, el, icon, moveByKeys, placeMenu, saveFile, setText } from "./dom.js";
import { elementsOf, isSame, toHex } from "./values.js";

const inDecimals = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));

/** Returns the colors of a file of GIMP (.gpl), Lospec (.hex) or JASC (.pal). */
const read = text => text.split(/\r?\n/).map(line => {
  const [, hex] = /^#?([0-9a-f]{6})$/i.exec(line.trim()) ?? [], [, ...parts] = /^\s*(\d+)\s+(\d+)\s+(\d+)/.exec(line) ?? [];
  if (hex) return `#${hex.toLowerCase()}`;
  return parts.length && parts.every(part => part < 256) ? `#${parts.map(part => Number(part).toString(16).padStart(2, "0")).join("")}` : null;
}).filter(Boolean);

const formats = {
  gpl: (colors, name) => ["GIMP Palette", `Name: ${name}`, "#", ...colors.map(color => `${inDecimals(color).join(" ")}\t${color}`), ""].join("\n"),
  hex: colors => colors.map(color => color.slice(1) + "\n").join(""),
};

export class Colors {
  #colors = [];

  constructor(store, report) {
    this.store = store;
    this.report = report;
    this.grid = byId("swatches");
    this.menu = byId("color-menu");
    this.menu.popover = "auto";
    this.settle = moveByKeys(this.grid);
    moveByKeys(this.menu);
    this.menu.addEventListener("toggle", ({ newState }) => this.menu.classList.toggle("placed", newState === "open"));
    byId("copy-colors").onclick = () => this.#copy(this.#colors.join(", "), `${this.#colors.length} colors were copied.`);
    byId("save-colors").onclick = ({ currentTarget }) => this.#open(currentTarget, Object.keys(formats).map(format => this.#action(`Save as .${format}`, () => {
      const name = store.input.name.replace(/\.[^.]*$/, "");
      saveFile(new Blob([formats[format](this.#colors, name)], { type: "text/plain" }), `${name}.${format}`);
      announce(`Saved ${name}.${format}.`);
    })));
    byId("open-colors").onclick = () => byId("palette-file").click();
    byId("palette-file").onchange = async ({ target }) => {
      const [file] = target.files, colors = read(await file.text());
      target.value = "";
      if (colors.length) this.#give(colors, `Opened ${file.name}, ${colors.length} colors.`);
      else this.report(`${file.name} contains no colors. Open a .gpl, .hex or .pal file.`);
    };
  }

  /** Shows the colors of a result; none hides them. */
  show(colors) {
    this.#colors = this.store.option("Palette") && Array.isArray(colors) ? colors : [];
    byId("colors").hidden = !this.#colors.length;
    setText("colors-title", this.#colors.length === 1 ? "1 color" : `${this.#colors.length} colors`);
    const at = [...this.grid.children].indexOf(document.activeElement);
    this.grid.replaceChildren(...this.#colors.map((color, i) => {
      const isLocked = this.#locked.includes(color);
      const swatch = el("button", { class: "swatch", "aria-label": isLocked ? `${color}, locked` : color, title: color, onclick: () => this.#offer(swatch, i) }, isLocked ? icon("lock") : null);
      swatch.style.background = color;
      swatch.style.color = inDecimals(color).reduce((sum, part, i) => sum + part * [0.3, 0.6, 0.1][i], 0) > 140 ? "#000" : "#fff";
      return swatch;
    }));
    this.settle();
    this.grid.children[Math.min(at, this.#colors.length - 1)]?.focus();
  }

  get #locked() { return this.store.option("LockedColor") ? elementsOf(this.store.value("LockedColor")).map(toHex) : []; }

  #offer(swatch, i) {
    const color = this.#colors[i], locked = this.#locked, isLocked = locked.includes(color), hasPalette = !!this.store.value("Palette");
    const pick = el("input", { type: "color", class: "well", value: color, "aria-label": `Change ${color}`, onchange: () => {
      this.menu.hidePopover();
      this.#give(this.#colors.with(i, pick.value), `${color} was changed to ${pick.value}. Each part takes the nearest color.`);
    } });
    const lock = this.store.option("LockedColor") && !hasPalette ? this.#action(isLocked ? "Unlock" : "Lock", () => {
      this.store.give("LockedColor", (isLocked ? locked.filter(other => other !== color) : [...locked, color]).join(",") || null);
      announce(`${color} is ${isLocked ? "not locked" : "locked"}.`);
    }) : null;
    const merge = this.#colors.length > 1 ? this.#action("Merge with the nearest", () => this.#give(this.#colors.toSpliced(i, 1), `${color} was merged.`)) : null;
    this.#open(swatch, [
      this.#action(`Copy ${color}`, () => this.#copy(color, `${color} was copied.`)), lock,
      el("label", { class: "color-change" }, pick, "Change"), merge,
    ].filter(Boolean));
  }

  #action(text, run) { return el("button", { onclick: () => { this.menu.hidePopover(); run(); } }, text); }

  #open(button, items) {
    this.menu.replaceChildren(...items);
    this.menu.showPopover();
    placeMenu(this.menu, button);
    this.menu.classList.add("placed");
    this.menu.querySelector("button").focus();
  }

  async #copy(text, done) {
    try {
      await navigator.clipboard.writeText(text);
      announce(done);
    } catch (error) {
      announce(`Nothing was copied: ${error.message}`);
    }
  }

  #give(colors, done) {
    const list = [...new Set(colors)].join(","), named = this.store.session.palettes.find(palette => isSame(palette.colors.join(), list));
    this.store.give("Palette", named?.name ?? list);
    announce(done);
  }
}
