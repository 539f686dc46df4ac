// Compares the G-code of a drawing with its SVG file, read by gcode-toolpath (npm), which knows nothing of Stylize.
// Usage: npm install --prefix FOLDER gcode-toolpath
//        stylize dot-art photo.jpg --pen 0.3mm,black -o drawing.svg; stylize dot-art photo.jpg --pen 0.3mm,black -o drawing.gcode
//        NODE_PATH=FOLDER/node_modules node tools/oracles/gcode.cjs drawing.svg drawing.gcode
// Needs a machine that lowers the pen with M3 and has its origin at the lower left corner (grbl-servo, grbl-laser).
const fs = require('fs');
const Toolpath = require('gcode-toolpath');

const svg = fs.readFileSync(process.argv[2], 'utf8');
const height = Number(/viewBox="0 0 [\d.]+ ([\d.]+)"/.exec(svg)[1]);
const expected = [...svg.matchAll(/<path d="M(-?[\d.]+)[ ,]?(-?[\d.]+)/g)].map(m => [Number(m[1]), height - Number(m[2])]);

const strokes = [];
let at = { x: 0, y: 0 };
let worstArc = 0;
const path = new Toolpath({
  addLine: (modal, from, to) => {
    at = to;
    if (modal.motion !== 'G0') strokes.at(-1).length += Math.hypot(to.x - from.x, to.y - from.y);
  },
  addArcCurve: (modal, from, to, center) => {
    at = to;
    const start = Math.hypot(from.x - center.x, from.y - center.y);
    worstArc = Math.max(worstArc, Math.abs(start - Math.hypot(to.x - center.x, to.y - center.y)));
    strokes.at(-1).length += Math.PI * start;
  },
});
for (const line of fs.readFileSync(process.argv[3], 'utf8').split('\n')) {
  path.loadFromStringSync(line);
  if (/^M3\b/.test(line)) strokes.push({ x: at.x, y: at.y, length: 0 });
}

const worst = Math.max(...strokes.map((s, i) => expected[i] ? Math.hypot(s.x - expected[i][0], s.y - expected[i][1]) : Infinity));
const drawn = strokes.reduce((sum, s) => sum + s.length, 0);
console.log(`${strokes.length} strokes, ${expected.length} in the SVG file; largest distance ${worst.toFixed(4)} mm, `
  + `largest difference of an arc's radii ${worstArc.toFixed(4)} mm, ${drawn.toFixed(0)} mm drawn`);
process.exit(strokes.length === expected.length && worst <= 0.05 && worstArc <= 0.05 ? 0 : 1);
