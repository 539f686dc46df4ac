import { clamp } from './coder.js';

/** Integers kept of each Gaussian: X, Y, and eight values for the sums S. */
export const REMEMBERED = 10;

/** Sums of remembered values in boxes of the grid: docs/gaussian-format.md, "Neighbors". */
export class Boxes {
  constructor(tile, n) {
    const width = tile.columns * 2 ** tile.shift;
    const height = tile.rows * 2 ** tile.shift;
    const most = Math.max(16, (tile.count + n) / 2);
    let b = 0;
    while (((width >> b) + 1) * ((height >> b) + 1) > most) b++;
    Object.assign(this, { b, left: tile.left, top: tile.top, columns: width >> b, rows: height >> b });
    const boxes = (this.columns + 1) * (this.rows + 1);
    this.storedS = new Int32Array(8 * boxes);
    this.storedT = new Int32Array(4 * boxes);
    this.S = new Float64Array(8);
    this.T = new Float64Array(4);
    for (let i = 0, at = 0; i < tile.count; i++, at += REMEMBERED) {
      this.add(tile.remembered[at], tile.remembered[at + 1], tile.remembered, at + 2);
    }
  }

  /** Adds eight values to S of the box of a place. Returns the index of the box. */
  add(X, Y, values, from) {
    const column = clamp((X - this.left) >> this.b, 0, this.columns);
    const row = clamp((Y - this.top) >> this.b, 0, this.rows);
    const box = row * (this.columns + 1) + column;
    const { storedS } = this;
    const at = 8 * box;
    if (storedS[at + 7] >= 8) for (let k = 0; k < 8; k++) storedS[at + k] >>= 1;
    for (let k = 0; k < 8; k++) storedS[at + k] += values[from + k];
    return box;
  }

  /** Adds four values to T of a box. */
  addSized(box, values) {
    const { storedT } = this;
    const at = 4 * box;
    if (storedT[at + 3] >= 8) for (let k = 0; k < 4; k++) storedT[at + k] >>= 1;
    for (let k = 0; k < 4; k++) storedT[at + k] += values[k];
  }

  /** Computes the weighted sums S and T around a place. */
  around(X, Y) {
    const { b, S, T, storedS, storedT } = this;
    S.fill(0);
    T.fill(0);
    const dx = X - this.left - ((1 << b) >> 1);
    const dy = Y - this.top - ((1 << b) >> 1);
    const column = clamp(dx >> b, -1, this.columns);
    const row = clamp(dy >> b, -1, this.rows);
    const qx = 2 * ((b >= 2 ? dx >> (b - 2) : dx << (2 - b)) & 3) + 1;
    const qy = 2 * ((b >= 2 ? dy >> (b - 2) : dy << (2 - b)) & 3) + 1;
    for (let j = 0; j < 2; j++) {
      if (row + j < 0 || row + j > this.rows) continue;
      for (let i = 0; i < 2; i++) {
        if (column + i < 0 || column + i > this.columns) continue;
        const ex = 8 * i - qx;
        const ey = 8 * j - qy;
        const weight = (1024 / (ex * ex + ey * ey + 8)) | 0;
        const box = (row + j) * (this.columns + 1) + column + i;
        for (let k = 0, at = 8 * box; k < 8; k++) S[k] += weight * storedS[at + k];
        for (let k = 0, at = 4 * box; k < 4; k++) T[k] += weight * storedT[at + k];
      }
    }
  }
}
