import AssetLibrary
import SceneDescription
import VectorMath

/// How a thing rolls: as a ball, whichever way it lies, or lying on its side, about the axis that it is round about.
struct Rolling: Hashable {
  /// Turns the asset so that it rolls towards its front, about the asset's X; none for a ball.
  var laying: Quaternion?
  /// From the axis to the ground where the centre of mass is over it, m.
  var radius: Double
  /// v^2 gained on a slope over g times the height lost, if it does not slip: 10/7 for a solid ball, 4/3 for a cylinder.
  var slopeGain: Double { laying == nil ? 10.0 / 7 : 4.0 / 3 }

  /// The angular velocity, rad/s, of a copy that rolls without slipping on ground whose normal is `up`; balls differ in size.
  func turn(of copy: Asset, _ velocity: Vector3, up: Vector3) -> Vector3 {
    cross(up, velocity) / (laying == nil ? copy.bounds().size.y / 2 : radius)
  }

  /// nil for what joints hold together, for people, and for what is round about none of its own axes.
  init?(_ asset: Asset) {
    guard asset.person == nil, asset.joints.isEmpty, !asset.isFixed else { return nil }
    let points = asset.outline
    let centre = asset.centreOfMass
    if asset.isBall || Rolling.isSphere(points, around: centre) {
      (laying, radius) = (nil, asset.bounds().size.y / 2)
      return
    }
    // The longest first: a log rolls about its length.
    let size = asset.bounds().size
    let axes = [Vector3.unitX, .unitY, .unitZ].sorted { dot($0, size) > dot($1, size) }
    for axis in axes {
      guard let side = Side(points, around: centre, axis: axis) else { continue }
      // The axis comes to lie along X, then as steep as the side that it lies on tapers.
      laying = Quaternion(angle: -side.taper, axis: .unitZ) * Quaternion(from: axis, to: .unitX)
      radius = side.radius
      return
    }
    return nil
  }

  /// What of the greatest reach the least may lack of what still counts as round. Fruit and stones roll unevenly.
  private static let ballTolerance = 0.12
  private static let sideTolerance = 0.08

  private static func isSphere(_ points: [Vector3], around centre: Vector3) -> Bool {
    var ways: [Vector3] = []
    for x in -1...1 {
      for y in -1...1 {
        for z in -1...1 where (x, y, z) != (0, 0, 0) {
          ways.append(Vector3(Double(x), Double(y), Double(z)).normalized)
        }
      }
    }
    return isEven(ways.map { way in reach(points, around: centre, way) }, within: ballTolerance)
  }

  private static func reach(_ points: [Vector3], around centre: Vector3, _ way: Vector3) -> Double {
    points.reduce(0) { Swift.max($0, dot($1 - centre, way)) }
  }

  private static func isEven(_ reaches: [Double], within tolerance: Double) -> Bool {
    guard let least = reaches.min(), let most = reaches.max() else { return false }
    return least >= (1 - tolerance) * most && least > 0
  }

  /// The side of something round about an axis through its centre of mass.
  private struct Side {
    var radius: Double
    /// How fast the side comes nearer to the axis along it, radians.
    var taper: Double

    /// nil where it is not round, or so short that it falls over.
    init?(_ points: [Vector3], around centre: Vector3, axis: Vector3) {
      let across = Vector3(axis.z, axis.x, axis.y)
      let third = cross(axis, across)
      let ways = (0..<24).map { k in
        let (s, c) = PortableMath.sineAndCosine(2 * Double.pi * Double(k) / 24)
        return across * c + third * s
      }
      guard Rolling.isEven(ways.map { Rolling.reach(points, around: centre, $0) }, within: sideTolerance) else {
        return nil
      }
      // Half the width that the side's hull has over a tenth of the length, about the centre of mass.
      let profile = points.map { (along: dot($0 - centre, axis), out: cross($0 - centre, axis).length) }
      let low = profile.reduce(0) { Swift.min($0, $1.along) }
      let high = profile.reduce(0) { Swift.max($0, $1.along) }
      let step = 0.05 * (high - low)
      guard let before = Side.height(of: profile, at: -step), let after = Side.height(of: profile, at: step) else {
        return nil
      }
      radius = (before + after) / 2
      taper = PortableMath.arcTangent(y: before - after, x: 2 * step)
      // A disc that leans by more than a sixth of its breadth in passing a pebble falls over.
      if high - low < 0.3 * radius { return nil }
    }

    /// The height at `x` of the upper convex hull of a profile.
    private static func height(of profile: [(along: Double, out: Double)], at x: Double) -> Double? {
      var best: Double?
      let left = profile.filter { $0.along <= x }
      let right = profile.filter { $0.along > x }
      // Greatest of all chords over x: that of the hull.
      for a in Side.thinned(left) {
        for b in Side.thinned(right) {
          let share = (x - a.along) / (b.along - a.along)
          best = Swift.max(best ?? 0, a.out + (b.out - a.out) * share)
        }
      }
      return best
    }

    /// The outermost in each of 32 slices along the axis.
    private static func thinned(_ profile: [(along: Double, out: Double)]) -> [(along: Double, out: Double)] {
      guard let low = profile.map(\.along).min(), let high = profile.map(\.along).max() else { return [] }
      var slices = [(along: Double, out: Double)?](repeating: nil, count: 32)
      for p in profile {
        let k = high > low ? Swift.min(31, Int((p.along - low) / (high - low) * 32)) : 0
        if slices[k].map({ p.out > $0.out }) ?? true { slices[k] = p }
      }
      return slices.compactMap { $0 }
    }
  }
}

extension Asset {
  /// Turned about, and set on y = 0 with its middle at the origin; nothing can stand on it any more.
  func laid(_ turn: Quaternion) -> Asset {
    var asset = self
    asset.supports = []
    for k in parts.indices {
      asset.parts[k].orientation = (turn * parts[k].orientation).normalized
      asset.parts[k].position = turn.rotate(parts[k].position)
    }
    let bounds = asset.closeBounds
    let shift = Vector3(-bounds.centre.x, -bounds.min.y, -bounds.centre.z)
    for k in parts.indices { asset.parts[k].position += shift }
    return asset
  }
}
