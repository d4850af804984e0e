import VectorMath

/// The part of a solid that is below a plane.
public struct SubmergedPart: Sendable, Hashable {
  /// m^3
  public var volume: Double
  /// In the frame of the solid; the origin where the volume is 0.
  public var centroid: Vector3

  static let none = SubmergedPart(volume: 0, centroid: .zero)
}

extension Geometry {
  /// The part of the piece where dot(n, x) <= offset, in its own frame; n must be a unit vector.
  ///
  /// Exact for spheres and polyhedra; for solids of revolution the error of the quadrature is below 1e-6 of the volume.
  /// A plane has none: it is no floating body.
  func submerged(below n: Vector3, offset: Double) -> SubmergedPart {
    switch self {
    case .sphere(let r):
      let h = Swift.min(2 * r, Swift.max(0, offset + r))
      let volume: Double = Double.pi * h * h * (r - h / 3)
      guard volume > 0 else { return .none }
      let along: Double = -0.75 * (2 * r - h) * (2 * r - h) / (3 * r - h)
      return SubmergedPart(volume: volume, centroid: n * along)
    case .box(let h):
      let corner = { (i: Int) in Vector3(i & 1 == 0 ? -h.x : h.x, i & 2 == 0 ? -h.y : h.y, i & 4 == 0 ? -h.z : h.z) }
      var part = PolyhedronBelow(n, offset, inside: .zero)
      for loop in boxLoops {
        part.add(4) { corner(loop[$0]) }
      }
      return part.result
    case .hull(let hull):
      let t = hull.topology
      var part = PolyhedronBelow(n, offset, inside: .zero)
      for i in 0..<t.pointee.faceCount {
        let f = t.pointee.faces[i]
        part.add(Int(f.count)) { t.pointee.vertices[Int(t.pointee.loops[Int(f.first) + $0])] }
      }
      return part.result
    case .cylinder(let r, let h):
      var part = RevolvedBelow(n, offset)
      part.add(from: -h, to: h, .straight(radius: r, slope: 0))
      return part.result
    case .cone(let r, let h):
      var part = RevolvedBelow(n, offset)
      part.add(from: -0.25 * h, to: 0.75 * h, .straight(radius: 0.75 * r, slope: -r / h))
      return part.result
    case .capsule(let r, let h):
      var part = RevolvedBelow(n, offset)
      part.add(from: -h - r, to: -h, .round(radius: r, centre: -h))
      part.add(from: -h, to: h, .straight(radius: r, slope: 0))
      part.add(from: h, to: h + r, .round(radius: r, centre: h))
      return part.result
    case .plane, .mesh, .heightField:
      return .none
    }
  }
}

/// The corners of the faces of a box, counter-clockwise from outside; bit 0, 1, 2 of a corner: +x, +y, +z.
let boxLoops: [[Int]] = [[0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6]]

/// Volume below a plane, from the faces clipped to it: the sum over tetrahedra from a point on the plane, to which the
/// cut itself adds nothing.
private struct PolyhedronBelow {
  let n: Vector3
  let offset: Double
  let apex: Vector3
  var volume = 0.0
  var moment = Vector3.zero

  init(_ n: Vector3, _ offset: Double, inside: Vector3) {
    self.n = n
    self.offset = offset
    apex = inside + n * (offset - dot(n, inside))
  }

  mutating func add(_ count: Int, _ corner: (Int) -> Vector3) {
    var first: Vector3?
    var last = Vector3.zero
    func emit(_ p: Vector3, _ sum: inout PolyhedronBelow) {
      if let a = first {
        let v = dot(a - sum.apex, cross(last - sum.apex, p - sum.apex)) / 6
        sum.volume += v
        sum.moment += (sum.apex + a + last + p) * (v / 4)
      } else {
        first = p
      }
      last = p
    }
    for i in 0..<count {
      let p = corner(i)
      let q = corner(i + 1 == count ? 0 : i + 1)
      let dp = dot(n, p) - offset
      let dq = dot(n, q) - offset
      if dp <= 0 { emit(p, &self) }
      if (dp <= 0) != (dq <= 0) { emit(p + (q - p) * (dp / (dp - dq)), &self) }
    }
  }

  var result: SubmergedPart {
    volume > 0 ? SubmergedPart(volume: volume, centroid: moment / volume) : .none
  }
}

/// Volume of a solid of revolution about Y below a plane: discs of radius rho(y), each cut by a chord, added up by Gauss
/// quadrature between the heights at which the chord enters and leaves the discs.
private struct RevolvedBelow {
  enum Profile {
    /// rho = radius + slope y
    case straight(radius: Double, slope: Double)
    /// rho^2 = radius^2 - (y - centre)^2
    case round(radius: Double, centre: Double)

    func radius(_ y: Double) -> Double {
      switch self {
      case .straight(let r, let k): Swift.max(0, r + k * y)
      case .round(let r, let c): Swift.max(0, r * r - (y - c) * (y - c)).squareRoot()
      }
    }
  }

  let n: Vector3
  let offset: Double
  /// Slope of the plane across the axis, and that direction.
  let across: Double
  let direction: Vector3
  private var volume = 0.0
  private var alongY = 0.0
  private var alongX = 0.0

  init(_ n: Vector3, _ offset: Double) {
    self.n = n
    self.offset = offset
    across = (n.x * n.x + n.z * n.z).squareRoot()
    direction = across > 0 ? Vector3(n.x / across, 0, n.z / across) : .unitX
  }

  /// Adds the stretch of the solid between two heights.
  mutating func add(from low: Double, to high: Double, _ profile: Profile) {
    let (first, second) = breaks(profile)
    let cut = Swift.min(high, Swift.max(low, first))
    let next = Swift.min(high, Swift.max(low, second))
    integrate(low, Swift.min(cut, next), profile)
    integrate(Swift.min(cut, next), Swift.max(cut, next), profile)
    integrate(Swift.max(cut, next), high, profile)
  }

  private mutating func integrate(_ low: Double, _ high: Double, _ profile: Profile) {
    guard high > low else { return }
    let middle = (low + high) / 2
    let half = (high - low) / 2
    for (x, weight) in gaussNodes {
      for s in [-x, x] {
        // Nodes crowd to both ends, where areas begin like a power of 3/2.
        let y: Double = middle + half * (1.5 * s - 0.5 * s * s * s)
        let w: Double = weight * half * 1.5 * (1 - s * s)
        let (area, moment) = segment(profile.radius(y), y)
        volume += w * area
        alongY += w * area * y
        alongX += w * moment
      }
    }
  }

  var result: SubmergedPart {
    guard volume > 0 else { return .none }
    return SubmergedPart(volume: volume, centroid: Vector3(0, alongY / volume, 0) + direction * (alongX / volume))
  }

  /// Area of the disc at height y where across x <= offset - n.y y, and its moment along x.
  private func segment(_ radius: Double, _ y: Double) -> (area: Double, moment: Double) {
    let level = offset - n.y * y
    if level >= across * radius { return (Double.pi * radius * radius, 0) }
    if level <= -across * radius { return (0, 0) }
    let x = level / across
    let chord = Swift.max(0, radius * radius - x * x).squareRoot()
    let angle = PortableMath.arcTangent(y: chord, x: -x)
    return (radius * radius * angle + x * chord, -2.0 / 3.0 * chord * chord * chord)
  }

  /// Heights at which the chord touches the disc: across rho = |offset - n.y y|; infinite where there is none.
  private func breaks(_ profile: Profile) -> (Double, Double) {
    switch profile {
    case .straight(let r, let k):
      let first = (offset - across * r) / (n.y + across * k)
      let second = (offset + across * r) / (n.y - across * k)
      return (first.isFinite ? first : .infinity, second.isFinite ? second : .infinity)
    case .round(let r, let c):
      // With |n| = 1 this is a quadratic of leading coefficient 1.
      let b: Double = n.y * offset + across * across * c
      let q: Double = offset * offset - across * across * (r * r - c * c)
      let discriminant: Double = b * b - q
      guard discriminant >= 0 else { return (.infinity, .infinity) }
      let root = discriminant.squareRoot()
      return (b - root, b + root)
    }
  }
}

/// Positive nodes and weights of Gauss-Legendre quadrature with 16 points. Abramowitz & Stegun, table 25.4.
private let gaussNodes: [(Double, Double)] = [
  (0.095_012_509_837_637_440, 0.189_450_610_455_068_496), (0.281_603_550_779_258_913, 0.182_603_415_044_923_589),
  (0.458_016_777_657_227_386, 0.169_156_519_395_002_538), (0.617_876_244_402_643_748, 0.149_595_988_816_576_732),
  (0.755_404_408_355_003_034, 0.124_628_971_255_533_872), (0.865_631_202_387_831_744, 0.095_158_511_682_492_785),
  (0.944_575_023_073_232_576, 0.062_253_523_938_647_893), (0.989_400_934_991_649_933, 0.027_152_459_411_754_095),
]
