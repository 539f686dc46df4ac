// What a placeholder needs: decodes .g2d files of the usual kind (docs/gaussian-format.md), and exports what other modules share with it.
import { damaged, readCompact, refuse, table } from './compact.js';

export { GaussianFileError, bitModels, clamp, damaged, log2Floor, raw, readCompact, refuse, residualModel, startCoder, take } from './compact.js';
export { target } from './compact.js';
export { MOST_AT_ONCE, NORMALIZED, OVER, affordable, checkCoverage, coverage, draftOf, drawOpaque, isOpaque, sampling } from './opaque.js';
export { widened, workOf } from './opaque.js';

const CRC = table(Uint32Array, 256, i => {
  for (let k = 0; k < 8; k++) i = i & 1 ? (i >>> 1) ^ 0xedb88320 : i >>> 1;
  return i;
});

export const crc32 = (bytes, at, end) => {
  let c = -1;
  for (; at < end; at++) c = CRC[(c ^ bytes[at]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
};

export const viewOf = bytes => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Reads integers, varints and floats of a range of bytes. */
export class ByteReader {
  constructor(bytes, at, end) { Object.assign(this, { bytes, at, end, view: viewOf(bytes) }); }

  get left() { return this.end - this.at; }

  need(n) {
    if (this.left < n) damaged('a chunk is too short');
    this.at += n;
    return this.at - n;
  }

  u8() { return this.bytes[this.need(1)]; }
  u32() { return this.view.getUint32(this.need(4), true); }
  f32() { return this.view.getFloat32(this.need(4), true); }

  varint() {
    let value = 0;
    for (let unit = 1; unit < 2 ** 35; unit *= 128) {
      const byte = this.u8();
      value += (byte & 127) * unit;
      if (byte < 128) return value < 2 ** 32 ? value : damaged('a number is too large');
    }
    return damaged('a number is too long');
  }
}

/** Reads HEAD. The rest of the reader holds the parameters of the profile. */
export const readHead = reader => {
  const [width, height, total] = table(Array, 3, () => reader.u32());
  const [profile, version, compositing, blendSpace, flags, zero] = table(Array, 6, () => reader.u8());
  const [cutoff, epsilon, ...background] = table(Array, 6, () => reader.f32());
  if (profile < 1 || profile > 3 || version !== 1) refuse('The file has a profile that this reader does not know.');
  if (width < 1 || width > 2 ** 20 || height < 1 || height > 2 ** 20 || total > 2 ** 26
    || compositing > 2 || blendSpace > 1 || flags > 3 || zero
    || !(cutoff >= 1 && cutoff <= 8) || !(epsilon > 0 && epsilon <= 1)
    || !background.every(Number.isFinite) || background[3] < 0 || background[3] > 1) {
    damaged('its settings are invalid');
  }
  return {
    width, height, total, profile, compositing, linear: blendSpace > 0, hasAlpha: flags % 2 > 0, hasOpacity: flags > 1, cutoff, epsilon,
    background,
  };
};

/** The values of a Gaussian and their limits. */
const LIMITS = {
  x: [-1e6, 1e6], y: [-1e6, 1e6], l11: [Math.fround(1e-6), 1e8], l21: [-1e8, 1e8], l22: [Math.fround(1e-6), 1e8],
  red: [-1000, 1000], green: [-1000, 1000], blue: [-1000, 1000], alpha: [0, 1], opacity: [0, 1],
};

export const NAMES = Object.keys(LIMITS);

/** The Gaussians of a picture in drawing order, as one array per value. */
export class Gaussians {
  count = 0;

  constructor(capacity) { for (const name of NAMES) this[name] = new Float32Array(capacity); }

  /** True if all values from an index on are within their limits. */
  isValid(from) {
    return NAMES.every(name => {
      const [low, top] = LIMITS[name];
      return this[name].subarray(from, this.count).every(value => value >= low && value <= top);
    });
  }
}

/**
 * Decodes a whole file of the usual kind: the profile Compact with one tile, and no metadata. Returns undefined for other files and for
 * damaged ones, which decode() of decode.js decodes or refuses.
 */
export const decodeUsual = bytes => {
  try {
    const view = viewOf(bytes);
    let head;
    let gaussians;
    let tile;
    let layer = 0;
    let declared = 0;
    if (view.getUint32(0) !== 0x89473244 || bytes[4] !== 1) return undefined;
    for (let start = 13, end; ; start = end + 12) {
      end = start + view.getUint32(start - 8, true);
      if (view.getUint32(end, true) !== crc32(bytes, start - 4, end)) return undefined;
      const type = String.fromCharCode(...bytes.subarray(start - 4, start));
      const reader = new ByteReader(bytes, start, end);
      if (!head) {
        head = readHead(reader);
        if (type !== 'HEAD' || head.profile !== 1 || head.total > 4 * bytes.length) return undefined;
        gaussians = new Gaussians(head.total);
        [tile] = readCompact(reader, head, gaussians, {});
      } else if (type === 'LAYR') {
        const n = reader.varint();
        declared += n;
        if (n < 1 || declared > head.total || end - start < n / 4) return undefined;
        tile(reader, n, layer++);
      } else if (type === 'DONE') {
        const isWhole = end === start && end + 4 === bytes.length && declared === head.total && gaussians.isValid(0);
        return isWhole ? { ...head, complete: true, gaussians } : undefined;
      } else if (type < 'a' || type === 'resd' || type > '{') return undefined;
    }
  } catch {
    return undefined;
  }
};
