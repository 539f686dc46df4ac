// Draws Gaussians on the processor: docs/gaussian-format.md, "Model and pixels". Pictures that are not opaque need draw.js.
import { refuse } from './compact.js';

export const NORMALIZED = 0;
export const OVER = 2;

/** Largest number of samples in memory. */
const BAND = 2 ** 19;

/** Largest number of samples per pixel along an axis. */
const MOST_SAMPLES = 4;

/** Largest number of Gaussians at a pixel, on average. Photographs have less than 100. */
const MOST_COVERAGE = 1000;

/** Largest number of weights of a drawing that needs no draft; about 15 ms. */
export const MOST_AT_ONCE = 2 ** 22;

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
    const inside = (center, reach, size) => Math.max(0, Math.min(size, center + reach) - Math.max(0, center - reach));
    covered += inside(width * g.x[i], cutoff * g.l11[i], width) * inside(height * g.y[i], cutoff * Math.hypot(g.l21[i], g.l22[i]), height);
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

/** Returns the number of weights of a drawing. */
export const workOf = (picture, { width, height, columns, rows, samples: most }) => {
  const { samples } = sampling(picture, width, height, most);
  return columns * rows * samples * samples * Math.max(1, coverage(picture));
};

/** Returns the area of a draft, with half to a quarter of the resolution; null if the area can be drawn at once. */
export const draftOf = (picture, area) => {
  const work = workOf(picture, area);
  if (work <= MOST_AT_ONCE) return null;
  return { ...affordable(picture, area, Math.max(work / 16, Math.min(work / 4, MOST_AT_ONCE / 2))), samples: 1 };
};

/**
 * Adds a Gaussian to a row. Rows are functions of their own, so that they are compiled during the first picture.
 * @param {Float32Array} sums Of (w a red, w a green, w a blue, w a).
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

/** Writes a row of pixels, each the mean of samples by samples values. */
const resolveRow = ({ compositing, epsilon, background }, sums, first, across, samples, data) => {
  const isNormalized = compositing === NORMALIZED;
  const rest = isNormalized ? epsilon : 1;
  const unit = 255 / (samples * samples);
  const [red, green, blue] = background;
  for (let at = 0; at < data.length; at += 4) {
    let r = 0;
    let g = 0;
    let b = 0;
    for (let j = 0; j < samples; j++) {
      const from = first + samples * at + 4 * j * across;
      for (let i = from; i < from + 4 * samples; i += 4) {
        const by = isNormalized ? unit / (sums[i + 3] + epsilon) : unit;
        r += Math.min(Math.max((sums[i] + rest * red) * by, 0), unit);
        g += Math.min(Math.max((sums[i + 1] + rest * green) * by, 0), unit);
        b += Math.min(Math.max((sums[i + 2] + rest * blue) * by, 0), unit);
      }
    }
    data[at] = r;
    data[at + 1] = g;
    data[at + 2] = b;
    data[at + 3] = 255;
  }
};

/** True if draw() needs no other kind than OPAQUE. */
export const isOpaque = picture => picture.compositing !== OVER && !picture.hasAlpha && !picture.linear;

/** How opaque pictures are drawn: floats per sample, and functions for rows. */
const OPAQUE = { stride: 4, addRow, resolveRow };

/**
 * Draws an opaque picture, or a part of it, as draw() of draw.js does.
 * @param {{stride: number, addRow, resolveRow}} [kind] How pictures of another kind are drawn.
 */
export const drawOpaque = (picture, {
  width = picture.width, height = picture.height, left = 0, top = 0, columns = width - left, rows = height - top, samples: most,
} = {}, kind = OPAQUE) => {
  const { samples, added: [addX, addY] } = sampling(picture, width, height, most);
  const { gaussians: g, cutoff, hasAlpha } = picture;
  const across = columns * samples;
  const scaleX = width * samples / picture.width;
  const scaleY = height * samples / picture.height;
  const floor = Math.exp(-cutoff * cutoff / 2);
  const data = new Uint8ClampedArray(4 * columns * rows);
  const band = Math.min(rows, Math.max(1, Math.floor(BAND / (across * samples))));
  const sums = new Float32Array(kind.stride * across * band * samples);
  for (let row = 0; row < rows; row += band) {
    const n = Math.min(band, rows - row);
    sums.fill(0);
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
      const cx = (g.x[i] * width - left) * samples - 0.5;
      const cy = (g.y[i] * height - top - row) * samples - 0.5;
      const reach = cutoff * Math.hypot(l21, l22);
      const firstRow = Math.max(0, Math.ceil(cy - reach));
      const lastRow = Math.min(n * samples - 1, Math.floor(cy + reach));
      if (firstRow > lastRow) continue;
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
        const start = Math.max(0, Math.ceil(cx + (center - half) * l11));
        const end = Math.min(across - 1, Math.floor(cx + (center + half) * l11));
        if (start > end) continue;
        const u = (start - cx) * step - center;
        const value = opacity * Math.exp(-(m * u * u + depth) / 2);
        const ratio = Math.exp(-m * step * (u + step / 2));
        const from = kind.stride * (y * across + start);
        kind.addRow(sums, from, from + kind.stride * (end - start), value, ratio, bend, opacity * floor, red, green, blue, a);
      }
    }
    for (let y = 0; y < n; y++) {
      const from = 4 * columns * (row + y);
      kind.resolveRow(picture, sums, kind.stride * across * samples * y, across, samples, data.subarray(from, from + 4 * columns));
    }
  }
  return { width: columns, height: rows, data };
};
