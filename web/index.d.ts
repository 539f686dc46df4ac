export { GaussianFileError } from './decode.js';

/**
 * <gaussian-image src="a.g2d" alt="A lighthouse">. Events: progress (a first or sharper picture is there), load, error.
 */
export class GaussianImageElement extends HTMLElement {
  src: string;
  alt: string;
  loading: 'eager' | 'lazy';
  /** Size of the picture in pixels; 0 before it is known. */
  readonly naturalWidth: number;
  readonly naturalHeight: number;
  /** True if the whole file is loaded, or loading has failed. */
  readonly complete: boolean;
  /** True if no animation plays. */
  readonly paused: boolean;
  /** Plays an animation, or stops it at its current frame. */
  play(): void;
  pause(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    'gaussian-image': GaussianImageElement;
  }
}
