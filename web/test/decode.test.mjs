import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Animation, isAnimation } from '../src/animation.js';
import { GaussianFileError, decode } from '../src/decode.js';
import { affordable, coverage, draftOf, draw } from '../src/draw.js';
import { difference, fixture, fixtures, pictures, samples, verdicts } from './files.mjs';

const skip = fixtures ? false : 'SKIPPED: dotnet test writes the files for this test.';
const sources = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');
const command = join(sources, '../bin/g2d.mjs');
const names = ['x', 'y', 'l11', 'l21', 'l22', 'red', 'green', 'blue', 'alpha', 'opacity'];
const sample = name => readFileSync(join(samples, `${name}.g2d`));

/** Decodes a file that may be damaged. Fails the test if anything but a refusal is thrown. */
const countOf = (bytes, options) => {
  try {
    return decode(bytes, options)?.gaussians.count ?? -1;
  } catch (error) {
    assert.ok(error instanceof GaussianFileError, error.stack);
    return -1;
  }
};

test('the three profiles hold the same Gaussians', () => {
  const exact = decode(sample('lossless-1')).gaussians;
  assert.equal(exact.count, 160);
  for (const profile of ['compact-1', 'standard-1']) {
    const picture = decode(sample(profile));
    assert.ok(picture.complete && picture.total === 160 && picture.gaussians.count === 160);
    names.forEach((name, k) => {
      const sorted = [exact, picture.gaussians].map(gaussians => gaussians[name].slice(0, 160).sort());
      const mean = sorted[0].reduce((sum, value, i) => sum + Math.abs(value - sorted[1][i]), 0) / 160;
      assert.ok(mean <= ((k >= 2 && k < 5) || k === 9 ? 0.05 : 0.01), `${name} of ${profile} differs by ${mean}`);
    });
  }
});

test('pictures equal the C# renderer', { skip }, () => {
  for (const name of pictures()) {
    const picture = decode(fixture(`${name}.g2d`));
    const most = difference(draw(picture).data, fixture(`${name}.rgba`));
    assert.ok(most <= 1.5, `${name} differs by ${most}`);
  }
  for (const name of ['compact-normalized-srgb-opaque', 'residual']) {
    const picture = decode(fixture(`${name}.g2d`));
    assert.equal(picture.residual?.length, name === 'residual' ? 60 * 44 : undefined);
    assert.ok(difference(draw(picture, { width: 240, height: 176 }).data, fixture(`${name}.large`)) <= 1.5);
    assert.ok(difference(draw(picture, { width: 30, height: 22 }).data, fixture(`${name}.small`)) <= 1.5);
  }
});

test('frames of an animation equal the C# renderer, in any order', { skip }, () => {
  const bytes = fixture('animation.bin');
  const animation = new Animation(bytes);
  assert.deepEqual([animation.total, animation.plays, animation.duration(5), animation.complete], [6, 3, 45, true]);
  for (const i of [0, 1, 2, 3, 4, 5, 2, 4, 4]) {
    const most = difference(draw(animation.picture(i)).data, fixture(`animation-${i}.rgba`));
    assert.ok(most <= 1.5, `frame ${i} differs by ${most}`);
  }
  assert.ok(isAnimation(bytes) && !isAnimation(sample('compact-1')));
  assert.throws(() => decode(bytes), /is an animation/);
});

test('an animation with odd sides, alpha and fewer Gaussians after a cut equals the C# renderer', { skip }, () => {
  const animation = new Animation(fixture('animation-odd.bin'));
  assert.deepEqual([animation.width, animation.height, animation.total], [61, 43, 8]);
  for (let i = 0; i < 8; i++) {
    const picture = animation.picture(i);
    assert.equal(picture.gaussians.count, i < 3 ? 90 : 41);
    const most = difference(draw(picture).data, fixture(`animation-odd-${i}.rgba`));
    assert.ok(most <= 1.5, `frame ${i} differs by ${most}`);
  }
});

test('damaged animations get the verdicts of the C# reader', { skip }, () => {
  let decoded = 0;
  for (const { bytes, count } of verdicts('animation-mutants.bin')) {
    let own = 0;
    try {
      const animation = new Animation(bytes, { maxGaussians: 2 ** 26 });
      for (let i = 0; i < animation.frames.length; i++) own += animation.picture(i).gaussians.count;
      decoded++;
    } catch (error) {
      assert.ok(error instanceof GaussianFileError, error.stack);
      own = -1;
    }
    assert.equal(own, count);
  }
  assert.ok(decoded > 0);
});

test('damaged and incomplete animations are refused or decoded', { skip }, () => {
  const bytes = fixture('animation.bin');
  for (let i = 0; i < 2000; i++) {
    const copy = Uint8Array.from(bytes.subarray(0, i % 4 === 0 ? bytes.length - i : bytes.length));
    copy[(i * 7919) % copy.length] ^= 1 << (i % 8);
    try {
      const animation = new Animation(copy, { partial: i % 2 === 0 });
      for (let k = 0; k < animation.frames.length; k++) animation.picture(k);
    } catch (error) {
      assert.ok(error instanceof GaussianFileError, error.stack);
    }
  }
});

test('parts of a drawing equal the whole', () => {
  const picture = decode(sample('compact-1'));
  const area = { width: Math.ceil(picture.width / 3), height: Math.ceil(picture.height / 3) };
  const whole = draw(picture, area);
  const band = draw(picture, { ...area, top: 5, rows: 4 });
  assert.deepEqual(band.data, whole.data.slice(4 * 5 * area.width, 4 * 9 * area.width));
  const part = draw(picture, { ...area, left: 3, top: 5, columns: 6, rows: 4 });
  assert.deepEqual([part.width, part.height], [6, 4]);
  for (let y = 0; y < 4; y++) {
    const from = 4 * ((y + 5) * area.width + 3);
    assert.deepEqual(part.data.slice(24 * y, 24 * y + 24), whole.data.slice(from, from + 24));
  }
});

test('a size that is not above 0, in parts or too large is refused', () => {
  const picture = decode(sample('compact-1'));
  for (const size of [{ width: -1 }, { width: 0 }, { height: NaN }, { height: Infinity }, { columns: -2 }, { rows: 1.5 }]) {
    assert.throws(() => draw(picture, size), new RegExp(`^RangeError: ${Object.keys(size)[0]} is `));
  }
  assert.throws(() => draw(picture, { width: 3.5 }), /^RangeError: columns is 3\.5/);
  for (const size of [{ height: 1e9 }, { top: 1e9 }, { left: 0.5 }]) assert.throws(() => draw(picture, size), /^RangeError: (columns|rows) is /);
});

test('the types list the fields of a picture', () => {
  const types = readFileSync(join(sources, '../decode.d.ts'), 'utf8');
  const listed = types.match(/interface GaussianPicture \{(.*?)\n\}/s)[1].match(/readonly (\w+)/g).map(field => field.slice(9)).sort();
  assert.deepEqual(Object.keys(decode(sample('compact-1'))).sort(), listed);
});

test('the command refuses to write another format than PPM', () => {
  const folder = mkdtempSync(join(tmpdir(), 'g2d-'));
  const run = spawnSync(process.execPath, [command, join(samples, 'compact-1.g2d'), join(folder, 'a.png')], { encoding: 'utf8' });
  assert.equal(run.status, 1);
  assert.match(run.stderr, /writes PPM files/);
  assert.deepEqual(readdirSync(folder), []);
  rmSync(folder, { recursive: true });
});

test('one side of a drawing keeps its shape', () => {
  const picture = decode(sample('compact-1'));
  const { width, height } = picture;
  assert.deepEqual(draw(picture, { width: 2 * width }), draw(picture, { width: 2 * width, height: 2 * height }));
  assert.deepEqual(draw(picture, { height: 2 * height }), draw(picture, { width: 2 * width, height: 2 * height }));
  assert.equal(draw(picture, { width: 1 }).height, Math.max(1, Math.round(height / width)));
});

test('expensive drawings get fewer samples and pixels', () => {
  const picture = decode(sample('compact-1'));
  const [width, height] = [4 * picture.width, 4 * picture.height];
  const area = { width, height, left: 8, top: 4, columns: width / 2, rows: height / 2 };
  const work = area.columns * area.rows * coverage(picture);
  assert.deepEqual(affordable(picture, area, 16 * work), { ...area, samples: 4 });
  assert.equal(affordable(picture, area, work).samples, 1);
  const half = affordable(picture, area, work / 4);
  assert.ok(Math.abs(half.columns - area.columns / 2) <= 1 && Math.abs(half.rows - area.rows / 2) <= 1);
  assert.ok(Math.abs(half.width / half.columns - 2) < 1e-9 && Math.abs(half.left / half.columns - 8 / area.columns) < 1e-9);
  assert.equal(draftOf(picture, { ...area, columns: 10, rows: 10 }), null);
});

test('damaged files are refused if the C# reader refuses them', { skip }, () => {
  let files = 0;
  for (const { bytes, count } of verdicts('mutants.bin')) {
    const start = performance.now();
    assert.equal(countOf(bytes), count, `file ${files}`);
    assert.ok(performance.now() - start < 5000);
    files++;
  }
  assert.ok(files >= 2000);
  assert.ok(process.resourceUsage().maxRSS < 256 * 1024, `${process.resourceUsage().maxRSS} kB`);
});

test('the beginning of a file has the Gaussians that the C# reader finds', { skip }, () => {
  for (const { bytes, count } of verdicts('beginnings.bin')) {
    const length = bytes.length;
    assert.equal(countOf(bytes, { partial: true }), count, `${length} bytes`);
  }
});

test('the Gaussians of a beginning are those of the whole file', () => {
  for (const name of ['compact-1', 'standard-1', 'lossless-1']) {
    const bytes = sample(name);
    const all = decode(bytes);
    for (let length = 0; length < bytes.length; length++) {
      assert.equal(countOf(bytes.subarray(0, length)), -1);
      const picture = decode(bytes.subarray(0, length), { partial: true });
      if (!picture) continue;
      assert.equal(picture.complete, false);
      const { count } = picture.gaussians;
      for (const value of names) {
        const [some, whole] = [picture, all].map(({ gaussians }) => Buffer.from(gaussians[value].slice(0, count).buffer));
        assert.ok(some.equals(whole), `${value} of ${length} bytes of ${name}`);
      }
    }
  }
});

test('files above the limit of Gaussians are refused', () => {
  assert.equal(decode(sample('compact-1'), { maxGaussians: 160 }).gaussians.count, 160);
  assert.throws(() => decode(sample('compact-1'), { maxGaussians: 159 }), /160 Gaussians; the limit is 159/);
});

/** The files that load with the element, without comments, indentation and empty lines. */
const placeholderCode = (name = 'element.js', found = new Map()) => {
  const text = readFileSync(join(sources, name), 'utf8');
  found.set(name, text.replace(/^\s*(\/\/|\/?\*).*\n|^\s+/gm, ''));
  for (const [, next] of text.matchAll(/ from '\.\/(\w+\.js)';$/gm)) if (!found.has(next)) placeholderCode(next, found);
  return found;
};

test('a placeholder needs four files of code, which stay small', () => {
  const found = placeholderCode();
  assert.deepEqual([...found.keys()].sort(), ['compact.js', 'core.js', 'element.js', 'opaque.js']);

  // Minified with esbuild, this is 9.8 kB.
  const size = gzipSync([...found.values()].join(''), { level: 9 }).length;
  assert.ok(size <= 12_800, `${size} bytes`);
});

test('servers can import the package', async () => {
  const names = Object.keys(await import('../src/element.js')).sort();
  assert.deepEqual(names, ['GaussianFileError', 'GaussianImageElement']);
});

test('the command draws a file, and leaves nothing behind if it fails', () => {
  const folder = mkdtempSync(join(tmpdir(), 'g2d-test-'));
  try {
    const source = join(samples, 'compact-1.g2d');
    execFileSync(process.execPath, [command, source, join(folder, 'a.ppm')]);
    const ppm = readFileSync(join(folder, 'a.ppm'));
    const { width, height, data } = draw(decode(readFileSync(source)));
    const head = `P6\n${width} ${height}\n255\n`;
    assert.equal(ppm.toString('latin1', 0, head.length), head);
    assert.deepEqual(ppm.subarray(head.length), Buffer.from(data.filter((_, i) => i % 4 < 3)));

    writeFileSync(join(folder, 'a.ppm'), 'old');
    const kept = spawnSync(process.execPath, [command, source, join(folder, 'a.ppm')], { encoding: 'utf8' });
    assert.equal(kept.status, 1);
    assert.match(kept.stderr, /a\.ppm': The file exists\. Use --force to replace it\./);
    assert.equal(readFileSync(join(folder, 'a.ppm'), 'utf8'), 'old');
    execFileSync(process.execPath, [command, source, join(folder, 'a.ppm'), '--force']);
    assert.deepEqual(readFileSync(join(folder, 'a.ppm')), ppm);

    writeFileSync(join(folder, 'bad.g2d'), sample('compact-1').subarray(0, 300));
    const failed = spawnSync(process.execPath, [command, join(folder, 'bad.g2d'), join(folder, 'b.ppm')], { encoding: 'utf8' });
    assert.equal(failed.status, 1);
    assert.match(failed.stderr, /bad\.g2d': The file is incomplete\./);
    assert.deepEqual(readdirSync(folder).sort(), ['a.ppm', 'bad.g2d']);
    if (fixtures) {
      execFileSync(process.execPath, [command, join(fixtures, 'animation-odd.bin'), join(folder, 'frames.ppm')]);
      const frames = readFileSync(join(folder, 'frames.ppm')).toString('latin1');
      const animation = new Animation(fixture('animation-odd.bin'));
      const heads = [...Array(8).keys()].map(i => `P6\n# ${animation.duration(i)} ms\n61 43\n255\n`);
      assert.deepEqual(frames.match(/P6\n# \d+ ms\n61 43\n255\n/g), heads);
      assert.equal(frames.length, heads.join('').length + 8 * 3 * 61 * 43);
      const slow = spawnSync(process.execPath, [command, join(fixtures, 'crowd.bin'), join(folder, 'c.ppm')], { encoding: 'utf8' });
      assert.match(slow.stderr, /1100 Gaussians on average; the limit is 1000\./);
    }
    assert.equal(spawnSync(process.execPath, [command]).status, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the command replaces neither its source nor a device', () => {
  const folder = mkdtempSync(join(tmpdir(), 'g2d-test-'));
  try {
    const source = join(folder, 'a.g2d');
    writeFileSync(source, sample('compact-1'));
    const failed = spawnSync(process.execPath, [command, source, join(folder, '.', 'a.g2d')], { encoding: 'utf8' });
    assert.equal(failed.status, 1);
    assert.match(failed.stderr, /a\.g2d': The drawing would replace the Gaussian image\./);
    assert.deepEqual(readFileSync(source), sample('compact-1'));
    if (process.platform === 'win32') return;

    const pipe = join(folder, 'pipe');
    symlinkSync('/dev/fd/1', pipe);
    const drawn = execFileSync('sh', ['-c', '"$0" "$1" "$2" "$3" | cat', process.execPath, command, source, pipe]);
    assert.equal(drawn.toString('latin1', 0, 3), 'P6\n');
    assert.ok(lstatSync(pipe).isSymbolicLink());
  } finally {
    rmSync(folder, { recursive: true });
  }
});
