// Texts of option values: names, numbers, lists, colors, and the scales of sliders.

const spellings = {};

/** Sets the names that are not spelled like words, such as PNG and G-code. */
export function spell(names) {
  for (const name of names) spellings[keyOf(name)] = name;
}

/** Returns a name in words: "TargetPsnr" is "Target PSNR", and "blue-noise" is "Blue noise". */
export function inWords(name) {
  if (spellings[keyOf(name)]) return spellings[keyOf(name)];
  const text = name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/-/g, " ").toLowerCase()
    .split(" ").map(word => spellings[word] ?? word).join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const titleOf = preset => preset.saved ? preset.name : inWords(preset.name);

/** Returns the key of a name of a value, which ignores case and dashes. */
export const keyOf = text => String(text ?? "").replace(/[-_ ]/g, "").toLowerCase();

export const isSame = (a, b) => keyOf(a) === keyOf(b);

export const inDigits = number => typeof number === "number"
  ? number.toLocaleString("en-US", { maximumFractionDigits: Math.abs(number) < 10 ? 3 : 1 }) : String(number);

export const inLength = mm => mm < 10_000 ? `${inDigits(mm)} mm` : `${inDigits(mm / 1000)} m`;

export const inTime = ms => ms < 1000 ? `${Math.round(ms)} ms` : ms < 99_500 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;

export const inBytes = bytes => bytes < 1000 ? `${bytes} bytes` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

const asText = number => String(Number(number.toPrecision(6)));

function niceStep(number) {
  const power = 10 ** Math.floor(Math.log10(number)), share = number / power;
  return power * (share >= 5 ? 5 : share >= 2 ? 2 : 1);
}

/** Returns the default of a number option, or the number with which its description starts. */
export function typical(option) {
  const found = /^(?:\w+: )?(-?[\d.]+)\b/.exec(option.default || option.defaultText || "");
  return found ? Number(found[1]) : NaN;
}

/** Converts between values of a number option and positions from 0 to 1 on a slider. */
export class Scale {
  static of(option) {
    const low = option.min ?? option.above, high = option.max;
    return Number.isFinite(low) && Number.isFinite(high) && high > low ? new Scale(option, low, high) : null;
  }

  constructor(option, low, high) {
    this.low = low;
    this.high = high;
    this.isWhole = option.kind === "integer";
    this.isOdd = option.odd === true;
    this.step = Math.max(niceStep((high - low) / 100), this.isWhole ? 1 : 0);
    this.isOpen = !Number.isFinite(option.min);
    // Below the bend, a logarithmic scale from 0 is nearly linear.
    this.bend = this.isWhole ? 1 : high / 1000;
    this.isLog = false;
    if (low >= 0 && high > 4) {
      const decades = Math.log10(high / (low > 0 ? low : this.bend)), usual = typical(option);
      const distance = isLog => { this.isLog = isLog; return Math.abs(this.toPosition(usual) - 0.5); };
      this.isLog = decades > 3 || (decades > 1.5 && !(distance(true) >= distance(false)));
    }
  }

  toPosition(value) {
    const { low, high, bend } = this;
    const share = !this.isLog ? (value - low) / (high - low)
      : low > 0 ? Math.log(value / low) / Math.log(high / low)
      : Math.log1p(value / bend) / Math.log1p(high / bend);
    return Math.min(1, Math.max(0, share));
  }

  /** Returns the value at a position as text, rounded to a step or to two significant digits. */
  toText(position) {
    const { low, high, bend } = this;
    if (!this.isLog) return this.round(low + Math.round(position * (high - low) / this.step) * this.step);
    if (position >= 1) return asText(high);
    const value = low > 0 ? low * (high / low) ** position : bend * Math.expm1(position * Math.log1p(high / bend));
    return this.round(value > 0 ? Number(value.toPrecision(2)) : 0);
  }

  round(number) {
    let value = this.isWhole ? Math.round(number) : number;
    if (this.isOdd && value % 2 === 0) value += 1;
    value = Math.min(this.high, Math.max(this.low, value));
    if (this.isOpen && value <= this.low) value = this.low + (this.isWhole ? 1 : this.isLog ? this.bend / 10 : this.step);
    return asText(value);
  }

  next(position, direction, distance = 0.001) {
    const before = this.toText(position);
    while (position >= 0 && position <= 1 && this.toText(position) === before) position += direction * distance;
    return Math.min(1, Math.max(0, position));
  }
}

export const hasVariants = option =>
  /^(switch|choice|palette|colors?)$/.test(option.kind) || option.choices?.length > 1 || Scale.of(option) !== null;

/** Returns the elements of a list; those with commas are separated by semicolons. */
export const elementsOf = (text, hasCommas = false) =>
  (text ?? "").split(hasCommas ? ";" : ",").map(part => part.trim()).filter(Boolean);

const probe = document.createElement("canvas").getContext("2d");

export function toHex(text) {
  const written = (text ?? "").trim(), color = /^[0-9a-f]{3,8}$/i.test(written) ? "#" + written : written;
  if (!color || /^none$/i.test(color) || !CSS.supports("color", color)) return null;
  probe.fillStyle = color;
  const found = probe.fillStyle;
  if (found.startsWith("#")) return found;
  return "#" + found.match(/[\d.]+/g).slice(0, 3).map(part => Math.round(part).toString(16).padStart(2, "0")).join("");
}

/** Returns the colors of a named palette or a list; null for other texts. */
export function paletteColors(text, palettes) {
  const known = palettes.find(palette => isSame(palette.name, text));
  if (known) return known.colors;
  const colors = elementsOf(text).map(part => toHex(part.split(/[ =:]/)[0]));
  return colors.length && colors.every(Boolean) ? colors : null;
}
