import VectorMath

/// A solid with a distance, as a tree of values: what operators build, before it is laid out flat for sampling.
struct SolidField {
  private var node: FieldNode
  private var edges: [SectionEdge] = []
  private var segments: [SpineSegment] = []
  private var triangles: [FieldTriangle] = []
  private var children: [SolidField] = []
  /// Box around it, m.
  private(set) var low: Vector3
  private(set) var high: Vector3

  private init(_ node: FieldNode, low: Vector3, high: Vector3) {
    self.node = node
    self.low = low
    self.high = high
  }

  // MARK: Primitives

  /// About the origin; edges rounded within the size.
  static func box(size: Vector3, rounding: Double) -> SolidField {
    let half = size * 0.5
    var node = FieldNode(kind: .box)
    node.rounding = Swift.min(rounding, half.smallest)
    node.size = half - Vector3(1, 1, 1) * node.rounding
    return SolidField(node, low: -half, high: half)
  }

  /// About the origin and y.
  static func cylinder(radius: Double, height: Double, rounding: Double) -> SolidField {
    var node = FieldNode(kind: .cylinder)
    node.rounding = Swift.min(rounding, Swift.min(radius, 0.5 * height))
    node.size = Vector3(radius - node.rounding, 0.5 * height - node.rounding, 0)
    let half = Vector3(radius, 0.5 * height, radius)
    return SolidField(node, low: -half, high: half)
  }

  static func ellipsoid(radii: Vector3) -> SolidField {
    var node = FieldNode(kind: radii.x == radii.y && radii.y == radii.z ? .sphere : .ellipsoid)
    node.size = radii
    return SolidField(node, low: -radii, high: radii)
  }

  /// About y.
  static func torus(radius: Double, thickness: Double) -> SolidField {
    var node = FieldNode(kind: .torus)
    node.size = Vector3(radius, thickness, 0)
    let half = Vector3(radius + thickness, thickness, radius + thickness)
    return SolidField(node, low: -half, high: half)
  }

  /// Turned about y: closed loops of (r, y), counter-clockwise round matter; edges on the axis bound nothing.
  static func revolved(_ loops: [[SIMD2<Double>]]) -> SolidField {
    var node = FieldNode(kind: .revolved)
    let edges = loops.flatMap { sectionEdges($0, aboutAxis: true) }
    node.count = edges.count
    var low = Double.infinity
    var high = -Double.infinity
    var radius = 0.0
    for e in edges {
      low = Swift.min(low, Swift.min(e.a.y, e.b.y))
      high = Swift.max(high, Swift.max(e.a.y, e.b.y))
      radius = Swift.max(radius, Swift.max(e.a.x, e.b.x))
    }
    var field = SolidField(node, low: Vector3(-radius, low, -radius), high: Vector3(radius, high, radius))
    field.edges = edges
    return field
  }

  /// From z = -half to half: closed loops of (x, y), counter-clockwise round matter, holes clockwise. The edges of its
  /// ends are rounded.
  static func extruded(_ loops: [[SIMD2<Double>]], half: Double, rounding: Double) -> SolidField {
    var node = FieldNode(kind: .extruded)
    let edges = loops.flatMap { sectionEdges($0, aboutAxis: false) }
    node.count = edges.count
    node.size = Vector3(0, 0, half)
    node.rounding = Swift.min(rounding, half)
    var low = Vector3(.infinity, .infinity, -half)
    var high = Vector3(-.infinity, -.infinity, half)
    for e in edges {
      low = min(low, Vector3(e.a.x, e.a.y, -half))
      high = max(high, Vector3(e.a.x, e.a.y, half))
    }
    var field = SolidField(node, low: low, high: high)
    field.edges = edges
    return field
  }

  /// Round tube along a chain of points with a radius at each; its ends are half balls or flat.
  static func tube(_ points: [Vector3], radii: [Double], isClosed: Bool, hasFlatEnds: Bool) -> SolidField {
    precondition(points.count == radii.count && points.count > 1, "\(points.count) points, \(radii.count) radii")
    var node = FieldNode(kind: .tube)
    var segments: [SpineSegment] = []
    var low = Vector3(.infinity, .infinity, .infinity)
    var high = -low
    var slope = 0.0
    let last = isClosed ? points.count : points.count - 1
    for i in 0..<last {
      let j = (i + 1) % points.count
      var s = SpineSegment(a: points[i], b: points[j], radiusA: radii[i], radiusB: radii[j])
      let length = (s.b - s.a).length
      if length <= 1e-12 { continue }
      s.isFlatAtA = hasFlatEnds && !isClosed && i == 0
      s.isFlatAtB = hasFlatEnds && !isClosed && i == last - 1
      slope = Swift.max(slope, (s.radiusB - s.radiusA).magnitude / length)
      segments.append(s)
      for (p, r) in [(s.a, s.radiusA), (s.b, s.radiusB)] {
        low = min(low, p - Vector3(r, r, r))
        high = max(high, p + Vector3(r, r, r))
      }
    }
    // The distance to the axis and the radius change at right angles to each other.
    node.slope = (1 + slope * slope).squareRoot()
    node.count = segments.count
    var field = SolidField(node, low: low, high: high)
    field.segments = segments
    return field
  }

  /// Inside of a closed surface; nil where it is not closed.
  static func mesh(_ mesh: TriangleMesh) -> SolidField? {
    guard let triangles = fieldTriangles(of: mesh), !triangles.isEmpty else { return nil }
    var node = FieldNode(kind: .mesh)
    node.count = triangles.count
    var low = mesh.positions[0]
    var high = low
    for p in mesh.positions {
      low = min(low, p)
      high = max(high, p)
    }
    var field = SolidField(node, low: low, high: high)
    field.triangles = triangles
    return field
  }

  // MARK: Combinations

  /// All of them; where they meet, the inner edge is filled by an arc of the radius.
  static func union(_ fields: [SolidField], radius: Double) -> SolidField {
    precondition(!fields.isEmpty, "union of nothing")
    if fields.count == 1 { return fields[0] }
    var node = FieldNode(kind: .union)
    node.rounding = radius
    node.count = fields.count
    // Faces that lie on each other swell by less than the radius.
    let swell = Vector3(1, 1, 1) * radius
    let low = fields.dropFirst().reduce(fields[0].low) { min($0, $1.low) }
    let high = fields.dropFirst().reduce(fields[0].high) { max($0, $1.high) }
    var field = SolidField(node, low: low - swell, high: high + swell)
    field.children = fields
    return field
  }

  /// What all of them have in common; its edges are rounded by the radius.
  static func common(_ fields: [SolidField], radius: Double) -> SolidField {
    precondition(!fields.isEmpty, "intersection of nothing")
    var field = union(fields.map(\.complement), radius: radius).complement
    field.low = fields.dropFirst().reduce(fields[0].low) { max($0, $1.low) }
    field.high = fields.dropFirst().reduce(fields[0].high) { min($0, $1.high) }
    return field
  }

  /// One without the other; the edges of the cut are rounded by the radius.
  static func difference(_ field: SolidField, _ taken: SolidField, radius: Double) -> SolidField {
    var result = union([field.complement, taken], radius: radius).complement
    result.low = field.low
    result.high = field.high
    return result
  }

  private var complement: SolidField {
    var other = self
    other.node.isComplement.toggle()
    return other
  }

  /// Moved, turned and scaled; `linear` may mirror. Where axes are scaled differently, distances are lower bounds.
  func transformed(_ linear: Matrix3, _ shift: Vector3) -> SolidField {
    let inverse = linear.inverse
    let scale = (1 / SolidField.norm(inverse))
    var moved = placed(inverse, -(inverse * shift), scale)
    let corners = (0..<8).map {
      linear * Vector3($0 & 1 == 0 ? low.x : high.x, $0 & 2 == 0 ? low.y : high.y, $0 & 4 == 0 ? low.z : high.z) + shift
    }
    moved.low = corners.dropFirst().reduce(corners[0]) { min($0, $1) }
    moved.high = corners.dropFirst().reduce(corners[0]) { max($0, $1) }
    return moved
  }
  private func placed(_ inverse: Matrix3, _ shift: Vector3, _ scale: Double) -> SolidField {
    var moved = self
    if node.kind == .union {
      moved.node.rounding *= scale
      moved.children = children.map { $0.placed(inverse, shift, scale) }
    } else {
      let f = node.frame
      moved.node.frame = FieldFrame(
        linear: f.linear * inverse, shift: f.linear * shift + f.shift, scale: f.scale * scale)
    }
    return moved
  }
  /// How much a matrix can lengthen a vector: exact for turns with scales, by power iteration on its square.
  private static func norm(_ m: Matrix3) -> Double {
    let square = m.transpose * m
    var v = Vector3(1, 0.9, 0.8)
    for _ in 0..<64 {
      let w = square * v
      if w.largest.magnitude + w.lengthSquared == 0 { return 0 }
      v = w.normalized
    }
    return (square * v).length.squareRoot() * (1 + 1e-9)
  }

  // MARK: Meshing

  /// Lays it out flat; the root's index.
  func emit(into tape: FieldTape) -> Int {
    let slot = tape.push(node)
    emit(into: tape, at: slot)
    return slot
  }
  private func emit(into tape: FieldTape, at slot: Int) {
    var laid = node
    switch node.kind {
    case .union:
      laid.first = children.isEmpty ? 0 : tape.push(children[0].node)
      for child in children.dropFirst() { _ = tape.push(child.node) }
      for i in children.indices { children[i].emit(into: tape, at: laid.first + i) }
    case .revolved, .extruded: laid.first = tape.push(edges: edges)
    case .tube: laid.first = tape.push(segments: segments)
    case .mesh: laid.first = tape.push(triangles: triangles)
    case .box, .cylinder, .sphere, .ellipsoid, .torus: break
    }
    tape.replace(slot, by: laid)
  }

  /// The greatest side of the box around it, m.
  var extent: Double { (high - low).largest }

  /// Its surface found in cells of the size `detail`, m; nil where a mesh in it folds over itself.
  func surface(detail: Double) -> TriangleMesh? {
    let tape = FieldTape()
    let root = emit(into: tape)
    return DualContouring.surface(of: tape, root: root, from: low, to: high, step: detail)
  }
}
