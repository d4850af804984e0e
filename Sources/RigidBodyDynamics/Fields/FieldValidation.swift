import VectorMath

private enum Limit {
  static let coordinate: ClosedRange<Double> = -1e6...1e6
  static let speed: ClosedRange<Double> = -1e4...1e4
  static let density: ClosedRange<Double> = 0...1e5
  static let acceleration: ClosedRange<Double> = -1e6...1e6
  static let force: ClosedRange<Double> = -1e15...1e15
  static let strength: ClosedRange<Double> = -1e15...1e15
  static let core: ClosedRange<Double> = 1e-4...1e6
}

extension Field {
  /// Throws at the first value that the solver cannot take; `index` is the place in the list of fields.
  func validate(index: Int) throws(FieldError) {
    let check = FieldCheck(index: index)
    switch self {
    case .air(let air):
      try check.within(air.density, "air.density", Limit.density)
      try check.vector(air.wind, "air.wind", Limit.speed)
    case .water(let water):
      try check.unit(water.normal, "water.normal")
      try check.within(water.level, "water.level", Limit.coordinate)
      try check.within(water.density, "water.density", Limit.density)
      try check.vector(water.current, "water.current", Limit.speed)
    case .push(let push):
      switch push.strength {
      case .acceleration(let a): try check.vector(a, "push.acceleration", Limit.acceleration)
      case .force(let f): try check.vector(f, "push.force", Limit.force)
      }
      if let region = push.region { try check.box(region, "push.region") }
    case .attractor(let attractor):
      try check.vector(attractor.position, "attractor.position", Limit.coordinate)
      try check.within(attractor.strength, "attractor.strength", Limit.strength)
      try check.within(attractor.core, "attractor.core", Limit.core)
    }
  }
}

private struct FieldCheck {
  let index: Int

  func within(_ v: Double, _ field: String, _ range: ClosedRange<Double>) throws(FieldError) {
    guard v.isFinite else { throw FieldError(index: index, field: field, value: v, reason: .notFinite) }
    guard range.contains(v) else { throw FieldError(index: index, field: field, value: v, reason: .outOfRange(range)) }
  }
  func vector(_ v: Vector3, _ field: String, _ range: ClosedRange<Double>) throws(FieldError) {
    try within(v.x, field + ".x", range)
    try within(v.y, field + ".y", range)
    try within(v.z, field + ".z", range)
  }
  func unit(_ v: Vector3, _ field: String) throws(FieldError) {
    let length = v.length
    guard length.isFinite else { throw FieldError(index: index, field: field, value: length, reason: .notFinite) }
    guard (length - 1).magnitude < 1e-6 else {
      throw FieldError(index: index, field: field, value: length, reason: .notUnit)
    }
  }
  /// Corners may be infinite: a half space is a box too.
  func box(_ b: BoundingBox, _ field: String) throws(FieldError) {
    for i in 0..<3 {
      let extent = b.high[i] - b.low[i]
      guard !extent.isNaN else { throw FieldError(index: index, field: field, value: extent, reason: .notFinite) }
      guard extent >= 0 else { throw FieldError(index: index, field: field, value: extent, reason: .empty) }
    }
  }
}
