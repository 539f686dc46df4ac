import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the files that the C# tests write, with the results of the C# reader and renderer; undefined outside those tests. */
export const fixtures = process.env.G2D_FIXTURES;

/** Folder of the stored files of the format, one per profile, with the same Gaussians. */
export const samples = join(dirname(fileURLToPath(import.meta.url)), '../../Stylize.Engine.Tests/Gaussians/Files/Samples');

/** Names of the pictures in the folder, without extension. */
export const pictures = () => readdirSync(fixtures).filter(name => name.endsWith('.g2d')).map(name => name.slice(0, -4)).sort();

/** Reads a file of the folder. */
export const fixture = name => readFileSync(join(fixtures, name));

/** Reads files with verdicts: each after its length and the number of Gaussians that the C# reader reads, -1 if it refuses the file. */
export function* verdicts(name) {
  const all = fixture(name);
  for (let at = 0; at < all.length;) {
    const length = all.readInt32LE(at);
    const count = all.readInt32LE(at + 4);
    yield { count, bytes: all.subarray(at + 8, at + 8 + length) };
    at += 8 + length;
  }
}

/** Largest difference between two pictures of RGBA with straight alpha, in 1/255 of the premultiplied colors and of alpha. */
export const difference = (a, b) => {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i += 4) {
    most = Math.max(most, Math.abs(a[i + 3] - b[i + 3]));
    for (let c = 0; c < 3; c++) most = Math.max(most, Math.abs(a[i + c] * a[i + 3] - b[i + c] * b[i + 3]) / 255);
  }
  return most;
};
