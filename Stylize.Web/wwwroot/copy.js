// A picture as the session gets it: as it is, or reduced.

/** Maximum number of pixels, which an interpreter processes in seconds; more than those of a screen of 1920 x 1080. */
const maxPixels = 1 << 21;

const linear = Float32Array.from({ length: 256 }, (_, i) => i <= 10 ? i / 255 / 12.92 : ((i / 255 + 0.055) / 1.055) ** 2.4);
const encoded = Uint8Array.from({ length: 1 << 16 }, (_, i) => {
  const value = i / 0xffff;
  return Math.round(255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055));
});

/** Red, green, blue and straight alpha. A pixel of a reduced copy is the mean, in linear light, of the pixels that it covers. */
export class Copy {
  #next = 0;

  constructor({ width, height }) {
    const scale = Math.min(1, Math.sqrt(maxPixels / (width * height)));
    this.from = { width, height };
    this.isOpaque = true;
    this.width = Math.max(1, Math.round(scale * width));
    this.height = Math.max(1, Math.round(scale * height));
    this.pixels = new Uint8Array(4 * this.width * this.height);
    if (!this.isReduced) return;
    this.columns = shares(width, this.width);
    this.rows = shares(height, this.height);
    // Sums of the current row and of the next one, and one for the share beyond the last.
    this.sums = [0, 1].map(() => new Float32Array(4 * this.width + 4));
  }

  get isReduced() { return this.width < this.from.width || this.height < this.from.height; }

  /** Adds the next rows of the picture. */
  add(strip, count) {
    const { width } = this.from;
    if (!this.isReduced) this.pixels.set(strip.subarray(0, 4 * width * count), 4 * width * this.#next);
    for (let row = 0; this.isReduced && row < count; row++) {
      this.#addRow(strip.subarray(4 * width * row, 4 * width * (row + 1)), this.#next + row);
    }
    for (let i = 3; this.isOpaque && i < 4 * width * count; i += 4) this.isOpaque = strip[i] === 255;
    this.#next += count;
  }

  #addRow(row, y) {
    const { first, share } = this.rows, [here, below] = this.sums;
    this.#sum(row, here, share[y]);
    if (share[y] < 1) this.#sum(row, below, 1 - share[y]);
    if (y + 1 === this.from.height || first[y + 1] > first[y]) {
      this.#store(here, first[y]);
      this.sums = [below, here.fill(0)];
    }
  }

  #sum(row, sums, weight) {
    const { first, share } = this.columns;
    for (let x = 0, from = 0; x < first.length; x++, from += 4) {
      const to = 4 * first[x], part = share[x], alpha = weight * row[from + 3];
      const red = alpha * linear[row[from]], green = alpha * linear[row[from + 1]], blue = alpha * linear[row[from + 2]];
      sums[to] += part * red;
      sums[to + 1] += part * green;
      sums[to + 2] += part * blue;
      sums[to + 3] += part * alpha;
      if (part === 1) continue;
      sums[to + 4] += (1 - part) * red;
      sums[to + 5] += (1 - part) * green;
      sums[to + 6] += (1 - part) * blue;
      sums[to + 7] += (1 - part) * alpha;
    }
  }

  #store(sums, y) {
    const { width, height, pixels } = this, area = this.from.width * this.from.height / (width * height);
    for (let i = 0, to = 4 * width * y; i < 4 * width; i += 4, to += 4) {
      const alpha = sums[i + 3], scale = alpha > 0 ? 0xffff / alpha : 0;
      for (let band = 0; band < 3; band++) pixels[to + band] = encoded[Math.min(0xffff, Math.round(scale * sums[i + band]))];
      pixels[to + 3] = Math.round(alpha / area);
    }
  }
}

/** Returns, for each source sample, the first target sample that it overlaps, and the share in it. The rest is in the next one. */
function shares(source, target) {
  const first = new Int32Array(source), share = new Float32Array(source);
  for (let i = 0; i < source; i++) {
    const from = i * target / source, to = (i + 1) * target / source;
    first[i] = Math.floor(from + 1e-9);
    share[i] = Math.min(1, (first[i] + 1 - from) / (to - from));
    if (share[i] > 1 - 1e-6) share[i] = 1;
  }
  return { first, share };
}
