import VectorMath

/// The opening of a lens, of radius 1: a disc, or a regular polygon with one corner up.
public struct Aperture: Sendable {
  /// Corners, counter-clockwise from the top, the first again at the end; empty for a disc.
  private let corners: [SIMD2<Float>]

  public init(blades: Int?) {
    precondition(blades ?? 3 >= 3, "an aperture of \(blades ?? 0) blades")
    guard let blades else {
      corners = []
      return
    }
    corners = (0...blades).map { k in
      let (s, c) = PortableMath.sineAndCosine(2 * Double.pi * Double(k) / Double(blades))
      return SIMD2(-Float(s), Float(c))
    }
  }

  /// Area over that of the disc.
  public var area: Float {
    if corners.isEmpty { return 1 }
    var sum: Float = 0
    for (a, b) in zip(corners, corners.dropFirst()) { sum += (a.x * b.y - a.y * b.x) / 2 }
    return sum / Float.pi
  }

  /// A point of the opening, uniform by area, for `u` in the unit square.
  ///
  /// The disc by the concentric map of Shirley & Chiu (1997); the polygon triangle by triangle about its middle.
  public func point(_ u: SIMD2<Float>) -> SIMD2<Float> {
    corners.isEmpty ? Aperture.discPoint(u) : polygonPoint(u)
  }

  private func polygonPoint(_ u: SIMD2<Float>) -> SIMD2<Float> {
    let scaled: Float = u.x * Float(corners.count - 1)
    let k = min(corners.count - 2, Int(scaled))
    let t: Float = min(1, scaled - Float(k))
    // The square root makes thin slices near the middle as likely as their area.
    let r: Float = u.y.squareRoot()
    return (corners[k] * (1 - t) + corners[k + 1] * t) * r
  }

  private static func discPoint(_ u: SIMD2<Float>) -> SIMD2<Float> {
    let v: SIMD2<Float> = u * 2 - 1
    if v == .zero { return .zero }
    let isWide = v.x.magnitude > v.y.magnitude
    let r: Float = isWide ? v.x : v.y
    // A quarter turn either side: within it sine and cosine are short series.
    let a: Float = 0.785_398_16 * (isWide ? v.y / v.x : v.x / v.y)
    let z: Float = a * a
    var s: Float = -1.0 / 5040
    s = s * z + 1.0 / 120
    s = s * z - 1.0 / 6
    let sine: Float = a + a * z * s
    var c: Float = 1.0 / 40320
    c = c * z - 1.0 / 720
    c = c * z + 1.0 / 24
    c = c * z - 0.5
    let cosine: Float = 1 + z * c
    return isWide ? SIMD2(r * cosine, r * sine) : SIMD2(r * sine, r * cosine)
  }

  /// Whether a point lies in the opening.
  public func contains(_ p: SIMD2<Float>) -> Bool {
    if p.x * p.x + p.y * p.y > 1 { return false }
    for (a, b) in zip(corners, corners.dropFirst()) {
      let e: SIMD2<Float> = b - a
      if e.x * (p.y - a.y) - e.y * (p.x - a.x) < 0 { return false }
    }
    return true
  }
}
