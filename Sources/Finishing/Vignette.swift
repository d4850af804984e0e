import Imaging
import VectorMath

/// The fall of light towards the corners that every lens has: illuminance goes with cos^4 of the angle off the axis.
///
/// Cosine fourth law of illumination (Kingslake, "Optical System Design", 1983, section 7). `strength` mixes it with
/// none, as lens makers do by letting the pupil grow off the axis.
func vignetted(_ light: ImageBuffer<Float3>, _ camera: GuideCamera, strength: Float) -> ImageBuffer<Float3> {
  withPixels(light) { light in
    mapPixels(light.width, light.height) { x, y in light[x, y] * vignette(x, y, camera, strength: strength) }
  }
}

/// The factor of one pixel.
@inline(__always) func vignette(_ x: Int, _ y: Int, _ camera: GuideCamera, strength: Float) -> Float {
  let dx: Float = (Float(x) + 0.5 - Float(camera.principalPoint.x)) / Float(camera.focalPixels)
  let dy: Float = (Float(y) + 0.5 - Float(camera.principalPoint.y)) / Float(camera.focalPixels)
  let cosineSquared: Float = 1 / (1 + dx * dx + dy * dy)
  return 1 - strength + strength * cosineSquared * cosineSquared
}
