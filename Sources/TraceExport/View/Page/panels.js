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
      ["spin", vector(w), "rad/s"], ["½ m v²", number(Data.kineticEnergy(frame, State.selected)), "J"],
      ["sleeps", Data.asleep[frame * Data.bodies.length + State.selected] ? "yes" : "no"],
    ]));
    const mine = Data.contactsAt(frame).filter((c) => c.a === State.selected || c.b === State.selected);
    if (mine.length) host.append(make("h2", "contacts"));
    for (const c of mine) {
      const row = make("div", undefined, "row");
      row.append(make("span", Data.nameOf(c.a === State.selected ? c.b : c.a)), make("i", number(c.impulse) + " N s"));
      row.onclick = () => { State.contact = { frame, number: c.number }; State.event = -1; Main.changed(); };
      host.append(row);
    }
  }

  // Closing speed of two participants along a normal at a point: positive when they approach.
  function closing(frame, pair, point, normal) {
    const speed = (participant) => {
      if (participant < 0 || frame < 0) return [0, 0, 0];
      const { v, w } = Data.velocity(frame, participant), { p } = Data.pose(frame, participant);
      return V.add(v, V.cross(w, V.sub(point, p)));
    };
    return V.dot(V.sub(speed(pair.a), speed(pair.b)), normal);
  }
  // Of translation, both bodies together.
  const energyOf = (frame, pair) => [pair.a, pair.b].reduce((sum, x) => sum + (x >= 0 && frame >= 0 ? Data.kineticEnergy(frame, x) : 0), 0);
  // What the simulator combines for a pair: the larger bounce, the geometric mean of the frictions.
  function pairRules(pair) {
    if (pair.a < 0 || pair.b < 0) return [];
    const a = Data.bodies[pair.a], b = Data.bodies[pair.b];
    return [["restitution of the pair", number(Math.max(a.restitution, b.restitution))], ["friction of the pair", number(Math.sqrt(a.friction * b.friction))]];
  }
  const both = (pair) => Data.nameOf(pair.a) + " | " + Data.nameOf(pair.b);

  function whyMeeting(host, e) {
    const after = Data.frameAt(e.time) + (Data.times[Data.frameAt(e.time)] + 1e-9 < e.time ? 1 : 0);
    const before = after - 1, known = e.normal && after < Data.count;
    const parting = known ? -closing(after, e, e.point, e.normal) : 0;
    host.append(heading("meeting", both(e)), table([
      ["at", "step " + e.step + "   " + e.time.toFixed(4), "s"], ["point", vector(e.point), "m"],
      ...(e.normal ? [["normal", vector(e.normal), ""]] : []),
      ["closing speed", number(e.speed || 0), "m/s"],
      ...(e.impulse ? [["normal impulse", number(e.impulse), "N s"]] : []),
      ...(known ? [["parting speed", number(parting), "m/s"]] : []),
      ...pairRules(e),
      ["½ m v² of both", number(energyOf(before, e)) + " → " + number(energyOf(Math.min(after, Data.count - 1), e)), "J"],
    ]));
    const rule = e.a >= 0 && e.b >= 0 ? Math.max(Data.bodies[e.a].restitution, Data.bodies[e.b].restitution) : 0;
    let text = `They closed at ${number(e.speed || 0)} m/s.`;
    if (e.speed) text += ` The pair's restitution of ${number(rule)} lets them part at ${number(rule * e.speed)} m/s`;
    if (known && e.speed) text += `; at the next record they part at ${number(parting)} m/s` + (Math.abs(parting - rule * e.speed) > 0.05 * e.speed ? ": gravity, friction, a spin or another contact has acted since." : ".");
    else if (e.speed) text += ".";
    host.append(make("p", text, "say"));
  }

  function whyContact(host, c, f) {
    const sliding = V.length(c.tangent), force = c.impulse * Data.stepRate;
    const limit = c.a >= 0 && c.b >= 0 ? Math.sqrt(Data.bodies[c.a].friction * Data.bodies[c.b].friction) : 0;
    host.append(heading("contact", both(c)), table([
      ["at", Data.times[f].toFixed(4), "s"], ["point", vector(c.point), "m"], ["normal", vector(c.normal), ""],
      [c.depth >= 0 ? "overlap" : "gap", number(Math.abs(c.depth) * 1000), "mm"],
      ["normal impulse", number(c.impulse), "N s"], ["friction impulse", number(sliding), "N s"],
      ["friction : normal", c.impulse > 0 ? number(sliding / c.impulse) : "–", ""],
      ["closing speed", number(closing(f, c, c.point, c.normal)), "m/s"], ...pairRules(c),
      ["½ m v² of both", number(energyOf(f - 1, c)) + " → " + number(energyOf(f, c)), "J"],
    ]));
    let text = c.impulse > 0 ? `It bears ${number(force)} N.` : "They touch, but bear nothing in this step.";
    if (c.impulse > 0 && limit > 0) text += sliding > 0.98 * limit * c.impulse ? " Friction is at its limit: it slides." : " Friction is below its limit: it holds.";
    host.append(make("p", text, "say"));
  }

  function why() {
    const host = at("why");
    host.replaceChildren();
    if (State.event >= 0 && Data.events[State.event].kind === "contactBegin") return whyMeeting(host, Data.events[State.event]);
    const c = State.contact && Data.contactsAt(State.contact.frame).find((x) => x.number === State.contact.number);
    if (c) whyContact(host, c, State.contact.frame);
  }

  let rows = [];
  function events() {
    const host = at("events");
    host.replaceChildren(make("h2", `events (${Data.events.length})`));
    const names = { contactBegin: "meets", contactEnd: "leaves", footDown: "foot down", footUp: "foot up", toppled: "toppled", jointBroke: "joint broke" };
    rows = Data.events.map((e, number) => {
      const row = make("div", undefined, "row");
      row.append(make("time", e.time.toFixed(3) + " s"));
      const who = e.b === null || e.b === undefined ? `${Data.nameOf(e.a)} ${names[e.kind] || e.kind}`
        : `${Data.nameOf(e.a)} ${names[e.kind] || e.kind} ${Data.nameOf(e.b)}`;
      row.append(make("span", who), make("i", e.speed ? Panels.number(e.speed) + " m/s" : ""));
      row.onclick = () => {
        // The first record at or after the event.
        State.frame = Math.min(Data.count - 1, Data.frameAt(e.time) + (Data.times[Data.frameAt(e.time)] + 1e-9 < e.time ? 1 : 0));
        State.playing = false;
        State.contact = null;
        State.event = number;
        if (e.a >= 0) State.selected = e.a;
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
    update(frame) { selection(frame); why(); mark(frame); },
  };
})();
