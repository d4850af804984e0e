import SceneDescription
import VectorMath

/// The slow signals of a walk that pelvis, spine, arms and head share, as sums over the steps near a time.
struct TrunkMotion: Sendable {
  let path: WalkPath
  let plan: FootPlan
  let style: WalkStyle
  let skeleton: HumanSkeleton
  private let walkBegin: Double
  private let walkEnd: Double
  /// Corners of the lateral centre of pressure: time, place, and change of slope there.
  private let pressure: [(time: Double, offset: Double, slopeChange: Double)]

  init(path: WalkPath, plan: FootPlan, style: WalkStyle, skeleton: HumanSkeleton, start: Double) {
    self.path = path
    self.plan = plan
    self.style = style
    self.skeleton = skeleton
    walkBegin = plan.steps.isEmpty ? .infinity : start
    walkEnd = plan.steps.last.map { $0.time + 0.3 * plan.stepTime } ?? .infinity
    pressure = TrunkMotion.pressureCorners(plan, style, start: start)
  }

  /// 0 while standing, 1 while walking.
  func walking(_ t: Double) -> Double {
    if plan.steps.isEmpty { return 0 }
    let ramp = 1.2 * plan.stepTime
    return smoothStep((t - walkBegin) / ramp) * (1 - smoothStep((t - walkEnd + ramp) / ramp))
  }

  /// +1 at full left strikes, -1 at right ones, a cosine between; `delay` in beats. Short steps count less.
  func wave(_ t: Double, delay: Double = 0) -> Double {
    sum(t - delay * plan.stepTime, halfWidth: plan.stepTime) {
      $0.side.sign * Swift.min(1.1, $0.length / style.stepLength)
    }
  }

  /// How far the pelvis is below its mid-stance height, m: lowest shortly after each strike, as a compass leg would
  /// have it, less what knee and ankle take up.
  func dip(_ t: Double) -> Double {
    sum(t - 0.13 * plan.stepTime, halfWidth: plan.stepTime / 2) {
      0.374 * $0.length * $0.length / (8 * skeleton.hipHeight)
    }
  }

  /// Raised cosines about every step, times `weight`.
  private func sum(_ t: Double, halfWidth: Double, _ weight: (Step) -> Double) -> Double {
    var total = 0.0
    var i = firstIndex(plan.steps, after: t - halfWidth, \.time)
    while i < plan.steps.count && plan.steps[i].time < t + halfWidth {
      let u = (t - plan.steps[i].time) / halfWidth
      total += weight(plan.steps[i]) * (0.5 + 0.5 * PortableMath.cosine(Double.pi * u))
      i += 1
    }
    return total
  }

  /// Lateral place of the body, m to the left of the path.
  ///
  /// The bounded motion of the linear inverted pendulum y'' = w^2 (y - p) whose pressure p moves from foot to foot (Kajita
  /// et al. 2001; Hof 2008, Hum. Mov. Sci. 27:112): each corner of p adds exp(-w |t|) / (2 w) times its change of slope.
  func sway(_ t: Double) -> Double {
    let w = style.pendulumFrequency
    let reach = 16 / w
    var i = firstIndex(pressure, after: t, \.time)
    var y = 0.0
    if i > 0 && i < pressure.count {
      let (a, b) = (pressure[i - 1], pressure[i])
      y = a.offset + (b.offset - a.offset) * (t - a.time) / (b.time - a.time)
    }
    i = firstIndex(pressure, after: t - reach, \.time)
    while i < pressure.count && pressure[i].time < t + reach {
      y += pressure[i].slopeChange / (2 * w) * PortableMath.exponential(-w * (t - pressure[i].time).magnitude)
      i += 1
    }
    return y
  }

  private static func pressureCorners(
    _ plan: FootPlan, _ style: WalkStyle, start: Double
  ) -> [(time: Double, offset: Double, slopeChange: Double)] {
    guard let first = plan.steps.first, let last = plan.steps.last else { return [] }
    let shift = style.doubleSupport * plan.stepTime
    // The pressure goes to the standing foot, then to each foot that strikes, and to the middle at the end.
    var corners: [(time: Double, offset: Double)] = [(start - 0.1, 0)]
    var current = -first.side.sign * style.standingHalfWidth
    corners.append((first.time - plan.stepTime + shift, current))
    for (k, step) in plan.steps.enumerated() where k < plan.steps.count - 1 {
      corners.append((step.time, current))
      current = step.side.sign * (k == plan.steps.count - 2 ? style.standingHalfWidth : style.walkingHalfWidth)
      corners.append((step.time + shift, current))
    }
    corners.append((last.time, current))
    corners.append((last.time + plan.stepTime, 0))
    return corners.indices.map { i in
      let c = corners[i]
      let before: Double = i == 0 ? 0 : (c.offset - corners[i - 1].offset) / (c.time - corners[i - 1].time)
      let after: Double =
        i == corners.count - 1 ? 0 : (corners[i + 1].offset - c.offset) / (corners[i + 1].time - c.time)
      return (c.time, c.offset, after - before)
    }
  }
}
