"use strict";
// A camera that turns about a point.

class OrbitCamera {
  constructor(centre, distance) {
    this.home = { centre, distance };
    this.fit();
  }
  fit() {
    this.centre = [...this.home.centre];
    this.distance = this.home.distance;
    this.turn = 0.6;
    this.lift = 0.35;
  }
  get eye() {
    const c = Math.cos(this.lift);
    return V.add(this.centre, V.scale([Math.sin(this.turn) * c, Math.sin(this.lift), Math.cos(this.turn) * c],
      this.distance));
  }
  get view() { return M.look(this.eye, this.centre); }
  projection(aspect) { return M.perspective(0.75, aspect, this.distance * 0.01, this.distance * 60); }
  rotate(dx, dy) {
    this.turn -= dx * 0.008;
    this.lift = Math.max(-1.5, Math.min(1.5, this.lift + dy * 0.008));
  }
  pan(dx, dy, height) {
    const z = V.unit(V.sub(this.eye, this.centre)), x = V.unit(V.cross([0, 1, 0], z)), y = V.cross(z, x);
    const step = 2 * this.distance * Math.tan(0.375) / height;
    this.centre = V.add(this.centre, V.add(V.scale(x, -dx * step), V.scale(y, dy * step)));
  }
  zoom(notches) { this.distance *= Math.pow(1.0015, notches); }
  get text() {
    return [this.turn, this.lift, this.distance, ...this.centre].map((x) => +x.toFixed(3)).join(",");
  }
  set text(t) {
    const n = t.split(",").map(Number);
    if (n.length !== 6 || n.some((x) => !isFinite(x))) return;
    [this.turn, this.lift] = n;
    this.distance = Math.max(1e-4, n[2]);
    this.centre = n.slice(3);
  }
}
