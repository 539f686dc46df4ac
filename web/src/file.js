// Reads all .g2d files: docs/gaussian-format.md.
import { ByteReader, Gaussians, NAMES, crc32, damaged, readHead, refuse, viewOf } from './core.js';

/** Largest number of Gaussians that a decoder accepts by default. */
const MOST = 4_000_000;

/** True if bytes begin like an animation. */
export const isAnimation = bytes => bytes[0] === 0x89 && bytes[4] === 2;

/**
 * Splits a file of a version of the container into chunks. Of a file that ends early, the last chunk may be cut; it is then marked as
 * partial, and its checksum is not checked.
 * partial: the chunk is incomplete; cut: so is its data.
 * @returns {{chunks: {type: string, start: number, end: number, partial: boolean, cut: boolean}[], complete: boolean}}
 */
export const readChunks = (bytes, version) => {
  if ([0x89, 0x47, 0x32, 0x44].some((byte, i) => i < bytes.length && bytes[i] !== byte)) refuse('The file is not a .g2d file.');
  if (bytes.length > 4 && bytes[4] !== version) {
    refuse(`The file has version ${bytes[4]} of the container; this reader knows version ${version}.`);
  }

  const view = viewOf(bytes);
  const chunks = [];
  let complete = false;
  for (let start = 13; start <= bytes.length && !complete;) {
    const length = view.getUint32(start - 8, true);
    const type = String.fromCharCode(...bytes.subarray(start - 4, start));
    const end = start + length;
    const partial = end + 4 > bytes.length;
    chunks.push({ type, start, end: Math.min(end, bytes.length), partial, cut: end > bytes.length });
    if (partial) break;
    if (crc32(bytes, start - 4, end) !== view.getUint32(end, true)) damaged(`the checksum of ${type} is wrong`);
    start = end + 12;
    complete = type === 'DONE';
    if (complete && (length > 0 || end + 4 < bytes.length)) damaged('data follows its end');
  }
  return { chunks, complete };
};

export const OUTSIDE = 'a Gaussian has a value outside its limits';

/** Makes room for Gaussians. */
export const reserve = (gaussians, capacity) => {
  const { length } = gaussians.x;
  if (capacity <= length) return;
  for (const name of NAMES) {
    const grown = new Float32Array(Math.max(capacity, 2 * length));
    grown.set(gaussians[name]);
    gaussians[name] = grown;
  }
};

/** Decodes Gaussians of a layer or part. The Gaussians of a partial chunk are dropped if one is outside its limits. */
export const decodeChunk = ({ gaussians, layer }, tile, n, reader, { start, partial, cut }, what) => {
  if (reader.end - start < n / 4) return partial || damaged(`a ${what} is too short`);
  const from = gaussians.count;
  reserve(gaussians, from + n);
  tile(reader, n, layer, partial, cut);
  if (gaussians.isValid(from)) return true;
  gaussians.count = from;
  return partial || damaged(OUTSIDE);
};

/**
 * Decodes a file as decode() does.
 * @param {object} known Functions that read the parameters of profiles, by number, and return the decoders of the tiles of a picture; and
 * those of decode.js for chunks and tiles.
 */
export const decodeFile = (bytes, { partial: isPartial = false, maxGaussians = MOST } = {}, known, gaussians = new Gaussians(0)) => {
  const { chunks, complete } = readChunks(bytes, 1);
  if (!complete && !isPartial) refuse('The file is incomplete.');
  const [first, ...others] = chunks;
  if (!first) return null;
  if (first.type !== 'HEAD') damaged('it does not start with HEAD');
  if (first.partial) return null;

  const parameters = new ByteReader(bytes, first.start, first.end);
  const head = readHead(parameters);
  if (head.total > maxGaussians) refuse(`The file has ${head.total} Gaussians; the limit is ${maxGaussians}.`);
  const tiles = known[head.profile](parameters, head, gaussians, known);

  let declared = 0;
  let residual;
  const state = { tiles, gaussians, layer: -1, parts: [] };
  for (const chunk of others) {
    const { type, start, end, partial } = chunk;
    const reader = new ByteReader(bytes, start, end);
    if (state.parts.length > 0 && type !== 'PART') damaged('a part is missing');
    if (type === 'LAYR') {
      let n;
      try {
        n = reader.varint();
      } catch (error) {
        if (partial) break;
        throw error;
      }
      state.layer++;
      declared += n;
      if (n < 1 || declared > head.total) damaged('its number of Gaussians is wrong');
      if (tiles.length === 1) decodeChunk(state, tiles[0], n, reader, chunk, 'layer');
      else if (!partial) state.parts = known.readIndex(reader, n, tiles);
    } else if (type === 'PART' || type === 'META') {
      known[type](reader, chunk, state);
    } else if (type === 'resd' && complete) {
      residual = known.resd?.(bytes, start, end, head.width, head.height);
    } else if (type !== 'DONE' && (type < 'a' || type > '{')) refuse('The file has a chunk that this reader does not know.');
  }
  if (complete && declared !== head.total) damaged('its number of Gaussians is wrong');
  return { ...head, complete, gaussians, residual };
};
