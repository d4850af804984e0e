import VectorMath

/// The speed of a steady wave through a row of dominoes.
///
/// J. M. J. van Leeuwen, "The domino effect", American Journal of Physics 78 (2010) 721: the fallen blocks lean on each
/// other in a train, feet do not slide, blocks do not rub, impacts are plastic. The train has one degree of freedom,
/// the tilt of its foremost block; each block behind leans on the next by
///
///     h sin(tilt' - tilt) = (s + d) cos(tilt) - d
///
/// for height h, thickness d, gap s. Between impacts the train keeps its energy; at an impact the block that is struck
/// joins it, and the momentum of the only degree of freedom is kept.
package struct DominoWave {
  /// Gap and thickness over height.
  let gap: Double
  let thickness: Double
  /// Blocks behind the foremost that still count; those further back hardly move.
  private let followers = 60

  package init(gap: Double, thickness: Double) {
    precondition(gap > 0 && gap < 1 && thickness > 0, "gap \(gap), thickness \(thickness) of the height")
    self.gap = gap
    self.thickness = thickness
  }

  /// Speed over sqrt(g h).
  package var speed: Double {
    // Tilt at which a block strikes the next one.
    let strike = PortableMath.arcSine(gap)
    let atStrike = train(strike)
    let atStart = train(0)
    // With g = h = m = 1: (rate^2) inertia / 2 + potential is kept from one impact to the next.
    // The block that is struck moves at the rate of the one that strikes it and adds its own inertia.
    let kept = atStrike.inertia / atStart.inertia
    // Steady: rate_start = kept * rate_strike, and the energies differ by the fall of the potential.
    let fall = atStart.potential - atStrike.potential
    let strikeSquared = 2 * fall / (atStrike.inertia - kept * kept * atStart.inertia)
    let energy: Double = 0.5 * atStrike.inertia * strikeSquared + atStrike.potential
    // Time from one impact to the next by Simpson's rule.
    let intervals = 400
    var time = 0.0
    for i in 0...intervals {
      let state = train(strike * Double(i) / Double(intervals))
      let rate = (2 * (energy - state.potential) / state.inertia).squareRoot()
      let weight: Double = i == 0 || i == intervals ? 1 : (i % 2 == 1 ? 4 : 2)
      time += weight / rate
    }
    time *= strike / Double(intervals) / 3
    return (gap + thickness) / time
  }

  /// Inertia and potential energy of the train in terms of the foremost block's tilt.
  private func train(_ foremost: Double) -> (inertia: Double, potential: Double) {
    let own = (1 + thickness * thickness) / 3
    var inertia = 0.0
    var potential = 0.0
    var tilt = foremost
    var rate = 1.0
    for _ in 0...followers {
      let (sine, cosine) = PortableMath.sineAndCosine(tilt)
      inertia += own * rate * rate
      // Relative to a block that lies on its follower's foot, so that the sum has a limit.
      potential += (cosine + thickness * sine) / 2 - restHeight
      let lean = PortableMath.arcSine((gap + thickness) * cosine - thickness)
      // d(tilt')/d(tilt) from the condition of contact.
      rate *= 1 - (gap + thickness) * sine / PortableMath.cosine(lean)
      tilt += lean
    }
    return (inertia, potential)
  }

  /// Height of the centre of a block at the end of the train, where all lean alike: (s + d) cos(tilt) = d.
  private var restHeight: Double {
    let cosine = thickness / (gap + thickness)
    return (cosine + thickness * (1 - cosine * cosine).squareRoot()) / 2
  }
}
