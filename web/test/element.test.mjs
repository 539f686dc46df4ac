import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser, browserPath, serve } from './browser.mjs';
import { difference, fixture, fixtures, pictures, samples } from './files.mjs';

const skip = browserPath ? false : 'SKIPPED: no Chromium. Install it to run the tests of the element.';
const skipPictures = skip || (fixtures ? false : 'SKIPPED: dotnet test writes the pictures for this test.');
const folder = fixtures ?? samples;
const name = fixtures ? 'compact-normalized-srgb-opaque' : 'compact-1';
const bytes = readFileSync(join(folder, `${name}.g2d`));
const image = (src, more = '') => `<gaussian-image src="${src}" alt="A lighthouse" ${more}></gaussian-image>`;
const spacer = '<div style="height: 5000px"></div>';
const first = 'document.querySelector("gaussian-image")';
const canvas = `${first}.shadowRoot.querySelector("canvas")`;
const painted = `(() => {
  const c = ${canvas};
  return c.width > 0 && c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(value => value);
})()`;

let browser;
let server;
let hold = () => {};

before(async () => {
  if (skip) return;
  browser = Browser.launch();
  server = await serve(folder, {
    '/missing.g2d': (_, response) => response.writeHead(404).end(),
    '/damaged.g2d': (_, response) => response.writeHead(200).end(bytes.map((byte, i) => (i === bytes.length - 20 ? byte ^ 1 : byte))),
    '/slow.g2d': (_, response) => hold(response),
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

const open = (body, options) => browser.open(server.url, body, options);

/** Part of a picture. */
const crop = ({ width, data }, x, y, w, h) => {
  const part = new Uint8ClampedArray(4 * w * h);
  for (let row = 0; row < h; row++) part.set(data.subarray(4 * ((y + row) * width + x), 4 * ((y + row) * width + x + w)), 4 * row * w);
  return part;
};

/** A picture on a white page. */
const onWhite = pixels => {
  const data = Uint8ClampedArray.from(pixels);
  for (let i = 0; i < data.length; i += 4) {
    for (let c = 0; c < 3; c++) data[i + c] = (data[i + c] * data[i + 3]) / 255 + 255 - data[i + 3];
    data[i + 3] = 255;
  }
  return data;
};

test('all kinds of pictures on one page equal the C# renderer', { skip: skipPictures }, async () => {
  const names = pictures().filter(picture => picture !== 'tiles');
  const page = await open(names.map(picture => image(`/files/${picture}.g2d`)).join(''), { width: 600, height: 400 });
  await page.evaluate('document.body.style.background = "white"');
  await page.loaded();
  const shot = await page.pixels();
  const boxes = await page.evaluate(`[...document.querySelectorAll('gaussian-image')].map(element => {
    const { x, y, width, height } = element.getBoundingClientRect(); return [x, y, width, height]; })`);
  names.forEach((picture, i) => {
    const most = difference(crop(shot, ...boxes[i]), onWhite(fixture(`${picture}.rgba`)));
    assert.ok(most <= 1.5, `${picture} differs by ${most}`);
  });
  assert.deepEqual(page.errors, []);
  await page.close();
});

test('pictures are drawn for the size of the element and the pixels of the device', { skip: skipPictures }, async () => {
  const page = await open(image(`/files/${name}.g2d`, 'style="width: 120px"'), { width: 200, height: 200, ratio: 2 });
  await page.loaded();
  const sizes = await page.evaluate(`[${canvas}.width, ${canvas}.height, ${first}.naturalWidth, ${first}.naturalHeight]`);
  assert.deepEqual(sizes, [240, 176, 60, 44]);
  assert.ok(difference(crop(await page.pixels(), 0, 0, 240, 176), fixture(`${name}.large`)) <= 1.5);
  await page.evaluate(`${first}.style.width = '15px'`);
  await page.until(`${canvas}.width === 30`);
  await page.drawn();
  assert.ok(difference(crop(await page.pixels(), 0, 0, 30, 22), fixture(`${name}.small`)) <= 1.5);
  await page.close();
});

test('pictures cover or fit a box of another shape', { skip: skipPictures }, async () => {
  const page = await open(image(`/files/${name}.g2d`, 'style="width: 120px; height: 176px; object-fit: cover"'));
  await page.loaded();
  assert.deepEqual(await page.evaluate(`[${canvas}.width, ${canvas}.height]`), [240, 176]);
  const large = { width: 240, height: 176, data: fixture(`${name}.large`) };
  assert.ok(difference(crop(await page.pixels(), 0, 0, 120, 176), crop(large, 60, 0, 120, 176)) <= 1.5);
  await page.evaluate(`${first}.style.cssText = 'width: 60px; height: 100px; object-fit: contain'`);
  await page.until(`${canvas}.width === 60`);
  await page.drawn();
  assert.ok(difference(crop(await page.pixels(), 0, 28, 60, 44), fixture(`${name}.rgba`)) <= 1.5);
  await page.close();
});

test('without WebGL the processor draws', { skip: skipPictures }, async () => {
  const plain = Browser.launch({ gl: false });
  try {
    const body = image(`/files/${name}.g2d`) + image(`/files/${name}.g2d`, 'width="30"');
    const page = await plain.open(server.url, body, { width: 100, height: 60 });
    await page.loaded();
    assert.equal(await page.evaluate('import("/src/webgl.js").then(module => module.sharedRenderer())'), null);
    const shot = await page.pixels();
    assert.ok(difference(crop(shot, 0, 0, 60, 44), fixture(`${name}.rgba`)) <= 1.5);
    assert.ok(difference(crop(shot, 60, 0, 30, 22), fixture(`${name}.small`)) <= 1.5);
  } finally {
    await plain.close();
  }
});

test('a large picture is drawn as a draft first', { skip: skipPictures }, async () => {
  const plain = Browser.launch({ gl: false });
  try {
    const page = await plain.open(server.url, '', { width: 700, height: 500 });
    await page.evaluate(`window.widths = [];
      const put = CanvasRenderingContext2D.prototype.putImageData;
      CanvasRenderingContext2D.prototype.putImageData = function (data, x, y) { widths.push(data.width); put.call(this, data, x, y); };
      document.body.innerHTML = ${JSON.stringify(image('/files/tiles.g2d', 'width="700" height="500"'))}`);
    await page.until('widths.at(-1) === 700');
    const drafts = (await page.evaluate('widths')).slice(0, -1);
    assert.ok(drafts.length > 0 && drafts.every(width => width >= 175 && width <= 350), `${drafts}`);
    assert.ok(difference((await page.pixels()).data, fixture('tiles.rgba')) <= 1.5);
  } finally {
    await plain.close();
  }
});

test('a lost context comes back', { skip }, async () => {
  const page = await open(image(`/files/${name}.g2d`));
  await page.loaded();
  const expected = (await page.pixels()).data;
  await page.evaluate(`import("/src/webgl.js").then(({ sharedRenderer }) => {
    window.renderer = sharedRenderer();
    window.context = renderer.gl.getExtension('WEBGL_lose_context');
    context.loseContext();
  })`);
  await page.until('renderer.isLost');
  await page.evaluate(`${canvas}.getContext('2d').reset(); renderer.restored.dispatchEvent(new Event('restored'))`);
  await page.drawn();
  assert.ok(difference((await page.pixels()).data, expected) <= 1.5, 'the processor draws while the context is lost');
  await page.evaluate(`${canvas}.getContext('2d').reset(); context.restoreContext()`);
  await page.until('!renderer.isLost');
  await page.drawn();
  assert.ok(await page.evaluate('import("/src/webgl.js").then(m => m.sharedRenderer() === renderer)'));
  assert.deepEqual((await page.pixels()).data, expected);
  assert.deepEqual(page.errors, []);
  await page.close();
});

test('lazy images load when they come near', { skip }, async () => {
  const page = await open(spacer + image(`/files/${name}.g2d?lazy`, 'loading="lazy" width="60" height="44"'));
  const isRequested = () => page.evaluate('performance.getEntriesByType("resource").some(entry => entry.name.endsWith("?lazy"))');
  await page.drawn();
  assert.equal(await isRequested(), false);
  await page.evaluate('scrollTo(0, 5000)');
  await page.loaded();
  assert.equal(await isRequested(), true);
  assert.ok(await page.evaluate(painted));
  await page.close();
});

test('the beginning of a file is shown while the rest arrives', { skip }, async () => {
  for (const reduced of [false, true]) {
    let response;
    hold = answer => {
      response = answer;
      answer.writeHead(200);
      answer.write(bytes.subarray(0, bytes.length - 100));
    };
    const page = await open('', { media: { 'prefers-reduced-motion': reduced ? 'reduce' : 'no-preference' } });
    await page.evaluate(`window.events = [];
      for (const type of ['progress', 'load', 'error']) document.addEventListener(type, () => events.push(type), true);
      document.body.innerHTML = ${JSON.stringify(image('/slow.g2d'))}`);
    if (reduced) {
      await new Promise(resolve => setTimeout(resolve, 200));
      assert.deepEqual(await page.evaluate('events'), []);
    } else {
      await page.until(painted);
      assert.deepEqual(await page.evaluate('events'), ['progress']);
      assert.equal(await page.evaluate(`${first}.complete`), false);
    }
    response.end(bytes.subarray(bytes.length - 100));
    await page.loaded();
    assert.equal((await page.evaluate('events')).at(-1), 'load');
    assert.ok(await page.evaluate(painted));
    await page.close();
  }
});

test('the beginning of a file stays visible if the connection breaks or the file ends', { skip }, async () => {
  const half = bytes.subarray(0, bytes.length - 100);
  const breaks = answer => {
    answer.writeHead(200, { 'content-length': bytes.length });
    answer.write(half);
    setTimeout(() => answer.destroy(), 300);
  };
  for (hold of [breaks, answer => answer.end(half)]) {
    const page = await open('');
    await page.evaluate(`window.message = ''; document.addEventListener('error', event => message = event.message, true);
      document.body.innerHTML = ${JSON.stringify(image('/slow.g2d'))}`);
    await page.loaded();
    assert.ok(await page.evaluate(`!${first}.matches(':state(failed)')`));
    assert.ok(await page.evaluate(painted));
    assert.notEqual(await page.evaluate('message'), '');
    await page.close();
  }
});

test('the alternative text takes the place of files that cannot be shown', { skip }, async () => {
  for (const source of ['/missing.g2d', '/damaged.g2d']) {
    const page = await open('');
    await page.evaluate(`window.message = ''; document.addEventListener('error', event => message = event.message, true);
      document.body.innerHTML = ${JSON.stringify(image(source, 'style="font-size: 16px"'))}`);
    await page.loaded();
    assert.match(await page.evaluate('message'), source === '/missing.g2d' ? /404/ : /damaged/);
    assert.ok(await page.evaluate(`${first}.shadowRoot.querySelector('.alt').offsetHeight > 0 && ${canvas}.offsetHeight === 0`));
    assert.equal(await page.evaluate(`${first}.shadowRoot.querySelector('.alt').textContent`), 'A lighthouse');

    // Another source heals it.
    await page.evaluate(`${first}.src = '/files/${name}.g2d'`);
    await page.until(painted);
    assert.ok(await page.evaluate(`!${first}.matches(':state(failed)')`));
    await page.close();
  }
});

test('files that take too long to draw are refused', { skip: skipPictures }, async () => {
  const page = await open('');
  await page.evaluate(`window.message = ''; document.addEventListener('error', event => message = event.message, true);
    document.body.innerHTML = ${JSON.stringify(image('/files/crowd.bin'))}`);
  await page.loaded();
  assert.equal(await page.evaluate('message'), 'Each pixel has 1100 Gaussians on average; the limit is 1000.');
  assert.ok(await page.evaluate(`${first}.matches(':state(failed)')`));
  await page.close();
});

test('a part of a drawing is the same with WebGL and on the processor', { skip }, async () => {
  const page = await open('');
  const parts = await page.evaluate(`(async () => {
    const [{ decode }, { draw }, { sharedRenderer }] =
      await Promise.all(['decode', 'draw', 'webgl'].map(name => import('/src/' + name + '.js')));
    const picture = decode(new Uint8Array(await (await fetch('/files/${name}.g2d')).arrayBuffer()));
    const canvas = document.createElement('canvas');
    return [[5.3, 31.7, 17.2], [0.6, 3.4, 2.5]].map(([scale, left, top]) => {
      const area = { width: scale * picture.width, height: scale * picture.height, left, top, columns: 25, rows: 19 };
      sharedRenderer().draw(picture, canvas, area);
      return [canvas.getContext('2d').getImageData(0, 0, 25, 19), draw(picture, area)].map(({ data }) => [...data]);
    });
  })()`);
  for (const [gpu, processor] of parts) assert.ok(difference(gpu, processor) <= 1.5);
  await page.close();
});

test('assistive technology sees an image with a name, or nothing if the text is empty', { skip }, async () => {
  const page = await open(`${image(`/files/${name}.g2d`)}<gaussian-image src="/files/${name}.g2d" alt=""></gaussian-image>`);
  await page.loaded();
  await page.call('Accessibility.enable');
  const { nodes } = await page.call('Accessibility.getFullAXTree');
  const images = nodes.filter(node => !node.ignored && node.role.value === 'image');
  assert.deepEqual(images.map(node => node.name.value), ['A lighthouse']);
  await page.close();
});

test('printing loads and draws lazy images far below at twice the pixels', { skip }, async () => {
  const page = await open(spacer + image(`/files/${name}.g2d?print`, 'loading="lazy" width="60" height="44"'));
  await page.drawn();
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  await page.loaded();
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  assert.equal(await page.evaluate(`${canvas}.width`), 120);
  assert.ok(await page.evaluate(painted));
  const { data } = await page.call('Page.printToPDF', { printBackground: true });
  assert.match(Buffer.from(data, 'base64').toString('latin1'), /\/Subtype \/Image/);
  await page.close();
});

test('elements that move or leave the page stop and start again', { skip }, async () => {
  const page = await open(image(`/files/${name}.g2d`));
  await page.evaluate(`window.element = ${first}; element.remove(); document.body.append(element); element.remove()`);
  await page.drawn();
  await page.evaluate('document.body.append(element)');
  await page.loaded();
  assert.ok(await page.evaluate(painted));
  assert.deepEqual(page.errors, []);
  await page.close();
});

test('an element without an address is empty, and values from before its definition count', { skip }, async () => {
  const page = await open(image(`/files/${name}.g2d`, 'width="60" height="44"'));
  await page.loaded();
  await page.evaluate(`${first}.removeAttribute('src')`);
  assert.equal(await page.evaluate(painted), false);
  assert.deepEqual(await page.evaluate(`(async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = '<gaussian-image></gaussian-image>';
    document.body.append(frame);
    await new Promise(done => frame.onload = done);
    const element = frame.contentDocument.querySelector('gaussian-image');
    element.src = '/files/${name}.g2d';
    const script = frame.contentDocument.createElement('script');
    Object.assign(script, { type: 'module', src: '/src/element.js' });
    element.addEventListener('load', () => window.isLoaded = true);
    frame.contentDocument.body.append(script);
    await frame.contentWindow.customElements.whenDefined('gaussian-image');
    return [element.getAttribute('src'), Object.hasOwn(element, 'src')];
  })()`), [`/files/${name}.g2d`, false]);
  await page.until('window.isLoaded');
  await page.close();
});

test('a placeholder in the page lies below its photograph', { skip: skipPictures }, async () => {
  const address = `data:application/octet-stream;base64,${bytes.toString('base64')}`;
  const page = await open(`<style>.photo { display: grid; width: 120px } .photo > * { grid-area: 1 / 1; width: 100%; height: auto; }</style>
    <div class="photo"><gaussian-image src="${address}" alt="" width="60" height="44"></gaussian-image>
    <img src="/missing.g2d" alt="" width="60" height="44"></div>`);
  await page.loaded();
  assert.ok(await page.evaluate(painted));
  const boxes = await page.evaluate(`[...document.querySelectorAll('.photo > *')].map(element => {
    const { x, y, width, height } = element.getBoundingClientRect(); return [x, y, width, height].map(Math.round); })`);
  assert.deepEqual(boxes, [[0, 0, 120, 88], [0, 0, 120, 88]]);
  await page.close();
});
