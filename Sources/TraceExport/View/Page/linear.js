"use strict";
// Vectors as arrays, column-major 4 x 4 matrices as Float32Array.

const V = {
  add: (a, b) => [a[0] + b[0], a[1] + b[1], a[2] + b[2]],
  sub: (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]],
  scale: (a, s) => [a[0] * s, a[1] * s, a[2] * s],
  dot: (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2],
  cross: (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]],
  length: (a) => Math.hypot(a[0], a[1], a[2]),
  unit: (a) => { const l = V.length(a) || 1; return [a[0] / l, a[1] / l, a[2] / l]; },
  rotate: (q, v) => {
    const t = V.scale(V.cross(q, v), 2);
    return V.add(V.add(v, V.scale(t, q[3])), V.cross(q, t));
  },
};

const M = {
  identity: () => new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]),
  multiply: (a, b) => {
    const out = new Float32Array(16);
    for (let c = 0; c < 4; c++) for (let r = 0; r < 4; r++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[k * 4 + r] * b[c * 4 + k];
      out[c * 4 + r] = sum;
    }
    return out;
  },
  pose: (p, q, scale) => {
    const s = scale || [1, 1, 1];
    const x = V.scale(V.rotate(q, [1, 0, 0]), s[0]), y = V.scale(V.rotate(q, [0, 1, 0]), s[1]);
    const z = V.scale(V.rotate(q, [0, 0, 1]), s[2]);
    return new Float32Array([...x, 0, ...y, 0, ...z, 0, ...p, 1]);
  },
  // Y along `direction`, of a length and a width.
  along: (p, direction, length, width) => {
    const y = V.unit(direction);
    const side = Math.abs(y[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
    const x = V.unit(V.cross(side, y)), z = V.cross(x, y);
    return new Float32Array([...V.scale(x, width), 0, ...V.scale(y, length), 0, ...V.scale(z, width), 0, ...p, 1]);
  },
  perspective: (angle, aspect, near, far) => {
    const f = 1 / Math.tan(angle / 2);
    return new Float32Array([f / aspect, 0, 0, 0, 0, f, 0, 0, 0, 0, (far + near) / (near - far), -1, 0, 0,
      2 * far * near / (near - far), 0]);
  },
  orthographic: (r, near, far) => new Float32Array([1 / r, 0, 0, 0, 0, 1 / r, 0, 0, 0, 0, -2 / (far - near), 0, 0, 0,
    -(far + near) / (far - near), 1]),
  look: (eye, target) => {
    const z = V.unit(V.sub(eye, target));
    const x = V.unit(V.cross(Math.abs(z[1]) > 0.9999 ? [0, 0, -1] : [0, 1, 0], z)), y = V.cross(z, x);
    return new Float32Array([x[0], y[0], z[0], 0, x[1], y[1], z[1], 0, x[2], y[2], z[2], 0,
      -V.dot(x, eye), -V.dot(y, eye), -V.dot(z, eye), 1]);
  },
  apply: (m, v) => {
    const out = [0, 0, 0, 0];
    for (let r = 0; r < 4; r++) out[r] = m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r];
    return out;
  },
};
