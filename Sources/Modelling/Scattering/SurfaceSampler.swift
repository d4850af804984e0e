import VectorMath

/// Places on a surface by chance, each point equally likely, none nearer to another than a distance.
///
/// Dart throwing (R. Cook 1986, Stochastic sampling in computer graphics) with a distance that shrinks whenever darts
/// find no room, until there are enough.
struct SurfaceSampler {
  struct Place {
    var position: Vector3
    var normal: Vector3
  }
  private let mesh: TriangleMesh
  private let kept: [Int]
  private let sums: [Double]

  /// - Parameter above: least y of a face's normal.
  init(_ mesh: TriangleMesh, above: Double) {
    self.mesh = mesh
    var kept: [Int] = []
    var sums: [Double] = []
    var sum = 0.0
    for (i, t) in mesh.triangles.enumerated() {
      let a = mesh.positions[Int(t.x)]
      let n = cross(mesh.positions[Int(t.y)] - a, mesh.positions[Int(t.z)] - a)
      let length = n.length
      guard length > 0, n.y >= above * length else { continue }
      sum += 0.5 * length
      kept.append(i)
      sums.append(sum)
    }
    self.kept = kept
    self.sums = sums
  }

  /// m^2 that places can be on.
  var area: Double { sums.last ?? 0 }

  func places(_ count: Int, _ random: inout SeededGenerator) -> [Place] {
    guard area > 0, count > 0 else { return [] }
    // Points at the corners of equilateral triangles would lie 1.07 sqrt(area / count) apart.
    var distance: Double = 0.8 * (area / Double(count)).squareRoot()
    var places: [Place] = []
    var grid = PlaceGrid(cell: distance)
    var misses = 0
    while places.count < count {
      let dart = place(&random)
      if grid.hasNone(within: distance, of: dart.position, among: places) {
        grid.insert(places.count, at: dart.position)
        places.append(dart)
        misses = 0
      } else {
        misses += 1
        if misses > 40 {
          distance *= 0.9
          misses = 0
        }
      }
    }
    return places
  }

  private func place(_ random: inout SeededGenerator) -> Place {
    let wanted = random.uniform() * area
    var (low, high) = (0, sums.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if sums[middle] <= wanted { low = middle + 1 } else { high = middle }
    }
    let t = mesh.triangles[kept[low]]
    let root = random.uniform().squareRoot()
    let v = random.uniform()
    let (wa, wb, wc) = (1 - root, root * (1 - v), root * v)
    let (a, b, c) = (Int(t.x), Int(t.y), Int(t.z))
    let normal = mesh.normals[a] * wa + mesh.normals[b] * wb + mesh.normals[c] * wc
    return Place(
      position: mesh.positions[a] * wa + mesh.positions[b] * wb + mesh.positions[c] * wc,
      normal: normal.lengthSquared > 1e-12 ? normal.normalized : .unitY)
  }
}

/// Numbers of places by the cell of space that they lie in.
private struct PlaceGrid {
  private let cell: Double
  private var first = GridTable()
  private var last: [Int] = []
  private var next: [Int] = []

  init(cell: Double) { self.cell = cell }

  private func key(_ p: Vector3, _ dx: Int, _ dy: Int, _ dz: Int) -> UInt64 {
    // Wrapped: cells far apart may share a key, which costs time and changes nothing.
    func coordinate(_ x: Double, _ d: Int) -> Int { (Int((x / cell).rounded(.down)) + d) & 0xF_FFFF }
    return GridTable.key(coordinate(p.x, dx), coordinate(p.y, dy), coordinate(p.z, dz))
  }

  mutating func insert(_ number: Int, at p: Vector3) {
    // Chains of places, numbers in the order of insertion.
    next.append(-1)
    let key = key(p, 0, 0, 0)
    if let chain = first[key] {
      next[last[chain]] = number
      last[chain] = number
      last.append(-1)
    } else {
      first.insert(key, number)
      last.append(number)
    }
  }

  func hasNone(within distance: Double, of p: Vector3, among places: [SurfaceSampler.Place]) -> Bool {
    for dz in -1...1 {
      for dy in -1...1 {
        for dx in -1...1 {
          var number = first[key(p, dx, dy, dz)] ?? -1
          while number >= 0 {
            if (places[number].position - p).lengthSquared < distance * distance { return false }
            number = next[number]
          }
        }
      }
    }
    return true
  }
}
