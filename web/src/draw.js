// Draws Gaussians on the processor: docs/gaussian-format.md, "Model and pixels".
import { refuse } from './container.js';

const NORMALIZED = 0;
const OVER = 2;

/** Largest number of samples in memory. */
const BAND = 2 ** 19;

/** Samples per Gaussian that show all detail of a fit. */
const SAMPLES_PER_GAUSSIAN = 16;

/** Largest share of the pixels at which a coarse picture is drawn. */
const MOST_COARSE = 0.75;

/** Largest number of samples per pixel along an axis. */
const MOST_SAMPLES = 4;

/** Largest number of Gaussians at a pixel, on average. Photographs have less than 100. */
const MOST_COVERAGE = 1000;

/** Largest number of weights of a drawing that needs no draft; about 15 ms. */
const MOST_AT_ONCE = 2 ** 22;

/**
 * Returns the samples per pixel along an axis of a drawing, and the variance that averages each Gaussian over a sample if these do not
 * suffice, along x and along y.
 */
export const sampling = (picture, width, height, most = MOST_SAMPLES) => {
  const needed = Math.ceil(Math.min(picture.width / width, picture.height / height) - 0.01);
  const samples = Math.min(most, Math.max(1, needed));
  const added = (pixels, source) => Math.max(0, 1 - (pixels * samples / source) ** 2) / 12;
  return { samples, added: [added(width, picture.width), added(height, picture.height)] };
};

/**
 * Returns a picture of which Gaussians are missing with wide windows, so that those that are there fill the gaps; docs/gaussian-format.md,
 * "Model and pixels".
 */
export const widened = picture => (picture.compositing === NORMALIZED && !picture.hasAlpha
  ? { ...picture, cutoff: 8, epsilon: 1e-15 } : picture);

const coverages = new WeakMap();

/** Returns the number of Gaussians that cover a pixel of a picture, on average. A Gaussian covers the rectangle around its ellipse. */
export const coverage = picture => {
  const known = coverages.get(picture);
  if (known !== undefined) return known;

  const { gaussians: g, width, height, cutoff } = picture;
  let covered = 0;
  for (let i = 0; i < g.count; i++) {
    const reachX = cutoff * g.l11[i];
    const reachY = cutoff * Math.hypot(g.l21[i], g.l22[i]);
    const columns = Math.min(width, width * g.x[i] + reachX) - Math.max(0, width * g.x[i] - reachX);
    const rows = Math.min(height, height * g.y[i] + reachY) - Math.max(0, height * g.y[i] - reachY);
    if (columns > 0 && rows > 0) covered += columns * rows;
  }
  const mean = covered / (width * height);
  coverages.set(picture, mean);
  return mean;
};

/** Refuses a picture that takes too long to draw at any size. */
export const checkCoverage = picture => {
  const mean = Math.ceil(coverage(picture));
  if (mean > MOST_COVERAGE) refuse(`Each pixel has ${mean} Gaussians on average; the limit is ${MOST_COVERAGE}.`);
};

/**
 * Returns an area with so few samples and pixels that drawing it takes a given number of weights.
 * @param {{width: number, height: number, left: number, top: number, columns: number, rows: number}} area As for draw().
 */
export const affordable = (picture, area, work) => {
  const by = Math.sqrt(work / (area.columns * area.rows * Math.max(1, coverage(picture))));
  const samples = Math.min(MOST_SAMPLES, Math.max(1, Math.floor(by)));
  if (by >= 1) return { ...area, samples };

  const columns = Math.max(1, Math.round(area.columns * by));
  const rows = Math.max(1, Math.round(area.rows * by));
  const [x, y] = [columns / area.columns, rows / area.rows];
  return { width: area.width * x, height: area.height * y, left: area.left * x, top: area.top * y, columns, rows, samples };
};

/** Returns the area of a draft, with half to a quarter of the resolution; null if the area can be drawn at once. */
export const draftOf = (picture, area) => {
  const { samples } = sampling(picture, area.width, area.height, area.samples);
  const work = area.columns * area.rows * samples * samples * Math.max(1, coverage(picture));
  if (work <= MOST_AT_ONCE) return null;
  return { ...affordable(picture, area, Math.max(work / 16, Math.min(work / 4, MOST_AT_ONCE / 2))), samples: 1 };
};

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

/**
 * Draws a picture, or a part of it.
 * @param {object} picture The result of decode().
 * @param {object} [area]
 * @param {number} [area.width] Size of the whole drawing in pixels, by default that of the picture.
 * @param {number} [area.height]
 * @param {number} [area.left] Place of the part in the drawing, by default 0.
 * @param {number} [area.top]
 * @param {number} [area.columns] Size of the part in pixels, by default up to the right and bottom sides.
 * @param {number} [area.rows]
 * @param {number} [area.samples] Largest number of samples per pixel along an axis of a reduced drawing, 1 to 4, by default 4.
 * @returns {{width: number, height: number, data: Uint8ClampedArray}} RGBA with straight alpha, rows from top to bottom.
 */
export const draw = (picture, {
  width = picture.width, height = picture.height, left = 0, top = 0, columns = width - left, rows = height - top, samples: most,
} = {}) => {
  const needsWeights = picture.hasAlpha && picture.compositing === NORMALIZED;
  const { samples, added } = sampling(picture, width, height, most);
  const across = columns * samples;
  const data = new Uint8ClampedArray(4 * columns * rows);
  const band = Math.min(rows, Math.max(1, Math.floor(BAND / (across * samples))));
  const sums = new Float32Array(4 * across * band * samples);
  const weights = needsWeights ? new Float32Array(across * band * samples) : null;
  const drawing = { width: width * samples, height: height * samples, left: left * samples, added, across, sums, weights };
  for (let row = 0; row < rows; row += band) {
    const n = Math.min(band, rows - row);
    sums.fill(0);
    weights?.fill(0);
    accumulate(picture, { ...drawing, top: (top + row) * samples, rows: n * samples });
    resolve(picture, sums, weights, columns, n, samples, data.subarray(4 * columns * row));
  }
  return { width: columns, height: rows, data };
};

/** Adds each Gaussian to sums of (w a red, w a green, w a blue, w a), and to weights, sums of w, if there are any. */
const accumulate = (picture, { width, height, left: first, top, across, rows, added: [addX, addY], sums, weights }) => {
  const { gaussians: g, compositing, cutoff, hasAlpha } = picture;
  const scaleX = width / picture.width;
  const scaleY = height / picture.height;
  const floor = Math.exp(-cutoff * cutoff / 2);
  const isOver = compositing === OVER;
  const isPlain = !isOver && !weights;
  for (let i = 0; i < g.count; i++) {
    let l11 = g.l11[i] * scaleX;
    let l21 = g.l21[i] * scaleY;
    let l22 = g.l22[i] * scaleY;
    let opacity = g.opacity[i];
    if (addX + addY > 0) {
      const xx = l11 * l11;
      const root = Math.sqrt(xx * l22 * l22 + addX * (l21 * l21 + l22 * l22) + addY * xx + addX * addY);
      const wide = Math.sqrt(xx + addX);
      opacity *= l11 * l22 / root;
      l21 *= l11 / wide;
      l22 = root / wide;
      l11 = wide;
    }
    const cx = g.x[i] * width - first - 0.5;
    const cy = g.y[i] * height - top - 0.5;
    const reach = cutoff * Math.hypot(l21, l22);
    const firstRow = Math.max(0, Math.ceil(cy - reach));
    const lastRow = Math.min(rows - 1, Math.floor(cy + reach));
    const a = hasAlpha ? g.alpha[i] : 1;
    const red = a * g.red[i];
    const green = a * g.green[i];
    const blue = a * g.blue[i];

    // Along a row, u^2 + v^2 = m (u - center)^2 + depth, so that the Gaussian is a product of two recurrences.
    const k = l21 / l22;
    const m = 1 + k * k;
    const step = 1 / l11;
    const bend = Math.exp(-m * step * step);
    for (let y = firstRow; y <= lastRow; y++) {
      const dy = (y - cy) / l22;
      const center = k * dy / m;
      const depth = dy * dy / m;
      const squared = (cutoff * cutoff - depth) / m;
      if (!(squared > 0)) continue;
      const half = Math.sqrt(squared);
      const left = Math.max(0, Math.ceil(cx + (center - half) * l11));
      const right = Math.min(across - 1, Math.floor(cx + (center + half) * l11));
      if (left > right) continue;
      const u = (left - cx) * step - center;
      let value = opacity * Math.exp(-(m * u * u + depth) / 2);
      let ratio = Math.exp(-m * step * (u + step / 2));
      const least = opacity * floor;
      if (isPlain) {
        const from = 4 * (y * across + left);
        addRow(sums, from, from + 4 * (right - left), value, ratio, bend, least, red, green, blue, a);
        continue;
      }
      for (let x = left, at = y * across + left; x <= right; x++, at++) {
        let w = value - least;
        value *= ratio;
        ratio *= bend;
        if (!(w > 0)) continue;
        const to = 4 * at;
        if (isOver) w *= Math.max(0, 1 - sums[to + 3]);
        sums[to] += w * red;
        sums[to + 1] += w * green;
        sums[to + 2] += w * blue;
        sums[to + 3] += w * a;
        if (weights) weights[at] += w;
      }
    }
  }
};

/**
 * Adds a Gaussian to a row without "over" and without weights. Rows are functions of their own, so that they are compiled during the
 * first picture.
 */
const addRow = (sums, from, last, value, ratio, bend, least, red, green, blue, a) => {
  for (let to = from; to <= last; to += 4) {
    const w = Math.max(0, value - least);
    value *= ratio;
    ratio *= bend;
    sums[to] += w * red;
    sums[to + 1] += w * green;
    sums[to + 2] += w * blue;
    sums[to + 3] += w * a;
  }
};

/** Writes a row of an opaque picture of sRGB values. */
const resolveRow = (sums, data, from, end, compositing, epsilon, [red, green, blue]) => {
  for (let at = from; at < end; at += 4) {
    const covered = sums[at + 3];
    const rest = compositing === NORMALIZED ? epsilon : compositing === OVER ? 1 - covered : 1;
    const by = compositing === NORMALIZED ? 255 / (covered + epsilon) : 255;
    data[at] = (sums[at] + rest * red) * by;
    data[at + 1] = (sums[at + 1] + rest * green) * by;
    data[at + 2] = (sums[at + 2] + rest * blue) * by;
    data[at + 3] = 255;
  }
};

/** Writes the average of samples by samples values for each pixel. */
const resolve = ({ compositing, hasAlpha, linear, epsilon, background }, sums, weights, width, rows, samples, data) => {
  const b = hasAlpha ? background[3] : 1;
  if (samples === 1 && !hasAlpha && !linear) {
    for (let y = 0; y < rows; y++) resolveRow(sums, data, 4 * width * y, 4 * width * (y + 1), compositing, epsilon, background);
    return;
  }
  const across = width * samples;
  const mean = new Float64Array(4);
  for (let pixel = 0; pixel < width * rows; pixel++) {
    const first = Math.floor(pixel / width) * samples * across + pixel % width * samples;
    mean.fill(0);
    for (let j = 0; j < samples; j++) {
      for (let i = 0; i < samples; i++) {
        const at = first + j * across + i;
        const covered = sums[4 * at + 3];
        const rest = compositing === NORMALIZED ? epsilon : compositing === OVER ? 1 - covered : 1;
        const by = compositing === NORMALIZED ? 1 / ((weights ? weights[at] : covered) + epsilon) : 1;
        const alpha = hasAlpha ? Math.min(Math.max((covered + rest * b) * by, 0), 1) : 1;
        mean[3] += alpha;
        for (let c = 0; c < 3; c++) {
          const premultiplied = Math.min(Math.max((sums[4 * at + c] + rest * b * background[c]) * by, 0), alpha);
          mean[c] += linear && alpha > 0 ? alpha * encode(premultiplied / alpha) : premultiplied;
        }
      }
    }
    for (let c = 0; c < 3; c++) data[4 * pixel + c] = mean[3] > 0 ? 255 * mean[c] / mean[3] : 0;
    data[4 * pixel + 3] = 255 * mean[3] / (samples * samples);
  }
};

const encode = v => (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
