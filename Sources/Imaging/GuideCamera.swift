import VectorMath

/// The camera of one frame: where it stood, what it projects, and its lens and shutter.
///
/// Guide frames are taken through a pinhole at one instant; lens and shutter are here for the stages that put them on the
/// picture. Camera axes: x right, y up, z towards the viewer.
public struct GuideCamera: Sendable, Equatable {
  /// worldFromCamera, m.
  public var pose: RigidTransform
  /// Pixels for each unit of x/z, the same both ways.
  public var focalPixels: Double
  /// Where the axis meets the picture, pixels from its top left corner (outside where the picture is a part of a larger).
  public var principalPoint: SIMD2<Double>
  /// mm.
  public var focalLength: Double
  /// Focal length over the aperture's diameter; nil is a pinhole.
  public var fNumber: Double?
  /// Distance along the axis of what is sharp, m.
  public var focusDistance: Double
  /// Sides of the aperture; nil is round.
  public var blades: Int?
  /// Part of the time between two frames for which the shutter is open, in degrees: 360 is all of it.
  public var shutterAngle: Double

  public init(
    pose: RigidTransform = .identity, focalPixels: Double, principalPoint: SIMD2<Double>, focalLength: Double = 35,
    fNumber: Double? = nil, focusDistance: Double = 1, blades: Int? = nil, shutterAngle: Double = 0
  ) {
    self.pose = pose
    self.focalPixels = focalPixels
    self.principalPoint = principalPoint
    self.focalLength = focalLength
    self.fNumber = fNumber
    self.focusDistance = focusDistance
    self.blades = blades
    self.shutterAngle = shutterAngle
  }

  /// m; 0 for a pinhole.
  public var apertureRadius: Double { fNumber.map { focalLength / 2000 / $0 } ?? 0 }

  /// Radius in pixels of the spot that the lens makes of a point at a planar distance, signed: negative before the plane
  /// of focus.
  ///
  /// A thin lens whose picture does not grow with focus: similar triangles give aperture x focal x |1/focus - 1/z|
  /// (Potmesil & Chakravarty, "A lens and aperture camera model", SIGGRAPH 1981, without the breathing).
  public func blurRadius(depth: Double) -> Double {
    if apertureRadius == 0 { return 0 }
    let inverse: Double = depth.isFinite ? 1 / depth : 0
    return focalPixels * apertureRadius * (1 / focusDistance - inverse)
  }
}
