import { GaussianFileError, isAnimation } from './container.js';
import { affordable, checkCoverage, coverage, draftOf, draw, widened } from './draw.js';
import { decodeCompact, hasPlanes } from './file.js';

export { GaussianFileError };

/** Duration of frames that have none, in milliseconds. */
const FRAME_TIME = 100;

/** Largest file that is loaded, in bytes. */
const MOST_BYTES = 64 * 2 ** 20;

/** Files of more bytes are decoded and drawn in a worker. */
const WORKER_BYTES = 2 ** 14;

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
:host([hidden]) { display: none; }
canvas { display: block; width: 100%; height: 100%; object-fit: inherit; object-position: inherit; }
.alt { display: none; font: inherit; }
:host(:state(failed)) canvas { display: none; }
:host(:state(failed)) .alt { display: block; }`;

/** The renderer of the page; null without WebGL 2, and undefined until a picture is so large that it helps. */
let renderer;
let starting = null;

const startRenderer = () => starting ??= import('./webgl.js')
  .then(({ sharedRenderer }) => { renderer = sharedRenderer(); }, () => { renderer = null; });

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
  #animation = null;
  #index = 0;
  #rounds = 0;
  #timer = 0;
  #paused = true;
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
  get paused() { return this.#paused; }

  /** Plays the animation from its current frame; from the first after the last. */
  play() {
    if (!this.#animation?.complete) return;
    this.#paused = false;
    this.#wait();
  }

  /** Stops the animation at its current frame. */
  pause() {
    this.#paused = true;
    clearTimeout(this.#timer);
  }

  connectedCallback() {
    if (!this.#paused) this.#wait();

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
    clearTimeout(this.#timer);
    if (!this.#complete) this.#stop();
    this.#release();
  }

  attributeChangedCallback(name, before, now) {
    if (before === now) return;
    if (name === 'src') {
      this.#stop();
      this.pause();
      this.#animation = null;
      this.#picture = null;
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

      const reader = answer.body.getReader();
      let bytes = new Uint8Array(65536);
      let length = 0;
      let shown = 0;
      let picture = null;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        if (length + value.length > MOST_BYTES) throw new Error('The file is too large.');
        if (length + value.length > bytes.length) {
          const grown = new Uint8Array(Math.max(2 * bytes.length, length + value.length));
          grown.set(bytes.subarray(0, length));
          bytes = grown;
        }
        bytes.set(value, length);
        length += value.length;
        if (length >= GROWTH * shown && !matchMedia('(prefers-reduced-motion: reduce)').matches) {
          shown = length;
          picture = await this.#decode(bytes.subarray(0, length), signal);
          this.#show(picture, signal);
          if (!picture?.complete) await new Promise(resolve => setTimeout(resolve));
        }
      }
      if (!picture?.complete || shown < length) {
        picture = await this.#decode(bytes.subarray(0, length), signal);
        this.#show(picture, signal);
      }
      if (signal.aborted) return;
      if (!picture?.complete) throw new Error('The file is incomplete.');

      this.#complete = true;
      this.dispatchEvent(new Event('load'));
      if (this.#animation && !matchMedia('(prefers-reduced-motion: reduce)').matches) this.play();
    } catch (error) {
      if (signal.aborted) return;

      // The beginning of a file stays visible if the rest is missing.
      this.#loading.abort();
      this.#complete = true;
      if (error instanceof GaussianFileError || !this.#picture?.gaussians.count) {
        this.#picture = null;
        this.#internals.states.add('failed');
      }
      this.dispatchEvent(new ErrorEvent('error', { error, message: error.message }));
    }
  }

  /** Decodes the beginning of a file: of an animation, its first frame. */
  async #decode(bytes, signal) {
    if (!isAnimation(bytes)) {
      if (bytes.length > WORKER_BYTES) {
        const { Remote } = await import('./remote.js');
        if (signal.aborted) return null;
        this.#remote ??= Remote.start();
        const picture = await this.#remote?.decode(bytes);
        if (picture || signal.aborted) return picture;
      }
      const decode = hasPlanes(bytes) ? (await import('./decode.js')).decode : decodeCompact;
      return decode(bytes, { partial: true });
    }
    const { Animation } = await import('./animation.js');
    if (signal.aborted) return null;

    // Without its settings and its first frame, an animation shows nothing.
    const animation = Animation.begin(bytes);
    if (!animation) return null;
    [this.#animation, this.#index, this.#rounds] = [animation, 0, 0];
    return { ...animation.picture(0), complete: animation.complete };
  }

  #wait() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#next(), this.#animation.duration(this.#index) || FRAME_TIME);
  }

  #next() {
    const { total, plays } = this.#animation;
    if (this.#index + 1 === total && plays > 0 && ++this.#rounds >= plays) {
      this.#rounds = 0;
      this.pause();
      return;
    }
    this.#index = (this.#index + 1) % total;
    try {
      this.#picture = this.#animation.picture(this.#index);
      checkCoverage(this.#picture);
    } catch (error) {
      this.pause();
      this.dispatchEvent(new ErrorEvent('error', { error, message: error.message }));
      return;
    }
    this.#schedule();
    this.#wait();
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
    if (renderer?.draw(picture, this.#canvas, areaOf(width, height))) {
      renderer.restored.addEventListener('restored', this.#restored);
      this.#wanted = null;
      if (this.#complete) this.#release();
      return;
    }

    // On the processor, an enlarged picture has at least its own pixels. The browser enlarges the result.
    const own = Math.max(picture.width / width, picture.height / height);
    const by = Math.min(1, Math.max(own, Math.sqrt(ENLARGED_WORK / (width * height * coverage(picture)))));
    const whole = areaOf(Math.max(1, Math.round(width * by)), Math.max(1, Math.round(height * by)));
    const draft = isDraft ? draftOf(picture, whole) : null;
    if (!isDraft && !ratio && this.#remote) {
      this.#draw(picture, whole);
      return;
    }
    this.#put(draw(picture, draft ?? whole));
    if (renderer === undefined && (draft || this.#animation)) startRenderer().then(() => this.#schedule());
    else if (draft) this.#rest = setTimeout(() => this.#paint({ isDraft: false }), DRAFT_TIME);
  }

  /** Draws in the worker, and shows the result unless another picture or size is wanted by then. */
  async #draw(picture, area) {
    this.#wanted = area;
    const drawn = await this.#remote.draw(picture, area);
    if (this.#wanted === area) this.#put(drawn ?? draw(picture, area));
  }

  #put({ width, height, data }) {
    this.#wanted = null;
    Object.assign(this.#canvas, { width, height });
    this.#canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0);
  }
}

if (globalThis.customElements && !customElements.get('gaussian-image')) customElements.define('gaussian-image', GaussianImageElement);
