"use strict";
// The trace as typed arrays. Poses are (x, y, z, qx, qy, qz, qw), velocities (v, w), all in SI units.

const Data = await (async () => {
  const d = JSON.parse(document.getElementById("trace").textContent);

  // All arrays lie one after the other in one zlib stream, in the order and with the lengths of `d.arrays`.
  const packed = atob(document.getElementById("arrays").textContent.trim());
  const bytes = new Uint8Array(packed.length);
  for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  const whole = await new Response(stream).arrayBuffer();
  const kinds = { f32: Float32Array, f64: Float64Array, u32: Uint32Array, i32: Int32Array, u8: Uint8Array };
  const arrays = {};
  let offset = 0;
  for (const [name, kind, count] of d.arrays) {
    const size = count * kinds[kind].BYTES_PER_ELEMENT;
    arrays[name] = new kinds[kind](whole.slice(offset, offset + size));
    offset += size;
  }
  for (const name of ["times", "steps", "poses", "velocities", "asleep", "bones", "contactStart", "contactPairs",
    "contactData", "energy"]) d[name] = arrays[name];
  if (d.ghost) d.ghost.poses = arrays.ghost;

  d.contactWidth = 11;  // point 3, normal 3, depth, normal impulse, tangent impulse 3
  d.energyWidth = 8;    // kinetic, potential, momentum 3, angular momentum 3
  d.count = d.times.length;
  d.duration = d.count > 0 ? d.times[d.count - 1] : 0;

  for (const shape of [...d.bodies.map((b) => b.shape), ...d.bodies.flatMap((b) => (b.shape.parts || []).map((p) => p.shape))]) {
    if (shape.positions) shape.positions = new Float32Array(shape.positions);
  }

  // Bones of all people in one row.
  d.boneOwner = [];
  d.people.forEach((p, i) => p.bones.forEach((_, k) => d.boneOwner.push({ person: i, bone: k })));
  d.boneCount = d.boneOwner.length;

  const rows = (array, width, count, frame, item) => {
    const k = (frame * count + item) * width;
    return array.subarray(k, k + width);
  };
  const poseOf = (r) => ({ p: [r[0], r[1], r[2]], q: [r[3], r[4], r[5], r[6]] });
  d.pose = (frame, body, from) => poseOf(rows(from || d.poses, 7, d.bodies.length, frame, body));
  d.bonePose = (frame, bone) => poseOf(rows(d.bones, 7, d.boneCount, frame, bone));
  d.velocity = (frame, body) => {
    const r = rows(d.velocities, 6, d.bodies.length, frame, body);
    return { v: [r[0], r[1], r[2]], w: [r[3], r[4], r[5]] };
  };
  d.contactsAt = (frame) => {
    const out = [];
    for (let c = d.contactStart[frame]; c < d.contactStart[frame + 1]; c++) {
      const k = c * d.contactWidth, a = d.contactData;
      out.push({
        number: c, a: d.contactPairs[c * 2], b: d.contactPairs[c * 2 + 1],
        point: [a[k], a[k + 1], a[k + 2]], normal: [a[k + 3], a[k + 4], a[k + 5]],
        depth: a[k + 6], impulse: a[k + 7], tangent: [a[k + 8], a[k + 9], a[k + 10]],
      });
    }
    return out;
  };
  // A participant: a body's number, or -1 - k for bone k of the row of all bones.
  d.nameOf = (participant) => {
    if (participant >= 0) return d.bodies[participant].name;
    const owner = d.boneOwner[-1 - participant], person = d.people[owner.person];
    return person.name + " · " + person.bones[owner.bone].name;
  };
  d.frameAt = (time) => {
    let low = 0, high = d.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (d.times[middle] <= time + 1e-9) low = middle; else high = middle - 1;
    }
    return Math.max(0, low);
  };
  // Of the translation only: the trace does not carry inertias.
  d.kineticEnergy = (frame, body) => {
    const v = d.velocity(frame, body).v;
    return 0.5 * d.bodies[body].mass * V.dot(v, v);
  };
  return d;
})();
