"use strict";
// The world at one frame as things for the painter; numbers tell what was picked.

const Stage = (() => {
  const palette = [[.86, .45, .32], [.36, .62, .80], [.55, .72, .38], [.88, .70, .33], [.63, .50, .78], [.38, .70, .66],
    [.80, .50, .60], [.60, .60, .62]];
  const contactBase = 1 << 22, eventBase = 1 << 21;
  let meshes = [], bones = [], arrow, ball, ground;
  const boneOf = (k) => Data.people[Data.boneOwner[k].person].bones[Data.boneOwner[k].bone];

  // The middle of what moves and a radius that holds it at the start and along its way (few frames are enough).
  function extent() {
    let low = [1e9, 1e9, 1e9], high = [-1e9, -1e9, -1e9];
    const take = (p, r) => { for (let k = 0; k < 3; k++) { low[k] = Math.min(low[k], p[k] - r); high[k] = Math.max(high[k], p[k] + r); } };
    for (const f of [0, Data.count >> 2, Data.count >> 1, Data.count - 1]) {
      if (f < 0 || f >= Data.count) continue;
      Data.bodies.forEach((b, i) => {
        if (b.shape.kind === "plane" || (!b.dynamic && b.radius > 3)) return;
        take(Data.pose(f, i).p, b.radius);
      });
      for (let k = 0; k < Data.boneCount; k++) take(Data.bonePose(f, k).p, 0.12);
    }
    if (low[0] > high[0]) return { centre: [0, 0.5, 0], radius: 2 };
    return { centre: V.scale(V.add(low, high), 0.5), radius: Math.max(0.02, V.length(V.sub(high, low)) / 2) };
  }
  const size = extent();

  // Impulses are drawn on one scale: the 95th percentile of the trace is a sixth of the scene.
  const arrowScale = (() => {
    const all = Data.events.filter((e) => e.impulse > 0).map((e) => e.impulse);
    for (let k = 7; k < Data.contactData.length; k += Data.contactWidth) if (Data.contactData[k] > 0) all.push(Data.contactData[k]);
    all.sort((a, b) => a - b);
    const typical = all.length ? all[Math.floor(all.length * 0.95)] : 1;
    return size.radius / 6 / (typical || 1);
  })();

  function arrowAt(point, direction, impulse) {
    const length = Math.min(impulse * arrowScale, size.radius / 3);
    return M.along(point, direction, length, Math.min(size.radius * 0.012, length * 0.15));
  }

  // Told apart by number, not painted as in the film: what stands still is grey.
  const colourOf = (i) => Data.bodies[i].dynamic ? palette[i % palette.length] : [.50, .51, .53];

  return {
    size, contactBase, eventBase,
    prepare(p) {
      meshes = Data.bodies.map((b) => b.shape.kind === "plane" ? null : p.upload(Shapes.of(b.shape)));
      arrow = p.upload(Shapes.unitArrow());
      ball = p.upload(Shapes.unitSphere());
      bones = Array.from({ length: Data.boneCount }, (_, k) => p.upload(Shapes.of(boneOf(k).shape)));
      const r = size.radius * 14;
      ground = p.upload({ positions: new Float32Array([-r, 0, -r, -r, 0, r, r, 0, r, -r, 0, -r, r, 0, r, r, 0, -r]),
        normals: new Float32Array([0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0]) });
    },

    things(frame) {
      const out = [], thin = size.radius * 0.006;
      Data.bodies.forEach((b, i) => {
        const { p, q } = Data.pose(frame, i);
        if (b.shape.kind === "plane") {
          out.push({ mesh: ground, model: M.pose(p, q), colour: [.25, .26, .28], alpha: 0.999, number: 0, look: 1 });
          return;
        }
        let colour = colourOf(i);
        if (Data.asleep[frame * Data.bodies.length + i]) colour = V.scale(colour, 0.6);
        if (State.selected === i) colour = [1.0, .72, .25];
        out.push({ mesh: meshes[i], model: M.pose(p, q), colour, alpha: State.show.wire ? 0.35 : 1, number: i + 1, shadow: true });
        if (Data.ghost && State.show.ghost && frame < Data.ghost.count && b.dynamic) {
          const g = Data.pose(frame, i, Data.ghost.poses);
          const apart = V.length(V.sub(g.p, p)) + Math.abs(1 - Math.abs(g.q[0] * q[0] + g.q[1] * q[1] + g.q[2] * q[2] + g.q[3] * q[3])) * b.radius;
          if (apart > 1e-5 * size.radius) {
            out.push({ mesh: meshes[i], model: M.pose(g.p, g.q), colour: [.44, .70, 1], alpha: 0.38, number: 0 });
          }
        }
        if (State.show.velocities && b.dynamic) {
          const { v } = Data.velocity(frame, i), speed = V.length(v);
          if (speed > 1e-3) out.push({ mesh: arrow, model: M.along(p, v, speed * 0.12, thin * 1.6), colour: [.44, .76, .49], alpha: 1, look: 2, number: 0 });
        }
      });
      for (let k = 0; k < Data.boneCount; k++) {
        const { p, q } = Data.bonePose(frame, k), bone = boneOf(k);
        const centre = V.add(p, V.rotate(q, bone.centre));
        out.push({ mesh: bones[k], model: M.pose(centre, q), colour: bone.colour, alpha: State.show.wire ? 0.35 : 1, number: 0, shadow: true });
      }
      for (const c of Data.contactsAt(frame)) {
        const chosen = State.contact && State.contact.number === c.number;
        const number = contactBase + c.number;
        const colour = chosen ? [1, 1, 1] : [.95, .30, .28];
        if (State.show.contacts) {
          out.push({ mesh: ball, model: M.pose(c.point, [0, 0, 0, 1], Array(3).fill(thin * (chosen ? 3 : 2))), colour, alpha: 1, look: 2, number });
        }
        if (State.show.forces && c.impulse > 0) {
          const push = V.add(V.scale(c.normal, c.impulse), c.tangent);
          out.push({ mesh: arrow, model: arrowAt(c.point, push, V.length(push)), colour, alpha: 1, look: 2, number });
        }
      }
      // Meetings since the record before happen between records: they are shown with the next one.
      Data.events.forEach((e, i) => {
        const now = e.time <= Data.times[frame] + 1e-9 && (frame === 0 || e.time > Data.times[frame - 1] + 1e-9);
        if (e.kind !== "contactBegin" || !e.point || !(now || State.event === i)) return;
        const colour = State.event === i ? [1, 1, 1] : [1, .62, .30], number = eventBase + i;
        if (State.show.contacts) out.push({ mesh: ball, model: M.pose(e.point, [0, 0, 0, 1], Array(3).fill(thin * 2.5)), colour, alpha: 1, look: 2, number });
        if (State.show.forces && e.normal && e.impulse) {
          out.push({ mesh: arrow, model: arrowAt(e.point, e.normal, e.impulse), colour, alpha: 1, look: 2, number });
        }
      });
      if (State.show.trail && State.selected >= 0) {
        const every = Math.max(1, Math.ceil(Data.count / 240));
        for (let f = 0; f < Data.count; f += every) {
          const { p } = Data.pose(f, State.selected);
          out.push({ mesh: ball, model: M.pose(p, [0, 0, 0, 1], Array(3).fill(thin * (f <= frame ? 1 : 0.6))), colour: f <= frame ? [1, .72, .25] : [.5, .5, .5], alpha: 1, look: 2, number: 0 });
        }
      }
      if (State.show.joints) {
        for (const j of Data.joints) {
          const on = Data.pose(frame, j.b), at = V.add(on.p, V.rotate(on.q, j.onB));
          out.push({ mesh: ball, model: M.pose(at, [0, 0, 0, 1], Array(3).fill(thin * 2.5)), colour: [.63, .50, .90], alpha: 1, look: 2, number: 0 });
        }
      }
      return out;
    },
  };
})();
