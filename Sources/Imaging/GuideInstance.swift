/// One thing that can own pixels.
public struct GuideInstance: Sendable, Equatable {
  public var name: String
  /// The entity's lasting identity: equal in every shot in which the entity appears.
  public var identity: UInt64
  /// What the thing is made of, each with coordinates of its own: a person's bones. At least one.
  public var parts: [GuidePart]
  /// The box around the thing at rest, m in the thing's own coordinates; infinite where the thing has no end.
  public var low: SIMD3<Float>
  public var high: SIMD3<Float>

  /// - Parameter parts: left out: the thing is one piece.
  public init(
    name: String, identity: UInt64, parts: [GuidePart]? = nil, low: SIMD3<Float> = .zero, high: SIMD3<Float> = .zero
  ) {
    self.name = name
    self.identity = identity
    self.parts = parts ?? [GuidePart(name: name)]
    self.low = low
    self.high = high
    precondition(!self.parts.isEmpty, "\(name) has no parts")
  }
}

/// A piece of a thing that moves as one.
public struct GuidePart: Sendable, Equatable {
  public var name: String
  /// Where the origin of the part's coordinates lies in the thing at rest, m; the axes are the thing's.
  public var origin: SIMD3<Float>
  public init(name: String, origin: SIMD3<Float> = .zero) {
    self.name = name
    self.origin = origin
  }
}

/// A point on a part's own surface: what noise and texture hang on.
public struct SurfaceCoordinate: Sendable, Equatable {
  /// Object-space metres; on the sky, the unit view direction in the world.
  public var position: SIMD3<Float>
  /// Side of the pixel's footprint on the surface, metres (radians on the sky).
  public var footprint: Float
  public init(position: SIMD3<Float>, footprint: Float) {
    self.position = position
    self.footprint = footprint
  }
}

/// Where a pixel's surface point is in a neighbouring frame: add `offset` to the pixel's centre.
public struct MotionVector: Sendable, Equatable {
  /// Pixels, x right, y down. Known also where something hides the point; zero where there is no such frame.
  public var offset: SIMD2<Float>
  /// False where there is no such frame, where the point is outside its picture, and where something hides it there.
  public var isValid: Bool
  public init(offset: SIMD2<Float>, isValid: Bool) {
    self.offset = offset
    self.isValid = isValid
  }
  public static let unknown = MotionVector(offset: .zero, isValid: false)
}
