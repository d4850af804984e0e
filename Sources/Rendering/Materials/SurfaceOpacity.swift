import VectorMath

extension SurfaceMaterial {
  /// Whether rays may pass through somewhere; asked once an object.
  var isOpen: Bool { opacity < 1 || base.opacity < 1 }

  /// Share of the rays that meet the surface at a point of the object.
  func coverage(at place: PatternPlace) -> Float { opacity * sample(place, footprint: 0).opacity }
}
