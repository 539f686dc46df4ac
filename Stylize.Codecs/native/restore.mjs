// Fetches the pinned libvips of one platform: node restore.mjs <rid> <folder>
// Writes <folder>/runtimes/<rid>/native/<name of the library on the platform>.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const platforms = {
  'linux-x64': { os: 'linux', cpu: 'x64', libc: 'glibc', package: 'sharp-libvips-linux-x64' },
  'linux-arm64': { os: 'linux', cpu: 'arm64', libc: 'glibc', package: 'sharp-libvips-linux-arm64' },
  'linux-musl-x64': { os: 'linux', cpu: 'x64', libc: 'musl', package: 'sharp-libvips-linuxmusl-x64' },
  'linux-musl-arm64': { os: 'linux', cpu: 'arm64', libc: 'musl', package: 'sharp-libvips-linuxmusl-arm64' },
  'osx-x64': { os: 'darwin', cpu: 'x64', package: 'sharp-libvips-darwin-x64' },
  'osx-arm64': { os: 'darwin', cpu: 'arm64', package: 'sharp-libvips-darwin-arm64' },
  'win-x64': { os: 'win32', cpu: 'x64', package: 'sharp-win32-x64' },
  'win-arm64': { os: 'win32', cpu: 'arm64', package: 'sharp-win32-arm64' },
};
const libraries = {
  linux: { pattern: /^libvips-cpp\.so\./, name: 'libvips.so.42' },
  darwin: { pattern: /^libvips-cpp\..*\.dylib$/, name: 'libvips.42.dylib' },
  win32: { pattern: /^libvips-42\.dll$/, name: 'libvips-42.dll' },
};

const [rid, folder] = process.argv.slice(2);
const platform = platforms[rid];
if (!platform) fail(`no prebuilt libvips for ${rid}; there is one for ${Object.keys(platforms).join(', ')}`);

const manifests = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(folder, 'runtimes', rid, 'native');
const library = path.join(target, libraries[platform.os].name);
const stamp = path.join(folder, `${rid}.stamp`);
const lockText = fs.readFileSync(path.join(manifests, 'package-lock.json'), 'utf8');
const isDone = () => fs.existsSync(library) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lockText;

fs.mkdirSync(target, { recursive: true });
const release = await acquire(path.join(folder, `${rid}.lock`));
process.on('exit', release);
// Another build may have fetched it while this one waited.
if (isDone()) touch(stamp);
else restore();

function restore() {
  const stage = path.join(folder, `${rid}.stage`);
  fs.rmSync(stage, { recursive: true, force: true });
  fs.mkdirSync(stage);
  for (const name of ['package.json', 'package-lock.json']) fs.copyFileSync(path.join(manifests, name), path.join(stage, name));

  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', `--os=${platform.os}`, `--cpu=${platform.cpu}`];
  if (platform.libc) args.push(`--libc=${platform.libc}`);
  const npm = spawnSync('npm', args, { cwd: stage, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' });
  if (npm.error) fail(`npm could not be started: ${npm.error.message}`);
  if (npm.status !== 0) fail(`npm ci ended with exit code ${npm.status}`);

  // npm exits with 0 even if it omits an optional package with a wrong hash, so check that the file exists.
  const source = path.join(stage, 'node_modules', '@img', platform.package);
  const lib = path.join(source, 'lib');
  const name = fs.existsSync(lib) && fs.readdirSync(lib).find(file => libraries[platform.os].pattern.test(file));
  if (!name) fail(`npm ci ended without @img/${platform.package}: not reachable, or its hash is not the pinned one`);

  place(path.join(lib, name), library);
  place(path.join(source, 'versions.json'), path.join(target, 'libvips.versions.json'));
  fs.rmSync(stage, { recursive: true, force: true });
  fs.writeFileSync(stamp, lockText);
}

// A running program may have mapped the old file, so replace the file instead of writing to it.
function place(from, to) {
  fs.copyFileSync(from, `${to}.new`);
  fs.renameSync(`${to}.new`, to);
}

function touch(file) {
  const now = new Date();
  fs.utimesSync(file, now, now);
}

async function acquire(lock) {
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => fs.rmSync(lock, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }

    if (isAbandoned(lock)) fs.rmSync(lock, { force: true });
    else await new Promise(resolve => setTimeout(resolve, 200));
  }
}

function isAbandoned(lock) {
  try {
    const owner = Number(fs.readFileSync(lock, 'utf8'));
    if (owner) process.kill(owner, 0);
    return !owner && Date.now() - fs.statSync(lock).mtimeMs > 5000;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

function fail(message) {
  console.error(`libvips for ${rid}: ${message}`);
  process.exit(1);
}
