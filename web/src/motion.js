import { bitModels, clamp, damaged, raw, residualModel } from './core.js';

const FARTHEST = 2 ** 14 - 1;

/** The vectors of nodes over a picture, in 1/16 pixel: docs/gaussian-format.md, "Motion". */
export class MotionField {
  constructor(width, height, spacing) {
    const nodes = length => ((length - 1) >> (spacing + 3)) + 2;
    Object.assign(this, { spacing, bits: spacing + 7, columns: nodes(width), rows: nodes(height) });
  }

  /** Returns the motion at a point along an axis (0 or 1). */
  at(axis, X, Y) {
    const { bits, columns, rows, vectors } = this;
    const x = clamp(X, 0, (columns - 1) << bits);
    const y = clamp(Y, 0, (rows - 1) << bits);
    const column = Math.min(x >> bits, columns - 2);
    const row = Math.min(y >> bits, rows - 2);
    const right = x - (column << bits);
    const below = y - (row << bits);
    const left = (1 << bits) - right;
    const above = (1 << bits) - below;
    const from = 2 * (row * columns + column) + axis;
    const under = from + 2 * columns;
    const upper = left * vectors[from] + right * vectors[from + 2];
    const lower = left * vectors[under] + right * vectors[under + 2];
    const unit = 2 ** (2 * bits);
    return Math.floor((above * upper + below * lower + unit / 2) / unit);
  }

  /** Returns the motion of the camera at a node. */
  camera(axis, column, row) {
    const [first, right, below] = this.corners.map(corner => corner[axis]);
    return first + share(right - first, column, this.columns) + share(below - first, row, this.rows);
  }

  /** Returns the motion of a node relative to the camera. */
  relative(axis, column, row) {
    return this.vectors[2 * (row * this.columns + column) + axis] - this.camera(axis, column, row);
  }

  /** Predicts the motion of a node from nodes before it and from the motion of the frame before, if any. */
  predict(axis, column, row, earlier) {
    const before = earlier?.spacing === this.spacing ? earlier.relative(axis, column, row) : 0;
    const beside = column > 0 ? this.relative(axis, column - 1, row) : before;
    const above = row > 0 ? this.relative(axis, column, row - 1) : beside;
    const left = column > 0 ? beside : above;
    return this.camera(axis, column, row) + median(left, above, before);
  }
}

/** Models of the motion of frames. */
export class MotionModels {
  constructor() {
    this.moves = bitModels(2);
    this.camera = residualModel(1);
    this.vector = [residualModel(3), residualModel(3)];
  }

  /**
   * Reads the motion of a frame of n Gaussians; null for none.
   * @param {MotionField | null} earlier The motion of the frame before.
   */
  decode({ width, height }, n, earlier) {
    if (!this.moves(earlier ? 1 : 0)) return null;

    const field = new MotionField(width, height, raw(3));
    const { columns, rows } = field;
    if (columns * rows > Math.max(64, n)) damaged('the motion of a frame has too many parts');
    field.corners = (earlier?.corners ?? [[0, 0], [0, 0], [0, 0]])
      .map(corner => corner.map(old => limited(old + this.camera(0))));
    field.vectors = new Int32Array(2 * columns * rows);
    for (let row = 0, at = 0; row < rows; row++) {
      let context = 0;
      for (let column = 0; column < columns; column++, at += 2) {
        const predicted = [0, 1].map(axis => field.predict(axis, column, row, earlier));
        const dx = this.vector[0](context);
        const dy = this.vector[1](classOf(dx));
        context = Math.max(classOf(dx), classOf(dy));
        field.vectors[at] = limited(predicted[0] + dx);
        field.vectors[at + 1] = limited(predicted[1] + dy);
      }
    }
    return field;
  }
}

const limited = component => clamp(component, -FARTHEST, FARTHEST);

const classOf = change => (change === 0 ? 0 : Math.abs(change) < 4 ? 1 : 2);

/** The share of a node in a difference between the first and the last of a number of nodes. */
const share = (difference, node, nodes) => Math.floor((2 * difference * node + nodes - 1) / (2 * (nodes - 1)));

const median = (a, b, c) => Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
