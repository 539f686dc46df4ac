// Animations of Gaussian images: docs/gaussian-format.md, "Animations". Names and formulas follow that page.
import { ByteReader, readAnimationChunks, refuse } from './container.js';
import { Bits, PredictedValue, RangeDecoder, ResidualModel, clamp, features } from './coder.js';
import { Gaussians } from './model.js';
import { decodeKey } from './decode.js';

const TOP = 2 ** 23;
const FURTHEST = 2 ** 28 - 1;
const LONGEST = 2 ** 24;

/** True if bytes begin like an animation. */
export const isAnimation = bytes => bytes.length > 4 && bytes[0] === 0x89 && bytes[4] === 2;

/** The frames of an animation. Frames are decoded one after another; going back starts at a key frame. */
export class Animation {
  /**
   * @param {Uint8Array} bytes The file, or its beginning.
   * @param {{partial?: boolean, maxGaussians?: number}} [options] As for decode().
   */
  constructor(bytes, { partial = false, maxGaussians = 4_000_000 } = {}) {
    const { chunks, complete } = readAnimationChunks(bytes);
    const [first, ...others] = chunks;
    if ((!complete && !partial) || !first) refuse('The file is incomplete.');
    if (first.type !== 'ANIM') refuse('The file is damaged: it does not start with ANIM.');
    const reader = new ByteReader(bytes, first.start, first.end);
    Object.assign(this, { width: reader.u32(), height: reader.u32(), most: reader.u32(), total: reader.u32() });
    this.plays = reader.u8() + 256 * reader.u8();
    if (reader.left !== 0 || this.width < 1 || this.width > 2 ** 20 || this.height < 1 || this.height > 2 ** 20
      || this.most > 2 ** 26 || this.total < 1 || this.total > 2 ** 20) {
      refuse('The file is damaged: its settings are invalid.');
    }
    if (this.most > maxGaussians) refuse(`The file has ${this.most} Gaussians; the limit is ${maxGaussians}.`);
    this.frames = [];
    for (const { type, start, end } of others) {
      if (type === 'KEYF' || type === 'FRAM') this.#add(new ByteReader(bytes, start, end), type === 'KEYF');
      else if (type !== 'DONE' && type !== 'META' && !(type[0] >= 'a' && type[0] <= 'z')) {
        refuse('The file has a chunk that this reader does not know.');
      }
    }
    if (this.frames.length > this.total || (complete && this.frames.length < this.total)) {
      refuse('The file is damaged: its number of frames is wrong.');
    }
    Object.assign(this, { bytes, complete, maxGaussians, at: -1, group: null });
  }

  /** Returns the beginning of an animation; null if it has no whole frame. */
  static begin(bytes) {
    const { chunks } = readAnimationChunks(bytes);
    return chunks.some(chunk => chunk.type === 'KEYF') ? new Animation(bytes, { partial: true }) : null;
  }

  /** Duration of a frame in milliseconds. */
  duration(index) { return this.frames[index].duration; }

  /** Returns a frame, as decode() does. It is valid until the next call. */
  picture(index) {
    let from = this.at + 1;
    if (index < from || !this.group) {
      from = index;
      while (!this.frames[from].isKey) from--;
    }
    for (let i = from; i <= index; i++) {
      const { isKey, start, end } = this.frames[i];
      const data = this.bytes.subarray(start, end);
      if (isKey) this.group = new Group(decodeKey(data, this.maxGaussians), this);
      else this.group.change(data);
    }
    this.at = index;
    return this.group.picture();
  }

  #add(reader, isKey) {
    const duration = reader.varint();
    if (duration > LONGEST || (!isKey && this.frames.length === 0)) refuse('The file is damaged: a frame is invalid.');
    this.frames.push({ duration, isKey, start: reader.at, end: reader.end });
  }
}

/** A key frame and its changes so far. */
class Group {
  constructor({ picture, tile, quantized }, { width, height, most }) {
    if (!tile || picture.width !== width || picture.height !== height || picture.total > most) {
      refuse('The file is damaged: a key frame does not fit the animation.');
    }
    const value = () => new PredictedValue(1, [0.2, 0, 0, 0], 0.01, 0);
    Object.assign(this, { key: picture, tile, quantized: Int32Array.from(quantized), n: picture.gaussians.count });
    this.before = new Int32Array(3 * this.n);
    this.last = new Int32Array(9);
    this.changed = new Bits(8);
    [this.opacity, this.size, this.U, this.V] = [value(), value(), value(), value()];
    this.X = new PredictedValue(2, [0.4, 0.2, 0, 0], 0.01, 0);
    this.Y = new PredictedValue(2, [0.4, 0.2, 0, 0], 0.01, 0);
    [this.luma, this.orange, this.green] = [value(), value(), value()];
    this.alpha = new ResidualModel(1);
  }

  change(bytes) {
    if (bytes.length === 0) return;
    bytes = bytes.subarray(this.#move(bytes));
    if (bytes.length === 0) return;
    if (bytes.length < Math.ceil(this.n / 1024)) refuse('The file is damaged: a frame is too short.');
    const coder = new RangeDecoder(bytes, 0, bytes.length);
    const { before } = this;
    let previous = 0;
    let earlier = 0;
    for (let i = 0; i < this.n; i++) {
      const bit = this.changed.decode(coder, before[3 * i + 2] + 2 * previous + 4 * earlier);
      if (bit) this.#changeOne(coder, 10 * i, 3 * i);
      else before.fill(0, 3 * i, 3 * i + 3);
      earlier = previous;
      previous = bit;
    }
  }

  /** Moves all centers by the global motion; returns its number of bytes. */
  #move(bytes) {
    if (bytes[0] === 0) return 1;
    const reader = new ByteReader(bytes, 1);
    const [xx, xy, x0, yx, yy, y0] = Array.from({ length: 6 }, () => reader.u32() | 0);
    if (bytes[0] !== 1 || [xx, xy, yx, yy].some(factor => Math.abs(factor) > 2 ** 14)) refuse('The file is damaged: a frame is invalid.');
    const { quantized: q } = this;
    for (let at = 4; at < q.length; at += 10) {
      const x = q[at];
      const y = q[at + 1];
      q[at] = clamp(x + Math.floor((xx * x + xy * y + x0 + 2 ** 15) / 2 ** 16), -FURTHEST, FURTHEST);
      q[at + 1] = clamp(y + Math.floor((yx * x + yy * y + y0 + 2 ** 15) / 2 ** 16), -FURTHEST, FURTHEST);
    }
    return 25;
  }

  #changeOne(coder, at, from) {
    const { quantized: q, before, last, tile } = this;
    const { values, head } = tile;
    const second = before[from + 2];
    const next = (model, value, context, feature, other = 0) => {
      features[0] = feature;
      features[1] = other;
      features[2] = features[3] = 0;
      return value + model.decode(coder, context, second, 0);
    };
    const old = q.slice(at, at + 10);
    values.choose(old[0], old[1]);
    const was = [values.stepE, values.stepL, values.stepC];
    if (head.hasOpacity) q[at] = clamp(next(this.opacity, old[0], this.size.lastClass, last[0]), 0, 255);
    q[at + 1] = clamp(next(this.size, old[1], this.opacity.lastClass, last[1]), 1, 2 ** 20);
    values.choose(q[at], q[at + 1]);
    const { stepE, stepL, stepC } = values;
    const longest = Math.floor(1000 * 4096 / stepE);
    const u = rescaled(old[2], was[0], stepE, longest);
    const U = clamp(next(this.U, u, this.size.lastClass, last[2]), -longest, longest);
    const v = rescaled(old[3], was[0], stepE, longest);
    const V = clamp(next(this.V, v, this.U.lastClass, last[3]), -longest, longest);
    values.shape(U, V);
    const move = (model, c, drop, context, latest, own) => {
      const top = FURTHEST >> drop;
      const moved = clamp(next(model, c >> drop, context, latest / 2 ** drop, own / 2 ** drop), -top, top);
      return (moved << drop) + ((1 << drop) >> 1);
    };
    const X = move(this.X, old[4], values.dropX, this.Y.lastClass, last[4], before[from]);
    const Y = move(this.Y, old[5], values.dropY, this.X.lastClass, last[5], before[from + 1]);
    const l = rescaled(old[6], was[1], stepL, TOP);
    const luma = clamp(next(this.luma, l, this.Y.lastClass, last[6]), -TOP, TOP);
    const o = rescaled(old[7], was[2], stepC, TOP);
    const orange = clamp(next(this.orange, o, this.luma.lastClass, last[7]), -TOP, TOP);
    const g = rescaled(old[8], was[2], stepC, TOP);
    const green = clamp(next(this.green, g, this.orange.lastClass, last[8]), -TOP, TOP);
    q.set([U, V, X, Y, luma, orange, green], at + 2);
    if (head.hasAlpha) q[at + 9] = clamp(old[9] + this.alpha.decode(coder, 0), 0, 63);
    last.set([q[at] - old[0], q[at + 1] - old[1], U - u, V - v, X - old[4], Y - old[5], luma - l, orange - o, green - g]);
    before[from] = X - old[4];
    before[from + 1] = Y - old[5];
    before[from + 2] = 1;
  }

  picture() {
    const { quantized: q, tile, n } = this;
    const gaussians = new Gaussians(n);
    for (let i = 0, at = 0; i < n; i++, at += 10) tile.writeQuantized(gaussians, i, q, at);
    gaussians.count = n;
    gaussians.check(0);
    return { ...this.key, gaussians };
  }
}

/** A level in steps of another size. */
const rescaled = (level, from, to, top) => (from === to ? level : clamp(Math.floor((2 * level * from + to) / (2 * to)), -top, top));
