import { decodeLossless, decodeStandard, readStandard } from './planes.js';
import { Gaussians } from './model.js';
import { decodeFile } from './file.js';

export { GaussianFileError } from './container.js';

const planes = { decodeLossless, decodeStandard, readStandard };

/**
 * Decodes a .g2d file.
 * @param {Uint8Array} bytes The file, or its beginning.
 * @param {{partial?: boolean, maxGaussians?: number}} [options] partial: accept the beginning of a file.
 * @returns {{width, height, compositing, linear, hasAlpha, cutoff, epsilon, background, total, complete, gaussians}}
 * complete is false if Gaussians are missing; null is returned if the beginning is too short for the settings.
 */
export const decode = (bytes, options) => decodeFile(bytes, options, planes)?.picture ?? null;

/** Decodes the file of a key frame. tile is null for other profiles; quantized holds ten values per Gaussian. */
export const decodeKey = (bytes, maxGaussians) => {
  const gaussians = Object.assign(new Gaussians(0), { quantized: [] });
  const { picture, state } = decodeFile(bytes, { maxGaussians }, planes, gaussians);
  return { picture, tile: state.head.profile === 1 ? state.profile.tiles[0] : null, quantized: gaussians.quantized };
};
