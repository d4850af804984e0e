"use strict";
// Brings it together: input, the clock, one redraw a change.

const Main = (() => {
  const canvas = document.getElementById("scene"), labels = document.getElementById("labels");
  const camera = new OrbitCamera(Stage.size.centre, Stage.size.radius * 2.5);
  let painter = new Painter(canvas);
  if (!painter.works) {
    painter = new FlatPainter(canvas);
    document.getElementById("hint").textContent = "no WebGL 2 here: drawn without shadows";
  }
  Stage.prepare(painter);
  let things = [], pending = false, clock = 0, last = 0;

  const aspect = () => canvas.clientWidth / Math.max(1, canvas.clientHeight);

  function redraw() {
    pending = false;
    things = Stage.things(State.frame);
    painter.draw(things, camera.view, camera.projection(aspect()), camera.eye, Stage.size.centre, Stage.size.radius * 2.2);
    drawLabels();
    Timeline.draw();
    Panels.update(State.frame);
    const t = Data.times[State.frame] || 0;
    document.getElementById("clock").textContent = `${t.toFixed(4)} s · record ${State.frame + 1} of ${Data.count} · step ${Data.steps[State.frame]}`;
    document.getElementById("play").textContent = State.playing ? "pause" : "play";
  }
  function changed() {
    if (!State.playing) State.write(camera);
    if (!pending) { pending = true; requestAnimationFrame(redraw); }
  }

  function drawLabels() {
    const ratio = window.devicePixelRatio || 1, w = labels.clientWidth, h = labels.clientHeight;
    labels.width = w * ratio;
    labels.height = h * ratio;
    const c = labels.getContext("2d");
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.font = "12px system-ui, sans-serif";
    c.textAlign = "center";
    const whole = M.multiply(camera.projection(aspect()), camera.view);
    Data.bodies.forEach((b, i) => {
      if (!(State.show.names && b.dynamic) && State.selected !== i) return;
      const p = M.apply(whole, V.add(Data.pose(State.frame, i).p, [0, b.radius, 0]));
      if (p[3] <= 0) return;
      const x = (p[0] / p[3] + 1) * w / 2, y = (1 - p[1] / p[3]) * h / 2 - 6;
      c.lineWidth = 3;
      c.strokeStyle = "#16181ccc";
      c.strokeText(b.name, x, y);
      c.fillStyle = State.selected === i ? "#ffc23f" : "#d9dde4";
      c.fillText(b.name, x, y);
    });
  }

  function step(by) {
    State.playing = false;
    State.frame = Math.max(0, Math.min(Data.count - 1, State.frame + by));
    changed();
  }
  function tick(now) {
    if (!State.playing) return;
    clock += (now - last) / 1000 * State.speed;
    last = now;
    if (clock > Data.duration) clock = 0;
    State.frame = Data.frameAt(clock);
    changed();
    requestAnimationFrame(tick);
  }
  function play() {
    State.playing = !State.playing;
    clock = State.frame >= Data.count - 1 ? 0 : Data.times[State.frame];
    last = performance.now();
    if (State.playing) requestAnimationFrame(tick); else changed();
    changed();
  }
  // To the next or former event.
  function jump(by) {
    const t = Data.times[State.frame];
    const list = Data.events.filter((e) => by > 0 ? Data.frameAt(e.time) > State.frame : Data.frameAt(e.time) < State.frame && e.time < t);
    const e = by > 0 ? list[0] : list[list.length - 1];
    if (e) { State.frame = Data.frameAt(e.time); State.playing = false; changed(); }
  }

  function transport() {
    const host = document.getElementById("transport");
    const button = (text, title, act, id) => {
      const b = Panels.make("button", text);
      b.title = title;
      if (id) b.id = id;
      b.onclick = act;
      host.append(b);
    };
    button("|‹", "to the start (Home)", () => step(-1e9));
    button("‹", "a record back (left arrow)", () => step(-1));
    button("play", "play or pause (space)", play, "play");
    button("›", "a record on (right arrow)", () => step(1));
    button("›|", "to the end (End)", () => step(1e9));
    button("event ‹", "to the former event (P)", () => jump(-1));
    button("event ›", "to the next event (N)", () => jump(1));
    const speed = Panels.make("select");
    speed.title = "speed of play";
    for (const s of [0.05, 0.1, 0.25, 0.5, 1, 2]) {
      const o = Panels.make("option", s + " x");
      o.value = s;
      o.selected = s === State.speed;
      speed.append(o);
    }
    speed.onchange = () => { State.speed = parseFloat(speed.value); changed(); };
    host.append(speed);
    const time = Panels.make("span");
    time.id = "clock";
    host.append(time);
    if (Data.divergence) {
      const d = Panels.make("button", "first difference: " + Data.divergence.text);
      d.id = "divergence";
      d.onclick = () => { State.frame = Data.frameAt(Data.divergence.time); State.selected = Data.divergence.body; changed(); };
      host.append(d);
    }
  }

  function overlays() {
    const host = document.getElementById("overlays");
    const names = { contacts: "contact points", forces: "contact forces", velocities: "velocities", names: "names", trail: "trail of the selected", wire: "see through", ghost: "other trace", joints: "joints" };
    for (const key of Object.keys(State.show)) {
      if ((key === "ghost" && !Data.ghost) || (key === "joints" && !Data.joints.length)) continue;
      const label = Panels.make("label"), tick = Panels.make("input");
      tick.type = "checkbox";
      tick.checked = State.show[key];
      tick.onchange = () => { State.show[key] = tick.checked; changed(); };
      label.append(tick, names[key]);
      host.append(label);
    }
  }

  function pointer() {
    let from = null, moved = false;
    canvas.addEventListener("contextmenu", (e) => e.preventDefault());
    canvas.addEventListener("pointerdown", (e) => { from = [e.clientX, e.clientY]; moved = false; canvas.setPointerCapture(e.pointerId); });
    canvas.addEventListener("pointermove", (e) => {
      if (!from) return;
      const dx = e.clientX - from[0], dy = e.clientY - from[1];
      if (Math.hypot(dx, dy) < 3 && !moved) return;
      moved = true;
      from = [e.clientX, e.clientY];
      if (e.buttons & 2 || e.shiftKey) camera.pan(dx, dy, canvas.clientHeight); else camera.rotate(dx, dy);
      changed();
    });
    canvas.addEventListener("pointerup", (e) => {
      if (from && !moved) {
        const box = canvas.getBoundingClientRect(), ratio = canvas.width / box.width;
        pick(Math.round((e.clientX - box.left) * ratio), Math.round((e.clientY - box.top) * ratio));
      }
      from = null;
    });
    canvas.addEventListener("wheel", (e) => { e.preventDefault(); camera.zoom(e.deltaY); changed(); }, { passive: false });
  }
  function pick(x, y) {
    const n = painter.pick(things, camera.view, camera.projection(aspect()), x, y);
    State.contact = n >= Stage.contactBase ? { frame: State.frame, number: n - Stage.contactBase } : null;
    State.event = n >= Stage.eventBase && n < Stage.contactBase ? n - Stage.eventBase : -1;
    if (n < Stage.eventBase) State.selected = n - 1;
    changed();
  }

  function keys() {
    addEventListener("keydown", (e) => {
      if (e.target.tagName === "INPUT" || e.target.tagName === "SELECT") return;
      const act = { " ": play, ArrowRight: () => step(e.shiftKey ? 10 : 1), ArrowLeft: () => step(e.shiftKey ? -10 : -1), Home: () => step(-1e9), End: () => step(1e9),
        n: () => jump(1), p: () => jump(-1), f: () => { camera.fit(); changed(); }, Escape: () => { State.selected = -1; State.contact = null; State.event = -1; changed(); } }[e.key.length === 1 ? e.key.toLowerCase() : e.key];
      if (act) { e.preventDefault(); act(); }
    });
    addEventListener("resize", changed);
    addEventListener("hashchange", () => { State.read(camera); changed(); });
  }

  State.read(camera);
  Panels.prepare();
  transport();
  overlays();
  pointer();
  keys();
  Timeline.prepare();
  // Drawn at once, not at the next animation frame: a page that is printed or photographed is complete.
  redraw();
  return { changed };
})();
