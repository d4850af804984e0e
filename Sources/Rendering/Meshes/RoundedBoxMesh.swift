import VectorMath

extension Mesh {
  /// A box with rounded edges and corners: eight sphere octants stretched apart.
  ///
  /// Faces are exactly flat; `steps` rows of quads make each quarter round.
  static func roundedBox(halfExtents h: Float3, radius: Float, steps: Int = 4) -> Mesh {
    var mesh = Mesh()
    // Each of the six faces is a grid: the flat middle, and the rounds as far as 45 degrees towards its neighbours.
    let columns = 2 * steps + 2
    for axis in 0..<3 {
      for side in 0..<2 {
        let s: Float = side == 0 ? -1 : 1
        let ua = (axis + 1) % 3
        let va = (axis + 2) % 3
        let base = Int32(mesh.positions.count)
        for j in 0..<columns {
          for i in 0..<columns {
            let (cu, tu) = gridAngle(i, steps)
            let (cv, tv) = gridAngle(j, steps)
            // tan of the angle from the face's axis; normalised it is the direction of the round.
            var n = Float3.zero
            n[axis] = s
            n[ua] = tu
            n[va] = tv
            n = normalize(n)
            var corner = Float3.zero
            corner[axis] = s * (h[axis] - radius)
            corner[ua] = cu * (h[ua] - radius)
            corner[va] = cv * (h[va] - radius)
            mesh.positions.append(corner + n * radius)
            mesh.normals.append(n)
          }
        }
        for j in 0..<(columns - 1) {
          for i in 0..<(columns - 1) {
            let a = base + Int32(j * columns + i)
            let b = a + 1
            let c = a + Int32(columns)
            let d = c + 1
            // u, v and the axis are a right-handed set, so (a, b, d) faces outwards on the positive side.
            if s > 0 {
              mesh.triangles.append((a, b, d))
              mesh.triangles.append((a, d, c))
            } else {
              mesh.triangles.append((a, d, b))
              mesh.triangles.append((a, c, d))
            }
            mesh.slots.append(0)
            mesh.slots.append(0)
          }
        }
      }
    }
    return mesh
  }

  /// Which corner (-1 or 1) grid line `i` belongs to, and the tangent of its angle from the face's axis.
  private static func gridAngle(_ i: Int, _ steps: Int) -> (corner: Float, tangent: Float) {
    let corner: Float = i <= steps ? -1 : 1
    let k = i <= steps ? steps - i : i - steps - 1
    let tangent = PortableMath.tangent(Double(k) / Double(steps) * Double.pi / 4)
    return (corner, corner * Float(tangent))
  }
}
