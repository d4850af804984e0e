import VectorMath

extension SurfaceMaterial {
  /// Whether rays may pass through somewhere; asked once an object.
  var isOpen: Bool { opacity < 1 }

  /// Share of the rays that meet the surface at a point of the object.
  func coverage(at p: Float3, normal: Float3) -> Float {
    opacity * sample(p, normal: normal, footprint: 0).opacity
  }
}
