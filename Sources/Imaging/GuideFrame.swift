import VectorMath

/// Everything that the simulator's world says about one frame, pixel by pixel: the refiner's condition.
///
/// Made by the renderer from (scene, trace, frame); all channels share one size. Geometry channels are sampled at the
/// pixel's centre; `lit` and `sunlit` are averages over jittered samples. A frame knows no past but motion: light that is
/// gathered along it is the reader's (`LightHistory`), so that any frame can be made alone.
public struct GuideFrame: Sendable, Equatable {
  /// Of the set of channels and their meaning. 2 added transmission, parts, forward motion, sun visibility and the camera.
  public static let version = 2

  /// Frame number from 0 in its shot.
  public var index: Int
  /// Linear multiplier from scene radiance to the tone curve's input.
  public var exposure: Float
  public var camera: GuideCamera
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
  /// Share of the light past the surface that goes through the body, 0...1.
  public var transmission: ImageBuffer<Float>
  /// Index into `instances` plus one; 0 is sky.
  public var instance: ImageBuffer<UInt32>
  /// Index into the instance's `parts` plus one; 0 is sky.
  public var part: ImageBuffer<UInt32>
  /// Where on its own part's surface the pixel lies.
  public var surface: ImageBuffer<SurfaceCoordinate>
  /// Backward motion: where the same surface point was one frame ago.
  public var motion: ImageBuffer<MotionVector>
  /// Where the same surface point will be one frame on.
  public var forwardMotion: ImageBuffer<MotionVector>
  /// Share of the sun's disc that is seen from the pixel's surface, in quarters; 0 on the sky and where it faces away.
  public var sunVisibility: ImageBuffer<Float>
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

  /// - Parameters:
  ///   - camera: left out: a pinhole of 90 degrees at the origin.
  ///   - transmission, part, forwardMotion, sunVisibility: left out: opaque things of one piece, no frame to come, no sun.
  public init(
    index: Int, exposure: Float, camera: GuideCamera? = nil, depth: ImageBuffer<Float>,
    normal: ImageBuffer<SIMD3<Float>>, albedo: ImageBuffer<SIMD3<Float>>, roughness: ImageBuffer<Float>,
    metalness: ImageBuffer<Float>, transmission: ImageBuffer<Float>? = nil, instance: ImageBuffer<UInt32>,
    part: ImageBuffer<UInt32>? = nil, surface: ImageBuffer<SurfaceCoordinate>, motion: ImageBuffer<MotionVector>,
    forwardMotion: ImageBuffer<MotionVector>? = nil, sunVisibility: ImageBuffer<Float>? = nil,
    lit: ImageBuffer<SIMD3<Float>>, sunlit: ImageBuffer<SIMD3<Float>>, samples: Int, instances: [GuideInstance],
    poses: [Pose]
  ) {
    let (w, h) = (depth.width, depth.height)
    self.index = index
    self.exposure = exposure
    self.camera =
      camera
      ?? GuideCamera(focalPixels: Double(max(w, h)) / 2, principalPoint: SIMD2(Double(w), Double(h)) / 2)
    self.depth = depth
    self.normal = normal
    self.albedo = albedo
    self.roughness = roughness
    self.metalness = metalness
    self.transmission = transmission ?? ImageBuffer(width: w, height: h, filledWith: 0)
    self.instance = instance
    self.part = part ?? instance.map { min($0, 1) }
    self.surface = surface
    self.motion = motion
    self.forwardMotion = forwardMotion ?? ImageBuffer(width: w, height: h, filledWith: .unknown)
    self.sunVisibility = sunVisibility ?? ImageBuffer(width: w, height: h, filledWith: 0)
    self.lit = lit
    self.sunlit = sunlit
    self.samples = samples
    self.instances = instances
    self.poses = poses
  }
}
