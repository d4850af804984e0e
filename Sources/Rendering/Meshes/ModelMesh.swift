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
      var corners = [[(Vector3, Vector3, Vector3)]](repeating: [], count: count)
      for (t, number) in zip(surface.triangles, numbers) {
        corners[number].append(
          (surface.positions[Int(t.x)], surface.positions[Int(t.y)], surface.positions[Int(t.z)]))
      }
      for (k, own) in corners.enumerated() {
        frames.append(PieceFrame(own, seed: hash32(UInt32(slot) &* 0x9E37_79B1 &+ UInt32(k) &+ 1) | 1))
      }
      for number in numbers { pieces.append(first + Int32(number)) }
    } else if !pieces.isEmpty {
      pieces += [Int32](repeating: -1, count: surface.triangles.count)
    }
  }
}

extension TriangleMesh {
  /// For each triangle the number of the piece that it is connected with through corners at the same place, and how many
  /// pieces there are; numbered in order of their first triangles.
  var connectedPieces: (numbers: [Int], count: Int) {
    let place = places
    var parent = Array(positions.indices)
    func root(_ i: Int) -> Int {
      var i = i
      while parent[i] != i {
        parent[i] = parent[parent[i]]
        i = parent[i]
      }
      return i
    }
    for t in triangles {
      let (a, b, c) = (root(place[Int(t.x)]), root(place[Int(t.y)]), root(place[Int(t.z)]))
      let least = Swift.min(a, Swift.min(b, c))
      (parent[a], parent[b], parent[c]) = (least, least, least)
    }
    var number = [Int](repeating: -1, count: positions.count)
    var count = 0
    let numbers = triangles.map { t -> Int in
      let r = root(place[Int(t.x)])
      if number[r] < 0 {
        number[r] = count
        count += 1
      }
      return number[r]
    }
    return (numbers, count)
  }

  /// The first of the vertices at each vertex's place.
  private var places: [Int] {
    var known: [Vector3: Int] = [:]
    known.reserveCapacity(positions.count)
    return positions.enumerated().map { i, p in
      // Adding zero makes one of the two zeros.
      let key = p + .zero
      if let same = known[key] { return same }
      known[key] = i
      return i
    }
  }
}
