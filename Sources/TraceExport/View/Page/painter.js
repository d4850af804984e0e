"use strict";
// Draws triangles with WebGL 2: one shadow map from above, hemisphere light, and a second pass of numbers for picking.

class Painter {
  constructor(canvas) {
    this.canvas = canvas;
    const gl = this.gl = canvas.getContext("webgl2", { antialias: true, preserveDrawingBuffer: true });
    if (!gl) return;
    this.surface = this.program(Painter.surfaceVertex, Painter.surfaceFragment);
    this.flat = this.program(Painter.surfaceVertex, Painter.flatFragment);
    this.shadowSide = 2048;
    this.shadowMap = this.depthTarget(this.shadowSide);
    this.pickTarget = null;
    this.light = V.unit([0.45, 1, 0.35]);
  }

  get works() { return this.gl !== null; }

  program(vertex, fragment) {
    const gl = this.gl, p = gl.createProgram();
    for (const [kind, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
      const s = gl.createShader(kind);
      gl.shaderSource(s, "#version 300 es\nprecision highp float;\n" + text);
      gl.compileShader(s);
      if (!gl.getShaderParameter(s, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(s));
      gl.attachShader(p, s);
    }
    gl.bindAttribLocation(p, 0, "position");
    gl.bindAttribLocation(p, 1, "normal");
    gl.linkProgram(p);
    if (!gl.getProgramParameter(p, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(p));
    const places = {};
    const n = gl.getProgramParameter(p, gl.ACTIVE_UNIFORMS);
    for (let i = 0; i < n; i++) {
      const name = gl.getActiveUniform(p, i).name;
      places[name] = gl.getUniformLocation(p, name);
    }
    return { p, places };
  }

  depthTarget(side) {
    const gl = this.gl, texture = gl.createTexture(), buffer = gl.createFramebuffer();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.DEPTH_COMPONENT24, side, side, 0, gl.DEPTH_COMPONENT, gl.UNSIGNED_INT, null);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_COMPARE_MODE, gl.COMPARE_REF_TO_TEXTURE);
    for (const k of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, k, gl.LINEAR);
    for (const k of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, k, gl.CLAMP_TO_EDGE);
    gl.bindFramebuffer(gl.FRAMEBUFFER, buffer);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.TEXTURE_2D, texture, 0);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return { texture, buffer };
  }

  // A mesh ({positions, normals}) on the graphics card.
  upload(mesh) {
    const gl = this.gl, array = gl.createVertexArray();
    gl.bindVertexArray(array);
    [mesh.positions, mesh.normals].forEach((data, place) => {
      gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
      gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, 3, gl.FLOAT, false, 0, 0);
    });
    gl.bindVertexArray(null);
    return { array, count: mesh.positions.length / 3 };
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    const w = Math.max(1, Math.round(this.canvas.clientWidth * ratio));
    const h = Math.max(1, Math.round(this.canvas.clientHeight * ratio));
    if (this.canvas.width !== w || this.canvas.height !== h) { this.canvas.width = w; this.canvas.height = h; }
  }

  // things: [{mesh, model, colour [r,g,b], alpha, number, look, shadow}]; look: 0 surface, 1 ground with a grid, 2 unlit.
  draw(things, view, projection, eye, centre, reach) {
    const gl = this.gl;
    this.resize();
    const sun = M.multiply(M.orthographic(reach, 0.1, reach * 6),
      M.look(V.add(centre, V.scale(this.light, reach * 3)), centre));
    gl.enable(gl.DEPTH_TEST);
    gl.depthMask(true);
    gl.disable(gl.BLEND);

    gl.bindFramebuffer(gl.FRAMEBUFFER, this.shadowMap.buffer);
    gl.viewport(0, 0, this.shadowSide, this.shadowSide);
    gl.clear(gl.DEPTH_BUFFER_BIT);
    gl.enable(gl.POLYGON_OFFSET_FILL);
    gl.polygonOffset(2, 4);
    this.paint(this.flat, things.filter((t) => t.shadow), sun, sun, eye, 0);
    gl.disable(gl.POLYGON_OFFSET_FILL);

    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0.088, 0.096, 0.112, 1);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const camera = M.multiply(projection, view);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.shadowMap.texture);
    this.paint(this.surface, things.filter((t) => t.alpha >= 1), camera, sun, eye, reach);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA);
    gl.depthMask(false);
    this.paint(this.surface, things.filter((t) => t.alpha < 1), camera, sun, eye, reach);
    gl.depthMask(true);
  }

  paint(program, things, camera, sun, eye, reach) {
    const gl = this.gl, u = program.places;
    gl.useProgram(program.p);
    gl.uniformMatrix4fv(u.camera, false, camera);
    if (u.sun) gl.uniformMatrix4fv(u.sun, false, sun);
    if (u.eye) gl.uniform3fv(u.eye, eye);
    if (u.light) gl.uniform3fv(u.light, this.light);
    if (u.reach) gl.uniform1f(u.reach, reach);
    if (u.shadow) gl.uniform1i(u.shadow, 0);
    for (const t of things) {
      gl.uniformMatrix4fv(u.model, false, t.model);
      if (u.colour) gl.uniform4f(u.colour, t.colour[0], t.colour[1], t.colour[2], t.alpha);
      if (u.look) gl.uniform1i(u.look, t.look || 0);
      if (u.number) gl.uniform4f(u.number, (t.number & 255) / 255, (t.number >> 8 & 255) / 255,
        (t.number >> 16 & 255) / 255, 1);
      gl.bindVertexArray(t.mesh.array);
      gl.drawArrays(gl.TRIANGLES, 0, t.mesh.count);
    }
  }

  // The number of the thing at a pixel of the canvas; 0 where nothing is.
  pick(things, view, projection, x, y) {
    const gl = this.gl, w = this.canvas.width, h = this.canvas.height;
    if (!this.pickTarget || this.pickTarget.w !== w || this.pickTarget.h !== h) {
      const colour = gl.createRenderbuffer(), depth = gl.createRenderbuffer(), buffer = gl.createFramebuffer();
      gl.bindRenderbuffer(gl.RENDERBUFFER, colour);
      gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, w, h);
      gl.bindRenderbuffer(gl.RENDERBUFFER, depth);
      gl.renderbufferStorage(gl.RENDERBUFFER, gl.DEPTH_COMPONENT24, w, h);
      gl.bindFramebuffer(gl.FRAMEBUFFER, buffer);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, colour);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
      this.pickTarget = { buffer, w, h };
    }
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.pickTarget.buffer);
    gl.viewport(0, 0, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    gl.disable(gl.BLEND);
    this.paint(this.flat, things.filter((t) => t.number), M.multiply(projection, view), view, [0, 0, 0], 0);
    const out = new Uint8Array(4);
    gl.readPixels(x, h - 1 - y, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, out);
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    return out[0] + (out[1] << 8) + (out[2] << 16);
  }
}

Painter.surfaceVertex = `
in vec3 position; in vec3 normal;
uniform mat4 model, camera, sun;
out vec3 place, facing; out vec4 lit;
void main() {
  vec4 p = model * vec4(position, 1.0);
  place = p.xyz;
  // Normals under stretching: by the inverse transpose, which for rotation times scale is rotation over scale.
  vec3 s = vec3(dot(model[0].xyz, model[0].xyz), dot(model[1].xyz, model[1].xyz), dot(model[2].xyz, model[2].xyz));
  facing = mat3(model) * (normal / max(s, vec3(1e-12)));
  lit = sun * p;
  gl_Position = camera * p;
}`;

Painter.surfaceFragment = `
in vec3 place, facing; in vec4 lit;
uniform vec4 colour; uniform vec3 eye, light; uniform float reach; uniform int look;
uniform highp sampler2DShadow shadow;
out vec4 result;
float grid(vec2 p, float cell) {
  vec2 g = abs(fract(p / cell - 0.5) - 0.5) * cell / fwidth(p);
  return (1.0 - min(min(g.x, g.y), 1.0)) * smoothstep(0.5, 0.05, max(fwidth(p.x), fwidth(p.y)) / cell);
}
void main() {
  if (look == 2) { result = colour; return; }
  vec3 n = normalize(facing), v = normalize(eye - place);
  if (dot(n, v) < 0.0) n = -n;
  vec3 s = lit.xyz * 0.5 + 0.5;
  float open = 0.0;
  if (max(max(abs(lit.x), abs(lit.y)), abs(lit.z)) < 1.0) {
    for (int i = -1; i <= 1; i++) for (int j = -1; j <= 1; j++)
      open += texture(shadow, vec3(s.xy + vec2(i, j) * 0.0006, s.z - 0.0012)) / 9.0;
  } else open = 1.0;
  vec3 base = pow(colour.rgb, vec3(2.2));
  if (look == 1) {
    float d = max(grid(place.xz, 1.0), 0.6 * grid(place.xz, 0.1));
    base = mix(base, base * 1.6 + 0.006, d);
  }
  float sunny = max(dot(n, light), 0.0) * open;
  vec3 sky = mix(vec3(0.20, 0.19, 0.18), vec3(0.52, 0.56, 0.63), n.y * 0.5 + 0.5);
  vec3 c = base * (sky + 1.15 * sunny * vec3(1.0, 0.97, 0.92));
  float rim = pow(1.0 - max(dot(n, v), 0.0), 3.0);
  c += look == 0 ? (0.03 + 0.10 * rim) * vec3(0.8, 0.9, 1.0) * (0.3 + 0.7 * sunny) : vec3(0.0);
  float a = colour.a;
  if (look == 1) a *= 1.0 - smoothstep(1.2, 5.0, length(place.xz - eye.xz) / max(reach, 1e-3) * 0.5);
  result = vec4(pow(c, vec3(1.0 / 2.2)), a);
}`;

Painter.flatFragment = `
uniform vec4 number;
out vec4 result;
void main() { result = number; }`;
