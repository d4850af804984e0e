/// Everything that the simulator's world says about one frame, pixel by pixel: the refiner's condition.
///
/// Made by the renderer from (scene, trace, frame); all channels share one size. Version 1 of the channel set.
/// Geometry channels are sampled at the pixel's centre; `lit` and `sunlit` are averages over jittered samples.
public struct GuideFrame: Sendable, Equatable {
  public static let version = 1

  /// Frame number from 0 in its shot.
  public var index: Int
  /// Linear multiplier from scene radiance to the tone curve's input.
  public var exposure: Float
  /// Planar distance along the camera's axis, metres; `.infinity` where only sky is seen.
  public var depth: ImageBuffer<Float>
  /// Camera space (x right, y up, z towards the viewer), unit; zero on the sky.
  public var normal: ImageBuffer<SIMD3<Float>>
  /// Linear diffuse or specular base colour; zero on the sky.
  public var albedo: ImageBuffer<SIMD3<Float>>
  /// Perceptual roughness 0...1 (GGX alpha is its square); 1 on the sky.
  public var roughness: ImageBuffer<Float>
  /// 0 dielectric, 1 metal.
  public var metalness: ImageBuffer<Float>
  /// Index into `instances` plus one; 0 is sky.
  public var instance: ImageBuffer<UInt32>
  /// Where on its own surface the pixel lies.
  public var surface: ImageBuffer<SurfaceCoordinate>
  /// Where the same surface point was one frame ago.
  public var motion: ImageBuffer<MotionVector>
  /// Linear radiance of the cheap path trace, all light.
  public var lit: ImageBuffer<SIMD3<Float>>
  /// The part of `lit` that came straight from the sun to the first surface.
  public var sunlit: ImageBuffer<SIMD3<Float>>
  /// Samples a pixel behind `lit`.
  public var samples: Int
  public var instances: [GuideInstance]
  public var poses: [Pose]

  public var width: Int { depth.width }
  public var height: Int { depth.height }

  public init(
    index: Int, exposure: Float, depth: ImageBuffer<Float>, normal: ImageBuffer<SIMD3<Float>>,
    albedo: ImageBuffer<SIMD3<Float>>, roughness: ImageBuffer<Float>, metalness: ImageBuffer<Float>,
    instance: ImageBuffer<UInt32>, surface: ImageBuffer<SurfaceCoordinate>, motion: ImageBuffer<MotionVector>,
    lit: ImageBuffer<SIMD3<Float>>, sunlit: ImageBuffer<SIMD3<Float>>, samples: Int,
    instances: [GuideInstance], poses: [Pose]
  ) {
    self.index = index
    self.exposure = exposure
    self.depth = depth
    self.normal = normal
    self.albedo = albedo
    self.roughness = roughness
    self.metalness = metalness
    self.instance = instance
    self.surface = surface
    self.motion = motion
    self.lit = lit
    self.sunlit = sunlit
    self.samples = samples
    self.instances = instances
    self.poses = poses
  }
}

/// A point on an entity's own surface: what noise and texture hang on.
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

/// Backward motion: add `offset` to a pixel's centre to find the same surface point in the frame before.
public struct MotionVector: Sendable, Equatable {
  /// Pixels, x right, y down.
  public var offset: SIMD2<Float>
  /// False on the first frame, where the point was outside the picture, and where something hid it.
  public var isValid: Bool
  public init(offset: SIMD2<Float>, isValid: Bool) {
    self.offset = offset
    self.isValid = isValid
  }
}

/// One thing that can own pixels.
public struct GuideInstance: Sendable, Equatable {
  public var name: String
  /// The entity's lasting identity: equal in every shot in which the entity appears.
  public var identity: UInt64
  public init(name: String, identity: UInt64) {
    self.name = name
    self.identity = identity
  }
}
