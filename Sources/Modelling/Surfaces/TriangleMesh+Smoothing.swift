import VectorMath

extension TriangleMesh {
  /// A surface of shared corners whose normals are not known: faces that meet at less than 35 degrees are shaded as one.
  ///
  /// Corners at the same place count as shared.
  public init(smoothing positions: [Vector3], triangles: [SIMD3<Int32>]) {
    var surface = Surface()
    var numbers: [Vector3: Int32] = [:]
    // Adding zero makes one of the two zeros.
    let corners = positions.map { p -> Int32 in
      if let known = numbers[p + .zero] { return known }
      let number = surface.add(p)
      numbers[p + .zero] = number
      return number
    }
    for t in triangles {
      surface.addFace([SIMD3(corners[Int(t.x)], corners[Int(t.y)], corners[Int(t.z)])])
    }
    self = surface.mesh()
  }
}
