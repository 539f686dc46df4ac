/** Thrown for a file that is damaged, incomplete or too large. */
export class GaussianFileError extends Error {}

/** Gaussians in drawing order, one array per value; entries from count on are unused. docs/gaussian-format.md defines the values. */
export interface Gaussians {
  readonly count: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly l11: Float32Array;
  readonly l21: Float32Array;
  readonly l22: Float32Array;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  readonly alpha: Float32Array;
  readonly opacity: Float32Array;
}

export interface GaussianPicture {
  /** Width and height in pixels. */
  readonly width: number;
  readonly height: number;
  /** 0 normalized, 1 additive, 2 over. */
  readonly compositing: 0 | 1 | 2;
  /** True if colors are linear light; otherwise they are encoded as sRGB. */
  readonly linear: boolean;
  readonly hasAlpha: boolean;
  /** True if Gaussians have an opacity below 1. */
  readonly hasOpacity: boolean;
  /** Profile of the file: 1 compact, 2 standard, 3 lossless. */
  readonly profile: number;
  /** Distance in standard deviations at which a Gaussian ends. */
  readonly cutoff: number;
  /** Weight of the background. */
  readonly epsilon: number;
  /** Red, green, blue and alpha. */
  readonly background: readonly [number, number, number, number];
  /** Number of Gaussians of the whole file. */
  readonly total: number;
  /** False if Gaussians are missing because the bytes are the beginning of a file. */
  readonly complete: boolean;
  readonly gaussians: Gaussians;
  /** Brightness that draw() adds to each pixel, in units of 1/4080, row by row; undefined for none. */
  readonly residual?: Int16Array;
}

export interface DecodeOptions {
  /** Largest number of Gaussians that is accepted; 4,000,000 by default. */
  maxGaussians?: number;
}

/** Decodes a .g2d file. Throws GaussianFileError. */
export function decode(bytes: Uint8Array, options?: DecodeOptions & { partial?: false }): GaussianPicture;

/** Decodes the beginning of a .g2d file. Returns null if it is too short for the size of the picture. Throws GaussianFileError. */
export function decode(bytes: Uint8Array, options: DecodeOptions & { partial: boolean }): GaussianPicture | null;

export interface DrawOptions {
  /** Width and height of the whole drawing in pixels; those of the picture by default. One of them keeps the shape. */
  width?: number;
  height?: number;
  /** Place of the part to draw, in pixels of the drawing; 0 by default. */
  left?: number;
  top?: number;
  /** Size of the part to draw; up to the right and bottom sides by default. Integers. */
  columns?: number;
  rows?: number;
  /** Largest number of samples per pixel along an axis of a reduced drawing, 1 to 4; 4 by default. Fewer are faster. */
  samples?: number;
}

/**
 * Draws a picture, or a part of it, on the processor: RGBA with straight alpha, rows from top to bottom. Throws RangeError for a size that is
 * not above 0, a part of a pixel, or more than 2^28 pixels.
 */
export function draw(picture: GaussianPicture, options?: DrawOptions): { width: number; height: number; data: Uint8ClampedArray };

/** True if bytes begin like an animation, which decode() refuses. */
export function isAnimation(bytes: Uint8Array): boolean;

/** The frames of an animation. Throws GaussianFileError. */
export class Animation {
  constructor(bytes: Uint8Array, options?: DecodeOptions & { partial?: boolean });
  /** Width and height in pixels. */
  readonly width: number;
  readonly height: number;
  /** Number of frames of the whole file. */
  readonly total: number;
  /** Number of times to play; 0 for infinitely. */
  readonly plays: number;
  /** False if frames are missing because the bytes are the beginning of a file. */
  readonly complete: boolean;
  /** Duration of a frame in milliseconds. */
  duration(index: number): number;
  /** Decodes a frame, from 0. Frames in order are fastest. */
  picture(index: number): GaussianPicture;
}
