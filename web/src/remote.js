// Decodes and draws large pictures in a worker.
import { GaussianFileError } from './core.js';

/** A worker that holds one picture. Its answers are those of decode() and draw(), or null if it cannot run. */
export class Remote {
  #worker = null;
  #open = new Map();
  #count = 0;
  #wanted = null;
  #drawing = null;

  constructor() {
    try {
      this.#worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
    } catch {
      return; // The page may have no worker, as with modules of another origin.
    }
    this.#worker.onmessage = ({ data: { id, result, message, isFile } }) => {
      const { resolve, reject } = this.#open.get(id);
      this.#open.delete(id);
      if (message === undefined) resolve(result);
      else reject(isFile ? new GaussianFileError(message) : new Error(message));
    };
    this.#worker.onerror = () => this.close();
  }

  /** Decodes the beginning of a file. */
  decode(bytes) {
    const copy = bytes.slice();
    return this.#ask({ bytes: copy }, [copy.buffer]);
  }

  /** Draws the last picture with some of its values replaced. Of the drawings that wait for another, only the last is made. */
  async draw({ cutoff, epsilon }, area) {
    this.#wanted = area;
    await this.#drawing;
    if (this.#wanted !== area) return null;
    return this.#drawing = this.#ask({ view: { cutoff, epsilon }, area });
  }

  /** Stops the worker. Open and later questions are answered with null. */
  close() {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { resolve } of this.#open.values()) resolve(null);
    this.#open.clear();
  }

  #ask(message, moved = []) {
    if (!this.#worker) return null;
    return new Promise((resolve, reject) => {
      this.#open.set(++this.#count, { resolve, reject });
      this.#worker.postMessage({ ...message, id: this.#count }, moved);
    });
  }
}
