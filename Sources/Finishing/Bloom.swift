import Imaging
import VectorMath

/// Scatters a share of the light around each point: a narrow glow and a wide veil, as of glass and film.
///
/// A mean of two bells, of 0.6 % and 3 % of the longer side; light is neither made nor lost but at the picture's edge.
func bloomed(_ light: ImageBuffer<Float3>, strength: Float) -> ImageBuffer<Float3> {
  let side = Float(max(light.width, light.height))
  let glow = bell(light, sigma: 0.006 * side)
  let veil = bell(light, sigma: 0.03 * side)
  let share: Float = min(1, strength)
  var out = light
  for i in out.pixels.indices {
    let scattered: Float3 = glow.pixels[i] * 0.6 + veil.pixels[i] * 0.4
    out.pixels[i] = mix(light.pixels[i], scattered, share)
  }
  return out
}

/// A Gaussian blur by three box blurs either way, whose variances add up to sigma squared (Wells 1986).
func bell(_ image: ImageBuffer<Float3>, sigma: Float) -> ImageBuffer<Float3> {
  // A box of 2 r + 1 pixels has variance r (r + 1) / 3.
  let radius = Int(((sigma * sigma + 0.25).squareRoot() - 0.5).rounded())
  if radius < 1 { return image }
  var out = image
  for _ in 0..<3 {
    out = boxed(out, radius: radius)
    out = out.transposed
    out = boxed(out, radius: radius)
    out = out.transposed
  }
  return out
}

/// The mean over `radius` pixels to the left and right; edge pixels repeat.
private func boxed(_ image: ImageBuffer<Float3>, radius: Int) -> ImageBuffer<Float3> {
  let (w, h) = (image.width, image.height)
  let scale: Float = 1 / Float(2 * radius + 1)
  return withPixels(image) { pixels in
    mapRows(w, h) { y, row in
      var sum = Float3.zero
      for x in -radius...radius { sum += pixels[x, y] }
      row[0] = sum * scale
      var x = 1
      while x < w {
        sum += pixels[x + radius, y] - pixels[x - radius - 1, y]
        row[x] = sum * scale
        x += 1
      }
    }
  }
}

extension ImageBuffer<Float3> {
  fileprivate var transposed: ImageBuffer {
    withPixels(self) { pixels in mapRows(height, width) { y, row in for x in 0..<height { row[x] = pixels[y, x] } } }
  }
}
