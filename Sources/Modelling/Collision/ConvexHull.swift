import VectorMath

/// The smallest convex solid around some points, as triangles.
///
/// Quickhull (Barber, Dobkin & Huhdanpaa 1996), the farthest point of all first, so that stopping early leaves the best
/// solid of so many corners. Points nearer to a face than 1e-7 of the extent count as on it.
package struct ConvexHull {
  private struct Face {
    var corners: SIMD3<Int32>
    /// Across the edges from corner 0, 1 and 2.
    var neighbours: SIMD3<Int32>
    var normal: Vector3
    var offset: Double
    var isAlive = true
  }

  /// Its corners only.
  package private(set) var points: [Vector3] = []
  package private(set) var triangles: [SIMD3<Int32>] = []

  /// nil where the points lie in one plane or are fewer than four.
  ///
  /// - Parameter limit: most corners it may have.
  package init?(around cloud: [Vector3], limit: Int = .max) {
    guard let (first, tolerance) = Self.startingSimplex(cloud) else { return nil }
    var faces: [Face] = []
    func face(_ a: Int32, _ b: Int32, _ c: Int32) -> Face {
      let pa = cloud[Int(a)]
      let n = cross(cloud[Int(b)] - pa, cloud[Int(c)] - pa).normalized
      return Face(corners: SIMD3(a, b, c), neighbours: SIMD3(-1, -1, -1), normal: n, offset: dot(n, pa))
    }
    let (a, b, c, d) = first
    faces = [face(a, b, c), face(a, c, d), face(a, d, b), face(b, d, c)]
    faces[0].neighbours = SIMD3(2, 3, 1)
    faces[1].neighbours = SIMD3(0, 3, 2)
    faces[2].neighbours = SIMD3(1, 3, 0)
    faces[3].neighbours = SIMD3(2, 1, 0)

    // Each point outside belongs to one face that sees it.
    var seenBy = [Int32](repeating: -1, count: cloud.count)
    var heights = [Double](repeating: 0, count: cloud.count)
    func assign(_ k: Int, among candidates: Range<Int>) {
      seenBy[k] = -1
      heights[k] = tolerance
      for f in candidates {
        let height = dot(faces[f].normal, cloud[k]) - faces[f].offset
        if height > heights[k] {
          heights[k] = height
          seenBy[k] = Int32(f)
        }
      }
    }
    for k in cloud.indices { assign(k, among: 0..<4) }
    // Those that are, in order: soon few of many.
    var outside = cloud.indices.filter { seenBy[$0] >= 0 }

    var startsAt = [Int32](repeating: -1, count: cloud.count)
    var cornerCount = 4
    var visible: [Int32] = []
    while cornerCount < limit {
      var farthest = -1
      for k in outside where farthest < 0 || heights[k] > heights[farthest] { farthest = k }
      if farthest < 0 { break }
      let p = cloud[farthest]
      visible = [seenBy[farthest]]
      faces[Int(seenBy[farthest])].isAlive = false
      var horizon: [(from: Int32, to: Int32, across: Int32)] = []
      var done = 0
      while done < visible.count {
        let f = faces[Int(visible[done])]
        done += 1
        for e in 0..<3 {
          let other = Int(f.neighbours[e])
          guard faces[other].isAlive else { continue }
          if dot(faces[other].normal, p) - faces[other].offset > tolerance {
            faces[other].isAlive = false
            visible.append(Int32(other))
          }
        }
      }
      for index in visible {
        let f = faces[Int(index)]
        for e in 0..<3 where faces[Int(f.neighbours[e])].isAlive {
          horizon.append((f.corners[e], f.corners[(e + 1) % 3], f.neighbours[e]))
        }
      }
      let firstNew = faces.count
      for edge in horizon {
        startsAt[Int(edge.from)] = Int32(faces.count)
        var new = face(edge.from, edge.to, Int32(farthest))
        new.neighbours[0] = edge.across
        let across = Int(edge.across)
        for e in 0..<3 where faces[across].corners[e] == edge.to && faces[across].corners[(e + 1) % 3] == edge.from {
          faces[across].neighbours[e] = Int32(faces.count)
        }
        faces.append(new)
      }
      for k in firstNew..<faces.count {
        let following = startsAt[Int(faces[k].corners.y)]
        faces[k].neighbours.y = following
        faces[Int(following)].neighbours.z = Int32(k)
      }
      seenBy[farthest] = -1
      for k in outside where seenBy[k] >= 0 && !faces[Int(seenBy[k])].isAlive {
        assign(k, among: firstNew..<faces.count)
      }
      outside.removeAll { seenBy[$0] < 0 }
      cornerCount += 1
    }

    var numbers = [Int32](repeating: -1, count: cloud.count)
    for f in faces where f.isAlive {
      var t = SIMD3<Int32>.zero
      for e in 0..<3 {
        let k = Int(f.corners[e])
        if numbers[k] < 0 {
          numbers[k] = Int32(points.count)
          points.append(cloud[k])
        }
        t[e] = numbers[k]
      }
      triangles.append(t)
    }
  }

  /// Four points that span the cloud, counter-clockwise from outside, and the tolerance that goes with its extent.
  private static func startingSimplex(
    _ cloud: [Vector3]
  ) -> (corners: (Int32, Int32, Int32, Int32), tolerance: Double)? {
    guard cloud.count >= 4, var low = cloud.first else { return nil }
    var high = low
    for p in cloud {
      low = min(low, p)
      high = max(high, p)
    }
    let extent = (high - low).largest
    let tolerance = 1e-7 * extent
    guard extent > 0 else { return nil }
    func farthest(_ measure: (Vector3) -> Double) -> (Int, Double) {
      var best = (0, -Double.infinity)
      for (k, p) in cloud.enumerated() where measure(p) > best.1 { best = (k, measure(p)) }
      return best
    }
    let axis = (high - low).x == extent ? 0 : ((high - low).y == extent ? 1 : 2)
    let a = farthest { -$0[axis] }.0
    let b = farthest { $0[axis] }.0
    let along = (cloud[b] - cloud[a]).normalized
    let (c, width) = farthest { cross($0 - cloud[a], along).lengthSquared }
    guard width.squareRoot() > tolerance else { return nil }
    let normal = cross(cloud[b] - cloud[a], cloud[c] - cloud[a]).normalized
    let base = dot(normal, cloud[a])
    let (d, height) = farthest { (dot(normal, $0) - base).magnitude }
    guard height > tolerance else { return nil }
    let isAbove = dot(normal, cloud[d]) > base
    return isAbove
      ? ((Int32(a), Int32(c), Int32(b), Int32(d)), tolerance) : ((Int32(a), Int32(b), Int32(c), Int32(d)), tolerance)
  }

  /// m^3.
  package var volume: Double {
    var sum = 0.0
    for t in triangles { sum += dot(points[Int(t.x)], cross(points[Int(t.y)], points[Int(t.z)])) }
    return sum / 6
  }
}
