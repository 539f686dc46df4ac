#!/usr/bin/env node
import { rmSync } from 'node:fs';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { Animation, isAnimation } from '../src/animation.js';
import { decode } from '../src/decode.js';
import { MOST_PIXELS, checkCoverage, draw } from '../src/draw.js';

const BAND_PIXELS = 2 ** 20;

const given = process.argv.slice(2);
const [source, target, ...more] = given.filter(argument => argument !== '--force');
if (!source || !target || more.length > 0) {
  console.error('Usage: g2d [--force] <file.g2d> <file.ppm>\nDraws a Gaussian image at its own size. Transparent parts become black.\n'
    + '--force replaces an existing file.\n'
    + 'Frames of an animation follow each other in the file, each with a comment that gives its time in milliseconds.');
  process.exit(2);
}
let part = null;
let subject = source;
for (const [signal, code] of [['SIGINT', 130], ['SIGTERM', 143]]) {
  process.on(signal, () => {
    if (part) rmSync(part, { force: true });
    process.exit(code);
  });
}
try {
  const bytes = await readFile(source);
  const animation = isAnimation(bytes) ? new Animation(bytes) : null;
  const still = animation ? null : decode(bytes);
  const { width, height } = animation ?? still;
  if (width * height > MOST_PIXELS) throw new Error(`The picture has ${width} x ${height} pixels; the limit is ${MOST_PIXELS}.`);

  subject = target;
  const existing = await stat(target).catch(() => null);
  if (existing?.isFile() && await realpath(target) === await realpath(source)) {
    throw new Error('The drawing would replace the Gaussian image.');
  }
  if (existing?.isFile() && !given.includes('--force')) throw new Error('The file exists. Use --force to replace it.');

  if (/\.(?!ppm$|pnm$)\w+$/i.test(target)) {
    throw new Error('g2d writes PPM files. Give a name that ends in .ppm, or use `stylize gaussian decode` for PNG.');
  }
  // A pipe or a device, such as /dev/stdout, stays what it is.
  if (!existing || existing.isFile()) part = `${target}.${process.pid}.part`;
  const file = await open(part ?? target, 'w');
  try {
    const band = Math.max(1, Math.floor(BAND_PIXELS / width));
    for (let frame = 0; frame < (animation?.total ?? 1); frame++) {
      const picture = still ?? animation.picture(frame);
      checkCoverage(picture);
      await file.writeFile(`P6\n${animation ? `# ${animation.duration(frame)} ms\n` : ''}${width} ${height}\n255\n`);
      for (let top = 0; top < height; top += band) {
        const { data } = draw(picture, { top, rows: Math.min(band, height - top) });
        const rgb = Buffer.alloc(data.length / 4 * 3);
        for (let i = 0, to = 0; i < data.length; i += 4) {
          for (let c = 0; c < 3; c++) rgb[to++] = Math.round(data[i + c] * data[i + 3] / 255);
        }
        await file.writeFile(rgb);
      }
    }
  } finally {
    await file.close();
  }
  if (part) await rename(part, target);
} catch (error) {
  if (part) await rm(part, { force: true });
  console.error(`g2d: '${subject}': ${error.message}`);
  process.exit(1);
}
