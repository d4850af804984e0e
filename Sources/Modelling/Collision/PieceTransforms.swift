import SceneDescription
import VectorMath

extension SolidShape.Compound.Part {
  /// Its image: the same primitive where the map allows it, else a hull.
  func transformed(by transform: AffineTransform) -> SolidShape.Compound.Part? {
    let image = transform.linear * orientation.matrix
    let lengths = Vector3(image.c0.length, image.c1.length, image.c2.length)
    let largest = lengths.largest
    guard largest > 0 else { return nil }
    let isOrthogonal =
      dot(image.c0, image.c1).magnitude < 1e-9 * largest * largest
      && dot(image.c1, image.c2).magnitude < 1e-9 * largest * largest
      && dot(image.c2, image.c0).magnitude < 1e-9 * largest * largest && lengths.smallest > 0
    guard isOrthogonal, let scaled = shape.stretched(by: lengths) else {
      return .hull(around: outlinePoints.map(transform.apply))
    }
    if case .hull = scaled { return .hull(corners: outlinePoints.map(transform.apply)) }
    // The primitives here are symmetric in each of their planes, so a mirroring may turn one axis round.
    let sign: Double = image.determinant < 0 ? -1 : 1
    let turned = Matrix3(columns: image.c0 / lengths.x, image.c1 / lengths.y, image.c2 * (sign / lengths.z))
    var out = self
    out.shape = scaled
    out.position = transform.apply(position)
    out.orientation = Quaternion(matrix: turned)
    return out
  }
}

extension SolidShape {
  /// The same kind of primitive, stretched along its axes; nil where it would be none.
  fileprivate func stretched(by s: Vector3) -> SolidShape? {
    func near(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-9 * max(a, b) }
    switch self {
    case .box(var b):
      b.halfExtents = b.halfExtents.scaled(by: s)
      b.edgeRadius = min(b.edgeRadius * s.smallest, b.halfExtents.smallest)
      return .box(b)
    case .sphere(let sphere): return near(s.x, s.y) && near(s.y, s.z) ? .sphere(radius: sphere.radius * s.x) : nil
    case .capsule(let c):
      return near(s.x, s.y) && near(s.y, s.z) ? .capsule(radius: c.radius * s.x, halfHeight: c.halfHeight * s.x) : nil
    case .cylinder(let c):
      return near(s.x, s.z) ? .cylinder(radius: c.radius * s.x, halfHeight: c.halfHeight * s.y) : nil
    case .hull: return self
    case .cone, .compound, .mesh, .heightField, .plane: return nil
    }
  }
}

extension SolidShape.Compound.Part {
  /// Least and greatest corner of the box around some pieces; zeros where there are none.
  static func bounds(of pieces: [SolidShape.Compound.Part]) -> (low: Vector3, high: Vector3) {
    var mesh = TriangleMesh()
    mesh.positions = pieces.flatMap(\.outlinePoints)
    return mesh.bounds
  }
}
