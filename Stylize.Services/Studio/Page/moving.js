// A picture that moves: a GIF, APNG or WebP, of which one frame at a time is decoded.

export class Moving {
  #at = 0;
  #timer = 0;

  /** Returns the picture of a file; null if it has one frame or the browser does not decode single frames. */
  static async open(blob) {
    if (!globalThis.ImageDecoder || !(await ImageDecoder.isTypeSupported(blob.type))) return null;
    const decoder = new ImageDecoder({ type: blob.type, data: await blob.arrayBuffer() });
    await decoder.tracks.ready;
    const picture = new Moving(decoder, decoder.tracks.selectedTrack.frameCount);
    if (picture.count > 1) {
      await picture.#decode();
      return Object.assign(picture, { width: picture.frame.width, height: picture.frame.height });
    }
    decoder.close();
    return null;
  }

  constructor(decoder, count) {
    this.decoder = decoder;
    this.count = count;
  }

  play(changed) {
    this.pause();
    let due = performance.now() + this.duration;
    const next = async () => {
      this.#at = (this.#at + 1) % this.count;
      await this.#decode();
      changed();
      due = Math.max(performance.now(), due + this.duration);
      if (this.#timer) this.#timer = setTimeout(show, due - performance.now());
    };
    const show = () => next().catch(() => this.close());
    this.#timer = setTimeout(show, this.duration);
  }

  pause() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }

  close() {
    this.pause();
    this.decoder.close();
    this.frame.close();
  }

  async #decode() {
    const { image } = await this.decoder.decode({ frameIndex: this.#at }), old = this.frame;
    // Browsers show frames without a duration for 0.1 s.
    this.duration = image.duration > 10_000 ? image.duration / 1000 : 100;
    this.frame = await createImageBitmap(image);
    image.close();
    old?.close();
  }
}
