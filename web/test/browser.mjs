import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const TYPES = { '.js': 'text/javascript', '.html': 'text/html', '.g2d': 'application/octet-stream' };

/** Path of an installed browser; undefined if there is none. */
export const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

/**
 * Serves the package, the files of a folder below /files/, and the given handlers by path.
 * @returns {Promise<{url: string, requests: string[], close: () => void}>}
 */
export const serve = (folder, handlers = {}) => new Promise(resolve => {
  const requests = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    requests.push(path);
    if (handlers[path]) return handlers[path](request, response);
    const file = path.startsWith('/files/') ? join(folder, normalize(path.slice(6))) : join(ROOT, normalize(path));
    if (!existsSync(file) || !statSync(file).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  }).listen(0, '127.0.0.1', () => resolve({
    url: `http://127.0.0.1:${server.address().port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  }));
});

/** A headless browser, driven with the DevTools protocol over a pipe. */
export class Browser {
  static launch({ gl = true } = {}) {
    const profile = mkdtempSync(join(tmpdir(), 'g2d-browser-'));
    const graphics = gl ? ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist'] : ['--disable-3d-apis'];
    const child = spawn(browserPath, ['--headless', '--no-sandbox', '--no-first-run', '--disable-dev-shm-usage', ...graphics,
      '--hide-scrollbars', '--force-color-profile=srgb', '--remote-debugging-pipe', `--user-data-dir=${profile}`, 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], detached: true });
    return new Browser(child, profile);
  }

  constructor(child, profile) {
    Object.assign(this, { child, profile, calls: new Map(), listeners: [], id: 0 });
    let text = '';
    child.stdio[4].setEncoding('utf8').on('data', data => {
      const parts = (text + data).split('\0');
      text = parts.pop();
      for (const part of parts) this.receive(JSON.parse(part));
    });
  }

  receive({ id, method, params, result, error, sessionId }) {
    if (!id) return this.listeners.forEach(listener => listener(method, params, sessionId));
    const { resolve, reject } = this.calls.get(id);
    this.calls.delete(id);
    return error ? reject(new Error(error.message)) : resolve(result);
  }

  call(method, params = {}, sessionId = undefined) {
    const id = ++this.id;
    this.child.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.calls.set(id, { resolve, reject }));
  }

  /** Opens a page with HTML, served from the given address, so that it can load modules and files. */
  async open(url, body, { width = 400, height = 300, ratio = 1, media = {} } = {}) {
    const { targetId } = await this.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.call('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this, sessionId, targetId);
    await page.call('Page.enable');
    await page.call('Runtime.enable');
    await page.call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: ratio, mobile: false });
    await page.call('Emulation.setDefaultBackgroundColorOverride', { color: { r: 0, g: 0, b: 0, a: 0 } });
    await page.call('Emulation.setEmulatedMedia', {
      features: Object.entries(media).map(([name, value]) => ({ name, value })),
    });
    await page.call('Page.navigate', { url: `${url}/test/page.html` });
    await page.until('document.readyState === "complete" && location.pathname === "/test/page.html"');
    await page.evaluate(`document.body.innerHTML = ${JSON.stringify(body)}`);
    return page;
  }

  async close() {
    const gone = new Promise(resolve => this.child.once('exit', resolve));
    this.call('Browser.close').catch(() => {});
    await Promise.race([gone, new Promise(resolve => setTimeout(resolve, 3000).unref())]);
    try {
      process.kill(-this.child.pid, 'SIGKILL');
    } catch {
      // The browser has ended.
    }
    rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

class Page {
  constructor(browser, sessionId, targetId) {
    Object.assign(this, { browser, sessionId, targetId, errors: [] });
    browser.listeners.push((method, params, session) => {
      if (session === sessionId && method === 'Runtime.exceptionThrown') {
        this.errors.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
      }
    });
  }

  call(method, params) { return this.browser.call(method, params, this.sessionId); }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.call('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Waits until an expression is true in the page. */
  async until(expression, seconds = 20) {
    for (const end = Date.now() + 1000 * seconds; Date.now() < end;) {
      if (await this.evaluate(expression).catch(() => false)) return;
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    throw new Error(`Never true: ${expression}`);
  }

  /** Waits until all images of the page are loaded and drawn. */
  async loaded() {
    await this.until('[...document.querySelectorAll("gaussian-image")].every(image => image.complete)');
    await this.drawn();
  }

  /** Waits for two frames. */
  drawn() { return this.evaluate('new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))'); }

  /** Pixels of the page as they are on screen, with straight alpha. */
  async pixels(clip = undefined) {
    const { data } = await this.call('Page.captureScreenshot', { format: 'png', clip: clip && { scale: 1, ...clip } });
    return readPng(Buffer.from(data, 'base64'));
  }

  close() { return this.browser.call('Target.closeTarget', { targetId: this.targetId }); }
}

/** Reads a PNG file of 8 bits without interlacing. */
const readPng = file => {
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const channels = { 2: 3, 6: 4 }[file[25]];
  const parts = [];
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const stride = width * channels;
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  let above = new Uint8Array(stride);
  for (let y = 0; y < height; y++) {
    const row = raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    const filter = raw[y * (stride + 1)];
    for (let i = 0; i < stride; i++) {
      const a = i < channels ? 0 : row[i - channels];
      const b = above[i];
      const c = i < channels ? 0 : above[i - channels];
      const p = a + b - c;
      const [pa, pb, pc] = [Math.abs(p - a), Math.abs(p - b), Math.abs(p - c)];
      row[i] += [0, a, b, (a + b) >> 1, pa <= pb && pa <= pc ? a : pb <= pc ? b : c][filter];
      data[4 * (y * width + Math.floor(i / channels)) + i % channels] = row[i];
    }
    above = row;
  }
  return { width, height, data };
};
