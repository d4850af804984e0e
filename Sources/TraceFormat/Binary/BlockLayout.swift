import SceneDescription
import VectorMath

/// What a block of records consists of, in order; the same list writes and reads.
///
/// Predictions know mechanics: positions are what velocities add up to, turns what spins do, momentum what the bodies
/// carry, a bone hangs on its parent, a contact point goes along with its body. Only arithmetic that is exactly specified
/// is used, so every machine decodes the same bits.
struct BlockLayout {
  let header: TraceHeader
  /// From record to record, s.
  private let interval: Double

  init(_ header: TraceHeader) {
    self.header = header
    interval = Double(header.stepsPerRecord) / Double(header.stepRate)
  }

  /// The fewest symbols that a record takes: what a block must have before room is made for its records.
  var symbolsPerRecord: Int {
    header.bodies.count * 14 + header.joints.count * 10
      + header.people.reduce(0) { $0 + 2 + 7 * $1.bones.count } + 8 + 2
  }

  /// Records with all samples in place and every number zero.
  func blank(first: Int, count: Int) -> [TraceFrame] {
    (first..<first + count).map { index in
      let step = index * header.stepsPerRecord
      var record = TraceFrame(index: index, step: step, time: header.time(ofStep: step))
      let pose = RigidTransform.identity
      record.bodies = header.bodies.map { _ in BodySample(position: .zero, orientation: .identity) }
      record.joints = header.joints.map { _ in JointSample() }
      record.people = header.people.map {
        SkeletonSample(bones: $0.bones.map { _ in pose }, leftFootLocked: false, rightFootLocked: false)
      }
      return record
    }
  }

  func code<C: ValueCoder>(_ records: inout [TraceFrame], _ coder: inout C) throws(MalformedBlock) {
    for i in header.bodies.indices { try body(i, &records, &coder) }
    for i in header.joints.indices { try joint(i, &records, &coder) }
    for i in header.people.indices { try person(i, &records, &coder) }
    try sums(&records, &coder)
    let contacts = ContactLayout(header: header)
    for t in records.indices {
      try contacts.code(&records, t, &coder)
      try hashes(&records[t], &coder)
    }
  }

  private func flag<C: ValueCoder>(_ value: inout Bool, _ coder: inout C) throws(MalformedBlock) {
    var symbol: UInt8 = value ? 1 : 0
    try coder.symbol(&symbol)
    if symbol > 1 { throw MalformedBlock("expected 0 or 1, found \(symbol)") }
    value = symbol == 1
  }

  // MARK: Things

  private func body<C: ValueCoder>(_ i: Int, _ records: inout [TraceFrame], _ coder: inout C) throws(MalformedBlock) {
    let h = interval
    let fall: Vector3 = header.gravity * h
    var velocities = records.map { $0.bodies[i].velocity }
    try coder.vectors(&velocities, choices: 3) { k, t, v in
      k == 0 ? v[t - 1] : k == 1 ? v[t - 1] + fall : Extrapolation.linear(v, t)
    }
    var positions = records.map { $0.bodies[i].position }
    try coder.vectors(&positions, choices: 3) { k, t, p in
      k == 0
        ? p[t - 1]
        : k == 1 ? p[t - 1] + (velocities[t - 1] + velocities[t]) * (h / 2) : Extrapolation.quadratic(p, t)
    }
    var spins = records.map { $0.bodies[i].angularVelocity }
    try coder.vectors(&spins, choices: 2) { k, t, w in k == 0 ? w[t - 1] : Extrapolation.linear(w, t) }
    var turns = records.map { $0.bodies[i].orientation }
    try coder.turns(&turns, choices: 3) { k, t, q in
      if k == 0 { return q[t - 1] }
      if k == 2 { return Extrapolation.quadratic(q, t) }
      let turn = (spins[t - 1] + spins[t]) * (h / 2)
      // Beyond this the sine's argument loses its meaning, and damaged files may hold anything.
      return turn.length < 1e6 ? Quaternion(rotationVector: turn) * q[t - 1] : q[t - 1]
    }
    for t in records.indices {
      records[t].bodies[i].velocity = velocities[t]
      records[t].bodies[i].position = positions[t]
      records[t].bodies[i].angularVelocity = spins[t]
      records[t].bodies[i].orientation = turns[t]
      try flag(&records[t].bodies[i].isAsleep, &coder)
    }
  }

  private func joint<C: ValueCoder>(_ i: Int, _ records: inout [TraceFrame], _ coder: inout C) throws(MalformedBlock) {
    let h = interval
    var forces = records.map { $0.joints[i].force }
    try coder.vectors(&forces, choices: 2) { k, t, v in k == 0 ? v[t - 1] : Extrapolation.linear(v, t) }
    var torques = records.map { $0.joints[i].torque }
    try coder.vectors(&torques, choices: 2) { k, t, v in k == 0 ? v[t - 1] : Extrapolation.linear(v, t) }
    var speeds = records.map { $0.joints[i].speed }
    try coder.scalars(&speeds, choices: 2) { k, t, v in k == 0 ? v[t - 1] : Extrapolation.linear(v, t) }
    var coordinates = records.map { $0.joints[i].coordinate }
    try coder.scalars(&coordinates, choices: 2) { k, t, v in
      k == 0 ? v[t - 1] : v[t - 1] + (speeds[t - 1] + speeds[t]) * (h / 2)
    }
    var gaps = records.map { $0.joints[i].gap }
    try coder.scalars(&gaps, choices: 1) { _, t, v in v[t - 1] }
    for t in records.indices {
      records[t].joints[i].force = forces[t]
      records[t].joints[i].torque = torques[t]
      records[t].joints[i].speed = speeds[t]
      records[t].joints[i].coordinate = coordinates[t]
      records[t].joints[i].gap = gaps[t]
      try flag(&records[t].joints[i].isBroken, &coder)
    }
  }

  private func person<C: ValueCoder>(_ i: Int, _ records: inout [TraceFrame], _ coder: inout C) throws(MalformedBlock) {
    for (b, bone) in header.people[i].bones.enumerated() {
      let parents = bone.parent.map { p in records.map { $0.people[i].bones[p] } } ?? []
      var places = records.map { $0.people[i].bones[b].translation }
      try coder.vectors(&places, choices: parents.isEmpty ? 2 : 3) { k, t, v in
        k == 0
          ? v[t - 1]
          : k == 1 ? Extrapolation.quadratic(v, t) : parents[t].apply(parents[t - 1].applyInverse(v[t - 1]))
      }
      var turns = records.map { $0.people[i].bones[b].rotation }
      try coder.turns(&turns, choices: 2) { k, t, q in k == 0 ? q[t - 1] : Extrapolation.quadratic(q, t) }
      for t in records.indices {
        records[t].people[i].bones[b] = RigidTransform(rotation: turns[t], translation: places[t])
      }
    }
    for t in records.indices {
      try flag(&records[t].people[i].leftFootLocked, &coder)
      try flag(&records[t].people[i].rightFootLocked, &coder)
    }
  }

  // MARK: The whole

  private func sums<C: ValueCoder>(_ records: inout [TraceFrame], _ coder: inout C) throws(MalformedBlock) {
    let gravity = header.gravity
    let masses = header.bodies.indices.filter { header.bodies[$0].isDynamic }.map { ($0, header.bodies[$0].mass) }
    // As the engine adds them up, so that the residual is zero where weight and motion are all there is.
    let carried = records.map { record in
      masses.reduce(Vector3.zero) { $0 + record.bodies[$1.0].velocity * $1.1 }
    }
    let lifted = records.map { record in
      masses.reduce(0.0) { $0 - $1.1 * dot(gravity, record.bodies[$1.0].position) }
    }
    var kinetic = records.map(\.energy.kinetic)
    try coder.scalars(&kinetic, choices: 2) { k, t, v in k == 0 ? v[t - 1] : Extrapolation.linear(v, t) }
    var potential = records.map(\.energy.potential)
    try coder.scalars(&potential, choices: 3) { k, t, v in
      k == 0 ? v[t - 1] : k == 1 ? Extrapolation.linear(v, t) : lifted[t]
    }
    var momentum = records.map(\.energy.momentum)
    try coder.vectors(&momentum, choices: 2) { k, t, v in k == 0 ? v[t - 1] : carried[t] }
    var angular = records.map(\.energy.angularMomentum)
    try coder.vectors(&angular, choices: 2) { k, t, v in k == 0 ? v[t - 1] : Extrapolation.linear(v, t) }
    for t in records.indices {
      records[t].energy.kinetic = kinetic[t]
      records[t].energy.potential = potential[t]
      records[t].energy.momentum = momentum[t]
      records[t].energy.angularMomentum = angular[t]
      if !records[t].energy.total.isFinite { throw MalformedBlock("expected a finite sum of energies") }
    }
  }

  private func hashes<C: ValueCoder>(_ record: inout TraceFrame, _ coder: inout C) throws(MalformedBlock) {
    let steps = header.stepHashCount(ofRecord: record.index)
    var hashes = record.stepHashes
    // The last is that of the record itself.
    for k in 0..<max(0, steps - 1) {
      var bits: UInt64 = k < hashes.count ? UInt64(hashes[k]) : 0
      try coder.bits(&bits, count: 16)
      if k < hashes.count { hashes[k] = UInt16(bits) } else { hashes.append(UInt16(bits)) }
    }
    try coder.bits(&record.stateHash, count: 64)
    if steps > 0 && hashes.count < steps { hashes.append(UInt16(truncatingIfNeeded: record.stateHash)) }
    record.stepHashes = hashes
  }
}
