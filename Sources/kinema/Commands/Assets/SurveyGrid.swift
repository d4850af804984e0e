import AssetLibrary
import Modelling
import RigidBodyDynamics
import VectorMath

extension LineGrid {
  /// Where a line is inside of any body of a world of convex ones.
  func intervals(of world: World, line: Int) -> Spans {
    var direction = Vector3.zero
    direction[axis] = 1
    let reach = length + 2
    var entries = [Double](repeating: .infinity, count: world.bodyCount)
    for hit in world.rayCastAll(from: point(line, -1), direction: direction, limit: reach) {
      entries[hit.body.index] = hit.distance - 1
    }
    var spans: [ClosedRange<Double>] = []
    for hit in world.rayCastAll(from: point(line, length + 1), direction: -direction, limit: reach) {
      let start = entries[hit.body.index]
      let end = length + 1 - hit.distance
      if start < end { spans.append(start...end) }
    }
    return Spans(spans)
  }
}

extension Modelling.TriangleMesh {
  /// Distance of a point from the surface, m.
  func distance(from p: Vector3) -> Double {
    var best = Double.infinity
    for t in triangles {
      let a = positions[Int(t.x)] - p
      let b = positions[Int(t.y)] - p
      let c = positions[Int(t.z)] - p
      // The triangle is no nearer than the box around it.
      var least = 0.0
      for k in 0..<3 {
        let low = min(a[k], min(b[k], c[k]))
        let high = max(a[k], max(b[k], c[k]))
        let gap = low > 0 ? low : (high < 0 ? -high : 0)
        least += gap * gap
      }
      if least >= best { continue }
      best = min(best, Self.squaredDistance(a, b, c))
    }
    return best.squareRoot()
  }

  /// Of the origin from a triangle (Ericson, Real-Time Collision Detection, 2005, section 5.1.5).
  private static func squaredDistance(_ a: Vector3, _ b: Vector3, _ c: Vector3) -> Double {
    let ab = b - a
    let ac = c - a
    let d1 = -dot(ab, a)
    let d2 = -dot(ac, a)
    if d1 <= 0 && d2 <= 0 { return a.lengthSquared }
    let d3 = -dot(ab, b)
    let d4 = -dot(ac, b)
    if d3 >= 0 && d4 <= d3 { return b.lengthSquared }
    let vc = d1 * d4 - d3 * d2
    if vc <= 0 && d1 >= 0 && d3 <= 0 { return (a + ab * (d1 / (d1 - d3))).lengthSquared }
    let d5 = -dot(ab, c)
    let d6 = -dot(ac, c)
    if d6 >= 0 && d5 <= d6 { return c.lengthSquared }
    let vb = d5 * d2 - d1 * d6
    if vb <= 0 && d2 >= 0 && d6 <= 0 { return (a + ac * (d2 / (d2 - d6))).lengthSquared }
    let va = d3 * d6 - d5 * d4
    if va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0 {
      return (b + (c - b) * ((d4 - d3) / ((d4 - d3) + (d5 - d6)))).lengthSquared
    }
    let sum = va + vb + vc
    return (a + ab * (vb / sum) + ac * (vc / sum)).lengthSquared
  }
}
