import VectorMath

/// Russian roulette in the cheap frame: what is faint beside the light that a path has gathered is followed now and then,
/// for all the others.
///
/// The chance is taken out of `Path.gain`, not out of the throughput: so the light that is held down (`PathRules.clamp`)
/// is the same on the mean. The bounds are such that chance adds less grain than one light a vertex does anyway.
extension PathTracer {
  /// What the path has gathered, a white card being 1. No more: else one that has seen a headlight would go on so seldom, and
  /// stand for so many, that it would be a dot.
  @inline(__always) private func gathered(_ path: borrowing Path) -> Float {
    min(1, lights.sky.exposure * luminance(path.result.all))
  }

  /// Whether the path goes on.
  ///
  /// - Parameter least: what the throughput is worth following for in any case.
  @inline(__always) func goesOn(_ path: inout Path, least: Float, _ random: inout SampleSequence) -> Bool {
    let bound: Float = max(least, 0.2 * gathered(path))
    let survive: Float = largest(path.throughput) * path.gain / bound
    if survive >= 1 { return true }
    if random.next().x >= survive { return false }
    path.gain /= survive
    return true
  }

  /// The factor for light that is to be sought along `shadow` and would bring `light`; 0: it is not sought.
  @inline(__always) func seeks(_ light: Float3, _ shadow: Ray, _ path: borrowing Path) -> Float {
    if !rules.thinsFaint { return 1 }
    let bound: Float = max(0.004, 0.25 * gathered(path))
    let survive: Float = luminance(light) * path.gain * lights.sky.exposure / bound
    if survive >= 1 { return 1 }
    return shadow.chance(0x68E3_1DA4) < survive ? 1 / survive : 0
  }
}
