// Draws Gaussians with WebGL 2. All pictures of a page share one context; each result is copied to a canvas of its own.
// It imports nothing, so that bundlers keep it apart from the modules that a placeholder needs.

const NORMALIZED = 0;
const OVER = 2;
const FLOATS = 12;

/** Largest number of pixels of the textures for sums. */
const MOST_PIXELS = 2 ** 24;

const SPLAT_VERTEX = `#version 300 es
layout(location = 0) in vec4 place;     // x, y, L11, L21
layout(location = 1) in vec4 paint;     // L22, opacity, alpha, red
layout(location = 2) in vec2 rest;      // green, blue
uniform vec2 size;                      // of the whole drawing, in pixels
uniform vec2 from;                      // place of the part that is drawn
uniform vec2 part;                      // size of that part
uniform vec2 scale;                     // drawn pixels per pixel of the picture
uniform vec2 added;                     // to the variances
uniform float cutoff;
flat out vec2 center;
flat out vec3 inverse;                  // of the Cholesky factor: 1 / L11, L21, 1 / L22
flat out vec4 color;
flat out float opacity;
void main() {
  vec3 l = vec3(place.z * scale.x, place.w * scale.y, paint.x * scale.y);
  float root = sqrt(l.x * l.x * l.z * l.z + added.x * dot(l.yz, l.yz) + added.y * l.x * l.x + added.x * added.y);
  float wide = sqrt(l.x * l.x + added.x);
  opacity = paint.y * l.x * l.z / root;
  l = vec3(wide, l.x * l.y / wide, root / wide);
  center = place.xy * size - from;
  center.y = part.y - center.y;
  inverse = vec3(1.0 / l.x, l.y, 1.0 / l.z);
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * 2.0 - 1.0;
  vec2 extent = vec2(cutoff * l.x, cutoff * length(l.yz)) + 1.0;
  gl_Position = vec4((center + corner * extent) / part * 2.0 - 1.0, 0.0, 1.0);
  color = vec4(vec3(paint.w, rest) * paint.z, paint.z);
}`;

// The offset is computed for each pixel: interpolated values would be wrong by the rounding of the corners to a fraction of a pixel.
const SPLAT_FRAGMENT = `#version 300 es
precision highp float;
flat in vec2 center;
flat in vec3 inverse;
flat in vec4 color;
flat in float opacity;
uniform float least;
layout(location = 0) out vec4 sums;
layout(location = 1) out vec4 weight;
void main() {
  vec2 d = gl_FragCoord.xy - center;
  float u = d.x * inverse.x;
  float v = (-d.y - inverse.y * u) * inverse.z;
  float w = opacity * max(0.0, exp(-0.5 * (u * u + v * v)) - least);
  sums = w * color;
  weight = vec4(w, 0.0, 0.0, w);
}`;

const RESOLVE_VERTEX = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4.0 - 1.0, 0.0, 1.0);
}`;

const RESOLVE_FRAGMENT = `#version 300 es
precision highp float;
uniform sampler2D sums;
uniform sampler2D weights;
uniform int samples, compositing;
uniform bool hasAlpha, isLinear;
uniform float epsilon;
uniform vec4 background;
out vec4 result;
vec4 at(ivec2 p) {
  vec4 s = texelFetch(sums, p, 0);
  float b = hasAlpha ? background.a : 1.0;
  float rest = compositing == 0 ? epsilon : compositing == 2 ? 1.0 - s.a : 1.0;
  float by = compositing == 0 ? 1.0 / ((hasAlpha ? texelFetch(weights, p, 0).r : s.a) + epsilon) : 1.0;
  float alpha = hasAlpha ? clamp((s.a + rest * b) * by, 0.0, 1.0) : 1.0;
  vec3 c = clamp((s.rgb + rest * b * background.rgb) * by, vec3(0.0), vec3(alpha));
  if (isLinear && alpha > 0.0) {
    c /= alpha;
    c = alpha * mix(1.055 * pow(max(c, vec3(1e-6)), vec3(1.0 / 2.4)) - 0.055, 12.92 * c, vec3(lessThanEqual(c, vec3(0.0031308))));
  }
  return vec4(c, alpha);
}
void main() {
  ivec2 first = ivec2(gl_FragCoord.xy) * samples;
  vec4 sum = vec4(0.0);
  for (int j = 0; j < samples; j++) for (int i = 0; i < samples; i++) sum += at(first + ivec2(i, j));
  result = sum / float(samples * samples);
}`;

let shared;

/**
 * Returns the renderer of the page; null without WebGL 2 or the extensions for sums.
 * @param {Function} sampling That of opaque.js.
 */
export const sharedRenderer = sampling => {
  if (shared === undefined) shared = Renderer.create(sampling);
  return shared;
};

class Renderer {
  static create(sampling) {
    const canvas = document.createElement('canvas');

    // Without a GPU, draw.js is faster than WebGL.
    const gl = canvas.getContext('webgl2', {
      premultipliedAlpha: true, antialias: false, depth: false, preserveDrawingBuffer: true, failIfMajorPerformanceCaveat: true,
    });
    if (!gl?.getExtension('EXT_color_buffer_float')) return null;

    const renderer = new Renderer(canvas, gl, sampling);
    try {
      renderer.setUp();
    } catch {
      return null; // A driver without these shaders.
    }
    canvas.addEventListener('webglcontextlost', event => {
      event.preventDefault();
      renderer.isLost = true;
    });
    canvas.addEventListener('webglcontextrestored', () => {
      renderer.buffers = new WeakMap();
      renderer.setUp();
      renderer.isLost = false;
      renderer.restored.dispatchEvent(new Event('restored'));
    });
    return renderer;
  }

  constructor(canvas, gl, sampling) {
    Object.assign(this, { canvas, gl, sampling, isLost: false, buffers: new WeakMap(), restored: new EventTarget() });
    this.most = Math.min(gl.getParameter(gl.MAX_TEXTURE_SIZE), gl.getParameter(gl.MAX_RENDERBUFFER_SIZE), 8192);
  }

  setUp() {
    const { gl } = this;
    gl.getExtension('EXT_color_buffer_float');
    this.format = gl.getExtension('EXT_float_blend') ? gl.RGBA32F : gl.RGBA16F;
    this.splat = program(gl, SPLAT_VERTEX, SPLAT_FRAGMENT);
    this.resolve = program(gl, RESOLVE_VERTEX, RESOLVE_FRAGMENT);
    this.framebuffer = gl.createFramebuffer();
    this.textures = [gl.createTexture(), gl.createTexture()];
    this.size = [0, 0, false];
    this.empty = gl.createVertexArray();
  }

  /**
   * Draws a part of a picture into a 2D canvas, which gets the size of the part. Returns false if it cannot.
   * @param {object} area As for draw().
   */
  draw(picture, canvas, area) {
    const { gl } = this;
    const { columns: width, rows: height } = area;
    if (this.isLost || gl.isContextLost()) return false;
    if (!this.fits(width, height)) return false;
    const sampled = this.sampling(picture, area.width, area.height, area.samples);
    let { samples } = sampled;
    while (samples > 1 && !this.fits(width * samples, height * samples)) samples--;

    this.accumulate(picture, width * samples, height * samples, area, samples, sampled.added);
    if (this.canvas.width !== width || this.canvas.height !== height) Object.assign(this.canvas, { width, height });
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, width, height);
    gl.disable(gl.BLEND);
    gl.useProgram(this.resolve.program);
    const { at } = this.resolve;
    this.textures.forEach((texture, i) => {
      gl.activeTexture(gl.TEXTURE0 + i);
      gl.bindTexture(gl.TEXTURE_2D, texture);
    });
    gl.uniform1i(at('sums'), 0);
    gl.uniform1i(at('weights'), 1);
    gl.uniform1i(at('samples'), samples);
    gl.uniform1i(at('compositing'), picture.compositing);
    gl.uniform1i(at('hasAlpha'), picture.hasAlpha ? 1 : 0);
    gl.uniform1i(at('isLinear'), picture.linear ? 1 : 0);
    gl.uniform1f(at('epsilon'), picture.epsilon);
    gl.uniform4fv(at('background'), picture.background);
    gl.bindVertexArray(this.empty);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 3);
    if (gl.isContextLost()) return false;

    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d');
    context.globalCompositeOperation = 'copy';
    context.drawImage(this.canvas, 0, 0);
    return true;
  }

  fits(width, height) { return Math.max(width, height) <= this.most && width * height <= MOST_PIXELS; }

  accumulate(picture, width, height, area, samples, added) {
    const { gl } = this;
    const needsWeights = picture.hasAlpha && picture.compositing === NORMALIZED;
    this.prepareTargets(width, height, needsWeights);
    gl.drawBuffers([gl.COLOR_ATTACHMENT0, needsWeights ? gl.COLOR_ATTACHMENT1 : gl.NONE]);
    gl.viewport(0, 0, width, height);
    gl.clearBufferfv(gl.COLOR, 0, [0, 0, 0, 0]);
    if (needsWeights) gl.clearBufferfv(gl.COLOR, 1, [0, 0, 0, 0]);
    gl.enable(gl.BLEND);
    if (picture.compositing === OVER) gl.blendFunc(gl.ONE_MINUS_DST_ALPHA, gl.ONE);
    else gl.blendFunc(gl.ONE, gl.ONE);
    gl.useProgram(this.splat.program);
    const { at } = this.splat;
    gl.uniform2f(at('size'), area.width * samples, area.height * samples);
    gl.uniform2f(at('from'), area.left * samples, area.top * samples);
    gl.uniform2f(at('part'), width, height);
    gl.uniform2f(at('scale'), area.width * samples / picture.width, area.height * samples / picture.height);
    gl.uniform2fv(at('added'), added);
    gl.uniform1f(at('cutoff'), picture.cutoff);
    gl.uniform1f(at('least'), Math.exp(-picture.cutoff * picture.cutoff / 2));
    gl.bindVertexArray(this.vertices(picture));
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, picture.gaussians.count);
  }

  /** Makes the textures for sums and weights fit; that for weights has one pixel while it is not needed. */
  prepareTargets(width, height, needsWeights) {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.framebuffer);
    const size = [width, height, needsWeights];
    if (size.every((value, i) => value === this.size[i])) return;

    this.size = size;
    this.textures.forEach((texture, i) => {
      const isUsed = i === 0 || needsWeights;
      gl.activeTexture(gl.TEXTURE0 + i);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.texImage2D(gl.TEXTURE_2D, 0, this.format, isUsed ? width : 1, isUsed ? height : 1, 0, gl.RGBA, gl.FLOAT, null);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, gl.TEXTURE_2D, isUsed ? texture : null, 0);
    });
  }

  /** Returns the vertex array of a set of Gaussians, which is uploaded once. The first ones of the set use the same array. */
  vertices({ gaussians: g, hasAlpha }) {
    const { gl } = this;
    const known = this.buffers.get(g.x);
    if (known?.count >= g.count) return known.array;

    const data = new Float32Array(FLOATS * g.count);
    for (let i = 0; i < g.count; i++) {
      data.set([
        g.x[i], g.y[i], g.l11[i], g.l21[i], g.l22[i], g.opacity[i], hasAlpha ? g.alpha[i] : 1, g.red[i], g.green[i], g.blue[i],
      ], FLOATS * i);
    }
    const array = gl.createVertexArray();
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    [4, 4, 2].forEach((length, i) => {
      gl.enableVertexAttribArray(i);
      gl.vertexAttribPointer(i, length, gl.FLOAT, false, 4 * FLOATS, 16 * i);
      gl.vertexAttribDivisor(i, 1);
    });
    this.buffers.set(g.x, { array, count: g.count });
    return array;
  }
}

const program = (gl, vertex, fragment) => {
  const made = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(made));
  const places = new Map();
  return {
    program: made,
    at: name => {
      if (!places.has(name)) places.set(name, gl.getUniformLocation(made, name));
      return places.get(name);
    },
  };
};
