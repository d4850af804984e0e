import VectorMath

/// A point of the plane in which an outline lies.
typealias Point2 = SIMD2<Double>

@inline(__always) func cross(_ a: Point2, _ b: Point2) -> Double { a.x * b.y - a.y * b.x }
@inline(__always) func length(_ a: Point2) -> Double { (a.x * a.x + a.y * a.y).squareRoot() }

/// How finely round things are cut.
enum Roundness {
  /// Sides of a full circle, a multiple of four: 48, fewer below 20 mm, where arm's length hides them.
  static func sides(_ radius: Double) -> Int {
    let wanted = (340 * radius.squareRoot() / 4).rounded() * 4
    return Int(min(48, max(12, wanted)))
  }

  /// Steps of an arc.
  static func steps(_ radius: Double, degrees: Double) -> Int {
    let bySides = (Double(sides(radius)) * degrees.magnitude / 360).rounded(.up)
    return max(degrees.magnitude > 40 ? 3 : 2, Int(bySides))
  }
}

/// Twice the signed area of a polygon: above 0 where it is counter-clockwise.
func doubleArea(_ polygon: [Point2]) -> Double {
  var sum = 0.0
  for k in polygon.indices { sum += cross(polygon[k], polygon[k + 1 == polygon.count ? 0 : k + 1]) }
  return sum
}
