"use strict";
// Where there is no WebGL 2: the same things as flat triangles, far ones first, on a plain canvas.

class FlatPainter {
  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.light = V.unit([0.45, 1, 0.35]);
  }
  upload(mesh) { return mesh; }

  triangles(things, view, projection) {
    const out = [], camera = M.multiply(projection, view), { width: w, height: h } = this.canvas;
    for (const t of things) {
      const m = M.multiply(camera, t.model), p = t.mesh.positions;
      for (let k = 0; k < p.length; k += 9) {
        const corners = [];
        let far = 0;
        for (let i = 0; i < 9; i += 3) {
          const c = M.apply(m, [p[k + i], p[k + i + 1], p[k + i + 2]]);
          if (c[3] <= 0) break;
          corners.push([(c[0] / c[3] + 1) * w / 2, (1 - c[1] / c[3]) * h / 2]);
          far += c[3];
        }
        if (corners.length < 3) continue;
        const n = V.unit(V.sub(M.apply(t.model, t.mesh.normals.subarray(k, k + 3)).slice(0, 3), M.apply(t.model, [0, 0, 0]).slice(0, 3)));
        out.push({ corners, far: t.look === 1 ? Infinity : far, thing: t, shine: 0.45 + 0.55 * Math.max(0, V.dot(n, this.light)) });
      }
    }
    return out.sort((a, b) => b.far - a.far);
  }

  draw(things, view, projection) {
    const ratio = window.devicePixelRatio || 1, c = this.context;
    this.canvas.width = this.canvas.clientWidth * ratio;
    this.canvas.height = this.canvas.clientHeight * ratio;
    c.fillStyle = "#16181c";
    c.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const t of this.triangles(things, view, projection)) {
      const shine = t.thing.look === 2 ? 1 : t.shine;
      c.globalAlpha = t.thing.alpha;
      c.fillStyle = c.strokeStyle = `rgb(${t.thing.colour.map((x) => Math.round(x * shine * 255)).join(",")})`;
      c.beginPath();
      t.corners.forEach(([x, y], i) => i ? c.lineTo(x, y) : c.moveTo(x, y));
      c.closePath();
      c.fill();
      c.stroke();
    }
    c.globalAlpha = 1;
  }

  pick(things, view, projection, x, y) {
    let found = 0;
    for (const t of this.triangles(things.filter((t) => t.number), view, projection)) {
      const [a, b, c] = t.corners;
      const side = (p, q) => (q[0] - p[0]) * (y - p[1]) - (q[1] - p[1]) * (x - p[0]);
      const s = [side(a, b), side(b, c), side(c, a)];
      if (s.every((v) => v >= 0) || s.every((v) => v <= 0)) found = t.thing.number;
    }
    return found;
  }
}
