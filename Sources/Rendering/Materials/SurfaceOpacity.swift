import VectorMath

/// What becomes of light that goes straight on where it meets a surface, whatever the surface's pattern.
enum StraightLight {
  /// Ends there.
  case stopped
  /// A sheet that blurs all that comes through: a leaf, a lamp's shade.
  case veiled
  /// May go on: a pane or a clear body.
  case passed
}

extension SurfaceMaterial {
  /// Whether rays may pass through somewhere; asked once an object.
  var isOpen: Bool { opacity < 1 || base.opacity < 1 }

  /// Share of the rays that meet the surface. No pattern has holes of its own.
  @inline(__always) var coverage: Float { opacity * base.opacity }

  /// Patterns make a material no clearer and a rough one not smooth.
  @inline(__always) var straightLight: StraightLight {
    if base.transmission <= 0 { return .stopped }
    return base.isThin && base.roughness > 0.3 && (base.ior - 1).magnitude > 0.01 ? .veiled : .passed
  }
}
