"use strict";
// Text at the side: the selected body, the explained contact, the list of events. All text goes in as text, never as HTML.

const Panels = (() => {
  const at = (id) => document.getElementById(id);
  function make(tag, text, kind) {
    const e = document.createElement(tag);
    if (text !== undefined) e.textContent = text;
    if (kind) e.className = kind;
    return e;
  }
  function number(x) {
    if (x === 0) return "0";
    const a = Math.abs(x);
    return a >= 1e5 || a < 1e-4 ? x.toExponential(3) : x.toFixed(a >= 100 ? 2 : a >= 1 ? 3 : 5);
  }
  const vector = (v) => v.map((x) => x.toFixed(3)).join("  ");

  function table(rows) {
    const t = make("table");
    for (const [name, value, unit] of rows) {
      const r = make("tr");
      r.append(make("td", name), make("td", value, "number"), make("td", unit || "", "dim"));
      t.append(r);
    }
    return t;
  }

  function heading(kind, name) {
    const h = make("h2", kind + " ");
    h.append(make("b", name));
    return h;
  }

  function selection(frame) {
    const host = at("selection");
    host.replaceChildren();
    if (State.selected < 0) return;
    const b = Data.bodies[State.selected], { p, q } = Data.pose(frame, State.selected);
    const { v, w } = Data.velocity(frame, State.selected);
    host.append(heading(b.shape.kind, b.name), table([
      ["mass", b.mass ? number(b.mass) : "–", b.mass ? "kg" : "static"], ["position", vector(p), "m"],
      ["orientation", vector(q), "xyzw"], ["velocity", vector(v), "m/s"], ["speed", number(V.length(v)), "m/s"],
      ["spin", vector(w), "rad/s"], ["kinetic energy", number(Data.kineticEnergy(frame, State.selected)), "J, of translation"],
      ["sleeps", Data.asleep[frame * Data.bodies.length + State.selected] ? "yes" : "no"],
    ]));
    const mine = Data.contactsAt(frame).filter((c) => c.a === State.selected || c.b === State.selected);
    if (mine.length) host.append(make("h2", "contacts"));
    for (const c of mine) {
      const row = make("div", undefined, "row");
      row.append(make("span", Data.nameOf(c.a === State.selected ? c.b : c.a)), make("i", number(c.impulse) + " N s"));
      row.onclick = () => { State.contact = { frame, number: c.number }; Main.changed(); };
      host.append(row);
    }
  }

  // Closing speed of two participants along the normal at a point: positive when they approach.
  function closing(frame, c) {
    const speed = (participant) => {
      if (participant < 0 || frame < 0) return [0, 0, 0];
      const { v, w } = Data.velocity(frame, participant), { p } = Data.pose(frame, participant);
      return V.add(v, V.cross(w, V.sub(c.point, p)));
    };
    return V.dot(V.sub(speed(c.a), speed(c.b)), c.normal);
  }

  function why(frame) {
    const host = at("why");
    host.replaceChildren();
    const c = State.contact && Data.contactsAt(State.contact.frame).find((x) => x.number === State.contact.number);
    if (!c) return;
    const f = State.contact.frame, sliding = V.length(c.tangent);
    const before = closing(f - 1, c), after = -closing(f, c);
    const energy = (k) => [c.a, c.b].reduce((sum, x) => sum + (x >= 0 && k >= 0 ? Data.kineticEnergy(k, x) : 0), 0);
    host.append(heading("contact", Data.nameOf(c.a) + " | " + Data.nameOf(c.b)), table([
      ["at", Data.times[f].toFixed(4), "s"], ["point", vector(c.point), "m"], ["normal", vector(c.normal), "from first to second"],
      [c.depth >= 0 ? "overlap" : "gap", number(Math.abs(c.depth) * 1000), "mm"],
      ["normal impulse", number(c.impulse), "N s in the last step"], ["friction impulse", number(sliding), "N s"],
      ["friction : normal", c.impulse > 0 ? number(sliding / c.impulse) : "–", ""],
      ["closing speed before", number(before), "m/s, record before"], ["parting speed after", number(after), "m/s, this record"],
      ["kinetic energy of the two", number(energy(f - 1)) + " → " + number(energy(f)), "J"],
    ]));
    const event = Data.events.find((e) => e.kind === "contactBegin" && Math.abs(e.time - Data.times[f]) <= (f > 0 ? Data.times[f] - Data.times[f - 1] : 0) + 1e-9
      && ((e.a === c.a && e.b === c.b) || (e.a === c.b && e.b === c.a)));
    const say = make("p", undefined, "say");
    if (event && event.speed) {
      say.textContent = `They met at ${event.time.toFixed(4)} s, step ${event.step}, closing at ${number(event.speed)} m/s.` +
        (after > 0.02 * event.speed ? ` They part at ${number(after)} m/s: a bounce of ${number(after / event.speed)} of the closing speed.` : " They do not part: no bounce worth the name.");
    } else if (before > 1e-3 && after > 1e-3) {
      say.textContent = `They closed at ${number(before)} m/s and part at ${number(after)} m/s: a bounce of ${number(after / before)} of the closing speed.`;
    } else if (c.impulse > 0) {
      const step = 1 / Data.stepRate;
      say.textContent = `A bearing contact: ${number(c.impulse / step)} N over the step.`;
    } else {
      say.textContent = "Touching, but bearing nothing in this step.";
    }
    host.append(say);
  }

  let rows = [];
  function events() {
    const host = at("events");
    host.replaceChildren(make("h2", `events (${Data.events.length})`));
    const names = { contactBegin: "meets", contactEnd: "leaves", footDown: "foot down", footUp: "foot up", toppled: "toppled", jointBroke: "joint broke" };
    rows = Data.events.map((e) => {
      const row = make("div", undefined, "row");
      row.append(make("time", e.time.toFixed(3) + " s"));
      const who = e.b === null || e.b === undefined ? `${Data.nameOf(e.a)} ${names[e.kind] || e.kind}`
        : `${Data.nameOf(e.a)} ${names[e.kind] || e.kind} ${Data.nameOf(e.b)}`;
      row.append(make("span", who), make("i", e.speed ? number(e.speed) + " m/s" : ""));
      row.onclick = () => {
        State.frame = Math.min(Data.count - 1, Data.frameAt(e.time) + (Data.times[Data.frameAt(e.time)] + 1e-9 < e.time ? 1 : 0));
        State.playing = false;
        if (e.a >= 0) State.selected = e.a;
        const touch = Data.contactsAt(State.frame).find((c) => (c.a === e.a && c.b === e.b) || (c.a === e.b && c.b === e.a));
        State.contact = touch ? { frame: State.frame, number: touch.number } : null;
        Main.changed();
      };
      host.append(row);
      return row;
    });
  }
  function mark(frame) {
    let last = -1;
    Data.events.forEach((e, i) => {
      if (e.time <= Data.times[frame] + 1e-9) last = i;
      rows[i].classList.remove("now");
    });
    if (last >= 0) {
      rows[last].classList.add("now");
      if (State.playing) rows[last].scrollIntoView({ block: "nearest" });
    }
  }

  return {
    make, number,
    prepare() {
      at("title").textContent = Data.title;
      at("facts").textContent = Data.facts + (Data.notes.length ? " · " + Data.notes.join(" · ") : "");
      document.title = Data.title + " · Kinema trace";
      events();
    },
    update(frame) { selection(frame); why(frame); mark(frame); },
  };
})();
