/// The sides of triangles, found by the vertices that they go from and to: side k of triangle i is number 3 i + k.
struct TriangleSides {
  /// Where the sides of each vertex begin in the two lists; one more ends the last.
  private var starts: [Int32]
  private var ends: [Int32]
  private var numbers: [Int32]

  /// Nil where two go from the same vertex to the same other.
  init?(of triangles: [SIMD3<Int32>], vertices: Int) {
    starts = [Int32](repeating: 0, count: vertices + 1)
    ends = [Int32](repeating: 0, count: 3 * triangles.count)
    numbers = ends
    // Counted, then set from the last back to the first: each vertex's sides come in the triangles' order.
    for t in triangles { for k in 0..<3 { starts[Int(t[k])] += 1 } }
    var sum: Int32 = 0
    for v in starts.indices {
      sum += starts[v]
      starts[v] = sum
    }
    for i in triangles.indices.reversed() {
      let t = triangles[i]
      for k in (0..<3).reversed() {
        starts[Int(t[k])] -= 1
        let place = Int(starts[Int(t[k])])
        ends[place] = t[(k + 1) % 3]
        numbers[place] = Int32(3 * i + k)
      }
    }
    for v in 0..<vertices {
      for p in Int(starts[v])..<Int(starts[v + 1]) {
        for q in Int(starts[v])..<p where ends[p] == ends[q] { return nil }
      }
    }
  }

  /// The number of the side from one vertex to another.
  @inline(__always) subscript(from: Int32, to: Int32) -> Int? {
    for place in Int(starts[Int(from)])..<Int(starts[Int(from) + 1]) where ends[place] == to {
      return Int(numbers[place])
    }
    return nil
  }
}
