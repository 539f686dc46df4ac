// Animations of Gaussian images: docs/gaussian-format.md, "Animations". Names and formulas follow that page.
import { ByteReader, Gaussians, bitModels, clamp, damaged, log2Floor, readCompact, refuse, residualModel, startCoder } from './core.js';
import { OUTSIDE, decodeFile, readChunks } from './file.js';
import { MotionModels } from './motion.js';
import { known } from './decode.js';

export { isAnimation } from './file.js';

const TOP = 2 ** 23;
const FURTHEST = 2 ** 28 - 1;
const LONGEST = 2 ** 24;

/** How a Gaussian moved in a frame; 0 if its surroundings are still. */
const MOVES = 1;
const STAYS = 2;

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
    if (first.type !== 'ANIM') damaged('it does not start with ANIM');
    const reader = new ByteReader(bytes, first.start, first.end);
    Object.assign(this, { width: reader.u32(), height: reader.u32(), most: reader.u32(), total: reader.u32() });
    this.plays = reader.u8() + 256 * reader.u8();
    if (reader.left !== 0 || this.width < 1 || this.width > 2 ** 20 || this.height < 1 || this.height > 2 ** 20
      || this.most > 2 ** 26 || this.total < 1 || this.total > 2 ** 20) {
      damaged('its settings are invalid');
    }
    if (this.most > maxGaussians) refuse(`The file has ${this.most} Gaussians; the limit is ${maxGaussians}.`);
    this.frames = [];
    for (const { type, start, end } of others) {
      if (type === 'KEYF' || type === 'FRAM') this.#add(new ByteReader(bytes, start, end), type === 'KEYF');
      else if (type === 'META') known.META(new ByteReader(bytes, start, end), {});
      else if (type !== 'DONE' && !(type[0] >= 'a' && type[0] <= 'z')) {
        refuse('The file has a chunk that this reader does not know.');
      }
    }
    if (this.frames.length > this.total || (complete && this.frames.length < this.total)) {
      damaged('its number of frames is wrong');
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
    if (duration > LONGEST || (!isKey && this.frames.length === 0)) damaged('a frame is invalid');
    this.frames.push({ duration, isKey, start: reader.at, end: reader.end });
  }
}

/** Splits an animation into chunks. An incomplete last chunk is left out. */
const readAnimationChunks = bytes => {
  const { chunks, complete } = readChunks(bytes, 2);
  return { chunks: chunks.filter(chunk => !chunk.partial), complete };
};

/** Decodes the file of a key frame. values is null for other profiles than Compact; quantized holds ten values per Gaussian. */
const decodeKey = (bytes, maxGaussians) => {
  const quantized = [];
  let values = null;
  const compact = (...given) => {
    const tiles = readCompact(...given);
    values = tiles[0].values;
    return tiles;
  };
  const picture = decodeFile(bytes, { maxGaussians }, { ...known, 1: compact }, Object.assign(new Gaussians(0), { quantized }));
  return { picture, values, quantized };
};

/** A key frame and its changes so far. */
class Group {
  constructor({ picture, values, quantized }, { width, height, most }) {
    if (!values || picture.width !== width || picture.height !== height || picture.total > most) {
      damaged('a key frame does not fit the animation');
    }
    Object.assign(this, { key: picture, values, quantized: Int32Array.from(quantized), n: picture.gaussians.count });
    this.changed = new Uint8Array(this.n);
    this.movements = new Uint8Array(this.n);
    this.motion = null;
    this.motionModels = new MotionModels();
    this.staysBits = bitModels(4);
    this.changedBits = bitModels(16);
    this.models = Array.from({ length: 10 }, () => residualModel(6));
  }

  change(bytes) {
    const { key, changed, n, motion: motionBefore, movements: movementsBefore } = this;
    this.motion = null;
    this.movements = new Uint8Array(n);
    if (bytes.length === 0) return;
    if (bytes.length < Math.ceil(n / 1024)) damaged('a frame is too short');
    startCoder(bytes, 0, bytes.length);
    this.motion = this.motionModels.decode(key, n, motionBefore);
    let previous = 0;
    let earlier = 0;
    let stayed = 0;
    for (let i = 0; i < n; i++) {
      if (this.motion) stayed = this.#move(i, stayed, movementsBefore[i]);
      const context = changed[i] + 2 * previous + 4 * earlier + (this.movements[i] === MOVES ? 8 : 0);
      const bit = this.changedBits(context);
      if (bit) this.#changeOne(10 * i);
      changed[i] = bit;
      earlier = previous;
      previous = bit;
    }
  }

  /** Moves a Gaussian or not. Returns 1 if it, or the last one whose surroundings move, stays. */
  #move(i, stayed, before) {
    const { quantized: q, motion } = this;
    const X = q[10 * i + 4];
    const Y = q[10 * i + 5];
    const x = motion.at(0, X, Y);
    const y = motion.at(1, X, Y);
    if (x === 0 && y === 0) return stayed;

    const stays = this.staysBits(stayed + (before === STAYS ? 2 : 0));
    this.movements[i] = stays ? STAYS : MOVES;
    if (!stays) {
      q[10 * i + 4] = clamp(X + x, -FURTHEST, FURTHEST);
      q[10 * i + 5] = clamp(Y + y, -FURTHEST, FURTHEST);
    }
    return stays;
  }

  #changeOne(at) {
    const { quantized: q, values } = this;
    const { head } = values;
    const old = q.slice(at, at + 10);
    let largest = 0;
    const next = (k, value, low, top) => {
      const context = largest === 0 ? 0 : Math.min(1 + ((log2Floor(largest) + 1) >> 1), 5);
      const change = this.models[k](context);
      largest = Math.max(largest, Math.abs(change));
      return clamp(value + change, low, top);
    };
    values.choose(old[0], old[1]);
    const was = [values.stepE, values.stepL, values.stepC];
    if (head.hasOpacity) q[at] = next(0, old[0], 0, 255);
    q[at + 1] = next(1, old[1], 1, 2 ** 20);
    values.choose(q[at], q[at + 1]);
    const { stepE, stepL, stepC } = values;
    const longest = Math.floor(1000 * 4096 / stepE);
    q[at + 2] = next(2, rescaled(old[2], was[0], stepE, longest), -longest, longest);
    q[at + 3] = next(3, rescaled(old[3], was[0], stepE, longest), -longest, longest);
    values.shape(q[at + 2], q[at + 3]);
    const move = (k, drop) => {
      const top = FURTHEST >> drop;
      return (next(k, old[k] >> drop, -top, top) << drop) + ((1 << drop) >> 1);
    };
    q[at + 4] = move(4, values.dropX);
    q[at + 5] = move(5, values.dropY);
    q[at + 6] = next(6, rescaled(old[6], was[1], stepL, TOP), -TOP, TOP);
    q[at + 7] = next(7, rescaled(old[7], was[2], stepC, TOP), -TOP, TOP);
    q[at + 8] = next(8, rescaled(old[8], was[2], stepC, TOP), -TOP, TOP);
    if (head.hasAlpha) q[at + 9] = next(9, old[9], 0, 63);
  }

  picture() {
    const { quantized: q, values, n } = this;
    const gaussians = new Gaussians(n);
    for (let i = 0; i < n; i++) {
      const [opacity, size, U, V, ...more] = q.subarray(10 * i, 10 * i + 10);
      values.choose(opacity, size);
      values.shape(U, V);
      values.write(gaussians, i, opacity, ...more);
    }
    gaussians.count = n;
    if (!gaussians.isValid(0)) damaged(OUTSIDE);
    return { ...this.key, gaussians };
  }
}

/** A level in steps of another size. */
const rescaled = (level, from, to, top) => (from === to ? level : clamp(Math.floor((2 * level * from + to) / (2 * to)), -top, top));
