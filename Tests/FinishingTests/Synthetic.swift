import Imaging
import VectorMath

/// A guide of flat layers: depth, thing and motion as functions of the pixel.
func layers(
  _ width: Int, _ height: Int, camera: GuideCamera, depth: (Int, Int) -> Float,
  instance: (Int, Int) -> UInt32 = { _, _ in 1 }, motion: (Int, Int) -> SIMD2<Float> = { _, _ in .zero }
) -> GuideFrame {
  func image<T: Sendable>(_ f: (Int, Int) -> T) -> ImageBuffer<T> {
    ImageBuffer(width: width, height: height, pixels: (0..<width * height).map { f($0 % width, $0 / width) })
  }
  let black = image { _, _ in Float3.zero }
  return GuideFrame(
    index: 0, exposure: 1, camera: camera, depth: image(depth), normal: image { _, _ in Float3(0, 0, 1) },
    albedo: image { _, _ in Float3(repeating: 0.5) }, roughness: image { _, _ in 0.5 }, metalness: image { _, _ in 0 },
    instance: image(instance), surface: image { _, _ in SurfaceCoordinate(position: .zero, footprint: 1) },
    motion: image { MotionVector(offset: -motion($0, $1), isValid: true) },
    forwardMotion: image { MotionVector(offset: motion($0, $1), isValid: true) }, lit: black, sunlit: black, samples: 1,
    instances: [GuideInstance(name: "a", identity: 1), GuideInstance(name: "b", identity: 2)], poses: [])
}

/// A camera whose spots have radius `scale` x |1/focus - 1/z| pixels.
func camera(_ width: Int, _ height: Int, scale: Double, focus: Double, blades: Int? = nil, shutter: Double = 0)
  -> GuideCamera
{
  // Aperture radius 25 mm.
  GuideCamera(
    focalPixels: scale / 0.025, principalPoint: SIMD2(Double(width) / 2, Double(height) / 2), focalLength: 50,
    fNumber: 1,
    focusDistance: focus, blades: blades, shutterAngle: shutter)
}

func picture(_ width: Int, _ height: Int, _ f: (Int, Int) -> Float3) -> ImageBuffer<Float3> {
  ImageBuffer(width: width, height: height, pixels: (0..<width * height).map { f($0 % width, $0 / width) })
}

extension Float3 {
  static var white: Float3 { Float3(repeating: 1) }
}
