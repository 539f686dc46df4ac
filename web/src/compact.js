// The compact profile: docs/gaussian-format.md, "Compact, profile 1". Names and formulas follow that page.
import { refuse } from './container.js';
import { Boxes, REMEMBERED } from './boxes.js';
import { Bits, PredictedValue, RangeDecoder, ResidualModel, clamp, features, log2Floor, log8, pow8, roundEven } from './coder.js';

const TOP = 2 ** 23;

const SQRT2 = 1.4142135623730951;

/** whole(pow8(k)) for k of -2048 ... 2047. */
const WHOLE = Int32Array.from({ length: 4096 }, (_, i) => clamp(roundEven(4096 * pow8(i - 2048)), 1, TOP));

/** Reads the parameters of the profile. */
export const readCompact = (reader, head) => {
  const steps = Array.from({ length: 6 }, () => reader.u8());
  const signed = v => (v % 2 ? -(v + 1) / 2 : v / 2);
  const column = signed(reader.varint());
  const row = signed(reader.varint());
  const columns = reader.u8() + 1;
  const rows = reader.u8() + 1;
  const shift = reader.u8();
  const halvings = reader.u8();
  if (columns > 64 || rows > 64 || shift < 4 || shift > 23 || halvings > 6
    || Math.max(Math.abs(column), Math.abs(row)) > (2 ** 28 - 1) >> shift
    || (halvings > 0 && (head.compositing === 2 || columns * rows < 256))) {
    refuse('The file is damaged: its profile is invalid.');
  }
  let parts = [{ column, row, columns, rows }];
  for (let h = 0; h < halvings; h++) {
    parts = parts.flatMap(p => {
      const isWide = p.columns >= p.rows;
      const half = (isWide ? p.columns : p.rows) >> 1;
      return isWide
        ? [{ ...p, columns: half }, { ...p, column: p.column + half, columns: p.columns - half }]
        : [{ ...p, rows: half }, { ...p, row: p.row + half, rows: p.rows - half }];
    });
  }
  if (halvings > 0) parts.forEach(() => { if (reader.varint() > 2 ** 24) refuse('The file is damaged: its profile is invalid.'); });
  if (reader.left !== 0) refuse('The file is damaged: its profile is invalid.');
  const values = new Quantization(steps, head);
  return { head, tiles: parts.map(part => new Tile(part, shift, values, head)) };
};

/** The rules that turn integers into values. */
class Quantization {
  constructor([cP, cS, cE, cL, cC, cO], head) {
    Object.assign(this, { cP, cS, cE, cL, cC, cO, head });
    this.opacities = Float32Array.from({ length: 256 }, (_, opacity) => (opacity === 255 ? 0 : 2 ** (-opacity * pow8(cO - 64))));
    this.O = Int32Array.from({ length: 256 }, (_, opacity) => Math.min(roundEven(8 * opacity * pow8(cO - 64)), 128));
  }

  /** Sets the steps for an opacity and a size. */
  choose(opacity, size) {
    const O = this.head.hasOpacity ? this.O[opacity] : 0;
    const root = size * pow8(this.cS - 64 + ((O / 5) | 0));
    const p = (root * root) * (root * root);
    const P = log8(p);
    const color = ((12 * O - 30 * P) / 40) | 0;
    this.p = p;
    this.stepE = WHOLE[2048 + Math.min(0, this.cE - 64 + (((8 * O - 15 * P) / 40) | 0))];
    this.stepL = WHOLE[2048 + this.cL - 64 + color];
    this.stepC = WHOLE[2048 + this.cC - 64 + color];
    this.factor = 16 * pow8(this.cP - 64 + (((5 * O - 15 * P) / 40) | 0)) * p * SQRT2;
  }

  /** Computes shape and dropped bits of the position from U and V. */
  shape(U, V) {
    const u = U * this.stepE / 4096;
    const v = V * this.stepE / 4096;
    const d = u * u + v * v;
    const s = Math.sqrt(d + 4);
    this.xx = (d + 2 + u * s) / 2;
    this.yy = (d + 2 - u * s) / 2;
    this.xy = v * s / 2;
    this.dropX = clamp(log2Floor(this.factor / Math.sqrt(this.yy)), 0, 20);
    this.dropY = clamp(log2Floor(this.factor / Math.sqrt(this.xx)), 0, 20);
  }
}

const mid = (c, k) => ((c >> k) << k) + ((1 << k) >> 1);
const logOf = v => Math.min(15, 31 - Math.clz32(4 * v + 1));
const limit = v => Math.trunc(clamp(v, -65536, 65536));

class PointModels {
  constructor() {
    this.single = new Bits(1);
    this.few = new Bits(1024);
    this.residual = new ResidualModel(32);
  }
}

/** A tile of the grid, with the models and Gaussians of the layers decoded so far. */
class Tile {
  constructor({ column, row, columns, rows }, shift, values, head) {
    Object.assign(this, { columns, rows, shift, values, head });
    this.left = column * 2 ** shift;
    this.top = row * 2 ** shift;
    this.points = [];
    this.opacities = [];
    this.sizes = [];
    this.U = new PredictedValue(1, [0.6, 0, 0, 0], 0.01, 1);
    this.V = new PredictedValue(1, [0.6, 0, 0, 0], 0.01, 1);
    this.luma = new PredictedValue(2, [0.9, 0, 0, 0], 0.01, 0);
    this.orange = new PredictedValue(2, [0.9, 0, 0, 0], 0.01, 0);
    this.green = new PredictedValue(3, [0.9, 0, 0, 0], 0.01, 0);
    this.alpha = new ResidualModel(1);
    this.lastAlpha = 63;
    this.meanSize = 16;
    this.meanOpacity = 0;
    this.last = Int32Array.of(2048, 0, 0, 0, 0, 0, 0, 1);
    this.sized = Int32Array.of(0, 0, 0, 1);
    this.remembered = new Int32Array(0);
    this.count = 0;
  }

  /**
   * Decodes the Gaussians of a layer.
   * @returns the number of Gaussians, less than n only if the bytes end early.
   */
  decode(bytes, start, end, n, layer, into, isPartial) {
    if (n === 0) return 0;
    const coder = new RangeDecoder(bytes, start, end);
    const centers = this.decodeCenters(coder, n, layer);
    if (isPartial && coder.isPast) return 0;

    const set = Math.min(layer, 3);
    this.opacityModel = this.opacities[set] ??= new PredictedValue(3, [0, 1, 0, 0], 1, 3);
    this.sizeModel = this.sizes[set] ??= new PredictedValue(4, [0, 0, 1, 0], 1, 3);
    this.boxes = new Boxes(this, n);
    into.reserve(into.count + n);
    this.reserve(n);
    for (let i = 0; i < n; i++) {
      this.decodeValues(coder, centers, 4 * i, into, isPartial);
      if (isPartial && coder.isPast) return i;
    }
    return n;
  }

  decodeCenters(coder, n, layer) {
    const models = this.points[Math.min(layer, 3)] ??= new PointModels();
    const found = new Int32Array(4 * n);
    let at = 0;
    const isOver = this.head.compositing === 2;
    const spacing = isOver ? this.columns * this.rows : this.columns * this.rows / n;
    const { shift, left, top } = this;

    const count = (m, cells) => {
      if (m === 1) return models.single.decode(coder, 0);
      const bits = log2Floor(m);
      if (m >= 16) return clamp((m >> 1) + models.residual.decode(coder, bits), 0, m);
      const room = cells / spacing / m;
      const scale = room > 0.5 ? 0 : room > 0.125 ? 1 : room > 0.03 ? 2 : 3;
      let node = 1;
      for (let k = 0; k <= bits; k++) node = 2 * node + models.few.decode(coder, (16 * scale + m) * 16 + node);
      return Math.min(m, node - 2 ** (bits + 1));
    };
    const cell = (m, x, y, a, b, cells) => {
      if (m === 0) return;
      if (m === 1 || a + b <= 8) {
        for (let k = 0; k < m; k++, at += 4) {
          found[at] = x;
          found[at + 1] = y;
          found[at + 2] = a;
          found[at + 3] = b;
        }
        return;
      }
      const isWide = a >= b;
      if (isWide) a--; else b--;
      const k = count(m, cells);
      cell(k, x, y, a, b, cells / 2);
      cell(m - k, isWide ? x + 2 ** a : x, isWide ? y : y + 2 ** b, a, b, cells / 2);
    };
    const part = (m, column, row, columns, rows) => {
      if (m === 0) return;
      if (columns === 1 && rows === 1) {
        cell(m, left + column * 2 ** shift, top + row * 2 ** shift, shift, shift, 1);
        return;
      }
      const k = count(m, columns * rows);
      if (columns >= rows) {
        const half = columns >> 1;
        part(k, column, row, half, rows);
        part(m - k, column + half, row, columns - half, rows);
      } else {
        const half = rows >> 1;
        part(k, column, row, columns, half);
        part(m - k, column, row + half, columns, rows - half);
      }
    };
    if (isOver) for (let i = 0; i < n; i++) part(1, 0, 0, this.columns, this.rows);
    else part(n, 0, 0, this.columns, this.rows);
    return found;
  }

  reserve(n) {
    const grown = new Int32Array(REMEMBERED * (this.count + n));
    grown.set(this.remembered.subarray(0, REMEMBERED * this.count));
    this.remembered = grown;
  }

  decodeValues(coder, centers, at, into, isPartial) {
    const { values, head, opacityModel, sizeModel, boxes, last } = this;
    const { S, T } = boxes;
    const x = features;
    const openX = centers[at + 2];
    const openY = centers[at + 3];
    boxes.around(mid(centers[at], openX), mid(centers[at + 1], openY));
    const D = 1 / (4 * T[3] + 32);
    const size1 = (32 * this.meanSize + 4 * T[0]) * D;
    const opacity1 = (32 * this.meanOpacity + 4 * T[1]) * D;
    const spread1 = 4 * T[2] * D;
    let opacity = 0;
    x[0] = 16;
    if (head.hasOpacity) {
      x[1] = opacity1;
      x[2] = this.meanOpacity;
      x[3] = 0;
      opacity = clamp(opacityModel.decode(coder, opacityModel.lastClass, sizeModel.lastClass, 0), 0, 255);
    }
    x[1] = opacity;
    x[2] = size1;
    x[3] = opacity1;
    const size = clamp(sizeModel.decode(coder, opacityModel.lastClass, logOf(16 * spread1), 0), 1, 2 ** 20);
    values.choose(opacity, size);
    const { stepE, stepL, stepC } = values;
    const perE = 1 / stepE;
    const perL = 1 / stepL;
    const perC = 1 / stepC;
    const by = S[7] === 0 ? 0 : 1 / S[7];
    const E0 = by > 0 ? S[0] * by : last[0];
    const E1 = by > 0 ? S[1] * by : last[1];
    const E2 = by > 0 ? S[2] * by : last[2];
    const E3 = S[3] * by;
    const E4 = S[4] * by;
    const E5 = by > 0 ? S[5] * by : 512;
    const E6 = by > 0 ? S[6] * by : 256;
    const longest = Math.floor(1000 * 4096 / stepE);
    const fine = logOf(4096 * perE);
    const curved = logOf((Math.abs(E3) + Math.abs(E4)) * perE);
    x[0] = E3 * perE;
    x[1] = x[2] = x[3] = 0;
    const U = clamp(this.U.decode(coder, fine, curved, 0), -longest, longest);
    x[0] = E4 * perE;
    const V = clamp(this.V.decode(coder, fine, curved, this.U.lastClass), -longest, longest);
    values.shape(U, V);
    const X = this.low(coder, centers[at], openX, values.dropX);
    const Y = this.low(coder, centers[at + 1], openY, values.dropY);
    x[0] = E0 * perL;
    x[1] = 4096 * perL;
    const luma = clamp(this.luma.decode(coder, logOf(E5 * perL), logOf(4096 * perL), 0), -TOP, TOP);
    const more = (luma * stepL - E0) * perC;
    const spread = logOf(E6 * perC);
    const fineC = logOf(4096 * perC);
    x[0] = E1 * perC;
    x[1] = more;
    const orange = clamp(this.orange.decode(coder, spread, fineC, this.luma.lastClass), -TOP, TOP);
    x[0] = E2 * perC;
    x[2] = orange - E1 * perC;
    const green = clamp(this.green.decode(coder, spread, fineC, 6 * this.luma.lastClass + this.orange.lastClass), -TOP, TOP);
    if (head.hasAlpha) this.lastAlpha = clamp(this.lastAlpha + this.alpha.decode(coder, 0), 0, 63);
    if (isPartial && coder.isPast) return;

    last[0] = limit(luma * stepL);
    last[1] = limit(orange * stepC);
    last[2] = limit(green * stepC);
    last[3] = limit(U * stepE);
    last[4] = limit(V * stepE);
    last[5] = limit(Math.abs(last[0] - E0));
    last[6] = limit(Math.abs(last[1] - E1) + Math.abs(last[2] - E2));
    const { sized, remembered } = this;
    sized[0] = limit(size);
    sized[1] = opacity;
    sized[2] = limit(Math.abs(size - size1));
    const from = REMEMBERED * this.count++;
    boxes.addSized(boxes.add(X, Y, last, 0), sized);
    remembered[from] = X;
    remembered[from + 1] = Y;
    remembered.set(last, from + 2);
    this.meanSize += (size - this.meanSize) / 16;
    this.meanOpacity += (opacity - this.meanOpacity) / 16;
    into.quantized?.push(opacity, size, U, V, X, Y, luma, orange, green, this.lastAlpha);
    this.write(into, into.count++, X, Y, luma * stepL / 4096, orange * stepC / 4096, green * stepC / 4096, opacity);
  }

  low(coder, c, open, drop) {
    const bits = Math.max(0, open - drop);
    c = (((c >> drop) >> bits) << bits) + coder.raw(bits);
    return mid(c << drop, drop);
  }

  /** Writes Gaussian i from its ten quantized values at an index. */
  writeQuantized(into, i, q, at) {
    const { values } = this;
    values.choose(q[at], q[at + 1]);
    values.shape(q[at + 2], q[at + 3]);
    this.lastAlpha = q[at + 9];
    const { stepL, stepC } = values;
    this.write(into, i, q[at + 4], q[at + 5], q[at + 6] * stepL / 4096, q[at + 7] * stepC / 4096, q[at + 8] * stepC / 4096, q[at]);
  }

  write(into, i, X, Y, luma, orange, green, opacity) {
    const { values, head } = this;
    const wide = Math.sqrt(values.xx);
    into.x[i] = X / 16 / head.width;
    into.y[i] = Y / 16 / head.height;
    into.l11[i] = values.p * wide;
    into.l21[i] = values.p * values.xy / wide;
    into.l22[i] = values.p / wide;
    into.red[i] = luma - green / 2 + orange / 2;
    into.green[i] = luma + green / 2;
    into.blue[i] = luma - green / 2 - orange / 2;
    into.opacity[i] = head.hasOpacity ? values.opacities[opacity] : 1;
    into.alpha[i] = head.hasAlpha ? this.lastAlpha / 63 : 1;
  }
}
