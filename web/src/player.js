// Plays animations in the element.
import './element.js'; // As in extra.js.
import { Animation } from './animation.js';

/** Duration of frames that have none, in milliseconds. */
const FRAME_TIME = 100;

/** Plays the beginning of an animation: calls show() with each picture, or fail() with an error. */
export class Player {
  paused = true;
  #animation;
  #show;
  #fail;
  #index = 0;
  #rounds = 0;
  #timer = 0;

  /** Returns a player; null if the bytes have no whole frame. */
  static begin(bytes, show, fail) {
    const animation = Animation.begin(bytes);
    return animation && new Player(animation, show, fail);
  }

  constructor(animation, show, fail) { [this.#animation, this.#show, this.#fail] = [animation, show, fail]; }

  /** Returns the first frame. */
  first() { return { ...this.#animation.picture(0), complete: this.#animation.complete }; }

  /** Plays from the current frame; from the first after the last. */
  play() {
    if (!this.#animation.complete) return;
    this.paused = false;
    this.resume();
  }

  pause() {
    this.paused = true;
    this.stop();
  }

  /** Goes on after stop(), unless it is paused. */
  resume() {
    this.stop();
    if (!this.paused) this.#timer = setTimeout(() => this.#next(), this.#animation.duration(this.#index) || FRAME_TIME);
  }

  stop() { clearTimeout(this.#timer); }

  #next() {
    const { total, plays } = this.#animation;
    if (this.#index + 1 === total && plays > 0 && ++this.#rounds >= plays) {
      this.#rounds = 0;
      this.pause();
      return;
    }
    this.#index = (this.#index + 1) % total;
    try {
      this.#show(this.#animation.picture(this.#index));
      this.resume();
    } catch (error) {
      this.pause();
      this.#fail(error);
    }
  }
}
