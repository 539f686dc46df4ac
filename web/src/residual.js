// Decodes and adds the residual of a picture: docs/gaussian-format.md, "Residual".
import { bitModels, clamp, damaged, raw, startCoder, viewOf } from './core.js';

const SIDE = 8;
const AREA = 64;

const list = (length, value) => Array.from({ length }, (_, i) => value(i));

const band = at => (at >> 3) + (at & 7);

const SCAN = list(AREA, at => at).sort((a, b) => band(a) - band(b) || (band(a) % 2 ? a - b : (a & 7) - (b & 7)));

/** Rows of the DCT-II of n samples, or of the DCT-IV with a shift of 1/2. */
const cosine = (n, shift) => list(n * n, at => {
  const [k, i] = [Math.floor(at / n), at % n];
  return Math.sqrt((k + shift === 0 ? 1 : 2) / n) * Math.cos(Math.PI * (2 * i + 1) * (k + shift) / (2 * n));
});

const COSINES = cosine(SIDE, 0);

/** The transposed rotation around a boundary. */
const ROTATION = (() => {
  const [second, fourth] = [cosine(4, 0), cosine(4, 0.5)];
  const result = new Float64Array(AREA);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      let v = 0;
      for (let k = 0; k < 4; k++) v += second[4 * k + 3 - i] * fourth[4 * k + 3 - j];
      const unit = i === j ? 1 : 0;
      result[8 * (3 - j) + 3 - i] = result[8 * (4 + j) + 4 + i] = (unit + v) / 2;
      result[8 * (4 + j) + 3 - i] = result[8 * (3 - j) + 4 + i] = (unit - v) / 2;
    }
  }
  return result;
})();

const samples = new Float64Array(SIDE);

/** Rotates eight samples. */
const rotate = (plane, at, step) => {
  let some = 0;
  for (let i = 0; i < SIDE; i++) some |= (samples[i] = plane[at + i * step]) !== 0;
  if (!some) return;
  for (let i = 0; i < SIDE; i++) {
    let sum = 0;
    for (let j = 0; j < SIDE; j++) sum += ROTATION[8 * i + j] * samples[j];
    plane[at + i * step] = sum;
  }
};

const half = new Float64Array(AREA);

const inverseBlock = (levels, step, plane, at, stride) => {
  half.fill(0);
  for (let y = 0; y < SIDE; y++) {
    for (let i = 0; i < SIDE; i++) {
      for (let k = 0; k < SIDE; k++) half[8 * y + i] += COSINES[8 * k + i] * (levels[8 * y + k] * step);
    }
  }
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (let k = 0; k < SIDE; k++) sum += COSINES[8 * k + y] * half[8 * k + x];
      plane[at + y * stride + x] = sum;
    }
  }
};

/**
 * Decodes the data of resd.
 * @returns {Int16Array} Samples in units of 1/4080, row by row.
 */
export const decodeResidual = (bytes, start, end, width, height) => {
  if (end - start < Math.max(3, Math.floor(width * height / 2048))) damaged('its residual is too short');
  const step = viewOf(bytes).getUint16(start, true) / 16;
  startCoder(bytes, start + 2, end);
  const [columns, rows] = [Math.ceil(width / SIDE), Math.ceil(height / SIDE)];
  const stride = SIDE * columns;
  const plane = new Float32Array(stride * SIDE * rows);
  const [any, nonzero, aboveOne, aboveTwo, prefix, last] = [3, 120, 120, 15, 8, AREA].map(bitModels);
  const empty = new Int32Array(AREA);
  const blocks = list(columns, () => empty);
  const level = context => {
    let value = 1 + aboveOne(context);
    if (value > 1) value += aboveTwo(context >> 3);
    if (value > 2) {
      let n = 0;
      for (; n < 20 && prefix(Math.min(n, 7)); n++) value += 2 ** n;
      value += raw(n);
    }
    return raw(1) ? -value : value;
  };
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const above = blocks[x];
      const left = x > 0 ? blocks[x - 1] : empty;
      blocks[x] = empty;
      if (!any((above !== empty) + (left !== empty))) continue;
      const block = blocks[x] = new Int32Array(AREA);
      for (let place = 0; place < AREA; place++) {
        const at = SCAN[place];
        const [i, j] = [at & 7, at >> 3];
        const near = (j ? Math.min(Math.abs(block[at - 8]), 2) : 0) + (i ? Math.min(Math.abs(block[at - 1]), 2) : 0)
          + (i && j && block[at - 9] ? 1 : 0);
        const context = 8 * band(at) + 2 * Math.min(near, 3) + (above[at] || left[at] ? 1 : 0);
        if (!nonzero(context)) continue;
        block[at] = level(context);
        if (last(place)) break;
      }
      inverseBlock(block, step, plane, SIDE * (y * stride + x), stride);
    }
  }
  for (let y = 0; y < SIDE * rows; y++) for (let x = 4; x + SIDE <= stride; x += SIDE) rotate(plane, y * stride + x, 1);
  for (let y = 4; y + SIDE <= SIDE * rows; y += SIDE) for (let x = 0; x < stride; x++) rotate(plane, y * stride + x, stride);
  const result = new Int16Array(width * height);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) result[to++] = clamp(Math.floor(16 * plane[y * stride + x] + 0.5), -4080, 4080);
  }
  return result;
};

/** Returns the first source sample of each sample along an axis, and its weights. */
const axis = (source, size, from, count, isReduced) => list(count, i => {
  const by = source / size;
  if (isReduced) {
    const [low, top] = [(from + i) * by, Math.min((from + i + 1) * by, source)];
    const first = Math.min(Math.floor(low), source - 1);
    const weights = list(Math.max(1, Math.ceil(top - 1e-9) - first), k =>
      Math.max(Math.min(top, first + k + 1) - Math.max(low, first + k), 0) / (top - low));
    return { first, weights };
  }
  const at = clamp((from + i + 0.5) * by - 0.5, 0, source - 1);
  const first = Math.min(Math.floor(at), Math.max(0, source - 2));
  return { first, weights: at > first ? [1 - at + first, at - first] : [1] };
});

/** Adds the residual of a picture to a drawing of it. */
export const addResidual = ({ residual, width, height }, area, drawn) => {
  const { data, width: columns, height: rows } = drawn;
  const isReduced = area.width < width;
  const across = axis(width, area.width, area.left ?? 0, columns, isReduced);
  const down = axis(height, area.height, area.top ?? 0, rows, isReduced);
  const line = new Float32Array(width);
  for (let y = 0; y < rows; y++) {
    line.fill(0);
    down[y].weights.forEach((weight, k) => {
      const from = width * (down[y].first + k);
      for (let x = 0; x < width; x++) line[x] += weight * residual[from + x];
    });
    for (let x = 0; x < columns; x++) {
      const { first, weights } = across[x];
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k] * line[first + k];
      const at = 4 * (y * columns + x);
      for (let c = at; c < at + 3; c++) data[c] += sum / 16;
    }
  }
  return drawn;
};
