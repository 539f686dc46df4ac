import { GaussianFileError, MOST_AT_ONCE, affordable, checkCoverage, coverage, decodeUsual, draftOf } from './core.js';
import { drawOpaque, isOpaque, sampling, widened, workOf } from './core.js';

export { GaussianFileError };

/** Largest file that is loaded, in bytes. */
const MOST_BYTES = 64 * 2 ** 20;

/** Larger files are not tried as small, whole and usual ones. */
const USUAL_BYTES = 2 ** 14;

/** Largest number of pixels of a canvas. */
const MOST_PIXELS = 2 ** 24;

/** Largest number of weights of a drawing: about 2 s on the processor. More are drawn with fewer pixels. */
const MOST_WORK = 2 ** 30;

/** Weights of an enlarged drawing on the processor: about 0.1 s. */
const ENLARGED_WORK = 2 ** 25;

/** A draft stays this long before the whole picture is drawn, in milliseconds, so that drafts follow a moving size. */
const DRAFT_TIME = 40;

/** The picture is drawn again when this much more of the file has arrived. */
const GROWTH = 1.6;

const STYLE = `
:host { display: inline-block; overflow: hidden; vertical-align: bottom; max-width: 100%; }
canvas { display: block; width: 100%; height: 100%; object-fit: inherit; object-position: inherit; }
:host([hidden]), .alt, :host(:state(failed)) canvas { display: none; }
:host(:state(failed)) .alt { display: block; }`;

/** draw() of draw.js after it is loaded. */
let draw = drawOpaque;

/** The renderer of the page; null without WebGL 2, and undefined until a picture is so large that it helps. */
let renderer;
let starting = null;

const startRenderer = () => starting ??= import('./webgl.js')
  .then(({ sharedRenderer }) => { renderer = sharedRenderer(sampling); }, () => { renderer = null; });

const pause = () => new Promise(resolve => setTimeout(resolve));

const prefersStill = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** On a server, which renders pages without elements, the class is only a name. */
const Element = globalThis.HTMLElement ?? class {};

/**
 * <gaussian-image src="a.g2d" alt="A lighthouse"> shows a Gaussian image.
 * Attributes: src, alt, loading ("lazy" or "eager"), width and height (in CSS pixels, as for img).
 * An animation plays after it is loaded, unless the reader prefers reduced motion.
 * Events: progress (a first or sharper picture is shown), load, error.
 */
export class GaussianImageElement extends Element {
  static observedAttributes = ['src', 'alt', 'loading', 'width', 'height'];

  #internals = this.attachInternals();
  #canvas;
  #sheet;
  #picture = null;
  #loading = null;
  #remote = null;
  #wanted = null;
  #isNear = false;
  #complete = false;
  #player = null;
  #frame = 0;
  #rest = 0;
  #size = [0, 0];
  #resize;
  #near;
  #restored = () => this.#schedule();
  #print = () => {
    this.#start(true);
    this.#paint({ ratio: Math.max(2, devicePixelRatio), isDraft: false });
  };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    this.#sheet = new CSSStyleSheet();
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style, this.#sheet];
    this.#canvas = document.createElement('canvas');
    const alt = document.createElement('span');
    alt.className = 'alt';
    alt.part = 'alt';
    root.append(this.#canvas, alt);
    this.#internals.role = 'img';
  }

  get src() { return this.getAttribute('src') ?? ''; }
  set src(value) { this.setAttribute('src', value); }
  get alt() { return this.getAttribute('alt') ?? ''; }
  set alt(value) { this.setAttribute('alt', value); }
  get loading() { return this.getAttribute('loading') === 'lazy' ? 'lazy' : 'eager'; }
  set loading(value) { this.setAttribute('loading', value); }

  /** Width of the picture in pixels; 0 before it is known. */
  get naturalWidth() { return this.#picture?.width ?? 0; }

  /** Height of the picture in pixels; 0 before it is known. */
  get naturalHeight() { return this.#picture?.height ?? 0; }

  /** True if the whole file is shown or could not be shown. */
  get complete() { return this.#complete; }

  /** True if no animation plays. */
  get paused() { return this.#player?.paused ?? true; }

  /** Plays the animation from its current frame; from the first after the last. */
  play() { this.#player?.play(); }

  /** Stops the animation at its current frame. */
  pause() { this.#player?.pause(); }

  connectedCallback() {
    this.#player?.resume();

    // Values that were set before the element was defined hide its properties.
    for (const name of ['src', 'alt', 'loading']) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#resize = new ResizeObserver(entries => this.#resized(entries.at(-1)));
    try {
      this.#resize.observe(this, { box: 'device-pixel-content-box' });
    } catch {
      this.#resize.observe(this);
    }
    this.#near = new IntersectionObserver(entries => {
      if (entries.some(entry => entry.isIntersecting)) {
        this.#near.disconnect();
        this.#isNear = true;
        this.#start();
        this.#paint();
      }
    }, { rootMargin: '50%' });
    this.#near.observe(this);
    addEventListener('beforeprint', this.#print);
    addEventListener('afterprint', this.#restored);
    this.#update();
    this.#start();
  }

  disconnectedCallback() {
    this.#resize.disconnect();
    this.#near.disconnect();
    renderer?.restored.removeEventListener('restored', this.#restored);
    removeEventListener('beforeprint', this.#print);
    removeEventListener('afterprint', this.#restored);
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    this.#player?.stop();
    if (!this.#complete) this.#stop();
    this.#release();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now) return;
    if (name === 'src') {
      this.#stop();
      this.pause();
      this.#player = this.#picture = null;
      this.#release();
      this.#internals.states.delete('failed');
      if (!this.src) this.#canvas.width = 0;
    }
    this.#update();
    if (this.isConnected) this.#start();
  }

  #update() {
    const { alt } = this;
    this.#internals.ariaLabel = alt;
    this.#internals.role = this.hasAttribute('alt') && alt === '' ? 'presentation' : 'img';
    this.shadowRoot.querySelector('.alt').textContent = alt;
    const number = name => /^\d+$/.test(this.getAttribute(name) ?? '') ? Number(this.getAttribute(name)) : 0;
    const [width, height] = [number('width'), number('height')];
    const [wide, high] = this.#picture ? [this.#picture.width, this.#picture.height] : [width, height];
    const rules = [];
    if (width || (!height && wide)) rules.push(`width: ${width || wide}px`);
    if (height) rules.push(`height: ${height}px`);
    if (wide && high) rules.push(`aspect-ratio: ${wide} / ${high}`);
    this.#sheet.replaceSync(`:host { ${rules.join('; ')} }`);
  }

  #stop() {
    this.#loading?.abort();
    this.#loading = null;
    this.#complete = false;
  }

  /** Stops the worker and what it draws. */
  #release() {
    this.#remote?.close();
    this.#remote = this.#wanted = null;
  }

  #start(now = false) {
    if (this.#loading || this.#complete || !this.src || (this.loading === 'lazy' && !this.#isNear && !now)) return;

    this.#loading = new AbortController();
    this.#load(this.#loading.signal);
  }

  async #load(signal) {
    try {
      const answer = await fetch(this.src, { signal });
      if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);

      // A usual file is decoded once: its beginning would need code that the whole does not.
      const isUsual = (answer.headers.get('content-length') ?? Infinity) <= USUAL_BYTES;
      const reader = answer.body.getReader();
      const parts = [];
      let length = 0;
      let shown = 0;
      let picture = null;
      let failure = null;
      for (let isLast = false; !isLast;) {
        const { done, value } = await reader.read().catch(error => ({ done: failure = error }));
        if (signal.aborted) return;
        isLast = done;
        if (value) parts.push(value);
        length += value?.length ?? 0;
        if (length > MOST_BYTES) throw new Error('The file is too large.');
        if (isLast ? shown === length && (picture || failure) : length < GROWTH * shown || isUsual || prefersStill()) continue;
        shown = length;
        const bytes = new Uint8Array(length);
        parts.reduce((at, part) => (bytes.set(part, at), at + part.length), 0);
        picture = await this.#decode(bytes, signal);
        this.#show(picture, signal);
        if (!picture?.complete) await pause();
      }
      if (signal.aborted) return;
      if (!picture?.complete) throw failure ?? new Error('The file is incomplete.');

      this.#complete = true;
      this.dispatchEvent(new Event('load'));
      if (!prefersStill()) this.play();
    } catch (error) {
      if (signal.aborted) return;

      // The beginning of a file stays visible if the rest is missing.
      this.#loading.abort();
      this.#complete = true;
      if (error instanceof GaussianFileError || !this.#picture?.gaussians.count) {
        this.#picture = null;
        this.#internals.states.add('failed');
      }
      this.#fail(error);
    }
  }

  #fail(error) { this.dispatchEvent(new ErrorEvent('error', { error, message: error.message })); }

  /** Decodes the beginning of a file, and loads what it takes to draw it. */
  async #decode(bytes, signal) {
    const usual = bytes.length > USUAL_BYTES ? null : decodeUsual(bytes);
    if (usual && isOpaque(usual)) return usual;
    const extra = await import('./extra.js');
    if (signal.aborted) return null;
    const show = frame => {
      checkCoverage(frame);
      this.#picture = frame;
      this.#schedule();
    };
    const { picture, player, remote } = await extra.decodeAny(bytes, this.#remote, show, error => this.#fail(error));
    if (signal.aborted) remote?.close();
    else [draw, this.#player, this.#remote] = [extra.draw, player, remote];
    return picture;
  }

  #show(picture, signal) {
    if (signal.aborted || !picture) return;
    checkCoverage(picture);
    const isFirst = !this.#picture;
    this.#picture = picture.complete ? picture : widened(picture);
    if (isFirst) this.#update();
    if (picture.gaussians.count > 0 || picture.complete) {
      // A size that is known need not wait for a frame.
      if (this.#size[0] > 0) this.#paint();
      else this.#schedule();
      this.dispatchEvent(new Event('progress'));
    }
  }

  #resized(entry) {
    const box = entry.devicePixelContentBoxSize?.[0];
    const { width, height } = entry.contentRect;
    const sides = [width * devicePixelRatio, height * devicePixelRatio];

    // An emulated ratio of pixels does not reach the box.
    const isExact = box && Math.abs(box.inlineSize - sides[0]) <= 1 && Math.abs(box.blockSize - sides[1]) <= 1;
    this.#size = isExact ? [box.inlineSize, box.blockSize] : sides.map(Math.round);
    cancelAnimationFrame(this.#frame);
    this.#paint();
  }

  #schedule() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#paint());
  }

  #paint({ ratio = 0, isDraft = true } = {}) {
    clearTimeout(this.#rest);
    const picture = this.#picture;
    if (!picture || (!this.#isNear && ratio === 0)) return;
    let full = ratio ? [this.clientWidth * ratio, this.clientHeight * ratio] : this.#size;
    const fit = { contain: Math.min, cover: Math.max }[getComputedStyle(this).objectFit];
    if (fit) {
      const by = fit(full[0] / picture.width, full[1] / picture.height);
      full = [picture.width * by, picture.height * by];
    }
    const reduced = Math.min(1, Math.sqrt(MOST_PIXELS / (full[0] * full[1])));
    const [width, height] = full.map(side => Math.round(side * reduced));
    if (width < 1 || height < 1) return;

    const areaOf = (columns, rows) => affordable(picture, { width: columns, height: rows, left: 0, top: 0, columns, rows }, MOST_WORK);
    if (!picture.residual && renderer?.draw(picture, this.#canvas, areaOf(width, height))) {
      renderer.restored.addEventListener('restored', this.#restored);
      this.#wanted = null;
      if (this.#complete) this.#release();
      return;
    }

    // On the processor, an enlarged picture has at least its own pixels. The browser enlarges the result.
    const own = Math.max(picture.width / width, picture.height / height);
    const by = Math.min(1, Math.max(own, Math.sqrt(ENLARGED_WORK / (width * height * coverage(picture)))));
    const whole = areaOf(Math.max(1, Math.round(width * by)), Math.max(1, Math.round(height * by)));
    if (ratio) {
      this.#put(draw(picture, whole));
      return;
    }
    const draft = isDraft ? draftOf(picture, whole) : null;
    const needsRenderer = this.#player || (draft && (this.#remote || by < 0.5));
    if (renderer === undefined && needsRenderer) startRenderer().then(() => this.#schedule());
    this.#draw(picture, draft ?? whole, draft);
  }

  /** Draws in the worker or in short tasks, and shows the result unless another drawing is wanted by then. */
  async #draw(picture, area, isDraft) {
    this.#wanted = area;
    const { columns, rows } = area;
    let drawn = this.#remote && await this.#remote.draw(picture, area);
    if (!drawn) {
      drawn = { width: columns, height: rows, data: new Uint8ClampedArray(4 * columns * rows) };
      const some = Math.ceil(rows * MOST_AT_ONCE / workOf(picture, area));
      for (let top = 0; top < rows && this.#wanted === area; top += some) {
        if (top > 0) await pause();
        drawn.data.set(draw(picture, { ...area, top, rows: Math.min(some, rows - top) }).data, 4 * columns * top);
      }
    }
    if (this.#wanted !== area) return;
    this.#put(drawn);
    if (isDraft) this.#rest = setTimeout(() => this.#paint({ isDraft: false }), DRAFT_TIME);
  }

  #put({ width, height, data }) {
    this.#wanted = null;
    Object.assign(this.#canvas, { width, height });
    this.#canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0);
  }
}

if (globalThis.customElements && !customElements.get('gaussian-image')) customElements.define('gaussian-image', GaussianImageElement);
