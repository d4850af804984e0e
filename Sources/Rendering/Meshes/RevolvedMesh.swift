import VectorMath

/// The outline of a solid of revolution about Y, from its lowest point to its highest: arcs joined by the straight lines
/// that touch them.
struct RevolvedProfile {
  /// Part of a circle in the half plane (distance from the axis, y); its angles are those of the outward normal above the
  /// horizontal, rad, and rise.
  struct Arc {
    var centre: (r: Double, y: Double)
    var radius: Double
    var angles: ClosedRange<Double>
    /// Chords that a quarter of a turn is drawn with, where `RevolvedProfile.around` go around the axis.
    var fineness: Int
  }
  var arcs: [Arc]

  /// Chords around the axis, and to a full turn of a large round.
  static let around = 128
  private static let large = around / 4
  private static let small = 4
  private static let quarter = Double.pi / 2

  static func sphere(radius: Double) -> RevolvedProfile {
    RevolvedProfile(arcs: [Arc(centre: (0, 0), radius: radius, angles: -quarter...quarter, fineness: large)])
  }

  static func capsule(radius: Double, halfHeight h: Double) -> RevolvedProfile {
    RevolvedProfile(arcs: [
      Arc(centre: (0, -h), radius: radius, angles: -quarter...0, fineness: large),
      Arc(centre: (0, h), radius: radius, angles: 0...quarter, fineness: large),
    ])
  }

  static func cylinder(radius: Double, halfHeight h: Double, easing e: Double) -> RevolvedProfile {
    RevolvedProfile(arcs: [
      Arc(centre: (radius - e, e - h), radius: e, angles: -quarter...0, fineness: small),
      Arc(centre: (radius - e, h - e), radius: e, angles: 0...quarter, fineness: small),
    ])
  }

  /// Base at y = -height / 4, apex at 3/4 height. Rim and tip are rounded less than a right angle where they are sharper,
  /// so that they stand back no farther than its edge does.
  static func cone(radius: Double, height: Double, easing: Double) -> RevolvedProfile {
    let slant = (radius * radius + height * height).squareRoot()
    let side = PortableMath.arcTangent(y: radius, x: height)
    func round(sineOfHalfAngle s: Double) -> Double {
      Swift.min(easing, easing * (2.0.squareRoot() - 1) * s / (1 - s))
    }
    let e = round(sineOfHalfAngle: PortableMath.sine(Double.pi / 4 - side / 2))
    let tip = round(sineOfHalfAngle: radius / slant)
    // Both circles touch the line height * r + radius * (y + height / 4) = radius * height from inside.
    let rim = radius - e * (radius + slant) / height
    return RevolvedProfile(arcs: [
      Arc(centre: (rim, e - height / 4), radius: e, angles: -quarter...side, fineness: small),
      Arc(centre: (0, 0.75 * height - tip * slant / radius), radius: tip, angles: side...quarter, fineness: small),
    ])
  }
}

extension Mesh {
  /// The solid that a profile sweeps out, with the profile's own normals: flat ends are flat, sides straight.
  static func revolved(_ profile: RevolvedProfile, around: Int = RevolvedProfile.around) -> Mesh {
    var rings: [(r: Double, y: Double, normal: (r: Double, y: Double))] = []
    for arc in profile.arcs {
      let (from, turn) = (arc.angles.lowerBound, arc.angles.upperBound - arc.angles.lowerBound)
      let fineness = Double(arc.fineness * around) / Double(RevolvedProfile.around)
      let steps = Swift.max(1, Int((turn / (Double.pi / 2) * fineness).rounded(.up)))
      for k in 0...steps {
        let (s, c) = PortableMath.sineAndCosine(from + turn * Double(k) / Double(steps))
        rings.append((arc.centre.r + arc.radius * c, arc.centre.y + arc.radius * s, (c, s)))
      }
    }
    // An outline that reaches the axis ends in a point there, another in a disc; either has one vertex on the axis.
    let (bottom, top) = (rings[0].y, rings[rings.count - 1].y)
    if profile.arcs[0].centre.r == 0 { rings.removeFirst() }
    if profile.arcs[profile.arcs.count - 1].centre.r == 0 { rings.removeLast() }

    var mesh = Mesh()
    for ring in rings {
      for k in 0..<around {
        let (s, c) = PortableMath.sineAndCosine(2 * Double.pi * Double(k) / Double(around))
        mesh.positions.append(Vector3(ring.r * c, ring.y, ring.r * s).float)
        mesh.normals.append(Vector3(ring.normal.r * c, ring.normal.y, ring.normal.r * s).float)
      }
    }
    let low = Int32(mesh.positions.count)
    mesh.positions += [Vector3(0, bottom, 0).float, Vector3(0, top, 0).float]
    mesh.normals += [Float3(0, -1, 0), Float3(0, 1, 0)]
    let m = Int32(around)
    let last = Int32(rings.count - 1) * m
    for k in 0..<m {
      let next = (k + 1) % m
      mesh.triangles.append((low, k, next))
      for r in stride(from: 0, to: last, by: Int(m)) {
        mesh.triangles.append((r + k, r + k + m, r + next))
        mesh.triangles.append((r + next, r + k + m, r + next + m))
      }
      mesh.triangles.append((low + 1, last + next, last + k))
    }
    mesh.slots = [Int32](repeating: 0, count: mesh.triangles.count)
    return mesh
  }
}
