"use strict";
// The bar of time with events, and the plots of energy and momentum below it; both take clicks.

const Timeline = (() => {
  const bar = document.getElementById("timeline"), plots = document.getElementById("plots");
  const left = 62, right = 12;
  const colours = { contactBegin: "#e5635f", contactEnd: "#6b7280", footDown: "#6fc27d", footUp: "#47704f", toppled: "#f0a13c", jointBroke: "#b07cf0" };

  function ready(canvas) {
    const ratio = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * ratio;
    canvas.height = canvas.clientHeight * ratio;
    const c = canvas.getContext("2d");
    c.setTransform(ratio, 0, 0, ratio, 0, 0);
    c.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    c.font = "11px system-ui, sans-serif";
    return { c, w: canvas.clientWidth, h: canvas.clientHeight };
  }
  const place = (t, w) => left + (Data.duration > 0 ? t / Data.duration : 0) * (w - left - right);
  const timeAt = (x, w) => Math.max(0, Math.min(1, (x - left) / (w - left - right))) * Data.duration;

  function niceStep(span, count) {
    const raw = span / count, power = Math.pow(10, Math.floor(Math.log10(raw)));
    return power * [1, 2, 5, 10].find((k) => raw <= k * power);
  }

  function drawBar() {
    const { c, w, h } = ready(bar);
    c.fillStyle = "#2b3038";
    c.fillRect(left, 8, w - left - right, 12);
    c.fillStyle = "#f0a13c";
    c.fillRect(left, 8, place(Data.times[State.frame], w) - left, 12);
    for (const e of Data.events) {
      c.fillStyle = colours[e.kind] || "#fff";
      c.fillRect(place(e.time, w) - 0.75, e.kind === "contactEnd" ? 15 : 4, 1.5, e.kind === "contactEnd" ? 8 : 20);
    }
    if (Data.divergence) {
      const x = place(Data.divergence.time, w);
      c.fillStyle = "#6fb3ff";
      c.beginPath();
      c.moveTo(x - 5, 0); c.lineTo(x + 5, 0); c.lineTo(x, 7);
      c.fill();
      c.fillRect(x - 0.75, 0, 1.5, 26);
    }
    c.fillStyle = "#8b93a1";
    c.textAlign = "center";
    const step = Data.duration > 0 ? niceStep(Data.duration, Math.max(2, w / 110)) : 1;
    for (let t = 0; t <= Data.duration + 1e-9; t += step) c.fillText(+t.toFixed(4) + " s", place(t, w), 33);
    c.fillStyle = "#fff";
    c.fillRect(place(Data.times[State.frame], w) - 1, 3, 2, 22);
  }

  function series() {
    const w = Data.energyWidth, e = Data.energy, n = Data.count;
    const column = (f) => Array.from({ length: n }, (_, i) => f(i * w));
    const energy = [
      { name: "kinetic", colour: "#f0a13c", values: column((k) => e[k]) },
      { name: "potential", colour: "#6fb3ff", values: column((k) => e[k + 1]) },
      { name: "total", colour: "#d9dde4", values: column((k) => e[k] + e[k + 1]) },
    ];
    const momentum = [
      { name: "x", colour: "#e5635f", values: column((k) => e[k + 2]) },
      { name: "y", colour: "#6fc27d", values: column((k) => e[k + 3]) },
      { name: "z", colour: "#6fb3ff", values: column((k) => e[k + 4]) },
    ];
    // Only changes of potential energy mean something: it is drawn from its least value.
    const least = Math.min(...energy[1].values, Infinity);
    if (isFinite(least)) { energy[1].values = energy[1].values.map((v) => v - least); energy[2].values = energy[2].values.map((v) => v - least); }
    return [{ title: "energy, J", lines: energy }, { title: "momentum, kg m/s", lines: momentum }];
  }
  let charts = null;

  function drawPlots() {
    charts = charts || series();
    const { c, w, h } = ready(plots), each = h / charts.length;
    charts.forEach((chart, row) => {
      const top = row * each + 4, bottom = (row + 1) * each - 6;
      let low = Infinity, high = -Infinity;
      for (const l of chart.lines) for (const v of l.values) { low = Math.min(low, v); high = Math.max(high, v); }
      // Rounding noise about a constant is a flat line, not a storm.
      const least = Math.max(1e-9, 1e-6 * Math.max(Math.abs(low), Math.abs(high)));
      if (!(high - low > least)) { high += least; low -= least; }
      const y = (v) => bottom - (v - low) / (high - low) * (bottom - top);
      c.strokeStyle = "#343943";
      c.lineWidth = 1;
      c.strokeRect(left, top, w - left - right, bottom - top);
      c.fillStyle = "#8b93a1";
      c.textAlign = "right";
      c.fillText(Panels.number(high), left - 5, top + 8);
      c.fillText(Panels.number(low), left - 5, bottom);
      let x = left + 6;
      c.textAlign = "left";
      for (const l of chart.lines) {
        c.strokeStyle = l.colour;
        c.lineWidth = 1.4;
        c.beginPath();
        l.values.forEach((v, i) => { const px = place(Data.times[i], w); if (i) c.lineTo(px, y(v)); else c.moveTo(px, y(v)); });
        c.stroke();
      }
      const label = (text, colour) => {
        const wide = c.measureText(text).width;
        c.fillStyle = "#1f2228cc";
        c.fillRect(x - 3, top + 1, wide + 6, 13);
        c.fillStyle = colour;
        c.fillText(text, x, top + 11);
        x += wide + 12;
      };
      label(chart.title, "#8b93a1");
      for (const l of chart.lines) label(l.name + " " + Panels.number(l.values[State.frame] || 0), l.colour);
      c.fillStyle = "#ffffff";
      c.fillRect(place(Data.times[State.frame], w) - 0.5, top, 1, bottom - top);
    });
  }

  function follow(canvas) {
    const seek = (event) => {
      const box = canvas.getBoundingClientRect();
      const t = timeAt(event.clientX - box.left, box.width);
      State.frame = Data.frameAt(t);
      if (State.frame + 1 < Data.count && Data.times[State.frame + 1] - t < t - Data.times[State.frame]) State.frame++;
      Main.changed();
    };
    canvas.addEventListener("pointerdown", (e) => { canvas.setPointerCapture(e.pointerId); State.playing = false; seek(e); });
    canvas.addEventListener("pointermove", (e) => { if (e.buttons & 1) seek(e); });
  }

  return {
    prepare() { follow(bar); follow(plots); },
    draw() { drawBar(); drawPlots(); },
  };
})();
