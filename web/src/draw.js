// Draws all kinds of pictures on the processor: docs/gaussian-format.md, "Model and pixels".
import { NORMALIZED, OVER, drawOpaque, isOpaque } from './core.js';
import { addResidual } from './residual.js';

export { affordable, checkCoverage, coverage, draftOf, sampling } from './core.js';

/** Largest number of pixels of a drawing. */
export const MOST_PIXELS = 2 ** 28;

/** Samples per Gaussian that show all detail of a fit. */
const SAMPLES_PER_GAUSSIAN = 16;

/** Largest share of the pixels at which a coarse picture is drawn. */
const MOST_COARSE = 0.75;

/**
 * Returns the area of a coarse picture of a level of detail, to be enlarged to the given area; null if the level shows all detail. The
 * size is that of docs/method/gaussian-images.md, "Levels of detail".
 */
export const coarse = (picture, area, level) => {
  const pixels = area.width * area.height;
  const detail = Math.min(picture.width * picture.height, SAMPLES_PER_GAUSSIAN * picture.gaussians.count);
  const share = 1 / (1 + pixels * (1 / level - 1) / Math.max(1, detail));
  if (share > MOST_COARSE) return null;

  const by = Math.sqrt(share);
  const columns = Math.max(1, Math.round(area.columns * by));
  const rows = Math.max(1, Math.round(area.rows * by));
  const [x, y] = [columns / area.columns, rows / area.rows];
  return { width: area.width * x, height: area.height * y, left: area.left * x, top: area.top * y, columns, rows };
};

/** Adds a Gaussian to a row of (w a red, w a green, w a blue, w a, w). */
const addRow = (sums, from, last, value, ratio, bend, least, red, green, blue, a) => {
  for (let to = from; to <= last; to += 5) {
    const w = Math.max(0, value - least);
    value *= ratio;
    ratio *= bend;
    sums[to] += w * red;
    sums[to + 1] += w * green;
    sums[to + 2] += w * blue;
    sums[to + 3] += w * a;
    sums[to + 4] += w;
  }
};

/** Adds a Gaussian to a row, under those that were added before. */
const addRowUnder = (sums, from, last, value, ratio, bend, least, red, green, blue, a) => {
  for (let to = from; to <= last; to += 5) {
    const w = Math.max(0, value - least) * Math.max(0, 1 - sums[to + 3]);
    value *= ratio;
    ratio *= bend;
    sums[to] += w * red;
    sums[to + 1] += w * green;
    sums[to + 2] += w * blue;
    sums[to + 3] += w * a;
  }
};

const encode = v => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);

/** Writes a row of pixels, each the mean of samples by samples values. */
const resolveRow = ({ compositing, hasAlpha, linear, epsilon, background }, sums, first, across, samples, data) => {
  const b = hasAlpha ? background[3] : 1;
  const mean = new Float64Array(4);
  for (let to = 0; to < data.length; to += 4) {
    mean.fill(0);
    for (let j = 0; j < samples; j++) {
      for (let i = 0; i < samples; i++) {
        const at = first + 5 * (j * across + to / 4 * samples + i);
        const covered = sums[at + 3];
        const rest = compositing === NORMALIZED ? epsilon : compositing === OVER ? 1 - covered : 1;
        const by = compositing === NORMALIZED ? 1 / ((hasAlpha ? sums[at + 4] : covered) + epsilon) : 1;
        const alpha = hasAlpha ? Math.min(Math.max((covered + rest * b) * by, 0), 1) : 1;
        mean[3] += alpha;
        for (let c = 0; c < 3; c++) {
          const premultiplied = Math.min(Math.max((sums[at + c] + rest * b * background[c]) * by, 0), alpha);
          mean[c] += linear && alpha > 0 ? alpha * encode(premultiplied / alpha) : premultiplied;
        }
      }
    }
    for (let c = 0; c < 3; c++) data[to + c] = mean[3] > 0 ? 255 * mean[c] / mean[3] : 0;
    data[to + 3] = 255 * mean[3] / (samples * samples);
  }
};

/**
 * Draws a picture, or a part of it.
 * @param {object} picture The result of decode().
 * @param {object} [area]
 * @param {number} [area.width] Size of the whole drawing in pixels, by default that of the picture. One of them keeps the shape.
 * @param {number} [area.height]
 * @param {number} [area.left] Place of the part in the drawing, by default 0.
 * @param {number} [area.top]
 * @param {number} [area.columns] Size of the part in pixels, by default up to the right and bottom sides.
 * @param {number} [area.rows]
 * @param {number} [area.samples] Largest number of samples per pixel along an axis of a reduced drawing, 1 to 4, by default 4.
 * @returns {{width: number, height: number, data: Uint8ClampedArray}} RGBA with straight alpha, rows from top to bottom.
 */
export const draw = (picture, { width, height, ...part } = {}) => {
  for (const [name, side] of Object.entries({ width, height })) {
    if (side !== undefined && !(side > 0 && side < Infinity)) throw new RangeError(`${name} is ${side} and must be above 0.`);
  }
  const by = width ? width / picture.width : height ? height / picture.height : 1;
  const whole = side => Math.max(1, Math.round(by * side));
  const area = { width: width ?? whole(picture.width), height: height ?? whole(picture.height), ...part };
  const { left = 0, top = 0, columns = area.width - left, rows = area.height - top } = area;
  for (const [name, side] of Object.entries({ columns, rows })) {
    if (!(Number.isInteger(side) && side > 0 && columns * rows <= MOST_PIXELS)) {
      throw new RangeError(`${name} is ${side}; it must be a whole number above 0, and a drawing has at most ${MOST_PIXELS} pixels.`);
    }
  }
  const drawn = drawOpaque(
    picture, area,
    isOpaque(picture) ? undefined : { stride: 5, addRow: picture.compositing === OVER ? addRowUnder : addRow, resolveRow },
  );
  return picture.residual ? addResidual(picture, area, drawn) : drawn;
};
