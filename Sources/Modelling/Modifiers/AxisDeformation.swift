import LocatedJSON
import VectorMath

/// A map of space that depends on how far along an axis a point lies between the ends of what is deformed.
struct AxisDeformation {
  var axis: ModelAxis
  /// Ends of the extent along the axis.
  var low: Double
  var high: Double
  /// Places along the axis, 0 to 1, where straight edges must be cut to follow the map.
  var cuts: [Double]
  /// Where a point at share `t` of the extent goes.
  var map: (_ p: Vector3, _ t: Double) -> Vector3

  private func image(_ p: Vector3) -> Vector3 {
    map(p, high > low ? (p[axis.index] - low) / (high - low) : 0)
  }

  /// The deformed surface: cut, moved, its normals turned by the map's derivative.
  func apply(to mesh: TriangleMesh) -> TriangleMesh {
    var out = mesh
    for cut in cuts { out = out.cut(across: axis, at: low + (high - low) * cut) }
    let bounds = mesh.bounds
    let h = max(1e-9, 1e-5 * (bounds.high - bounds.low).largest)
    for k in out.positions.indices {
      let p = out.positions[k]
      let dx = image(p + Vector3(h, 0, 0)) - image(p - Vector3(h, 0, 0))
      let dy = image(p + Vector3(0, h, 0)) - image(p - Vector3(0, h, 0))
      let dz = image(p + Vector3(0, 0, h)) - image(p - Vector3(0, 0, h))
      let n = out.normals[k]
      let turned = cross(dy, dz) * n.x + cross(dz, dx) * n.y + cross(dx, dy) * n.z
      out.positions[k] = image(p)
      if turned.lengthSquared > 0 { out.normals[k] = turned.normalized }
    }
    return out
  }

  /// The deformed pieces: hulls of slices between the cuts.
  func apply(to pieces: [CollisionPiece]) -> [CollisionPiece] {
    let levels = [-Double.infinity] + cuts.map { low + (high - low) * $0 } + [Double.infinity]
    var out: [CollisionPiece] = []
    for piece in pieces {
      let points = piece.outlinePoints
      for (from, to) in zip(levels, levels.dropFirst()) {
        let slice = Self.slice(points, axis.index, from, to)
        if let hull = CollisionPiece.hull(around: slice.map(image)) { out.append(hull) }
      }
    }
    return out
  }

  /// Points whose hull is the part of the points' hull between two planes.
  private static func slice(_ points: [Vector3], _ axis: Int, _ from: Double, _ to: Double) -> [Vector3] {
    var out = points.filter { $0[axis] >= from && $0[axis] <= to }
    for level in [from, to] where level.isFinite {
      for a in points where a[axis] < level {
        for b in points where b[axis] > level {
          out.append(mix(a, b, (level - a[axis]) / (b[axis] - a[axis])))
        }
      }
    }
    return out
  }
}

extension TriangleMesh {
  /// The same surface with an edge wherever the plane crosses it.
  func cut(across axis: ModelAxis, at level: Double) -> TriangleMesh {
    let a = axis.index
    let tolerance = 1e-9 * max(1, level.magnitude)
    var out = self
    out.triangles.removeAll(keepingCapacity: true)
    // New vertices by edge, so that neighbours share them.
    var made: [SIMD2<Int32>: Int32] = [:]
    func middle(_ i: Int32, _ j: Int32) -> Int32 {
      let key = SIMD2(min(i, j), max(i, j))
      if let v = made[key] { return v }
      var (p, q) = (positions[Int(i)], positions[Int(j)])
      var (m, n) = (normals[Int(i)], normals[Int(j)])
      // Along the axis, so that both sides of a crease get the same bits.
      if p[a] > q[a] { (p, q, m, n) = (q, p, n, m) }
      let t = (level - p[a]) / (q[a] - p[a])
      var place = mix(p, q, t)
      place[a] = level
      out.positions.append(place)
      out.normals.append(mix(m, n, t).normalized)
      let v = Int32(out.positions.count - 1)
      made[key] = v
      return v
    }
    for t in triangles {
      func side(_ k: Int) -> Int {
        let d = positions[Int(t[k])][a] - level
        return d > tolerance ? 1 : (d < -tolerance ? -1 : 0)
      }
      let sides = [side(0), side(1), side(2)]
      guard sides.contains(1) && sides.contains(-1) else {
        out.triangles.append(t)
        continue
      }
      if let on = sides.firstIndex(of: 0) {
        let (p, q, r) = (t[on], t[(on + 1) % 3], t[(on + 2) % 3])
        let m = middle(q, r)
        out.triangles += [SIMD3(p, q, m), SIMD3(p, m, r)]
      } else {
        // The corner that is alone on its side.
        let lone = sides[0] == sides[1] ? 2 : (sides[0] == sides[2] ? 1 : 0)
        let (p, q, r) = (t[lone], t[(lone + 1) % 3], t[(lone + 2) % 3])
        let (m, n) = (middle(p, q), middle(p, r))
        out.triangles += [SIMD3(p, m, n), SIMD3(m, q, r), SIMD3(m, r, n)]
      }
    }
    return out
  }
}
