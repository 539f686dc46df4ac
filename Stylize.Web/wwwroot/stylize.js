// The engine as a module, in a browser, a worker or Node: pixels in, pixels or an SVG out. stylize.d.ts describes it.
import { start } from "./engine.js";

let engine = null;

async function run(operation, { data, width, height }, options) {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  const pixels = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (pixels.length !== 4 * width * height) throw new RangeError(`${pixels.length} bytes are not ${width} x ${height} pixels.`);
  const { Module: result } = await (engine ??= start());
  const names = given.map(([name]) => name[0].toUpperCase() + name.slice(1));
  result.Run(operation, names, given.map(([, value]) => String(value)), pixels, width, height);
  return result;
}

async function draw(operation, image, options = {}) {
  const result = await run(operation, image, options), width = result.Width(), data = new Uint8ClampedArray(result.Pixels());
  const height = data.length / width / 4;
  return { image: globalThis.ImageData ? new ImageData(data, width, height) : { data, width, height }, palette: result.Palette() };
}

async function drawLines(operation, image, { format = "svg", ...options } = {}) {
  if (format !== "svg") throw new RangeError(`The format is ${format}; the module gives only svg.`);
  return new TextDecoder().decode((await run(operation, image, { ...options, format })).File());
}

export const pixelArt = (image, options) => draw("pixel-art", image, options);
export const restore = (image, options) => draw("restore", image, options);
export const dotArt = (image, options) => drawLines("dot-art", image, options);
export const trace = (image, options) => drawLines("trace", image, options);
