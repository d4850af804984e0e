import AssetLibrary
import Modelling
import SceneDescription
import VectorMath

extension Mesh {
  /// Adds a modelled surface, its triangles in `slot`.
  ///
  /// - Parameter cut: finds the connected pieces and how each is cut from its material (`PieceFrame`).
  mutating func append(_ surface: TriangleMesh, slot: Int32, cut: Bool) {
    let base = Int32(positions.count)
    positions.reserveCapacity(positions.count + surface.positions.count)
    normals.reserveCapacity(positions.count + surface.positions.count)
    triangles.reserveCapacity(triangles.count + surface.triangles.count)
    for p in surface.positions { positions.append(p.float) }
    for n in surface.normals { normals.append(n.float) }
    // A mesh has pieces for all its triangles or for none.
    if cut && pieces.isEmpty { pieces = [Int32](repeating: -1, count: triangles.count) }
    for t in surface.triangles {
      triangles.append((t.x + base, t.y + base, t.z + base))
      slots.append(slot)
    }
    if cut {
      let (numbers, count) = surface.connectedPieces
      let first = Int32(frames.count)
      // Triangles sorted by piece: `ends` runs from where a piece begins to where it ends.
      var ends = [Int](repeating: 0, count: count + 1)
      for number in numbers { ends[Int(number) + 1] += 1 }
      for k in 0..<count { ends[k + 1] += ends[k] }
      var corners = [PieceFrame.Corners](repeating: (.zero, .zero, .zero), count: numbers.count)
      for (t, number) in zip(surface.triangles, numbers) {
        let own = (surface.positions[Int(t.x)], surface.positions[Int(t.y)], surface.positions[Int(t.z)])
        corners[ends[Int(number)]] = own
        ends[Int(number)] += 1
      }
      var begin = 0
      for k in 0..<count {
        frames.append(
          PieceFrame(corners[begin..<ends[k]], seed: hash32(UInt32(slot) &* 0x9E37_79B1 &+ UInt32(k) &+ 1) | 1))
        begin = ends[k]
      }
      for number in numbers { pieces.append(first + number) }
    } else if !pieces.isEmpty {
      pieces += [Int32](repeating: -1, count: surface.triangles.count)
    }
  }
}

extension TriangleMesh {
  /// For each triangle the number of the piece that it is connected with through corners at the same place, and how many
  /// pieces there are; numbered in order of their first triangles.
  var connectedPieces: (numbers: [Int32], count: Int) {
    let place = places
    var parent = Array(Int32(0)..<Int32(positions.count))
    var number = [Int32](repeating: -1, count: positions.count)
    var numbers = [Int32](repeating: 0, count: triangles.count)
    var count: Int32 = 0
    parent.withUnsafeMutableBufferPointer { parent in
      func root(_ i: Int32) -> Int32 {
        var i = i
        while parent[Int(i)] != i {
          parent[Int(i)] = parent[Int(parent[Int(i)])]
          i = parent[Int(i)]
        }
        return i
      }
      for t in triangles {
        let (a, b, c) = (root(place[Int(t.x)]), root(place[Int(t.y)]), root(place[Int(t.z)]))
        let least = Swift.min(a, Swift.min(b, c))
        (parent[Int(a)], parent[Int(b)], parent[Int(c)]) = (least, least, least)
      }
      for (k, t) in triangles.enumerated() {
        let r = Int(root(place[Int(t.x)]))
        if number[r] < 0 {
          number[r] = count
          count += 1
        }
        numbers[k] = number[r]
      }
    }
    return (numbers, Int(count))
  }

  /// The first of the vertices at each vertex's place: a table with open addressing, asked for one place at a time.
  private var places: [Int32] {
    var size = 1024
    while size < 2 * positions.count { size *= 2 }
    var table = [Int32](repeating: -1, count: size)
    var first = [Int32](repeating: 0, count: positions.count)
    for (i, p) in positions.enumerated() {
      // Adding zero makes one of the two zeros.
      let key = p + .zero
      var bits = key.x.bitPattern &* 0x9E37_79B9_7F4A_7C15
      bits = (bits ^ bits >> 29 ^ key.y.bitPattern) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ bits >> 32 ^ key.z.bitPattern) &* 0x94D0_49BB_1331_11EB
      var slot = Int(truncatingIfNeeded: bits >> 32) & (size - 1)
      while table[slot] >= 0 && positions[Int(table[slot])] != key { slot = (slot + 1) & (size - 1) }
      if table[slot] < 0 { table[slot] = Int32(i) }
      first[i] = table[slot]
    }
    return first
  }
}
