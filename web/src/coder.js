// Entropy coding of .g2d files: docs/gaussian-format.md, "Entropy coding". Names and formulas follow that page.

const TOTAL = 32768;
const EIGHTHS = [1, 1.0905077326652577, 1.1892071150027210, 1.2968395546510096,
  1.4142135623730951, 1.5422108254079407, 1.6817928305074290, 1.8340080864093424];

const POWERS = Float64Array.from({ length: 4096 }, (_, i) => 2 ** ((i >> 3) - 256) * EIGHTHS[i & 7]);

/** 2^(k/8) for an integer k of -2048 ... 2047. */
export const pow8 = k => POWERS[k + 2048];

const bits64 = new Float64Array(1);
const halves = new Uint32Array(bits64.buffer);
const high = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** floor(log2(v)) of a positive normal number, exactly. */
export const log2Floor = v => {
  bits64[0] = v;
  return ((halves[high] >>> 20) & 0x7ff) - 1023;
};

/** The largest integer k with pow8(k) <= v, for a positive number. */
export const log8 = v => {
  const e = log2Floor(v);
  halves[high] = (halves[high] & 0xfffff) | 0x3ff00000;
  const m = bits64[0];
  let i = 7;
  while (EIGHTHS[i] > m) i--;
  return 8 * e + i;
};

/** Rounds to the nearest integer, halves to the even one. */
export const roundEven = v => {
  const r = Math.round(v);
  return r - v === 0.5 && r % 2 !== 0 ? r - 1 : r;
};

export const clamp = (v, low, top) => Math.min(Math.max(v, low), top);

/** Range decoder over bytes[at ... end). Bytes beyond the end are 0. */
export class RangeDecoder {
  constructor(bytes, at, end) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    this.unit = 0;

    // range and code. Typed arrays keep them as machine integers.
    this.state = Uint32Array.of(0xffffffff, 0);
    for (let i = 0; i < 4; i++) this.state[1] = (this.state[1] << 8) | this.next();
  }

  /** True after a byte beyond the end was read. */
  get isPast() { return this.at > this.end; }

  next() {
    const at = this.at++;
    return at < this.end ? this.bytes[at] : 0;
  }

  normalize() {
    const { state } = this;
    while (state[0] < 0x1000000) {
      state[0] <<= 8;
      state[1] = (state[1] << 8) | this.next();
    }
  }

  /** The cumulative frequency that identifies the next symbol; take() follows. */
  target() {
    const { state } = this;
    this.unit = state[0] >>> 15;
    return Math.min((state[1] / this.unit) | 0, TOTAL - 1);
  }

  take(start, size) {
    const { state, unit } = this;
    state[1] -= unit * start;
    if (start + size === TOTAL) state[0] -= unit * start;
    else state[0] = unit * size;
    if (state[0] < 0x1000000) this.normalize();
  }

  /** Reads a bit that is 0 with a frequency. */
  bit(zero) {
    const { state } = this;
    const bound = (state[0] >>> 15) * zero;
    const bit = state[1] >= bound ? 1 : 0;
    if (bit) {
      state[1] -= bound;
      state[0] -= bound;
    } else {
      state[0] = bound;
    }
    if (state[0] < 0x1000000) this.normalize();
    return bit;
  }

  raw(n) {
    if (n === 0) return 0;
    if (n > 16) {
      const upper = this.raw(n - 16);
      return upper * 65536 + this.raw(16);
    }
    const { state } = this;
    state[0] >>>= n;
    const value = Math.min((state[1] / state[0]) | 0, (1 << n) - 1);
    state[1] -= value * state[0];
    if (state[0] < 0x1000000) this.normalize();
    return value;
  }
}

/** Adaptive model of 16 or 32 symbols. */
export class SymbolModel {
  constructor(symbols = 16) {
    this.below = Int32Array.from({ length: symbols + 1 }, (_, i) => i * TOTAL / symbols);
    this.seen = 0;
  }

  decode(coder) {
    const { below } = this;
    const count = below.length - 1;
    const target = coder.target();
    let s = 0;
    for (let step = count >> 1; step > 0; step >>= 1) if (below[s + step] <= target) s += step;
    coder.take(below[s], below[s + 1] - below[s]);
    const rate = this.seen < 16 ? 4 : this.seen < 64 ? 5 : this.seen < 256 ? 6 : 7;
    if (this.seen < 256) this.seen++;
    const above = TOTAL - count;
    for (let i = 0; i < count; i++) below[i] += ((i <= s ? i : above + i) - below[i]) >> rate;
    return s;
  }
}

/** Value model: integers below 2^32. */
export class ValueModel {
  constructor() { this.models = Array.from({ length: 43 }, () => new SymbolModel()); }

  decode(coder) {
    const M = this.models;
    const q = Math.min(M[0].decode(coder), 8);
    const bits = Math.min(4 * q + (M[1 + q].decode(coder) & 3), 32);
    if (bits < 2) return bits;

    const m = Math.min(bits - 1, 4);
    const upper = M[10 + bits].decode(coder) & (2 ** m - 1);
    return 2 ** (bits - 1) + upper * 2 ** (bits - 1 - m) + coder.raw(bits - 1 - m);
  }
}

const GOALS = Int32Array.from({ length: 59 }, (_, seen) => Math.floor(131072 / (2 * (seen + 1) + 3)));

/** Adaptive bits, addressed by index. */
export class Bits {
  constructor(count) {
    this.zero = new Int32Array(count).fill(16384);
    this.seen = new Uint8Array(count);
  }

  decode(coder, i) {
    const zero = this.zero[i];
    const bit = coder.bit(zero);
    this.zero[i] += (((bit ? 48 : 32720) - zero) * GOALS[this.seen[i]]) >> 16;
    if (this.seen[i] < 58) this.seen[i]++;
    return bit;
  }
}

/** Residual model: signed differences in contexts. */
export class ResidualModel {
  constructor(contexts) {
    this.signs = new Bits(2 * contexts);
    this.positions = new Bits(12 * contexts);
    this.bits = new Bits(32 * 4);
  }

  decode(coder, context) {
    if (this.signs.decode(coder, 2 * context) === 0) return 0;

    const negative = this.signs.decode(coder, 2 * context + 1);
    let position = 0;
    while (position < 30 && this.positions.decode(coder, 12 * context + Math.min(position, 11))) position++;
    let magnitude = 1;
    for (let k = 0; k < position; k++) {
      if (k === 2) {
        magnitude = magnitude * 2 ** (position - 2) + coder.raw(position - 2);
        break;
      }
      magnitude = 2 * magnitude + this.bits.decode(coder, 4 * position + (k === 0 ? 0 : 2 + (magnitude & 1)));
    }
    return negative ? -magnitude : magnitude;
  }
}

const SHARES = Int32Array.from({ length: 8193 }, (_, i) => {
  const k = i - 4096;
  if (k === -4096) return 0;
  if (k === 4096) return 32513;
  const z = k / 256;
  const u = z / Math.sqrt(6 + z * z);
  const a = 1 - u * u;
  return roundEven(32513 * (0.5 + u * (0.5 + a * (0.25 + a * 0.1875))));
});

/** per / 16384 for log - 8 low of -35 ... 32. */
const STEPS = Float64Array.from({ length: 68 }, (_, i) => roundEven(16384 * pow8(35 - i)) / 16384);

/** An approximate inverse of SHARES, by shares in units of 16. */
const QUANTILES = Int16Array.from({ length: 2048 }, (_, q) => {
  let k = 0;
  for (let step = 4096; step > 0; step >>= 1) if (k + step <= 8192 && SHARES[k + step] <= 16 * q) k += step;
  return k - 4096;
});

/** The cumulative frequency below symbol i. */
const below = (i, rest, per) => (i === -127 ? 0 : i === 128 ? TOTAL
  : i + 127 + SHARES[4096 + Math.min(Math.max(Math.floor((256 * i - rest) * per), -4096), 4096)]);

const GAINS = Int32Array.from({ length: 128 }, (_, t) => {
  const z = (t + 0.5) / 16;
  return roundEven(65536 * 1.4427 * Math.min(7 * (z * z) / (6 + z * z) - 1, 3));
});

const CONTEXTS = 40;

/** The features x_0 ... x_3 of the next predicted value. */
export const features = new Float64Array(4);

/** Predicted value: weights and scale adapt to the values decoded so far. */
export class PredictedValue {
  constructor(used, weights, variance, octave) {
    this.used = used;
    this.w = Float64Array.from(weights);
    this.P = new Float64Array(16);
    for (let j = 0; j < used; j++) this.P[5 * j] = variance;
    this.factors = new Int32Array(1 + 3 * CONTEXTS);
    this.factors[0] = 65536 * octave;
    this.rates = new Int32Array(1 + 3 * CONTEXTS).fill(512);
    this.count = 0;
    this.lastClass = 0;
    this.g = new Float64Array(4);
  }

  /** Decodes a value from the shared features and three contexts. */
  decode(coder, c1, c2, c3) {
    const { w, factors } = this;
    const x = features;
    const f1 = 1 + c1;
    const f2 = 1 + CONTEXTS + c2;
    const f3 = 1 + 2 * CONTEXTS + c3;
    let mu = (w[0] * x[0] + w[2] * x[2]) + (w[1] * x[1] + w[3] * x[3]);
    if (!(Math.abs(mu) < 16777216)) mu = 0;
    const log = Math.min(Math.max((factors[0] + factors[f1] + factors[f2] + factors[f3]) >> 13, -35), 192);
    const low = log > 32 ? (log - 25) >> 3 : 0;
    const lowest = 1 << low;
    const per = STEPS[log - 8 * low + 35];
    const m = Math.floor(256 * mu + 0.5);
    const shifted = low === 0 ? m + 128 : Math.floor((m + 128) / lowest);
    const c = Math.floor(shifted / 256) | 0;
    const rest = (shifted - 256 * c) | 0;

    const target = coder.target();
    const guess = Math.floor((QUANTILES[Math.min(Math.max((target - 127) >> 4, 0), 2047)] / per + rest) * (1 / 256));
    let i = Math.min(Math.max(guess, -127), 127) | 0;
    let start = below(i, rest, per);
    let end = below(i + 1, rest, per);
    while (target < start) {
      end = start;
      start = below(--i, rest, per);
    }
    while (target >= end) {
      start = end;
      end = below(++i + 1, rest, per);
    }
    coder.take(start, end - start);
    let upper = c + i;
    if (i === -127 || i === 127) {
      const n = coder.raw(5);
      const d = coder.raw(n) + 2 ** n - 1;
      upper = (i < 0 ? upper - d : upper + d) | 0;
    }
    const value = low === 0 ? upper : ((upper << low) + coder.raw(low)) | 0;

    const distance = Math.floor(Math.abs(256 * value - m) * per * 16);
    const t = Math.min(low === 0 ? distance : distance / lowest, 32767) | 0;
    this.lastClass = Math.min(t >> 11, 5);
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
    const rate = this.rates[i];
    const slower = rate - ((rate * rate) >> 11);
    this.rates[i] = slower;
    this.factors[i] = Math.min(Math.max(this.factors[i] + ((gain * slower) >> 12), -6 * 65536), top);
  }

  learn(error, scale) {
    const { used, w, P, g } = this;
    const x = features;
    for (let j = 0; j < used; j++) g[j] = (P[j] * x[0] + P[4 + j] * x[1]) + (P[8 + j] * x[2] + P[12 + j] * x[3]);
    const divisor = (6 * (scale * scale) + error * error) / 7 + ((g[0] * x[0] + g[2] * x[2]) + (g[1] * x[1] + g[3] * x[3]));
    for (let j = 0; j < used; j++) {
      const q = g[j] / divisor;
      w[j] += q * error;
      for (let k = 0; k < used; k++) P[4 * k + j] -= q * g[k];
    }
  }
}
