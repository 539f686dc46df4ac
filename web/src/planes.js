// Planes, and the lossless and standard profiles: docs/gaussian-format.md.
import { refuse } from './container.js';
import { RangeDecoder, SymbolModel, ValueModel } from './coder.js';

const unfold = f => (f % 2 ? -(f + 1) / 2 : f / 2);
const wrap = (v, bits) => v - Math.floor(v / 2 ** bits) * 2 ** bits;

const decodePlane = (bytes, start, end, n, width) => {
  const coder = new RangeDecoder(bytes, start, end);
  const model = new ValueModel();
  const isDifference = coder.raw(1) === 0;
  const base = isDifference ? 0 : coder.raw(width);
  const values = new Uint32Array(n);
  let previous = base;
  for (let i = 0; i < n; i++) {
    values[i] = wrap(previous + unfold(model.decode(coder)), width);
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
  const coder = new RangeDecoder(reader.bytes, split - size, split);
  const plain = new PlainBits(reader.bytes, split, end);
  const models = Array.from({ length: 8 }, () => new SymbolModel(32));
  const isDifference = coder.raw(1) === 0;
  const base = coder.raw(32);
  const least = coder.raw(6);
  const values = new Uint32Array(n);
  let previous = base;
  let symbol = 0;
  for (let i = 0; i < n; i++) {
    symbol = models[symbol >> 2].decode(coder);
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

/** Decodes a layer of the lossless profile. */
export const decodeLossless = (reader, n, into) => {
  const names = [...into.constructor.names, 'weight'];
  const from = into.count;
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  eachPlane(reader, names.length, (start, end, plane) => {
    const inner = new reader.constructor(reader.bytes, start, end);
    const values = decodeFloatPlane(inner, end, n);
    const target = into[names[plane]];
    for (let i = 0; i < n; i++) {
      bits[0] = values[i] >= 0x80000000 ? values[i] - 0x80000000 : ~values[i];
      if (target) target[from + i] = float[0];
      else if (!(float[0] >= 0 && float[0] < Infinity)) refuse('The file is damaged: a Gaussian has a value outside its limits.');
    }
  });
  into.count += n;
};

/** Reads the parameters of the standard profile. */
export const readStandard = (reader, head) => {
  const ranges = ['x', 'y', 'color', 'opacity'].map(() => [reader.f32(), reader.f32()]);
  if (reader.left !== 0 || !ranges.every(([min, max]) => Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    refuse('The file is damaged: its profile is invalid.');
  }
  return { ranges, head };
};

const deinterleave = v => {
  v &= 0x55555555;
  v = (v | (v >>> 1)) & 0x33333333;
  v = (v | (v >>> 2)) & 0x0f0f0f0f;
  v = (v | (v >>> 4)) & 0x00ff00ff;
  return (v | (v >>> 8)) & 0xffff;
};

/** Decodes a layer of the standard profile. */
export const decodeStandard = ({ ranges, head }, reader, n, into) => {
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
