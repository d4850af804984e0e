import Modelling
import Parallelism
import SceneDescription
import VectorMath

extension Ground {
  /// The country beyond the grid in bands of growing distance, each with the distance of its middle, m.
  ///
  /// Square rings about the grid, each point of whose rim goes straight outwards, so that neighbouring rings share their
  /// points and the first shares those of the grid: no gap can show. Cells grow in proportion to their distance.
  func farBands(to limit: Double, bands: Int = 12) -> [(distance: Double, mesh: TriangleMesh)] {
    guard let field, let relief, half > 0, limit > half else { return [] }
    let n = field.columns - 1
    // The rim, counter-clockwise seen from above: +Z side is crossed first.
    var rim: [(x: Double, z: Double, y: Double)] = []
    func add(_ i: Int, _ j: Int) {
      rim.append(
        (Double(i) * field.spacing - half, Double(j) * field.spacing - half, field.heights[j * field.columns + i]))
    }
    for k in 0..<n { add(k, n) }
    for k in 0..<n { add(n, n - k) }
    for k in 0..<n { add(n - k, 0) }
    for k in 0..<n { add(0, k) }
    let growth = 1.05
    let rings = Int((PortableMath.logarithm(limit / half) / PortableMath.logarithm(growth)).rounded(.up))
    let perBand = Swift.max(1, (rings + bands - 1) / bands)
    // Scales of the rings of each band, the last of one being the first of the next.
    var scales: [[Double]] = []
    var scale = 1.0
    for done in stride(from: 0, to: rings, by: perBand) {
      var band = [scale]
      for _ in 0..<Swift.min(perBand, rings - done) {
        scale *= growth
        band.append(scale)
      }
      scales.append(band)
    }
    func ring(_ scale: Double, _ mesh: inout TriangleMesh) {
      let step = field.spacing * scale
      for p in rim {
        let (x, z) = (p.x * scale, p.z * scale)
        let y = scale == 1 ? p.y : relief.height(x, z, least: step)
        mesh.positions.append(Vector3(x, y, z))
        let normal =
          scale == 1
          ? self.normal(x, z)
          : Vector3(
            relief.height(x - step, z, least: step) - relief.height(x + step, z, least: step), 2 * step,
            relief.height(x, z - step, least: step) - relief.height(x, z + step, least: step)
          ).normalized
        mesh.normals.append(normal)
      }
    }
    return parallelMap(scales.count) { number in
      let band = scales[number]
      var mesh = TriangleMesh()
      ring(band[0], &mesh)
      for scale in band.dropFirst() {
        let inner = Int32(mesh.positions.count - rim.count)
        ring(scale, &mesh)
        let outer = inner + Int32(rim.count)
        for k in 0..<Int32(rim.count) {
          let next = (k + 1) % Int32(rim.count)
          mesh.triangles.append(SIMD3(inner + k, outer + k, outer + next))
          mesh.triangles.append(SIMD3(inner + k, outer + next, inner + next))
        }
      }
      return ((band[0] * band[band.count - 1]).squareRoot() * half, mesh)
    }
  }
}

extension PlacedPath {
  /// A band of ground cover along the path: its top and its two sides, or the top alone.
  ///
  /// - Parameters:
  ///   - offset: of its middle to the right of the path's, m.
  ///   - lift: of the top above the path's level, m.
  ///   - skirt: how far the sides reach down from the top, m; 0 for none.
  ///   - stretch: from and to which length along the path; nil: all of it.
  func band(offset: Double, width: Double, lift: Double, skirt: Double, stretch: ClosedRange<Double>? = nil)
    -> TriangleMesh
  {
    var mesh = TriangleMesh()
    var stations: [(Vector3, Vector3)] = []
    let range = stretch ?? 0...length
    stations.append(place(at: range.lowerBound))
    for i in points.indices where travelled[i] > range.lowerBound + 1e-6 && travelled[i] < range.upperBound - 1e-6 {
      let before = points[Swift.max(0, i - 1)]
      let after = points[Swift.min(points.count - 1, i + 1)]
      stations.append((points[i], Vector3(after.x - before.x, 0, after.z - before.z).normalized))
    }
    stations.append(place(at: range.upperBound))
    // Rows across: outer foot, edge, edge, outer foot; edges twice, with the normals of top and side.
    let across: [(side: Double, down: Double, normal: (Double, Double))] =
      skirt > 0
      ? [(-1, 1, (-1, 0)), (-1, 0, (-1, 0)), (-1, 0, (0, 1)), (1, 0, (0, 1)), (1, 0, (1, 0)), (1, 1, (1, 0))]
      : [(-1, 0, (0, 1)), (1, 0, (0, 1))]
    for (p, direction) in stations {
      // Right of the way, seen from above.
      let right = Vector3(-direction.z, 0, direction.x)
      for a in across {
        let reach: Double = offset + a.side * width / 2
        mesh.positions.append(p + right * reach + Vector3(0, lift - a.down * skirt, 0))
        mesh.normals.append(right * a.normal.0 + Vector3(0, a.normal.1, 0))
      }
    }
    let n = Int32(across.count)
    for s in 0..<Int32(stations.count - 1) {
      for a in stride(from: Int32(0), to: n, by: 2) {
        let (p, q) = (s * n + a, s * n + a + 1)
        mesh.triangles.append(SIMD3(p, q, q + n))
        mesh.triangles.append(SIMD3(p, q + n, p + n))
      }
    }
    return mesh
  }
}
