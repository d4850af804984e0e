import VectorMath

extension ArticulationView {
  /// Turn per Runge-Kutta step above which a step is taken in parts, radians: an error of 1e-9 a step.
  private static let turnPerPart = 0.08
  private static let mostParts = 64

  /// Moves an articulation by `h` seconds under gravity and the loads on its links.
  ///
  /// Classical fourth-order Runge-Kutta; quaternions component by component, normalised at the end, which keeps the
  /// order. Fast spins take the step in parts. Afterwards `frames` and `dynamics` are those of the last stage, at the end
  /// of the step to third order; `placeLinks` refreshes the frames.
  /// - Parameters:
  ///   - from: Time since the start of the step at which the coordinates stand, s.
  ///   - isEvaluated: Whether `evaluate` was called at the coordinates as they stand.
  func advance(
    _ range: Range<Int>, base: BaseMotion, gravity: Vector3, from: Double, by h: Double, isEvaluated: Bool = false
  ) {
    if h <= 0 { return }
    var fastest = base.spin.lengthSquared
    for i in range {
      let c = coordinates[i]
      fastest = Swift.max(fastest, Swift.max(c.spin.lengthSquared, links[i].freedom == .hinge ? c.rate * c.rate : 0))
    }
    let turn: Double = fastest.squareRoot() * h
    let parts = turn < Self.turnPerPart * Double(Self.mostParts) ? Int(turn / Self.turnPerPart) + 1 : Self.mostParts
    let part = h / Double(parts)
    for k in 0..<parts {
      advancePart(range, base, gravity, from + part * Double(k), part, isEvaluated && k == 0)
    }
  }

  private func advancePart(
    _ range: Range<Int>, _ base: BaseMotion, _ gravity: Vector3, _ t: Double, _ h: Double, _ isEvaluated: Bool
  ) {
    for i in range { starts[i] = coordinates[i] }
    if !isEvaluated { evaluate(range, base: base.after(t), gravity: gravity) }
    for i in range {
      let d = rates(i)
      sums[i] = d
      coordinates[i] = starts[i].advanced(links[i].freedom, by: d, 0.5 * h)
    }
    let middle = base.after(t + 0.5 * h)
    for stage in 0..<2 {
      evaluate(range, base: middle, gravity: gravity)
      let next = stage == 0 ? 0.5 * h : h
      for i in range {
        let d = rates(i)
        sums[i].add(d, times: 2)
        coordinates[i] = starts[i].advanced(links[i].freedom, by: d, next)
      }
    }
    evaluate(range, base: base.after(t + h), gravity: gravity)
    for i in range {
      sums[i].add(rates(i), times: 1)
      coordinates[i] = starts[i].advanced(links[i].freedom, by: sums[i], h / 6)
      switch links[i].freedom {
      case .free, .ball: coordinates[i].orientation = coordinates[i].orientation.normalized
      case .hinge, .slider, .fixed: break
      }
    }
  }
}
