import VectorMath

extension ArticulationView {
  /// Turn per Runge-Kutta step above which a step is taken in parts, radians: an error of 1e-10 a step for an even spin.
  private static let turnPerPart = 0.04
  private static let mostParts = 64
  /// How many times that turn a part may come to while it is taken.
  private static let refusedTurn = 1.5

  /// Moves an articulation by `h` seconds under gravity and the loads on its links.
  ///
  /// Classical fourth-order Runge-Kutta; quaternions component by component, normalised at the end, which keeps the
  /// order. Fast spins take the step in parts, and so do spins that change fast: a light link that whips about near a
  /// position in which its chain is stretched out can be turned round within a step. A part within which the pace
  /// has grown by half is taken again in two. Afterwards `frames` and `dynamics` are those of the last stage, at the end
  /// of the step to third order; `placeLinks` refreshes the frames.
  /// - Parameters:
  ///   - from: Time since the start of the step at which the coordinates stand, s.
  ///   - isEvaluated: Whether `evaluate` was called at the coordinates as they stand.
  func advance(
    _ range: Range<Int>, base: BaseMotion, gravity: Vector3, from: Double, by h: Double, isEvaluated: Bool = false
  ) {
    if h <= 0 { return }
    var done = 0.0
    var fewest = 1
    var isEvaluated = isEvaluated
    while true {
      let t = from + done
      let left = h - done
      if !isEvaluated { evaluate(range, base: base.after(t), gravity: gravity) }
      isEvaluated = false
      for i in range { starts[i] = coordinates[i] }
      let turn: Double = pace(range, base) * left
      let most = Int((left / h * Double(Self.mostParts)).rounded(.up))
      let wanted = turn < Self.turnPerPart * Double(most) ? Int(turn / Self.turnPerPart) + 1 : most
      let parts = Swift.min(most, Swift.max(wanted, fewest))
      let part = left / Double(parts)
      let fastest = advancePart(range, base, gravity, t, part)
      if fastest * part > Self.refusedTurn * Self.turnPerPart && parts < most {
        for i in range { coordinates[i] = starts[i] }
        fewest = 2 * parts
        continue
      }
      if parts == 1 { return }
      fewest = 1
      done += part
    }
  }

  /// One Runge-Kutta step from coordinates that are evaluated, and kept in `starts`.
  /// - Returns: The fastest pace on the way, 1/s.
  private func advancePart(
    _ range: Range<Int>, _ base: BaseMotion, _ gravity: Vector3, _ t: Double, _ h: Double
  ) -> Double {
    for i in range {
      let d = rates(i)
      sums[i] = d
      coordinates[i] = starts[i].advanced(links[i].freedom, by: d, 0.5 * h)
    }
    let middle = base.after(t + 0.5 * h)
    var fastest = 0.0
    for stage in 0..<2 {
      evaluate(range, base: middle, gravity: gravity)
      fastest = Swift.max(fastest, pace(range, base))
      let next = stage == 0 ? 0.5 * h : h
      for i in range {
        let d = rates(i)
        sums[i].add(d, times: 2)
        coordinates[i] = starts[i].advanced(links[i].freedom, by: d, next)
      }
    }
    evaluate(range, base: base.after(t + h), gravity: gravity)
    fastest = Swift.max(fastest, pace(range, base))
    for i in range {
      sums[i].add(rates(i), times: 1)
      coordinates[i] = starts[i].advanced(links[i].freedom, by: sums[i], h / 6)
      switch links[i].freedom {
      case .free, .ball: coordinates[i].orientation = coordinates[i].orientation.normalized
      case .hinge, .slider, .fixed: break
      }
    }
    return fastest
  }

  /// How fast the motion changes, 1/s: the fastest spin, or the root of the fastest change of one.
  private func pace(_ range: Range<Int>, _ base: BaseMotion) -> Double {
    var fourth: Double = base.spin.lengthSquared * base.spin.lengthSquared
    for i in range {
      let c = coordinates + i
      let d = dynamics + i
      switch links[i].freedom {
      case .free, .ball:
        let square: Double = c.pointee.spin.lengthSquared
        fourth = Swift.max(fourth, Swift.max(square * square, d.pointee.spinRate.lengthSquared))
      case .hinge:
        let square: Double = c.pointee.rate * c.pointee.rate
        fourth = Swift.max(fourth, Swift.max(square * square, d.pointee.rateChange * d.pointee.rateChange))
      case .slider, .fixed: break
      }
    }
    return fourth.squareRoot().squareRoot()
  }
}
