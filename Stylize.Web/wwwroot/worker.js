// The worker: decodes pictures with the browser and passes requests to the session in WebAssembly.
import { Copy } from "./copy.js";
import { start } from "./engine.js";

/** Rows of a picture that are read at a time. */
const stripRows = 256;

let picture = null, last = Promise.resolve(), weights = null;

const session = start({
  begin: (id, status, type) => postMessage({ id, status, type }),
  send: (id, bytes) => { const piece = bytes.slice(); postMessage({ id, piece }, [piece.buffer]); },
  end: id => postMessage({ id }),
  progress: (id, share) => postMessage({ id, share }),
  loaded: share => postMessage({ loaded: share }),
  width: () => picture?.width ?? 0,
  height: () => picture.height,
  copyRow: (y, row) => row.set(picture.pixels.subarray(4 * y * picture.width, 4 * (y + 1) * picture.width)),
  isOpaque: () => picture.isOpaque,
  source: () => picture.source,
  release: () => { picture = null; },
}).then(({ Program }) => Program);

onmessage = ({ data }) => {
  if (data.isCanceled) return session.then(({ Cancel }) => Cancel(data.id));
  // A picture is added before the requests after it, which name it, are answered.
  if (data.body instanceof Blob) last = last.then(() => add(data));
  else last.then(() => answer(data, typeof data.body === "string" ? new TextEncoder().encode(data.body) : null));
};

/** Loads the weights of the network with the first line that finds nuclei. */
async function loadWeights() {
  const { LoadWeights } = await session, answer = await fetch(new URL("nuclei.weights", import.meta.url));
  if (!answer.ok) throw new Error(`nuclei.weights: ${answer.status}`);
  LoadWeights(new Uint8Array(await answer.arrayBuffer()));
}

/** Answers a request. An error here is not one of the session but the end of the runtime, as without memory. */
async function answer({ id, target, body: text }, body) {
  try {
    if (/regions/.test(target + text)) await (weights ??= loadWeights().catch(error => { weights = null; throw error; }));
    await (await session).AnswerAsync(id, target, body);
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
}

/** Adds a file. The page gets its decoded picture, for workers that it starts later. */
async function add(data) {
  const decoded = picture = data.picture ?? await decode(data.body).catch(() => null);
  await answer(data, new Uint8Array(await data.body.arrayBuffer()));
  picture = null;
  if (decoded && !data.picture) postMessage({ id: data.id, picture: decoded }, [decoded.pixels.buffer]);
}

/** Decodes a picture to sRGB with straight alpha, and reduces a large one. A 2D canvas would change the colors of transparent pixels. */
async function decode(file) {
  const settings = { premultiplyAlpha: "none", colorSpaceConversion: "default", imageOrientation: "from-image" };
  const bitmap = await createImageBitmap(file, settings), copy = new Copy(bitmap);
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2"), side = gl.getParameter(gl.MAX_TEXTURE_SIZE);
  const strip = new Uint8Array(4 * bitmap.width * Math.min(stripRows, bitmap.height));
  gl.bindFramebuffer(gl.FRAMEBUFFER, gl.createFramebuffer());
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  gl.pixelStorei(gl.UNPACK_COLORSPACE_CONVERSION_WEBGL, gl.NONE);
  gl.pixelStorei(gl.PACK_ROW_LENGTH, bitmap.width);
  for (let top = 0; top < bitmap.height; top += stripRows) {
    const rows = Math.min(stripRows, bitmap.height - top);
    for (let left = 0; left < bitmap.width; left += side) {
      const part = [Math.min(side, bitmap.width - left), rows], piece = await createImageBitmap(bitmap, left, top, ...part, settings);
      gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, piece);
      gl.readPixels(0, 0, ...part, gl.RGBA, gl.UNSIGNED_BYTE, strip, 4 * left);
      piece.close();
    }
    copy.add(strip, rows);
  }
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  bitmap.close();
  const { width, height, pixels, isOpaque, from } = copy;
  return { width, height, pixels, isOpaque, source: copy.isReduced ? `${from.width} × ${from.height}` : "" };
}
