import VectorMath

/// Where one side of a joint is at the start and the end of the step, as far as is known before the rows are solved.
struct SideMotion {
  /// Centre of mass and orientation, at the start and at the end.
  var startPosition = Vector3.zero
  var startOrientation = Quaternion.identity
  var position = Vector3.zero
  var orientation = Quaternion.identity
  /// At the end.
  var velocity = Vector3.zero
  var spin = Vector3.zero
  var startVelocity = Vector3.zero
  var startSpin = Vector3.zero
}

/// Which of a joint's remembered impulses belongs to a row.
private enum Slot {
  static let linear = 0
  static let angular = 3
  static let motor = 6
  /// Limits use what the joint's own rows leave free.
  static func limit(_ kind: JointDefinition.Kind) -> Int {
    switch kind {
    case .hinge: return 5
    case .slider: return 2
    case .ball: return 4
    default: return 0
    }
  }
}

/// Makes the rows of one joint: what no link carries, and limits and motors, at the poses of the end of the step.
struct JointRowMaker {
  let joint: UnsafePointer<Joint>
  let a: SideMotion
  let b: SideMotion
  let h: Double
  /// Rows for the projection of positions: errors instead of velocities, and neither motors nor springs.
  let forPositions: Bool
  let rows: UnsafeMutablePointer<CoupledRow>
  private(set) var count = 0

  // Joint frames at the end, and their origins from the centres of mass at the end and in the middle of the step.
  private let frameA: Quaternion
  private let frameB: Quaternion
  private let originA: Vector3
  private let originB: Vector3
  private let armA: Vector3
  private let armB: Vector3
  private let middleArmA: Vector3
  private let middleArmB: Vector3
  private let startFrameA: Quaternion
  private let startFrameB: Quaternion
  private let startOriginA: Vector3
  private let startOriginB: Vector3

  init(
    _ joint: UnsafePointer<Joint>, _ a: SideMotion, _ b: SideMotion, timeStep h: Double, forPositions: Bool,
    into rows: UnsafeMutablePointer<CoupledRow>
  ) {
    self.joint = joint
    self.a = a
    self.b = b
    self.h = h
    self.forPositions = forPositions
    self.rows = rows
    let localA = joint.pointee.frameA
    let localB = joint.pointee.frameB
    frameA = a.orientation * localA.rotation
    frameB = b.orientation * localB.rotation
    armA = a.orientation.rotate(localA.translation)
    armB = b.orientation.rotate(localB.translation)
    startFrameA = a.startOrientation * localA.rotation
    startFrameB = b.startOrientation * localB.rotation
    let startArmA = a.startOrientation.rotate(localA.translation)
    let startArmB = b.startOrientation.rotate(localB.translation)
    startOriginA = a.startPosition + startArmA
    startOriginB = b.startPosition + startArmB
    middleArmA = (armA + startArmA) * 0.5
    middleArmB = (armB + startArmB) * 0.5
    originA = a.position + armA
    originB = b.position + armB
  }

  mutating func make() {
    let x = frameA.rotate(.unitX)
    let isLoop = joint.pointee.link < 0
    switch joint.pointee.kind {
    case .ball(let swing, let twist):
      if isLoop { holdOrigins() }
      limitSwing(x, swing, twist)
    case .hinge(let limits):
      if isLoop {
        holdOrigins()
        alignAxes(x)
      }
      let start = angle(of: startFrameA.conjugate * startFrameB, about: .unitX)
      let end = angle(of: frameA.conjugate * frameB, about: .unitX)
      limit(limits, start: start, end: end, scale: 1) { $0.turnOfA(about: .unitX, $1) }
      drive(coordinate: start) { $0.turnOfA(about: .unitX) }
    case .slider(let limits):
      let apart = originB - originA
      if isLoop {
        holdBesides(apart)
        holdTurns()
      }
      let startApart = startOriginB - startOriginA
      let start = dot(startFrameA.rotate(.unitX), startApart)
      limit(limits, start: start, end: dot(x, apart), scale: startApart.length) { $0.slide(along: .unitX, $1) }
      drive(coordinate: start) { $0.slide(along: .unitX) }
    case .fixed:
      guard isLoop else { return }
      holdOrigins()
      holdTurns()
    case .universal:
      guard isLoop else { return }
      holdOrigins()
      let y = frameB.rotate(.unitY)
      let startAxis = cross(startFrameB.rotate(.unitY), startFrameA.rotate(.unitX))
      var row = turn(about: cross(y, x), middle: (cross(y, x) + startAxis).normalized)
      row.error = dot(x, y)
      append(row, slot: Slot.angular)
    case .distance(let length), .rope(let length): holdLength(length)
    case .spring(let length, let stiffness, let damping): pull(length, stiffness, damping)
    }
  }

  // MARK: Directions

  /// A row along `n` at the end of the step, whose force is along `middle` in its middle.
  private func line(along n: Vector3, middle: Vector3, armA: Vector3, middleA: Vector3) -> CoupledRow {
    var row = CoupledRow()
    row.linear = n
    row.leverA = cross(armA, n)
    row.leverB = cross(armB, n)
    row.force = middle
    row.torqueA = cross(middleA, middle)
    row.torqueB = cross(middleArmB, middle)
    return row
  }
  private func between(along n: Vector3, middle: Vector3) -> CoupledRow {
    line(along: n, middle: middle, armA: armA, middleA: middleArmA)
  }
  /// Motion of b's origin along an axis of a: the lever of a reaches to b's origin.
  private func slide(along axis: Vector3, _ sign: Double = 1) -> CoupledRow {
    let reach = originB - a.position
    return line(
      along: frameA.rotate(axis) * sign, middle: middleOfA(axis) * sign, armA: reach,
      middleA: (reach + startOriginB - a.startPosition) * 0.5)
  }
  private func turn(about axis: Vector3, middle: Vector3) -> CoupledRow {
    var row = CoupledRow()
    row.leverA = axis
    row.leverB = axis
    row.torqueA = middle
    row.torqueB = middle
    return row
  }
  /// Relative turn about an axis of a.
  private func turnOfA(about axis: Vector3, _ sign: Double = 1) -> CoupledRow {
    turn(about: frameA.rotate(axis) * sign, middle: middleOfA(axis) * sign)
  }
  /// An axis of a's frame in the middle of the step.
  private func middleOfA(_ axis: Vector3) -> Vector3 {
    (frameA.rotate(axis) + startFrameA.rotate(axis)).normalized
  }

  private mutating func append(_ row: CoupledRow, slot: Int, sign: Double = 1, isLoaded: Bool = true) {
    var row = row
    row.isLoaded = isLoaded
    row.slot = slot
    row.slotSign = sign
    if !forPositions {
      let former: Double = joint.pointee.impulses[slot] * sign
      row.impulse = Swift.min(row.upper, Swift.max(row.lower, former))
    }
    rows[count] = row
    count += 1
  }

  // MARK: Rows that hold

  private mutating func holdOrigins() {
    let apart = originB - originA
    for i in 0..<3 {
      let n = i == 0 ? Vector3.unitX : (i == 1 ? Vector3.unitY : .unitZ)
      var row = between(along: n, middle: n)
      row.error = apart[i]
      append(row, slot: Slot.linear + i)
    }
  }

  private mutating func holdBesides(_ apart: Vector3) {
    for i in 0..<2 {
      var row = slide(along: i == 0 ? .unitY : .unitZ)
      row.error = dot(apart, row.linear)
      append(row, slot: Slot.linear + i)
    }
  }

  private mutating func alignAxes(_ x: Vector3) {
    let off = cross(x, frameB.rotate(.unitX))
    for i in 0..<2 {
      var row = turnOfA(about: i == 0 ? .unitY : .unitZ)
      row.error = dot(off, row.leverB)
      append(row, slot: Slot.angular + i)
    }
  }

  private mutating func holdTurns() {
    let off = rotationVector((frameB * frameA.conjugate).normalized)
    for i in 0..<3 {
      let u = i == 0 ? Vector3.unitX : (i == 1 ? Vector3.unitY : .unitZ)
      var row = turn(about: u, middle: u)
      row.error = off[i]
      append(row, slot: Slot.angular + i)
    }
  }

  private mutating func holdLength(_ length: Double) {
    let apart = originB - originA
    let now = apart.length
    guard now > 1e-12 * length else { return }
    let n = apart * (1 / now)
    let startApart = startOriginB - startOriginA
    let middle = (apart + startApart).normalized
    if case .rope = joint.pointee.kind {
      var row = between(along: -n, middle: -middle)
      row.error = length - now
      rest(&row, start: length - startApart.length, end: length - now, slot: Slot.linear, sign: 1)
    } else {
      var row = between(along: n, middle: middle)
      row.error = now - length
      append(row, slot: Slot.linear)
    }
  }

  // MARK: Limits, motors and springs

  /// A one-sided row that keeps a gap from closing.
  private mutating func rest(_ row: inout CoupledRow, start: Double, end: Double, slot: Int, sign: Double) {
    let rates = (
      Twist(velocity: a.velocity, spin: a.spin), Twist(velocity: b.velocity, spin: b.spin)
    )
    row.lower = 0
    let speed = row.speed(rates.0, rates.1)
    row.target = leastSpeed(start: start, freeGap: end, freeSpeed: speed, isFast: false, timeStep: h)
    append(row, slot: slot, sign: sign, isLoaded: false)
  }

  /// Rows of the limits that the coordinate is near to.
  private mutating func limit(
    _ limits: ClosedRange<Double>?, start: Double, end: Double, scale: Double,
    _ direction: (JointRowMaker, Double) -> CoupledRow
  ) {
    guard let limits else { return }
    var end = end
    if case .slider = joint.pointee.kind {
    } else if (end - start).magnitude > Double.pi {
      // Past half a turn the angle comes round from the other side.
      end += end < start ? 2 * Double.pi : -2 * Double.pi
    }
    let near: Double = 0.01 * scale + 2 * (end - start).magnitude
    for side in [1.0, -1.0] {
      let bound = side > 0 ? limits.lowerBound : limits.upperBound
      let startGap = (start - bound) * side
      let endGap = (end - bound) * side
      guard Swift.min(startGap, endGap) < near else { continue }
      var row = direction(self, side)
      row.error = endGap
      rest(&row, start: startGap, end: endGap, slot: Slot.limit(joint.pointee.kind), sign: side)
    }
  }

  private mutating func limitSwing(_ x: Vector3, _ swing: Double?, _ twist: ClosedRange<Double>?) {
    if swing == nil && twist == nil { return }
    let xB = frameB.rotate(.unitX)
    let startX = startFrameA.rotate(.unitX)
    let startB = startFrameB.rotate(.unitX)
    if let swing {
      let axis = cross(x, xB)
      let sine = axis.length
      if sine > 1e-9 {
        let end = PortableMath.arcTangent(y: sine, x: dot(x, xB))
        let start = PortableMath.arcTangent(y: cross(startX, startB).length, x: dot(startX, startB))
        let near: Double = 0.01 + 2 * (end - start).magnitude
        if swing - Swift.max(start, end) < near {
          let startAxis = cross(startX, startB)
          var row = turn(about: axis * (-1 / sine), middle: -(axis + startAxis).normalized)
          row.error = swing - end
          rest(&row, start: swing - start, end: swing - end, slot: Slot.angular, sign: 1)
        }
      }
    }
    if let twist {
      let along: Double = 1 + dot(x, xB)
      // Folded back on itself a limb has no twist.
      guard along > 1e-3 else { return }
      let axis = (x + xB) * (1 / along)
      let start = angle(of: startFrameA.conjugate * startFrameB, about: .unitX)
      let end = angle(of: frameA.conjugate * frameB, about: .unitX)
      limit(twist, start: start, end: end, scale: 1) { $0.turn(about: axis * $1, middle: axis * $1) }
    }
  }

  private mutating func drive(coordinate start: Double, _ direction: (JointRowMaker) -> CoupledRow) {
    guard let motor = joint.pointee.motor, !forPositions else { return }
    var row = direction(self)
    row.lower = -motor.maximum * h
    row.upper = motor.maximum * h
    switch motor.target {
    case .speed(let v): row.target = v
    case .position(let p, let stiffness, let damping):
      let off = start - p
      if !soften(&row, excess: off, stiffness: stiffness, damping: damping) { return }
    }
    append(row, slot: Slot.motor)
  }

  private mutating func pull(_ length: Double, _ stiffness: Double, _ damping: Double) {
    if forPositions { return }
    let apart = originB - originA
    let startApart = startOriginB - startOriginA
    let now = apart.length
    let before = startApart.length
    // The direction whose work over the step is the change of length: exact energy (Gonzalez 1996).
    let sum = apart + startApart
    guard now + before > 0, sum.length > 1e-9 * (now + before) else { return }
    let middle = sum * (1 / (now + before))
    var row = between(along: middle, middle: middle)
    if soften(&row, excess: before - length, stiffness: stiffness, damping: damping) {
      append(row, slot: Slot.linear)
    }
  }

  /// A spring and damper by the trapezoidal rule: the impulse is h times the mean force of the step.
  ///
  /// With x1 = x0 + h (v0 + v1) / 2 that is stable for any stiffness and keeps the energy of an undamped spring.
  private func soften(_ row: inout CoupledRow, excess: Double, stiffness: Double, damping: Double) -> Bool {
    let strength: Double = stiffness * h * 0.25 + damping * 0.5
    guard strength > 0 else { return false }
    let started = row.speed(
      Twist(velocity: a.startVelocity, spin: a.startSpin), Twist(velocity: b.startVelocity, spin: b.startSpin))
    row.softness = 1 / (h * strength)
    row.target = -(stiffness * (excess + 0.25 * h * started) + 0.5 * damping * started) / strength
    return true
  }
}
