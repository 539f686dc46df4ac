import { refuse } from './container.js';

/** Smallest L11 and L22. */
const SMALLEST = Math.fround(1e-6);

/** The Gaussians of a picture in drawing order, as one array per value. Growable, so that layers can arrive one by one. */
export class Gaussians {
  static names = ['x', 'y', 'l11', 'l21', 'l22', 'red', 'green', 'blue', 'alpha', 'opacity'];

  constructor(capacity) {
    this.count = 0;
    for (const name of Gaussians.names) this[name] = new Float32Array(capacity);
  }

  reserve(capacity) {
    if (capacity <= this.x.length) return;
    for (const name of Gaussians.names) {
      const grown = new Float32Array(Math.max(capacity, 2 * this.x.length));
      grown.set(this[name]);
      this[name] = grown;
    }
  }

  /** Checks the limits of values from an index on. */
  check(from) {
    for (let i = from; i < this.count; i++) {
      const inside = Math.abs(this.x[i]) <= 1e6 && Math.abs(this.y[i]) <= 1e6
        && this.l11[i] >= SMALLEST && this.l11[i] <= 1e8 && Math.abs(this.l21[i]) <= 1e8 && this.l22[i] >= SMALLEST && this.l22[i] <= 1e8
        && Math.abs(this.red[i]) <= 1000 && Math.abs(this.green[i]) <= 1000 && Math.abs(this.blue[i]) <= 1000
        && this.alpha[i] >= 0 && this.alpha[i] <= 1 && this.opacity[i] >= 0 && this.opacity[i] <= 1;
      if (!inside) refuse('The file is damaged: a Gaussian has a value outside its limits.');
    }
  }
}
