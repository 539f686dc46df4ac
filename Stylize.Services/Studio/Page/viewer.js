// The stage: draws the picture, and the original next to it, at any zoom.
import { byId, icon } from "./dom.js";
import { Moving } from "./moving.js";

const steps = [0.02, 0.03, 0.05, 0.08, 0.12, 0.17, 0.25, 0.33, 0.5, 0.67, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64];

/** Draws pictures on the canvas. A scale of 1 shows one pixel of the picture as one pixel of the screen. */
export class Viewer extends EventTarget {
  #picture = null;
  #original = null;
  #region = null;
  /** Center of the view in shares of the picture, and its width in pixels of the screen; null fits it. */
  #view = null;
  #isActual = false;
  #compare = null;
  #isHeld = false;
  #pointers = new Map();
  #frame = 0;
  #prepared = null;
  #isOnPaper = false;
  #isPlaying = !matchMedia("(prefers-reduced-motion: reduce)").matches;

  constructor() {
    super();
    this.canvas = byId("picture");
    this.stage = byId("stage");
    this.divider = byId("divider");
    this.pen = this.canvas.getContext("2d");
    new ResizeObserver(() => this.#resize()).observe(this.stage);
    matchMedia("(prefers-color-scheme: dark)").onchange = () => this.#draw();
    this.#listen();
    this.#resize();
  }

  /** Returns the longer side, in pixels of the screen, at which a picture of a shape is shown. */
  sideOf({ width, height }) {
    if (!(width > 0 && height > 0)) return Math.max(this.canvas.width, this.canvas.height);
    const shown = this.#view && this.#picture ? this.#box().width : width * this.#fitScale(width, height);
    return Math.round(Math.min(4096, Math.max(64, shown, shown * height / width)));
  }

  get scale() { return this.#picture ? this.#box().width / this.#picture.width : 1; }

  get isComparing() { return this.#compare !== null || this.#isHeld; }

  /** Replaces the picture and closes the old one. The place on the screen stays. A drawing on a sheet is shown on paper. */
  show(picture, isFinal, isOnPaper) {
    this.#isOnPaper = isOnPaper;
    if (this.#isActual && isFinal && this.#view) this.#view.width = picture.width;
    this.#picture?.close?.();
    this.#picture = picture;
    this.playing = this.#isPlaying;
    this.#changed();
  }

  inPng() {
    const { width, height } = this.#picture, canvas = new OffscreenCanvas(width, height), pen = canvas.getContext("2d");
    if (this.#isOnPaper) {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, width, height);
    }
    pen.drawImage(this.#picture.frame ?? this.#picture, 0, 0, width, height);
    return canvas.convertToBlob();
  }

  clear() {
    this.#picture?.close?.();
    this.#picture = null;
    this.showOriginal(null);
    this.#changed();
  }

  showOriginal(original) {
    this.#original?.close?.();
    this.#original = original;
    this.#draw();
  }

  get playing() { return this.#isPlaying; }

  set playing(isOn) {
    const picture = this.#picture, button = byId("play");
    this.#isPlaying = isOn;
    button.hidden = !(picture instanceof Moving);
    button.replaceChildren(icon(isOn ? "pause" : "play"));
    button.title = button.ariaLabel = isOn ? "Pause (P)" : "Play (P)";
    if (button.hidden) return;
    if (isOn) picture.play(() => this.#draw());
    else picture.pause();
  }

  frame(region) { this.#region = region; this.#draw(); }

  set comparing(isOn) { this.#compare = isOn ? this.#compare ?? 0.5 : null; this.#changed(); }

  get comparing() { return this.#compare !== null; }

  hold(isHeld) { if (this.#isHeld !== isHeld) { this.#isHeld = isHeld; this.#changed(); } }

  fit() { this.#view = null; this.#isActual = false; this.#changed(); }

  actual() { this.zoomTo(1); this.#isActual = true; }

  zoom(direction, point) {
    const now = this.scale;
    const next = direction > 0 ? steps.find(step => step > now * 1.001) : steps.findLast(step => step < now * 0.999);
    if (next) this.zoomTo(next, point);
  }

  /** Zooms to a scale, around a point of the canvas; above 1 to a whole one. */
  zoomTo(scale, point = { x: this.canvas.width / 2, y: this.canvas.height / 2 }) {
    if (!this.#picture) return;
    const rounded = Math.min(64, Math.max(0.02, scale > 1 ? Math.round(scale) : scale));
    const old = this.#box(), width = rounded * this.#picture.width, factor = width / old.width;
    this.#place(point.x - (point.x - old.x) * factor, point.y - (point.y - old.y) * factor, width);
    this.#isActual = false;
    this.#changed();
  }

  pan(x, y) {
    const box = this.#box();
    this.#place(box.x + x, box.y + y, box.width);
    this.#changed();
  }

  #place(x, y, width) {
    const height = width * this.#picture.height / this.#picture.width;
    const center = (start, length, room) => {
      // The picture reaches the middle of the stage, so that it cannot be lost.
      const share = (room / 2 - start) / length;
      return length <= room ? 0.5 : Math.min(1, Math.max(0, share));
    };
    this.#view = { x: center(x, width, this.canvas.width), y: center(y, height, this.canvas.height), width };
  }

  #fitScale(width, height) {
    const { width: room, height: rise } = this.canvas, edge = 2 * Math.round(0.02 * Math.min(room, rise));
    return Math.min((room - edge) / width, (rise - edge) / height);
  }

  #box() {
    const { width: room, height: rise } = this.canvas, { width: w, height: h } = this.#picture;
    const width = this.#view?.width ?? Math.round(w * this.#fitScale(w, h)), height = width * h / w, { x, y } = this.#view ?? { x: 0.5, y: 0.5 };
    return { x: Math.round(room / 2 - x * width), y: Math.round(rise / 2 - y * height), width, height };
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new Event("change"));
  }

  #resize() {
    const ratio = devicePixelRatio || 1, { clientWidth, clientHeight } = this.stage;
    this.canvas.width = Math.max(1, Math.round(clientWidth * ratio));
    this.canvas.height = Math.max(1, Math.round(clientHeight * ratio));
    this.#paint();
    this.dispatchEvent(new Event("change"));
  }

  #draw() {
    this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.#paint(); });
  }

  #paint() {
    const { pen, canvas } = this;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    const isSplit = this.#compare !== null && this.#original && !this.#isHeld;
    this.divider.hidden = !(this.#compare !== null && this.#picture);
    if (!this.#picture) return;
    const box = this.#box();
    this.#checker(box);
    if (this.#isHeld && this.#original) this.#drawOne(this.#original, box);
    else this.#drawOne(this.#picture, box);
    if (this.#compare !== null) this.#split(box, isSplit);
    if (this.#region) this.#outline(box);
  }

  #split(box, isSplit) {
    const { pen, canvas, divider } = this;
    const left = Math.max(0, box.x), right = Math.min(canvas.width, box.x + box.width), at = Math.round(left + (right - left) * this.#compare);
    if (isSplit) {
      pen.save();
      pen.beginPath();
      pen.rect(0, 0, at, canvas.height);
      pen.clip();
      pen.clearRect(0, 0, at, canvas.height);
      this.#checker(box);
      this.#drawOne(this.#original, box);
      pen.restore();
    }
    const ratio = devicePixelRatio || 1;
    divider.style.left = `${at / ratio}px`;
    divider.style.top = `${Math.max(0, box.y) / ratio}px`;
    divider.style.height = `${(Math.min(canvas.height, box.y + box.height) - Math.max(0, box.y)) / ratio}px`;
    divider.ariaValueNow = Math.round(this.#compare * 100);
  }

  /** Draws an image into the picture's rectangle; one of another shape is centered within. */
  #drawOne(image, box) {
    const shape = (image.width / image.height) / (box.width / box.height);
    let { x, y, width, height } = box;
    if (Math.abs(shape - 1) > 0.03) {
      width = shape > 1 ? box.width : box.height * image.width / image.height;
      height = width * image.height / image.width;
      x += (box.width - width) / 2;
      y += (box.height - height) / 2;
    }
    const drawn = image === this.#picture ? this.#prepare(image.frame ?? image, width, height) : image;
    this.pen.imageSmoothingEnabled = width < drawn.width * 0.999 || (image === this.#original && width < 3 * image.width);
    this.pen.imageSmoothingQuality = "high";
    this.pen.drawImage(drawn, x, y, width, height);
  }

  /**
   * Returns what to draw at a size: a vector graphic in this size, and between whole scales, the picture enlarged by the next whole
   * factor, so that its pixels stay sharp and equally large.
   */
  #prepare(image, width, height) {
    const scale = width / image.width, isVector = image instanceof HTMLImageElement, most = 8192;
    const isBetween = scale > 1 && scale < 6 && Math.abs(scale - Math.round(scale)) > 0.001;
    if (!(isVector || isBetween) || width > most || height > most) return image;
    if (this.#prepared?.image !== image || this.#prepared.width !== width) {
      const factor = isVector ? scale : Math.ceil(scale);
      const canvas = new OffscreenCanvas(Math.round(image.width * factor), Math.round(image.height * factor)), pen = canvas.getContext("2d");
      pen.imageSmoothingEnabled = isVector;
      pen.drawImage(image, 0, 0, canvas.width, canvas.height);
      this.#prepared = { image, width, canvas };
    }
    return this.#prepared.canvas;
  }

  #checker({ x, y, width, height }) {
    const { pen } = this;
    if (this.#isOnPaper) {
      pen.fillStyle = "#fff";
      return pen.fillRect(x, y, width, height);
    }
    const ratio = devicePixelRatio || 1, side = Math.round(8 * ratio), style = getComputedStyle(this.stage);
    const tile = new OffscreenCanvas(2 * side, 2 * side), ink = tile.getContext("2d");
    ink.fillStyle = style.getPropertyValue("--check-a");
    ink.fillRect(0, 0, 2 * side, 2 * side);
    ink.fillStyle = style.getPropertyValue("--check-b");
    ink.fillRect(0, 0, side, side);
    ink.fillRect(side, side, side, side);
    pen.save();
    pen.translate(x, y);
    pen.fillStyle = pen.createPattern(tile, "repeat");
    pen.fillRect(0, 0, width, height);
    pen.restore();
  }

  #outline(box) {
    const { pen } = this, ratio = devicePixelRatio || 1, { left, top, right, bottom } = this.#region, room = 3 * ratio;
    const sides = [box.x + left * box.width - room, box.y + top * box.height - room, (right - left) * box.width + 2 * room, (bottom - top) * box.height + 2 * room];
    for (const [color, width] of [["#000", 5], ["#fff", 2.5]]) {
      pen.strokeStyle = color;
      pen.lineWidth = width * ratio;
      pen.strokeRect(...sides);
    }
  }

  #point(event) {
    const ratio = devicePixelRatio || 1, place = this.canvas.getBoundingClientRect();
    return { x: (event.clientX - place.left) * ratio, y: (event.clientY - place.top) * ratio };
  }

  #listen() {
    const { canvas, divider } = this, pointers = this.#pointers;
    let spread = 0, pinched = 1, wheeled = 0;
    const distance = () => { const [a, b] = pointers.values(); return Math.hypot(a.x - b.x, a.y - b.y); };
    canvas.onpointerdown = event => {
      if (event.button > 0 && event.button !== 1) return;
      canvas.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, this.#point(event));
      if (pointers.size === 2) { spread = distance(); pinched = this.scale; }
    };
    canvas.onpointermove = event => {
      const old = pointers.get(event.pointerId), now = this.#point(event);
      if (!old || !this.#picture) return;
      pointers.set(event.pointerId, now);
      if (pointers.size === 2) {
        const [a, b] = pointers.values();
        this.zoomTo(pinched * distance() / spread, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
        this.pan((now.x - old.x) / 2, (now.y - old.y) / 2);
      } else if (this.#view) {
        this.pan(now.x - old.x, now.y - old.y);
      }
    };
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, event => pointers.delete(event.pointerId));
    canvas.onwheel = event => {
      event.preventDefault();
      wheeled += event.deltaY * (event.deltaMode ? 30 : 1) * (event.ctrlKey ? 6 : 1);
      if (Math.abs(wheeled) < 50) return;
      this.zoom(-Math.sign(wheeled), this.#point(event));
      wheeled = 0;
    };
    canvas.ondblclick = () => this.#view ? this.fit() : this.actual();
    canvas.onkeydown = event => {
      const ratio = devicePixelRatio || 1, step = (event.shiftKey ? 300 : 60) * ratio;
      const move = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[event.key];
      if (!move || !this.#view) return;
      event.preventDefault();
      this.pan(...move);
    };
    divider.onpointerdown = event => { divider.setPointerCapture(event.pointerId); event.preventDefault(); divider.focus(); };
    divider.onpointermove = event => divider.hasPointerCapture(event.pointerId) && this.#divide(this.#point(event).x);
    divider.onkeydown = event => {
      const step = { ArrowLeft: -0.02, ArrowRight: 0.02, ArrowDown: -0.02, ArrowUp: 0.02, PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.#compare = Math.min(1, Math.max(0, this.#compare + step));
      this.#draw();
    };
  }

  #divide(x) {
    const box = this.#box(), left = Math.max(0, box.x), right = Math.min(this.canvas.width, box.x + box.width);
    this.#compare = Math.min(1, Math.max(0, (x - left) / (right - left)));
    this.#draw();
  }
}
