// Planes, and the lossless and standard profiles: docs/gaussian-format.md.
import { ByteReader, NAMES, damaged, raw, startCoder, take, target } from './core.js';
import { OUTSIDE } from './file.js';

const TOTAL = 32768;

/** Adaptive model: returns a function that decodes one of 16 or 32 symbols. */
const symbolModel = symbols => {
  const below = Int32Array.from({ length: symbols + 1 }, (_, i) => i * TOTAL / symbols);
  let seen = 0;
  return () => {
    const wanted = target();
    let s = 0;
    for (let step = symbols >> 1; step > 0; step >>= 1) if (below[s + step] <= wanted) s += step;
    take(below[s], below[s + 1] - below[s]);
    const rate = seen < 16 ? 4 : seen < 64 ? 5 : seen < 256 ? 6 : 7;
    if (seen < 256) seen++;
    const above = TOTAL - symbols;
    for (let i = 0; i < symbols; i++) below[i] += ((i <= s ? i : above + i) - below[i]) >> rate;
    return s;
  };
};

/** Value model: returns a function that decodes integers below 2^32. */
const valueModel = () => {
  const models = Array.from({ length: 43 }, () => symbolModel(16));
  return () => {
    const q = Math.min(models[0](), 8);
    const bits = Math.min(4 * q + (models[1 + q]() & 3), 32);
    if (bits < 2) return bits;

    const m = Math.min(bits - 1, 4);
    const upper = models[10 + bits]() & (2 ** m - 1);
    return 2 ** (bits - 1) + upper * 2 ** (bits - 1 - m) + raw(bits - 1 - m);
  };
};

const unfold = f => (f % 2 ? -(f + 1) / 2 : f / 2);
const wrap = (v, bits) => v - Math.floor(v / 2 ** bits) * 2 ** bits;

const decodePlane = (bytes, start, end, n, width) => {
  startCoder(bytes, start, end);
  const decode = valueModel();
  const isDifference = raw(1) === 0;
  const base = isDifference ? 0 : raw(width);
  const values = new Uint32Array(n);
  let previous = base;
  for (let i = 0; i < n; i++) {
    values[i] = wrap(previous + unfold(decode()), width);
    if (isDifference) previous = values[i];
  }
  return values;
};

class PlainBits {
  constructor(bytes, at, end) { Object.assign(this, { bytes, bit: 8 * at, end: 8 * end }); }

  read(n) {
    let value = 0;
    for (let k = 0; k < n; k++, this.bit++) {
      if (this.bit < this.end && (this.bytes[this.bit >>> 3] >>> (this.bit & 7)) & 1) value += 2 ** k;
    }
    return value;
  }
}

const decodeFloatPlane = (reader, end, n) => {
  const size = Math.min(reader.varint(), reader.left);
  const split = reader.need(size) + size;
  startCoder(reader.bytes, split - size, split);
  const plain = new PlainBits(reader.bytes, split, end);
  const models = Array.from({ length: 8 }, () => symbolModel(32));
  const isDifference = raw(1) === 0;
  const base = raw(32);
  const least = raw(6);
  const values = new Uint32Array(n);
  let previous = base;
  let symbol = 0;
  for (let i = 0; i < n; i++) {
    symbol = models[symbol >> 2]();
    const kind = symbol === 0 && least > 0 ? plain.read(6) : symbol + least;
    const rest = Math.min(Math.max(0, (kind >> 1) - 1), 30);
    const f = (((kind - 2 * rest) << rest) | plain.read(rest)) >>> 0;
    values[i] = wrap(previous + unfold(f), 32);
    previous = isDifference ? values[i] : base;
  }
  return values;
};

/** Calls decode(start, end, plane) for each plane of a payload. */
const eachPlane = (reader, count, decode) => {
  const lengths = Array.from({ length: count }, () => reader.varint());
  lengths.forEach((length, plane) => {
    const start = reader.need(length);
    decode(start, start + length, plane);
  });
};

/** Reads the parameters of the lossless profile, of which there are none. */
export const readLossless = (parameters, head, into) => {
  if (parameters.left !== 0) damaged('its profile is invalid');
  const names = [...NAMES, 'weight'];
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  return [(reader, n, layer, partial) => {
    if (partial) return;
    const from = into.count;
    eachPlane(reader, names.length, (start, end, plane) => {
      const values = decodeFloatPlane(new ByteReader(reader.bytes, start, end), end, n);
      const column = into[names[plane]];
      for (let i = 0; i < n; i++) {
        bits[0] = values[i] >= 0x80000000 ? values[i] - 0x80000000 : ~values[i];
        if (column) column[from + i] = float[0];
        else if (!(float[0] >= 0 && float[0] < Infinity)) damaged(OUTSIDE);
      }
    });
    into.count += n;
  }];
};

const deinterleave = v => {
  v &= 0x55555555;
  v = (v | (v >>> 1)) & 0x33333333;
  v = (v | (v >>> 2)) & 0x0f0f0f0f;
  v = (v | (v >>> 4)) & 0x00ff00ff;
  return (v | (v >>> 8)) & 0xffff;
};

/** Reads the parameters of the standard profile. */
export const readStandard = (parameters, head, into) => {
  const ranges = ['x', 'y', 'color', 'opacity'].map(() => [parameters.f32(), parameters.f32()]);
  if (parameters.left !== 0 || !ranges.every(([min, max]) => Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    damaged('its profile is invalid');
  }
  return [(reader, n, layer, partial) => { if (!partial) decodeStandard(ranges, head, reader, n, into); }];
};

/** Decodes a layer of the standard profile. */
const decodeStandard = (ranges, head, reader, n, into) => {
  const planes = [['position', 32], ['long', 16], ['short', 16], ['angle', 16], ['red', 8], ['green', 8], ['blue', 8]];
  if (head.hasAlpha) planes.push(['alpha', 8]);
  if (head.hasOpacity) planes.push(['opacity', 8]);
  const values = {};
  eachPlane(reader, planes.length, (start, end, plane) => {
    const [name, width] = planes[plane];
    values[name] = decodePlane(reader.bytes, start, end, n, width);
  });
  const level = ([min, max], v, top) => min + (max - min) * v / top;
  const sigma = v => 2 ** (-10 + 31 * v / 65535);
  for (let i = 0, to = into.count; i < n; i++, to++) {
    const position = values.position[i];
    const isOver = head.compositing === 2;
    into.x[to] = level(ranges[0], isOver ? position >>> 16 : deinterleave(position), 65535);
    into.y[to] = level(ranges[1], isOver ? position & 65535 : deinterleave(position >>> 1), 65535);
    const s1 = sigma(values.long[i]);
    const s2 = sigma(values.short[i]);
    const t = Math.PI * values.angle[i] / 65536;
    const [cos, sin] = [Math.cos(t), Math.sin(t)];
    const xx = s1 * s1 * cos * cos + s2 * s2 * sin * sin;
    into.l11[to] = Math.sqrt(xx);
    into.l21[to] = (s1 * s1 - s2 * s2) * cos * sin / Math.sqrt(xx);
    into.l22[to] = s1 * s2 / Math.sqrt(xx);
    into.red[to] = level(ranges[2], values.red[i], 255);
    into.green[to] = level(ranges[2], values.green[i], 255);
    into.blue[to] = level(ranges[2], values.blue[i], 255);
    into.alpha[to] = head.hasAlpha ? values.alpha[i] / 255 : 1;
    into.opacity[to] = head.hasOpacity ? 2 ** level(ranges[3], values.opacity[i], 255) : 1;
  }
  into.count += n;
};
