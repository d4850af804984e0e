"use strict";
// Triangles of the simulator's shapes: positions and normals, three vertices a triangle.

const Shapes = (() => {
  function builder() {
    const positions = [], normals = [];
    return {
      positions, normals,
      flat(a, b, c) {
        const n = V.unit(V.cross(V.sub(b, a), V.sub(c, a)));
        positions.push(...a, ...b, ...c);
        normals.push(...n, ...n, ...n);
      },
      smooth(vertices, ns) {
        for (const v of vertices) positions.push(...v);
        for (const n of ns) normals.push(...n);
      },
      mesh() { return { positions: new Float32Array(positions), normals: new Float32Array(normals) }; },
    };
  }

  // The solid that an outline [(r, y, nr, ny)...] from bottom to top sweeps out about Y.
  function revolve(outline, around) {
    const out = builder();
    for (let k = 0; k < around; k++) {
      const a = 2 * Math.PI * k / around, b = 2 * Math.PI * (k + 1) / around;
      const at = (o, t) => [o[0] * Math.cos(t), o[1], -o[0] * Math.sin(t)];
      const normal = (o, t) => [o[2] * Math.cos(t), o[3], -o[2] * Math.sin(t)];
      for (let i = 0; i + 1 < outline.length; i++) {
        const [o, p] = [outline[i], outline[i + 1]];
        if (o[4] !== undefined && o[4] === "break") continue;
        out.smooth([at(o, a), at(o, b), at(p, b)], [normal(o, a), normal(o, b), normal(p, b)]);
        out.smooth([at(o, a), at(p, b), at(p, a)], [normal(o, a), normal(p, b), normal(p, a)]);
      }
    }
    return out.mesh();
  }

  function dome(radius, offset, from, to, rings) {
    const out = [];
    for (let k = 0; k <= rings; k++) {
      const t = from + (to - from) * k / rings;
      out.push([radius * Math.cos(t), offset + radius * Math.sin(t), Math.cos(t), Math.sin(t)]);
    }
    return out;
  }
  const quarter = Math.PI / 2;

  const make = {
    sphere: (s) => revolve(dome(s.radius, 0, -quarter, quarter, 24), 40),
    capsule: (s) => revolve([...dome(s.radius, -s.halfHeight, -quarter, 0, 12),
      ...dome(s.radius, s.halfHeight, 0, quarter, 12)], 36),
    cylinder: (s) => revolve([[0, -s.halfHeight, 0, -1], [s.radius, -s.halfHeight, 0, -1, "break"],
      [s.radius, -s.halfHeight, 1, 0], [s.radius, s.halfHeight, 1, 0, "break"],
      [s.radius, s.halfHeight, 0, 1], [0, s.halfHeight, 0, 1]], 40),
    cone: (s) => {
      const slant = Math.hypot(s.radius, s.height), n = [s.height / slant, s.radius / slant];
      return revolve([[0, -s.height / 4, 0, -1], [s.radius, -s.height / 4, 0, -1, "break"],
        [s.radius, -s.height / 4, ...n], [0, 0.75 * s.height, ...n]], 40);
    },
    box: (s) => {
      const out = builder(), [x, y, z] = s.halfExtents;
      const corner = (k) => [k & 1 ? x : -x, k & 2 ? y : -y, k & 4 ? z : -z];
      for (const [a, b, c, d] of [[1, 3, 7, 5], [0, 4, 6, 2], [2, 6, 7, 3], [0, 1, 5, 4], [4, 5, 7, 6], [0, 2, 3, 1]]) {
        out.flat(corner(a), corner(b), corner(c));
        out.flat(corner(a), corner(c), corner(d));
      }
      return out.mesh();
    },
    triangles: (s) => {
      const out = builder();
      const at = (i) => [s.positions[i * 3], s.positions[i * 3 + 1], s.positions[i * 3 + 2]];
      for (let t = 0; t < s.indices.length; t += 3) out.flat(at(s.indices[t]), at(s.indices[t + 1]), at(s.indices[t + 2]));
      return out.mesh();
    },
  };

  function of(shape) {
    if (shape.kind !== "compound") return (make[shape.kind] || make.triangles)(shape);
    const positions = [], normals = [];
    for (const part of shape.parts) {
      const m = of(part.shape);
      for (let i = 0; i < m.positions.length; i += 3) {
        positions.push(...V.add(part.position, V.rotate(part.orientation, m.positions.subarray(i, i + 3))));
        normals.push(...V.rotate(part.orientation, m.normals.subarray(i, i + 3)));
      }
    }
    return { positions: new Float32Array(positions), normals: new Float32Array(normals) };
  }

  const unitArrow = () => revolve([[0.35, 0, 1, 0], [0.35, 0.7, 1, 0, "break"], [1, 0.7, 0, -1],
    [1, 0.7, 0.3, 0.95, "break"], [1, 0.7, 0.3, 0.95], [0, 1, 0.3, 0.95]], 14);

  return { of, unitArrow, unitSphere: () => make.sphere({ radius: 1 }) };
})();
