import { damaged, readCompact, refuse } from './core.js';
import { decodeChunk, decodeFile, isAnimation } from './file.js';
import { readLossless, readStandard } from './planes.js';
import { decodeResidual } from './residual.js';

export { GaussianFileError } from './core.js';

/** Splits a grid into tiles. */
const split = (reader, head, grid, halvings) => {
  if (halvings > 6 || head.compositing === 2 || grid.columns * grid.rows < 256) damaged('its profile is invalid');
  let parts = [grid];
  for (let h = 0; h < halvings; h++) {
    parts = parts.flatMap(p => {
      const isWide = p.columns >= p.rows;
      const half = (isWide ? p.columns : p.rows) >> 1;
      return isWide
        ? [{ ...p, columns: half }, { ...p, column: p.column + half, columns: p.columns - half }]
        : [{ ...p, rows: half }, { ...p, row: p.row + half, rows: p.rows - half }];
    });
  }
  if (parts.some(() => reader.varint() > 2 ** 24)) damaged('its profile is invalid');
  return parts;
};

/** Reads the number of Gaussians and bytes of each part of a layer of n Gaussians. */
const readIndex = (reader, n, tiles) => {
  const parts = tiles.map(tile => ({ tile, n: reader.varint(), length: reader.varint() }));
  if (reader.left !== 0 || parts.reduce((sum, part) => sum + part.n, 0) !== n) damaged('its index is wrong');
  return parts;
};

/** Decodes a part of a layer. */
const PART = (reader, chunk, state) => {
  if (state.parts.length === 0) damaged('a part has no layer');
  const { tile, n, length } = state.parts.shift();
  if (reader.left > length || (!chunk.partial && reader.left < length)) damaged('a part has a wrong length');
  decodeChunk(state, tile, n, reader, chunk, 'part');
};

/** Checks META: pairs of texts. */
const META = (reader, { partial }) => {
  if (partial) return;
  if (reader.left > 2 ** 20) damaged('its metadata is too long');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  for (let texts = 0; reader.left > 0 || texts % 2 > 0; texts++) {
    const length = reader.varint();
    const at = reader.need(length);
    try {
      utf8.decode(reader.bytes.subarray(at, at + length));
    } catch {
      damaged('its metadata is not UTF-8');
    }
  }
};

export const known = { 1: readCompact, 2: readStandard, 3: readLossless, split, readIndex, PART, META, resd: decodeResidual };

/**
 * Decodes a .g2d file.
 * @param {Uint8Array} bytes The file, or its beginning.
 * @param {{partial?: boolean, maxGaussians?: number}} [options] partial: accept the beginning of a file.
 * @returns {{width, height, compositing, linear, hasAlpha, cutoff, epsilon, background, total, complete, gaussians}}
 * complete is false if Gaussians are missing; null is returned if the beginning is too short for the settings.
 */
export const decode = (bytes, options) => {
  if (isAnimation(bytes)) refuse('The file is an animation; read it with Animation.');
  return decodeFile(bytes, options, known);
};
