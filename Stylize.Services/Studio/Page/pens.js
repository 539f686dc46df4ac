// The layers of a drawing, which are its pens: each can be hidden in the preview, and the plot is drawn in its order.
import { byId, el, setText } from "./dom.js";
import { loadBlob } from "./api.js";
import { inTime } from "./values.js";

/** Time in which the whole plot is played, in milliseconds. */
const played = 12_000;

export class Pens {
  #layers = [];
  #strokes = [];
  #sequence = 0;
  #frame = 0;

  constructor(viewer) {
    this.viewer = viewer;
    this.at = byId("plot-at");
    this.at.oninput = () => { this.#stop(); this.#draw(Number(this.at.value)); };
    byId("plot").onclick = () => this.#frame ? this.#stop() : this.#play();
  }

  /** Shows the layers of a result; null, or a result without any, hides them. */
  async show(result) {
    const sequence = ++this.#sequence, { picture, sheet, summary, quality } = result ?? {};
    this.#stop();
    byId("pens").hidden = true;
    if (!sheet || quality !== "full" || !picture.type.includes("svg")) return;
    const text = await (await loadBlob(picture.url)).text();
    // The page's policy allows no styles in the text, of which only the mixing of inks is needed.
    const svg = new DOMParser().parseFromString(text.replaceAll(/ style="[^"]*"/g, ""), "image/svg+xml").documentElement;
    const groups = [...svg.children].filter(group => group.getAttribute("inkscape:groupmode") === "layer");
    if (sequence !== this.#sequence || !groups.length) return;
    const [, , width, height] = svg.getAttribute("viewBox").split(/[ ,]+/).map(Number);
    Object.assign(this, { width, height, minutes: summary?.Minutes, total: 0, isMixed: text.includes("mix-blend-mode:multiply") });
    this.#layers = groups.map(group => ({
      group, name: group.getAttribute("inkscape:label").replace(/^!?\d+ /, ""), isShown: true,
      color: [group.getAttribute("stroke"), group.getAttribute("fill")].find(color => color && color !== "none") ?? "#000",
    }));
    byId("layers").replaceChildren(...this.#layers.map(layer => {
      const dot = el("span", { class: "pen-dot" });
      dot.style.background = layer.color;
      const box = el("input", { type: "checkbox", checked: true, onchange: () => { layer.isShown = box.checked; this.#read(); this.#stop(); this.#draw(1); } });
      return el("label", { class: "check" }, box, dot, layer.name);
    }));
    this.#read();
    this.#tell(1);
    byId("pens").hidden = false;
  }

  /** Reads the strokes of the shown layers, each with the share of the plot at which it ends: its length, and the way to it. */
  #read() {
    let sum = 0, from = null;
    this.#strokes = this.#layers.filter(({ isShown }) => isShown).flatMap(({ group, color }) => [...group.querySelectorAll("path, circle, line, polyline")].map(shape => {
      const length = shape.getTotalLength(), { x, y } = shape.getPointAtLength(0);
      sum += length + (from ? Math.hypot(x - from.x, y - from.y) : 0);
      from = shape.getPointAtLength(length);
      const [cx, cy, r] = ["cx", "cy", "r"].map(name => Number(shape.getAttribute(name)));
      const path = new Path2D(shape.getAttribute("d") ?? (r ? `M${cx - r} ${cy}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0` : ""));
      return { path, color, isFilled: group.getAttribute("fill") !== "none", width: Number(group.getAttribute("stroke-width") ?? 0), end: sum };
    }));
    for (const stroke of this.#strokes) stroke.end /= sum || 1;
    this.total ||= sum;
    this.part = sum / (this.total || 1);
  }

  #draw(share) {
    const side = this.viewer.sideOf(this), scale = side / Math.max(this.width, this.height);
    const canvas = new OffscreenCanvas(Math.round(scale * this.width), Math.round(scale * this.height)), pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.globalCompositeOperation = this.isMixed ? "multiply" : "source-over";
    pen.lineCap = pen.lineJoin = "round";
    for (const { path, color, isFilled, width, end } of this.#strokes) {
      if (end > share + 1e-9) break;
      pen.fillStyle = pen.strokeStyle = color;
      pen.lineWidth = width;
      if (isFilled) pen.fill(path);
      else pen.stroke(path);
    }
    this.viewer.show(canvas, true, true);
    this.#tell(share);
  }

  #tell(share) {
    this.at.value = share;
    const time = 60_000 * this.part * this.minutes, text = time ? `${inTime(share * time)} of ${inTime(time)}` : `${Math.round(100 * share)}%`;
    setText("plot-time", text);
    this.at.ariaValueText = text;
  }

  #play() {
    const start = performance.now() - (this.at.value < 1 ? this.at.value * played : 0);
    const next = now => {
      const share = Math.min(1, Math.max(0, now - start) / played);
      this.#draw(share);
      if (share < 1) this.#frame = requestAnimationFrame(next);
      else this.#stop();
    };
    setText("plot", "Pause");
    this.#frame = requestAnimationFrame(next);
  }

  #stop() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    setText("plot", "Play the plot");
  }
}
