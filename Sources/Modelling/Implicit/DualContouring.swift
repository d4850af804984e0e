import VectorMath

/// The surface of a distance field: one vertex for each sheet of the surface in a grid cell, one quadrilateral for
/// each grid edge that crosses it, edges and corners of the solid kept.
///
/// T. Ju, F. Losasso, S. Schaefer & J. Warren 2002, Dual contouring of Hermite data; vertices for sheets after
/// S. Schaefer, T. Ju & J. Warren 2007, Manifold dual contouring, so that the result is closed and manifold. Cells
/// away from the surface are never visited: blocks of them are ruled out by bounds of the field, and what is left is
/// sampled with the part of the field that matters there.
struct DualContouring {
  private let tape: FieldTape
  private let root: Int
  private let origin: Vector3
  private let step: Double

  private struct Crossing {
    var point: Vector3
    var normal: Vector3
    /// Corner of the lower end and axis.
    var x, y, z, axis: Int32
    var isInsideAtStart: Bool
  }
  private struct Cell {
    var x, y, z: Int32
    var inside: UInt8
    var flippedFaces: UInt8 = 0
    var firstVertex: Int32 = 0
    var crossings = SIMD16<Int32>(repeating: -1)
  }
  private var crossings: [Crossing] = []
  private var crossingTable = GridTable(expecting: 16384)
  private var cells: [Cell] = []
  private var cellTable = GridTable(expecting: 16384)

  /// Cells along a block's edge.
  private static let block = 4

  private var vertices: [CreasedVertex] = []
  private var triangles: [SIMD3<Int32>] = []

  /// `step` is the cells' size, m; the solid must lie within low...high. Nil where the field is none: a mesh in it
  /// that folds over itself has no clear inside.
  static func surface(
    of tape: FieldTape, root: Int, from low: Vector3, to high: Vector3, step: Double
  ) -> TriangleMesh? {
    // An odd number of cells about the middle: the ends of symmetric things of common sizes fall into cells, not on
    // their borders, and mirror images get mirrored meshes.
    var cells = 1
    while Double(cells) * step < (high - low).largest + 3 * step { cells += 2 }
    var size = block
    while size < cells { size *= 2 }
    let origin = (low + high) * 0.5 - Vector3(1, 1, 1) * (0.5 * step * Double(cells))
    var contouring = DualContouring(tape: tape, root: root, origin: origin, step: step)
    contouring.descend(root, 0, 0, 0, size)
    contouring.separatePinchedSheets()
    return contouring.dual()
  }

  private init(tape: FieldTape, root: Int, origin: Vector3, step: Double) {
    self.tape = tape
    self.root = root
    self.origin = origin
    self.step = step
  }

  @inline(__always) private func corner(_ x: Int, _ y: Int, _ z: Int) -> Vector3 {
    Vector3(origin.x + Double(x) * step, origin.y + Double(y) * step, origin.z + Double(z) * step)
  }

  // MARK: Cells at the surface

  private mutating func descend(_ field: Int, _ x: Int, _ y: Int, _ z: Int, _ size: Int) {
    let half: Double = 0.5 * Double(size) * step
    let middle = corner(x, y, z) + Vector3(half, half, half)
    let ball: Double = half * 1.732_050_807_568_877_2
    let (low, high) = tape.bounds(field, middle, within: ball)
    let margin = 1e-9 * step
    if low > margin || high < -margin { return }
    let mark = tape.mark
    // The ball is larger for the corners that lie just outside of a cell.
    let narrowed = tape.narrow(field, middle, within: ball + 1.8 * step)
    if size == DualContouring.block {
      sample(narrowed, x, y, z)
    } else {
      let h = size / 2
      for i in 0..<8 { descend(narrowed, x + (i & 1) * h, y + (i >> 1 & 1) * h, z + (i >> 2) * h, h) }
    }
    tape.release(to: mark)
  }

  private mutating func sample(_ field: Int, _ x0: Int, _ y0: Int, _ z0: Int) {
    let side = DualContouring.block + 1
    withUnsafeTemporaryAllocation(of: Double.self, capacity: side * side * side) { values in
      for k in 0..<side {
        for j in 0..<side {
          for i in 0..<side {
            values[(k * side + j) * side + i] = tape.value(field, corner(x0 + i, y0 + j, z0 + k))
          }
        }
      }
      for k in 0..<side - 1 {
        for j in 0..<side - 1 {
          for i in 0..<side - 1 {
            let first = (k * side + j) * side + i
            var inside = 0
            for c in 0..<8 {
              let value = values[first + (c & 1) + (c >> 1 & 1) * side + (c >> 2) * side * side]
              if value < 0 { inside |= 1 << c }
            }
            if inside == 0 || inside == 255 { continue }
            var cell = Cell(x: Int32(x0 + i), y: Int32(y0 + j), z: Int32(z0 + k), inside: UInt8(inside))
            for e in 0..<12 {
              let (a, b) = CellTopology.edgeCorners[e]
              if inside >> a & 1 == inside >> b & 1 { continue }
              let va = values[first + (a & 1) + (a >> 1 & 1) * side + (a >> 2) * side * side]
              let vb = values[first + (b & 1) + (b >> 1 & 1) * side + (b >> 2) * side * side]
              cell.crossings[e] = Int32(
                crossing(field, x0 + i + (a & 1), y0 + j + (a >> 1 & 1), z0 + k + (a >> 2), axis: e / 4, va, vb))
            }
            cellTable.insert(GridTable.key(x0 + i, y0 + j, z0 + k), cells.count)
            cells.append(cell)
            addVertices(of: cells.count - 1, field)
          }
        }
      }
    }
  }

  /// The place where an edge meets the surface, found once for all its cells.
  private mutating func crossing(
    _ field: Int, _ x: Int, _ y: Int, _ z: Int, axis: Int, _ valueA: Double, _ valueB: Double
  ) -> Int {
    let key = GridTable.key(x, y, z, axis)
    if let known = crossingTable[key] { return known }
    let a = corner(x, y, z)
    let along = Vector3(axis == 0 ? step : 0, axis == 1 ? step : 0, axis == 2 ? step : 0)
    // Regula falsi with Illinois' halving of a stuck end.
    var (t0, v0, t1, v1) = (0.0, valueA, 1.0, valueB)
    var t = 0.5
    var lastSide = 0
    for _ in 0..<24 {
      t = v1 == v0 ? 0.5 * (t0 + t1) : t0 + (t1 - t0) * (v0 / (v0 - v1))
      let v = tape.value(field, a + along * t)
      if v.magnitude < 1e-9 * step || t1 - t0 < 1e-9 { break }
      if (v < 0) == (v0 < 0) {
        (t0, v0) = (t, v)
        if lastSide == 1 { v1 *= 0.5 }
        lastSide = 1
      } else {
        (t1, v1) = (t, v)
        if lastSide == -1 { v0 *= 0.5 }
        lastSide = -1
      }
    }
    let point = a + along * t
    let normal = DualContouring.normal(tape, field, point, step)
    crossingTable.insert(key, crossings.count)
    crossings.append(
      Crossing(
        point: point, normal: normal, x: Int32(x), y: Int32(y), z: Int32(z), axis: Int32(axis),
        isInsideAtStart: valueA < 0))
    return crossings.count - 1
  }

  /// Direction in which the field grows, by differences to the corners of a tetrahedron (I. Quilez, Normals for an
  /// SDF).
  static func normal(_ tape: FieldTape, _ field: Int, _ p: Vector3, _ step: Double) -> Vector3 {
    let e = 1e-4 * step
    let a = tape.value(field, p + Vector3(e, -e, -e))
    let b = tape.value(field, p + Vector3(-e, -e, e))
    let c = tape.value(field, p + Vector3(-e, e, -e))
    let d = tape.value(field, p + Vector3(e, e, e))
    let g = Vector3(a - b - c + d, -a - b + c + d, -a + b - c + d)
    let length = g.length
    return length > 0 ? g / length : .unitY
  }

  // MARK: Sheets

  private func topology(_ cell: Cell) -> CellTopology {
    cell.flippedFaces == 0
      ? CellTopology.usual[Int(cell.inside)]
      : CellTopology(inside: Int(cell.inside), flippedFaces: Int(cell.flippedFaces))
  }

  /// Where two cells each have one sheet through all four edges of the face between them, the face is paired the other
  /// way, which parts each of the sheets in two. Parting never joins others, so that one pass per change ends.
  private mutating func separatePinchedSheets() {
    var pending = Array(cells.indices)
    while !pending.isEmpty {
      var changed: [Int] = []
      for index in pending {
        for axis in 0..<3 {
          let face = 2 * axis + 1
          let cell = cells[index]
          let here = topology(cell)
          guard CellTopology.isPinched(here, inside: Int(cell.inside), face: face) else { continue }
          let key = GridTable.key(
            Int(cell.x) + (axis == 0 ? 1 : 0), Int(cell.y) + (axis == 1 ? 1 : 0), Int(cell.z) + (axis == 2 ? 1 : 0))
          guard let other = cellTable[key] else { continue }
          let behind = cells[other]
          guard CellTopology.isPinched(topology(behind), inside: Int(behind.inside), face: face - 1) else { continue }
          cells[index].flippedFaces ^= 1 << UInt8(face)
          cells[other].flippedFaces ^= 1 << UInt8(face - 1)
          changed.append(index)
        }
      }
      pending = changed
    }
  }

  // MARK: Dual mesh

  /// What is flat first, then curves, whose facets may lie a fortieth of a cell off. The corners of a facet of a
  /// sphere lie four times as far off each other's tangent planes as its middle off the sphere.
  private var stages: [EdgeCollapse.Limits] {
    [0.002, 0.025].map { EdgeCollapse.Limits(distance: $0 * step, rise: 4 * $0 * step) }
  }

  private mutating func dual() -> TriangleMesh? {
    triangles.reserveCapacity(2 * crossings.count)
    for i in cells.indices where cells[i].flippedFaces != 0 { addVertices(of: i, root) }
    for i in crossings.indices where !addQuadrilateral(of: crossings[i]) { return nil }
    return TriangleMesh(creased: vertices, EdgeCollapse.simplified(vertices, triangles, stages: stages))
  }

  /// One for each sheet in a cell.
  private mutating func addVertices(of index: Int, _ field: Int) {
    cells[index].firstVertex = Int32(vertices.count)
    let topology = topology(cells[index])
    for sheet in 0..<topology.sheetCount { vertices.append(vertex(of: cells[index], topology, sheet, field)) }
  }

  private func vertex(of cell: Cell, _ topology: CellTopology, _ sheet: Int, _ field: Int) -> CreasedVertex {
    var mean = Vector3.zero
    var direction = Vector3.zero
    var count = 0
    for e in 0..<12 where topology.sheetOfEdge[e] == Int8(sheet) {
      let c = crossings[Int(cell.crossings[e])]
      mean += c.point
      direction += c.normal
      count += 1
    }
    mean = mean / Double(count)
    direction = direction.lengthSquared > 0 ? direction.normalized : .unitY
    var least = 1.0
    var error = QuadraticError(about: mean)
    for e in 0..<12 where topology.sheetOfEdge[e] == Int8(sheet) {
      let c = crossings[Int(cell.crossings[e])]
      error.add(c.point, normal: c.normal)
      least = Swift.min(least, dot(c.normal, direction))
    }
    let low = corner(Int(cell.x), Int(cell.y), Int(cell.z))
    let high = low + Vector3(step, step, step)
    if least > DualContouring.cosineOfHalfCrease {
      // A curve: one step down the gradient leads to the surface.
      let p = mean - direction * tape.value(field, mean)
      let normal = DualContouring.normal(tape, field, p, step)
      return CreasedVertex(
        position: min(max(p, low), high), normals: (normal, .zero, .zero, .zero), normalCount: 1)
    }
    var p = error.minimum()
    let reach = Vector3(step, step, step)
    if tape.value(field, min(max(p, low - reach), high + reach)).magnitude > 1e-3 * step
      || min(max(p, low - reach), high + reach) != p
    {
      // No sharp place, or that of other cells: it stays here. On an edge the field vanishes; where rounding finer
      // than the cells has cut the edge off, the vertex steps back.
      p = min(max(p, low), high)
      let d = tape.value(field, p)
      if d.magnitude > 1e-3 * step { p = min(max(p - DualContouring.normal(tape, field, p, step) * d, low), high) }
    }
    return faces(at: p, of: cell, topology, sheet, field)
  }

  /// Of a vertex on an edge or corner: its cell's normals in groups within the crease angle, each taken anew a little
  /// way into its face.
  private func faces(
    at p: Vector3, of cell: Cell, _ topology: CellTopology, _ sheet: Int, _ field: Int
  ) -> CreasedVertex {
    var groups = (SheetFace(), SheetFace(), SheetFace(), SheetFace())
    let count = withUnsafeMutableBytes(of: &groups) { raw in
      let faces = raw.bindMemory(to: SheetFace.self)
      var count = 0
      for e in 0..<12 where topology.sheetOfEdge[e] == Int8(sheet) {
        let c = crossings[Int(cell.crossings[e])]
        var best = -1
        var bestDot = DualContouring.cosineOfCrease
        for f in 0..<count where dot(faces[f].first, c.normal) > bestDot {
          best = f
          bestDot = dot(faces[f].first, c.normal)
        }
        if best < 0 {
          if count == 4 { continue }
          best = count
          faces[best].first = c.normal
          count += 1
        }
        faces[best].points += c.point
        faces[best].normals += c.normal
        faces[best].count += 1
      }
      for f in 0..<count {
        let middle = faces[f].points / faces[f].count
        let inFace = p + (middle - p) * 0.1
        let n = DualContouring.normal(tape, field, inFace, step)
        let usual = faces[f].normals.normalized
        faces[f].first = dot(n, usual) > DualContouring.cosineOfCrease ? n : usual
      }
      return count
    }
    return CreasedVertex(
      position: p, normals: (groups.0.first, groups.1.first, groups.2.first, groups.3.first), normalCount: count)
  }
  private struct SheetFace {
    var first = Vector3.zero
    var points = Vector3.zero
    var normals = Vector3.zero
    var count = 0.0
  }
  /// Of 35 degrees, from which on two directions are an edge.
  private static let cosineOfCrease = 0.819_152_044_288_991_8
  private static let cosineOfHalfCrease = 0.953_716_950_748_226_9

  private mutating func addQuadrilateral(of crossing: Crossing) -> Bool {
    let axis = Int(crossing.axis)
    let u = (axis + 1) % 3
    let v = (axis + 2) % 3
    var corners = SIMD4<Int32>(repeating: 0)
    // Round the edge as seen from its far end: (-,-), (+,-), (+,+), (-,+) in u and v.
    for k in 0..<4 {
      let du = k == 1 || k == 2 ? 0 : 1
      let dv = k >= 2 ? 0 : 1
      var p = SIMD3(Int(crossing.x), Int(crossing.y), Int(crossing.z))
      p[u] -= du
      p[v] -= dv
      guard p.x >= 0, p.y >= 0, p.z >= 0, let index = cellTable[GridTable.key(p.x, p.y, p.z)] else {
        return false
      }
      let cell = cells[index]
      let sheet = topology(cell).sheetOfEdge[4 * axis + du + 2 * dv]
      if sheet < 0 { return false }
      corners[k] = cell.firstVertex + Int32(sheet)
    }
    // The solid is at the start: outside lies along the axis, and the order is counter-clockwise from there.
    if !crossing.isInsideAtStart { corners = SIMD4(corners.x, corners.w, corners.z, corners.y) }
    let a = vertices[Int(corners.x)]
    let b = vertices[Int(corners.y)]
    let c = vertices[Int(corners.z)]
    let d = vertices[Int(corners.w)]
    // The diagonal follows the solid's edge, or else is the shorter one.
    let edgeAC = a.isSharp && c.isSharp
    let edgeBD = b.isSharp && d.isSharp
    let shorterAC = (a.position - c.position).lengthSquared <= (b.position - d.position).lengthSquared
    if edgeAC != edgeBD ? edgeAC : shorterAC {
      triangles.append(SIMD3(corners.x, corners.y, corners.z))
      triangles.append(SIMD3(corners.x, corners.z, corners.w))
    } else {
      triangles.append(SIMD3(corners.y, corners.z, corners.w))
      triangles.append(SIMD3(corners.y, corners.w, corners.x))
    }
    return true
  }
}
