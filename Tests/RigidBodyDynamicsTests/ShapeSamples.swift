import RigidBodyDynamics
import VectorMath

/// Shapes for experiments, and a second route to their geometry.
enum ShapeSamples {
  /// A random solid of about 0.05 to 0.2 m: every kind in turn.
  static func random(_ kind: Int, _ g: inout SeededGenerator) -> Shape {
    let size = g.uniform(0.05...0.2)
    switch kind % 6 {
    case 0: return .sphere(radius: size)
    case 1: return .box(halfExtents: Vector3(size, g.uniform(0.2...1) * size, g.uniform(0.2...1) * size))
    case 2: return .capsule(radius: 0.5 * size, halfHeight: g.uniform(0.3...1.5) * size)
    case 3: return .cylinder(radius: size, halfHeight: g.uniform(0.1...1.5) * size)
    case 4: return .cone(radius: size, height: g.uniform(0.5...2.5) * size)
    default: return .hull(hull(points: 4 + g.index(28), size: size, &g))
    }
  }

  static func hull(points count: Int, size: Double, _ g: inout SeededGenerator) -> ConvexHull {
    var points: [Vector3] = []
    for _ in 0..<count {
      points.append(Vector3(g.normal(), g.normal(), g.normal()).normalized * (size * g.uniform(0.6...1)))
    }
    do { return try ConvexHull(points: points) } catch {
      // Four points may be flat; a box never is.
      return box(Vector3(size, size, size))
    }
  }

  static func box(_ h: Vector3) -> ConvexHull {
    let corners = (0..<8).map { i in
      Vector3(i & 1 == 0 ? -h.x : h.x, i & 2 == 0 ? -h.y : h.y, i & 4 == 0 ? -h.z : h.z)
    }
    do { return try ConvexHull(points: corners) } catch { preconditionFailure("\(error)") }
  }

  static func pose(_ g: inout SeededGenerator, at p: Vector3 = .zero) -> RigidTransform {
    let axis = Vector3(g.normal(), g.normal(), g.normal()).normalized
    return RigidTransform(rotation: Quaternion(angle: g.uniform(0...3), axis: axis), translation: p)
  }

  /// Greatest dot(d, x) over the shape at a pose, from its definition alone; d need not be a unit vector.
  static func reach(_ shape: Shape, _ pose: RigidTransform, _ d: Vector3) -> Double {
    let u = pose.rotation.inverseRotate(d)
    let across = (u.x * u.x + u.z * u.z).squareRoot()
    let local: Double
    switch shape {
    case .sphere(let r): local = r * u.length
    case .box(let h): local = dot(h, u.magnitudes)
    case .capsule(let r, let h): local = r * u.length + h * u.y.magnitude
    case .cylinder(let r, let h): local = r * across + h * u.y.magnitude
    case .cone(let r, let h): local = Swift.max(0.75 * h * u.y, r * across - 0.25 * h * u.y)
    case .hull(let hull): local = hull.vertices.map { dot($0, u) }.max()!
    case .compound(let parts): local = parts.map { reach($0.shape, $0.pose, u) }.max()!
    case .plane, .mesh, .heightField: local = .infinity
    }
    return local + dot(pose.translation, d)
  }

  /// Gap of two shapes along the unit vector n.
  static func gap(_ a: Shape, _ poseA: RigidTransform, _ b: Shape, _ poseB: RigidTransform, _ n: Vector3) -> Double {
    -reach(b, poseB, -n) - reach(a, poseA, n)
  }

  /// The greatest gap over all directions, by brute force: a few thousand of them, the best ones refined by turning
  /// them less and less.
  static func greatestGap(_ a: Shape, _ poseA: RigidTransform, _ b: Shape, _ poseB: RigidTransform) -> Double {
    var starts: [(gap: Double, n: Vector3)] = []
    let count = 1500
    let golden = Double.pi * (3 - 5.0.squareRoot())
    for i in 0..<count {
      let y: Double = 1 - 2 * (Double(i) + 0.5) / Double(count)
      let r = (1 - y * y).squareRoot()
      let (s, c) = PortableMath.sineAndCosine(golden * Double(i))
      let n = Vector3(r * c, y, r * s)
      starts.append((gap(a, poseA, b, poseB, n), n))
    }
    starts.sort { $0.gap > $1.gap }
    var best = -Double.infinity
    for start in starts.prefix(6) {
      var n = start.n
      var most = start.gap
      var step = 0.05
      while step > 1e-10 {
        let u = n.anyPerpendicular
        let v = cross(n, u)
        var improved = false
        for k in 0..<8 {
          let (s, c) = PortableMath.sineAndCosine(Double(k) * Double.pi / 4)
          let m = (n + (u * c + v * s) * step).normalized
          let g = gap(a, poseA, b, poseB, m)
          if g > most {
            most = g
            n = m
            improved = true
          }
        }
        if !improved { step *= 0.5 }
      }
      best = Swift.max(best, most)
    }
    return best
  }
}
