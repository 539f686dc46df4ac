// The container of .g2d files: docs/gaussian-format.md, "Container".

/** A file that is not a valid .g2d file, or is too large for the reader. */
export class GaussianFileError extends Error {
  constructor(message) {
    super(message);
    this.name = 'GaussianFileError';
  }
}

export const refuse = message => { throw new GaussianFileError(message); };

const CRC = Uint32Array.from({ length: 256 }, (_, i) => {
  for (let k = 0; k < 8; k++) i = i & 1 ? (i >>> 1) ^ 0xedb88320 : i >>> 1;
  return i >>> 0;
});

const crc32 = (bytes, at, end) => {
  let c = 0xffffffff;
  for (; at < end; at++) c = CRC[(c ^ bytes[at]) & 255] ^ (c >>> 8);
  return ~c >>> 0;
};

/** Reads integers, varints and floats of a range of bytes. */
export class ByteReader {
  constructor(bytes, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
    this.end = end;
  }

  get left() { return this.end - this.at; }

  need(n) {
    if (this.left < n) refuse('The file is damaged: a chunk is too short.');
    const at = this.at;
    this.at += n;
    return at;
  }

  u8() { return this.bytes[this.need(1)]; }
  u32() { return this.view.getUint32(this.need(4), true); }
  f32() { return this.view.getFloat32(this.need(4), true); }

  varint() {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.u8();
      value += (byte & 127) * 2 ** (7 * i);
      if (byte < 128) return value < 2 ** 32 ? value : refuse('The file is damaged: a number is too large.');
    }
    return refuse('The file is damaged: a number is too long.');
  }
}

const SIGNATURE = [0x89, 0x47, 0x32, 0x44];

/** True if bytes begin like an animation. */
export const isAnimation = bytes => bytes.length > 4 && bytes[0] === 0x89 && bytes[4] === 2;

/**
 * Splits a file into chunks. Of a file that ends early, the last chunk may be cut; it is then marked as partial, and its checksum is
 * not checked.
 * partial: the chunk is incomplete; cut: so is its data.
 * @returns {{chunks: {type: string, start: number, end: number, partial: boolean, cut: boolean}[], complete: boolean}}
 */
export const readChunks = bytes => {
  if (bytes.length > 4 && bytes[4] === 2) refuse('The file is an animation; read it with Animation.');
  return chunksOf(bytes, 1);
};

/** Splits an animation into chunks, as readChunks() does. An incomplete last chunk is left out. */
export const readAnimationChunks = bytes => {
  const { chunks, complete } = chunksOf(bytes, 2);
  return { chunks: chunks.filter(chunk => !chunk.partial), complete };
};

const chunksOf = (bytes, version) => {
  for (let i = 0; i < 4; i++) {
    if (i < bytes.length && bytes[i] !== SIGNATURE[i]) refuse('The file is not a .g2d file.');
  }
  if (bytes.length > 4 && bytes[4] !== version) {
    refuse(`The file has version ${bytes[4]} of the container; this reader knows version ${version}.`);
  }

  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = [];
  for (let at = 5; at < bytes.length;) {
    if (bytes.length - at < 8) return { chunks, complete: false };

    const length = view.getUint32(at, true);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const start = at + 8;
    const end = start + length;
    if (end + 4 > bytes.length) {
      chunks.push({ type, start, end: Math.min(end, bytes.length), partial: true, cut: end > bytes.length });
      return { chunks, complete: false };
    }
    if (crc32(bytes, at + 4, end) !== view.getUint32(end, true)) refuse(`The file is damaged: the checksum of ${type} is wrong.`);
    chunks.push({ type, start, end, partial: false, cut: false });
    at = end + 4;
    if (type === 'DONE') {
      if (length !== 0 || at !== bytes.length) refuse('The file is damaged: data follows its end.');
      return { chunks, complete: true };
    }
  }
  return { chunks, complete: false };
};

/** Reads HEAD. The rest of the reader holds the parameters of the profile. */
export const readHead = reader => {
  const head = {
    width: reader.u32(), height: reader.u32(), count: reader.u32(), profile: reader.u8(), profileVersion: reader.u8(),
    compositing: reader.u8(), blendSpace: reader.u8(), flags: reader.u8(), zero: reader.u8(), cutoff: reader.f32(),
    epsilon: reader.f32(), background: [reader.f32(), reader.f32(), reader.f32(), reader.f32()],
  };
  const { width, height, count, background } = head;
  if (head.profile < 1 || head.profile > 3 || head.profileVersion !== 1) refuse('The file has a profile that this reader does not know.');
  if (width < 1 || width > 2 ** 20 || height < 1 || height > 2 ** 20 || count > 2 ** 26
    || head.compositing > 2 || head.blendSpace > 1 || head.flags > 3 || head.zero !== 0
    || !(head.cutoff >= 1 && head.cutoff <= 8) || !(head.epsilon > 0 && head.epsilon <= 1)
    || !background.every(Number.isFinite) || background[3] < 0 || background[3] > 1) {
    refuse('The file is damaged: its settings are invalid.');
  }
  head.hasAlpha = (head.flags & 1) !== 0;
  head.hasOpacity = (head.flags & 2) !== 0;
  head.linear = head.blendSpace === 1;
  return head;
};

/** Checks META: pairs of texts. */
export const checkMetadata = reader => {
  if (reader.left > 2 ** 20) refuse('The file is damaged: its metadata is too long.');
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  for (let texts = 0; reader.left > 0 || texts % 2 > 0; texts++) {
    const length = reader.varint();
    const at = reader.need(length);
    try {
      utf8.decode(reader.bytes.subarray(at, at + length));
    } catch {
      refuse('The file is damaged: its metadata is not UTF-8.');
    }
  }
};
