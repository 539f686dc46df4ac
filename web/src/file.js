// Decodes .g2d files: docs/gaussian-format.md. Values that are not of the profile Compact need the functions of planes.js.
import { ByteReader, checkMetadata, readChunks, readHead, refuse } from './container.js';
import { Gaussians } from './model.js';
import { readCompact } from './compact.js';

/** Largest number of Gaussians that a decoder accepts by default. */
const MOST = 4_000_000;

/** Place of the profile in a file: after the container's head, the head of the first chunk, width, height and count. */
const PROFILE = 25;

/** True if the beginning of a file has another profile than Compact. */
export const hasPlanes = bytes => bytes.length > PROFILE && bytes[PROFILE] !== 1;

/** Decodes a file of the profile Compact, as decode() of decode.js does. */
export const decodeCompact = (bytes, options) => decodeFile(bytes, options)?.picture ?? null;

/**
 * Decodes a file.
 * @param {object} [planes] The functions of planes.js.
 * @returns {{picture: object, state: object} | null}
 */
export const decodeFile = (
  bytes, { partial = false, maxGaussians = MOST } = {}, planes = null, gaussians = new Gaussians(0),
) => {
  const { chunks, complete } = readChunks(bytes);
  if (!complete && !partial) refuse('The file is incomplete.');
  const [first, ...others] = chunks;
  if (!first) return null;
  if (first.type !== 'HEAD') refuse('The file is damaged: it does not start with HEAD.');
  if (first.partial) return null;

  const reader = new ByteReader(bytes, first.start, first.end);
  const head = readHead(reader);
  if (head.count > maxGaussians) refuse(`The file has ${head.count} Gaussians; the limit is ${maxGaussians}.`);
  const state = {
    head, bytes, complete, gaussians, planes, layer: 0, declared: 0, tile: 0, index: null,
    profile: head.profile === 1 ? readCompact(reader, head) : head.profile === 2 ? planes.readStandard(reader, head) : null,
  };
  if (head.profile === 3 && reader.left !== 0) refuse('The file is damaged: its profile is invalid.');

  for (const chunk of others) {
    const { type } = chunk;
    if (state.index && type !== 'PART') refuse('The file is damaged: a part is missing.');
    if (type === 'LAYR') readLayer(state, chunk);
    else if (type === 'PART') readPart(state, chunk);
    else if (type === 'META') {
      if (!chunk.partial) checkMetadata(new ByteReader(bytes, chunk.start, chunk.end));
    } else if (type !== 'DONE' && !(type[0] >= 'a' && type[0] <= 'z')) refuse('The file has a chunk that this reader does not know.');
  }
  if (complete && state.declared !== head.count) refuse('The file is damaged: its number of Gaussians is wrong.');
  const { width, height, compositing, linear, hasAlpha, cutoff, epsilon, background, count } = head;
  return { picture: { width, height, compositing, linear, hasAlpha, cutoff, epsilon, background, total: count, complete, gaussians }, state };
};

const readLayer = (state, { start, end, partial, cut }) => {
  const { head, bytes, gaussians, planes } = state;
  const reader = new ByteReader(bytes, start, end);
  let n;
  try {
    n = reader.varint();
  } catch (error) {
    if (partial) return;
    throw error;
  }
  const layer = state.layer++;
  state.declared += n;
  if (n < 1 || state.declared > head.count) refuse('The file is damaged: its number of Gaussians is wrong.');
  const tiles = head.profile === 1 ? state.profile.tiles : [];
  if (tiles.length > 1) {
    if (partial) return;
    state.index = tiles.map(() => ({ n: reader.varint(), length: reader.varint() }));
    state.tile = 0;
    if (reader.left !== 0 || state.index.reduce((sum, part) => sum + part.n, 0) !== n) refuse('The file is damaged: its index is wrong.');
    return;
  }
  if (end - start < n / 4) {
    if (partial) return;
    refuse('The file is damaged: a layer is too short.');
  }
  if (partial && head.profile !== 1) return;

  gaussians.reserve(gaussians.count + n);
  const from = gaussians.count;
  if (head.profile === 1) keep(state, from, partial, () => tiles[0].decode(bytes, reader.at, end, n, layer, gaussians, cut));
  else keep(state, from, false, () => (head.profile === 2
    ? planes.decodeStandard(state.profile, reader, n, gaussians) : planes.decodeLossless(reader, n, gaussians)));
};

const readPart = (state, { start, end, partial, cut }) => {
  if (!state.index) refuse('The file is damaged: a part has no layer.');
  const { n, length } = state.index[state.tile];
  if ((!partial && end - start !== length) || (partial && end - start > length)) refuse('The file is damaged: a part has a wrong length.');
  if (end - start < n / 4) {
    if (partial) return;
    refuse('The file is damaged: a part is too short.');
  }
  const { gaussians } = state;
  keep(state, gaussians.count, partial, () =>
    state.profile.tiles[state.tile].decode(state.bytes, start, end, n, state.layer - 1, gaussians, cut));
  if (++state.tile === state.index.length) state.index = null;
};

/** Decodes and checks values. The values of a partial chunk are dropped if one is outside its limits. */
const keep = (state, from, partial, decodeValues) => {
  decodeValues();
  try {
    state.gaussians.check(from);
  } catch (error) {
    if (!partial) throw error;
    state.gaussians.count = from;
  }
};
