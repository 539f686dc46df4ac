// Entropy coding and the compact profile: docs/gaussian-format.md. Names and formulas follow that page.

/** A file that is not a valid .g2d file, or is too large for the reader. */
export class GaussianFileError extends Error {
  name = 'GaussianFileError';
}

export const refuse = message => { throw new GaussianFileError(message); };

export const damaged = what => refuse(`The file is damaged: ${what}.`);

/** Returns an array of a type with the values of a function. */
export const table = (type, length, value) => type.from({ length }, (_, i) => value(i));

const TOTAL = 32768;
const TOP = 2 ** 23;
const FARTHEST = 2 ** 28 - 1;

/** 2^(i/8) for i of 0 ... 7, as in the page: of these doubles, square roots give all but one. */
const EIGHTHS = table(Array, 8, i => (i === 6 ? 1.681792830507429 : Math.sqrt(Math.sqrt(Math.sqrt(2 ** i)))));

const POWERS = table(Float64Array, 4096, i => 2 ** ((i >> 3) - 256) * EIGHTHS[i & 7]);

/** 2^(k/8) for an integer k of -2048 ... 2047. */
const pow8 = k => POWERS[k + 2048];

/** floor(log2(v)), limited to 0 ... 30. */
export const log2Floor = v => 31 - Math.clz32(clamp(v, 1, 2 ** 30));

/** Rounds to the nearest integer, halves to the even one. */
const roundEven = v => {
  const r = Math.round(v);
  return r - v === 0.5 && r % 2 ? r - 1 : r;
};

export const clamp = (v, low, top) => Math.min(Math.max(v, low), top);

// The range decoder. There is one, because decoding does not pause.
let bytes;
let at;
let end;
let unit;

/** range and code. Typed arrays keep them as machine integers. */
const state = new Uint32Array(2);

const feed = () => {
  state[1] = (state[1] << 8) | (at < end ? bytes[at] : 0);
  at++;
};

const normalize = () => {
  for (; state[0] < 0x1000000; state[0] <<= 8) feed();
};

/** Starts to decode bytes[from ... to). Bytes beyond the end are 0. */
export const startCoder = (source, from, to) => {
  [bytes, at, end] = [source, from, to];
  state[0] = 0xffffffff;
  for (let i = 0; i < 4; i++) feed();
};

/** True after a byte beyond the end was read. */
const isPast = () => at > end;

/** The cumulative frequency that identifies the next symbol; take() follows. */
export const target = () => {
  unit = state[0] >>> 15;
  return Math.min((state[1] / unit) | 0, TOTAL - 1);
};

export const take = (start, size) => {
  state[1] -= unit * start;
  if (start + size === TOTAL) state[0] -= unit * start;
  else state[0] = unit * size;
  normalize();
};

/** Reads n bits. */
export const raw = n => {
  if (n > 16) return raw(n - 16) * 65536 + raw(16);
  state[0] >>>= n;
  const value = Math.min((state[1] / state[0]) | 0, (1 << n) - 1);
  state[1] -= value * state[0];
  normalize();
  return value;
};

/** Adaptive bits: returns a function that decodes the bit of an index. */
export const bitModels = count => {
  const zero = new Int32Array(count).fill(16384);
  const seen = new Uint8Array(count);
  return i => {
    const before = zero[i];
    unit = state[0] >>> 15;
    const bit = state[1] < unit * before ? 0 : 1;
    if (bit) take(before, TOTAL - before);
    else take(0, before);
    zero[i] += (((bit ? 48 : 32720) - before) * ((131072 / (2 * seen[i] + 5)) | 0)) >> 16;
    if (seen[i] < 58) seen[i]++;
    return bit;
  };
};

/** Residual model: returns a function that decodes a signed difference in a context. */
export const residualModel = contexts => {
  const signs = bitModels(2 * contexts);
  const positions = bitModels(12 * contexts);
  const bits = bitModels(32 * 4);
  return context => {
    if (!signs(2 * context)) return 0;

    const negative = signs(2 * context + 1);
    let position = 0;
    while (position < 30 && positions(12 * context + Math.min(position, 11))) position++;
    let magnitude = 1;
    if (position > 0) magnitude = 2 + bits(4 * position);
    if (position > 1) {
      magnitude = 2 * magnitude + bits(4 * position + 2 + (magnitude & 1));
      magnitude = magnitude * 2 ** (position - 2) + raw(position - 2);
    }
    return negative ? -magnitude : magnitude;
  };
};

const SHARES = table(Int32Array, 8193, i => {
  const z = (i - 4096) / 256;
  const u = z / Math.sqrt(6 + z * z);
  const a = 1 - u * u;
  return roundEven(32513 * (0.5 + u * (0.5 + a * (0.25 + a * 0.1875))));
});

/** per / 16384 for log - 8 low of -35 ... 32. */
const STEPS = table(Float64Array, 68, i => roundEven(16384 * pow8(35 - i)) / 16384);

/** An approximate inverse of SHARES, by shares in units of 16. */
const QUANTILES = table(Int32Array, 2048, q => {
  let k = 0;
  for (let step = 4096; step > 0; step >>= 1) if (SHARES[k + step] <= 16 * q) k += step;
  return k - 4096;
});

/** The cumulative frequency below symbol i. */
const below = (i, rest, per) => (i === -127 ? 0 : i === 128 ? TOTAL
  : i + 127 + SHARES[4096 + Math.min(Math.max(Math.floor((256 * i - rest) * per), -4096), 4096)]);

const GAINS = table(Int32Array, 128, t => {
  const z = (t + 0.5) / 16;
  return roundEven(65536 * 1.4427 * Math.min(7 * (z * z) / (6 + z * z) - 1, 3));
});

/** The features x_0 ... x_3 of the next predicted value. */
const x = new Float64Array(4);

/** P x. */
const g = new Float64Array(4);

/** Predicted value: weights and scale adapt to the values decoded so far. */
class PredictedValue {
  constructor(used, first, weight, variance, octave) {
    this.used = used;
    this.w = new Float64Array(4);
    this.w[first] = weight;
    this.P = new Float64Array(16);
    for (let j = 0; j < used; j++) this.P[5 * j] = variance;
    this.factors = new Int32Array(121);
    this.factors[0] = 65536 * octave;
    this.rates = new Int32Array(121).fill(512);
    this.count = 0;

    /** Class of the last value. */
    this.last = 0;
  }

  /** Decodes a value from the features and three contexts. */
  decode(f1, f2, f3) {
    const { w, factors } = this;
    f1 += 1;
    f2 += 41;
    f3 += 81;
    let mu = (w[0] * x[0] + w[2] * x[2]) + (w[1] * x[1] + w[3] * x[3]);
    if (!(Math.abs(mu) < 16777216)) mu = 0;
    const log = Math.min(Math.max((factors[0] + factors[f1] + factors[f2] + factors[f3]) >> 13, -35), 192);
    const low = log > 32 ? (log - 25) >> 3 : 0;
    const lowest = 2 ** low;
    const per = STEPS[log - 8 * low + 35];
    const m = Math.floor(256 * mu + 0.5);
    const shifted = Math.floor((m + 128) / lowest);
    const c = Math.floor(shifted / 256) | 0;
    const rest = (shifted - 256 * c) | 0;

    const share = target();
    const guess = Math.floor((QUANTILES[Math.min(Math.max((share - 127) >> 4, 0), 2047)] / per + rest) / 256);
    let i = Math.min(Math.max(guess, -127), 127) | 0;
    let start = below(i, rest, per);
    let end = below(i + 1, rest, per);
    while (share < start) {
      end = start;
      start = below(--i, rest, per);
    }
    while (share >= end) {
      start = end;
      end = below(++i + 1, rest, per);
    }
    take(start, end - start);
    let upper = c + i;
    if (i === -127 || i === 127) {
      const n = raw(5);
      const d = raw(n) + 2 ** n - 1;
      upper = (i < 0 ? upper - d : upper + d) | 0;
    }
    const value = low === 0 ? upper : ((upper << low) + raw(low)) | 0;

    const t = Math.min(Math.floor(Math.abs(256 * value - m) * per * 16) / lowest, 32767) | 0;
    this.last = Math.min(t >> 11, 5);
    const gain = GAINS[t >> 8];
    this.adapt(0, gain, 24 * 65536);
    this.adapt(f1, gain, 6 * 65536);
    this.adapt(f2, gain, 6 * 65536);
    this.adapt(f3, gain, 6 * 65536);
    if (this.count < 200 || (this.count & 3) === 0) this.learn(value - mu, pow8(log));
    this.count++;
    return value;
  }

  adapt(i, gain, top) {
    const { rates, factors } = this;
    const rate = rates[i];
    const slower = rate - ((rate * rate) >> 11);
    rates[i] = slower;
    factors[i] = Math.min(Math.max(factors[i] + ((gain * slower) >> 12), -6 * 65536), top);
  }

  learn(error, scale) {
    const { used, w, P } = this;
    for (let j = 0; j < used; j++) g[j] = (P[j] * x[0] + P[4 + j] * x[1]) + (P[8 + j] * x[2] + P[12 + j] * x[3]);
    const divisor = (6 * (scale * scale) + error * error) / 7 + ((g[0] * x[0] + g[2] * x[2]) + (g[1] * x[1] + g[3] * x[3]));
    for (let j = 0; j < used; j++) {
      const q = g[j] / divisor;
      w[j] += q * error;
      for (let k = 0; k < used; k++) P[4 * k + j] -= q * g[k];
    }
  }
}

/** whole(pow8(k)) for k of -2048 ... 2047. */
const WHOLE = table(Int32Array, 4096, i => clamp(roundEven(4096 * POWERS[i]), 1, TOP));

/**
 * Reads the parameters of the profile. Returns the decoders of its tiles, which add to Gaussians; undefined if there are several and
 * split() of decode.js is not given.
 */
export const readCompact = (reader, head, into, { split }) => {
  const steps = table(Array, 6, () => reader.u8());
  const signed = v => (v % 2 ? -(v + 1) / 2 : v / 2);
  const column = signed(reader.varint());
  const row = signed(reader.varint());
  const columns = reader.u8() + 1;
  const rows = reader.u8() + 1;
  const shift = reader.u8();
  const halvings = reader.u8();
  if (halvings > 0 && !split) return undefined;
  const isValid = columns <= 64 && rows <= 64 && shift >= 4 && shift <= 23
    && Math.max(Math.abs(column), Math.abs(row)) <= FARTHEST >> shift;
  const grid = { column, row, columns, rows };
  const parts = isValid && halvings > 0 ? split(reader, head, grid, halvings) : [grid];
  if (!isValid || reader.left > 0) damaged('its profile is invalid');
  const values = quantization(steps, head);
  return parts.map(part => tileOf(part, shift, values, head, into));
};

/** The rules that turn integers into values. choose() and then shape() set the properties, on which write() depends. */
const quantization = ([cP, cS, cE, cL, cC, cO], head) => {
  const opacities = table(Float32Array, 256, opacity => (opacity === 255 ? 0 : 2 ** (-opacity * pow8(cO - 64))));
  const thin = table(Int32Array, 256, opacity => Math.min(roundEven(8 * opacity * pow8(cO - 64)), 128));
  const whole = k => WHOLE[2048 + k];
  const drop = variance => Math.min(log2Floor(q.factor / Math.sqrt(variance)), 20);
  const q = {
    head, p: 0.1, factor: 0.1, xx: 0.1, xy: 0.1, stepE: 1, stepL: 1, stepC: 1, dropX: 0, dropY: 0,

    /** Sets the steps for an opacity and a size. */
    choose(opacity, size) {
      const O = head.hasOpacity ? thin[opacity] : 0;
      const root = size * pow8(cS - 64 + ((O / 5) | 0));
      const p = (root * root) * (root * root);
      let P = Math.floor(8 * Math.log2(p)) + 1;
      while (pow8(P) > p) P--;
      const color = ((12 * O - 30 * P) / 40) | 0;
      q.p = p;
      q.factor = 16 * pow8(cP - 64 + (((5 * O - 15 * P) / 40) | 0)) * p * Math.SQRT2;
      q.stepE = whole(Math.min(0, cE - 64 + (((8 * O - 15 * P) / 40) | 0)));
      q.stepL = whole(cL - 64 + color);
      q.stepC = whole(cC - 64 + color);
    },

    /** Sets the shape and the dropped bits of the position for U and V. */
    shape(U, V) {
      const u = U * q.stepE / 4096;
      const v = V * q.stepE / 4096;
      const d = u * u + v * v;
      const s = Math.sqrt(d + 4);
      q.xx = (d + 2 + u * s) / 2;
      q.xy = v * s / 2;
      q.dropX = drop((d + 2 - u * s) / 2);
      q.dropY = drop(q.xx);
    },

    /** Writes Gaussian i. */
    write(into, i, opacity, X, Y, luma, orange, green, alpha) {
      const { p, xx } = q;
      const wide = Math.sqrt(xx);
      luma *= q.stepL / 4096;
      orange *= q.stepC / 8192;
      green *= q.stepC / 8192;
      into.x[i] = X / 16 / head.width;
      into.y[i] = Y / 16 / head.height;
      into.l11[i] = p * wide;
      into.l21[i] = p * q.xy / wide;
      into.l22[i] = p / wide;
      into.red[i] = luma - green + orange;
      into.green[i] = luma + green;
      into.blue[i] = luma - green - orange;
      into.opacity[i] = head.hasOpacity ? opacities[opacity] : 1;
      into.alpha[i] = head.hasAlpha ? alpha / 63 : 1;
    },
  };
  return q;
};

const mid = (c, k) => ((c >> k) << k) + ((1 << k) >> 1);
const logOf = v => Math.min(15, 31 - Math.clz32(4 * v + 1));

/** Reads the lower bits of a coordinate. */
const low = (c, open, drop) => {
  const bits = Math.max(0, open - drop);
  return mid(((((c >> drop) >> bits) << bits) + raw(bits)) << drop, drop);
};

const limit = v => Math.trunc(clamp(v, -65536, 65536));

/** Adds values to the stored sums of a box, the last of which counts them. */
const add = (stored, box, values) => {
  const n = values.length;
  const from = n * box;
  const by = stored[from + n - 1] >= 8 ? 1 : 0;
  for (let k = 0; k < n; k++) stored[from + k] = (stored[from + k] >> by) + values[k];
};

/** A tile of the grid, with the models and Gaussians of the layers decoded so far. */
const tileOf = ({ column, row, columns, rows }, shift, values, head, into) => {
  const cellSide = 2 ** shift;
  const left = column * cellSide;
  const top = row * cellSide;
  const isOver = head.compositing === 2;
  const sets = [];
  const shapeU = new PredictedValue(1, 0, 0.6, 0.01, 1);
  const shapeV = new PredictedValue(1, 0, 0.6, 0.01, 1);
  const lumas = new PredictedValue(2, 0, 0.9, 0.01, 0);
  const oranges = new PredictedValue(2, 0, 0.9, 0.01, 0);
  const greens = new PredictedValue(3, 0, 0.9, 0.01, 0);
  const alphas = residualModel(1);
  let alpha = 63;

  /** Mean size and opacity. */
  const means = Float64Array.of(16, 0);

  /** X, Y, and eight values for the sums S, of each Gaussian. */
  let remembered = new Int32Array(0);
  let count = 0;
  const last = Int32Array.of(2048, 0, 0, 0, 0, 0, 0, 1);
  const sized = Int32Array.of(0, 0, 0, 1);
  const S = new Float64Array(8);
  const T = new Float64Array(4);

  /** Returns a cell for each of n Gaussians: left, top, and the bits of width and height. */
  const decodeCells = (n, { single, few, residual }) => {
    const found = new Int32Array(4 * n);
    let to = 0;
    const spacing = columns * rows / (isOver ? 1 : n);

    const counted = (m, cells) => {
      if (m === 1) return single(0);
      const bits = log2Floor(m);
      if (m >= 16) return clamp((m >> 1) + residual(bits), 0, m);
      const room = cells / spacing / m;
      const scale = room > 0.5 ? 0 : room > 0.125 ? 1 : room > 0.03 ? 2 : 3;
      let node = 1;
      for (let k = 0; k <= bits; k++) node = 2 * node + few((16 * scale + m) * 16 + node);
      return Math.min(m, node - 2 ** (bits + 1));
    };

    /** Divides m Gaussians between the halves of a rectangle: of whole cells, and then of a cell. */
    const place = (m, X, Y, width, height) => {
      if (m === 0) return;
      const isWide = width >= height;
      const side = isWide ? width : height;
      if (side <= cellSide && (m === 1 || width * height <= 256)) {
        for (; m > 0; m--) {
          found[to++] = X;
          found[to++] = Y;
          found[to++] = log2Floor(width);
          found[to++] = log2Floor(height);
        }
        return;
      }
      const half = side > cellSide ? (side / cellSide >> 1) * cellSide : side / 2;
      const k = counted(m, width * height / cellSide / cellSide);
      if (isWide) {
        place(k, X, Y, half, height);
        place(m - k, X + half, Y, width - half, height);
      } else {
        place(k, X, Y, width, half);
        place(m - k, X, Y + half, width, height - half);
      }
    };
    for (let i = 0; i < (isOver ? n : 1); i++) place(isOver ? 1 : n, left, top, columns * cellSide, rows * cellSide);
    return found;
  };

  /**
   * Decodes n Gaussians of a layer, less only if the bytes end early.
   * @param {boolean} cut True if they may.
   */
  const decode = (reader, n, layer, partial, cut) => {
    if (n === 0) return;
    startCoder(reader.bytes, reader.at, reader.end);
    const set = sets[Math.min(layer, 3)] ??= {
      single: bitModels(1), few: bitModels(1024), residual: residualModel(32),
      opacities: new PredictedValue(3, 1, 1, 1, 3), sizes: new PredictedValue(4, 2, 1, 1, 3),
    };
    const cells = decodeCells(n, set);
    if (cut && isPast()) return;

    const { opacities, sizes } = set;
    const before = remembered;
    remembered = new Int32Array(10 * (count + n));
    remembered.set(before);

    // Sums of remembered values in boxes of the grid: "Neighbors".
    const most = Math.max(16, (count + n) / 2);
    const [width, height] = [columns * 2 ** shift, rows * 2 ** shift];
    let b = 0;
    while (((width >> b) + 1) * ((height >> b) + 1) > most) b++;
    const [wide, high] = [width >> b, height >> b];
    const storedS = new Int32Array(8 * (wide + 1) * (high + 1));
    const storedT = new Int32Array(storedS.length / 2);
    const boxOf = (X, Y) => clamp((Y - top) >> b, 0, high) * (wide + 1) + clamp((X - left) >> b, 0, wide);
    for (let i = 0; i < 10 * count; i += 10) add(storedS, boxOf(remembered[i], remembered[i + 1]), remembered.subarray(i + 2, i + 10));

    /** Computes the weighted sums S and T around a place. */
    const around = (X, Y) => {
      S.fill(0);
      T.fill(0);
      const dx = X - left - ((1 << b) >> 1);
      const dy = Y - top - ((1 << b) >> 1);
      const quarter = d => 2 * ((b >= 2 ? d >> (b - 2) : d << (2 - b)) & 3) + 1;
      for (let k = 0; k < 4; k++) {
        const i = clamp(dx >> b, -1, wide) + (k & 1);
        const j = clamp(dy >> b, -1, high) + (k >> 1);
        if (i < 0 || i > wide || j < 0 || j > high) continue;
        const ex = 8 * (k & 1) - quarter(dx);
        const ey = 8 * (k >> 1) - quarter(dy);
        const weight = (1024 / (ex * ex + ey * ey + 8)) | 0;
        const box = j * (wide + 1) + i;
        for (let v = 0; v < 8; v++) S[v] += weight * storedS[8 * box + v];
        for (let v = 0; v < 4; v++) T[v] += weight * storedT[4 * box + v];
      }
    };

    for (let i = 0; i < 4 * n; i += 4) {
      const openX = cells[i + 2];
      const openY = cells[i + 3];
      around(mid(cells[i], openX), mid(cells[i + 1], openY));
      const D = 1 / (4 * T[3] + 32);
      const size1 = (32 * means[0] + 4 * T[0]) * D;
      const opacity1 = (32 * means[1] + 4 * T[1]) * D;
      let opacity = 0;
      x[0] = 16;
      if (head.hasOpacity) {
        x[1] = opacity1;
        x[2] = means[1];
        x[3] = 0;
        opacity = clamp(opacities.decode(opacities.last, sizes.last, 0), 0, 255);
      }
      x[1] = opacity;
      x[2] = size1;
      x[3] = opacity1;
      const size = clamp(sizes.decode(opacities.last, logOf(64 * T[2] * D), 0), 1, 2 ** 20);
      values.choose(opacity, size);
      const { stepE, stepL, stepC } = values;
      const perE = 1 / stepE;
      const perL = 1 / stepL;
      const perC = 1 / stepC;
      if (S[7] === 0) S.set([last[0], last[1], last[2], 0, 0, 512, 256, 1]);
      const by = 1 / S[7];
      const E0 = S[0] * by;
      const E1 = S[1] * by;
      const E2 = S[2] * by;
      const E3 = S[3] * by;
      const E4 = S[4] * by;
      const longest = Math.floor(1000 * 4096 / stepE);
      const fine = logOf(4096 * perE);
      const curved = logOf((Math.abs(E3) + Math.abs(E4)) * perE);
      x[0] = E3 * perE;
      x[1] = x[2] = x[3] = 0;
      const U = clamp(shapeU.decode(fine, curved, 0), -longest, longest);
      x[0] = E4 * perE;
      const V = clamp(shapeV.decode(fine, curved, shapeU.last), -longest, longest);
      values.shape(U, V);
      const X = low(cells[i], openX, values.dropX);
      const Y = low(cells[i + 1], openY, values.dropY);
      x[0] = E0 * perL;
      x[1] = 4096 * perL;
      const luma = clamp(lumas.decode(logOf(S[5] * by * perL), logOf(4096 * perL), 0), -TOP, TOP);
      const spread = logOf(S[6] * by * perC);
      const fineC = logOf(4096 * perC);
      x[0] = E1 * perC;
      x[1] = (luma * stepL - E0) * perC;
      const orange = clamp(oranges.decode(spread, fineC, lumas.last), -TOP, TOP);
      x[0] = E2 * perC;
      x[2] = orange - E1 * perC;
      const green = clamp(greens.decode(spread, fineC, 6 * lumas.last + oranges.last), -TOP, TOP);
      if (head.hasAlpha) alpha = clamp(alpha + alphas(0), 0, 63);
      if (cut && isPast()) return;

      last[0] = limit(luma * stepL);
      last[1] = limit(orange * stepC);
      last[2] = limit(green * stepC);
      last[3] = limit(U * stepE);
      last[4] = limit(V * stepE);
      last[5] = limit(Math.abs(last[0] - E0));
      last[6] = limit(Math.abs(last[1] - E1) + Math.abs(last[2] - E2));
      sized[0] = limit(size);
      sized[1] = opacity;
      sized[2] = limit(Math.abs(size - size1));
      const box = boxOf(X, Y);
      add(storedS, box, last);
      add(storedT, box, sized);
      remembered[10 * count] = X;
      remembered[10 * count + 1] = Y;
      remembered.set(last, 10 * count++ + 2);
      means[0] += (size - means[0]) / 16;
      means[1] += (opacity - means[1]) / 16;
      into.quantized?.push(opacity, size, U, V, X, Y, luma, orange, green, alpha);
      values.write(into, into.count++, opacity, X, Y, luma, orange, green, alpha);
    }
  };
  return Object.assign(decode, { values });
};
