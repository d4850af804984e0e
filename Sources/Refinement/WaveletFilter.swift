import Imaging
import Parallelism
import VectorMath

/// Edge-avoiding a-trous wavelet filter: spreads light over neighbours that lie on the same surface.
///
/// Dammertz, Sewtz, Hanika & Lensch, "Edge-Avoiding A-Trous Wavelet Transform for fast Global Illumination Filtering",
/// HPG 2010. It serves twice: as the refiner's coarse frame, where the diffusion bridge starts, and as the baseline that
/// the refiner must beat.
public struct WaveletFilter: Sendable, Equatable {
  /// Passes; pass k reaches 2 * 2^k pixels.
  public var passes: Int
  /// Exponent of the cosine between normals.
  public var normalPower: Float
  /// Relative difference of depth to the surface's plane that counts as an edge.
  public var depthTolerance: Float
  /// Difference of log light that counts as an edge in the first pass; halves with each.
  public var lightTolerance: Float

  public init(passes: Int, normalPower: Float = 64, depthTolerance: Float = 0.02, lightTolerance: Float = 4) {
    self.passes = passes
    self.normalPower = normalPower
    self.depthTolerance = depthTolerance
    self.lightTolerance = lightTolerance
  }

  /// For sky and bounced light, noisy everywhere but smooth in truth.
  public static let indirect = WaveletFilter(passes: 5)
  /// For the sun's light, noisy in penumbrae only and sharp at shadow edges.
  public static let sun = WaveletFilter(passes: 2, lightTolerance: 1.5)

  /// B3 spline weights.
  private static let kernel: [Float] = [1.0 / 16, 1.0 / 4, 3.0 / 8, 1.0 / 4, 1.0 / 16]

  /// Filters `light` (radiance over albedo) by the guide's geometry.
  public func apply(_ light: ImageBuffer<Float3>, _ guide: GuideFrame) -> ImageBuffer<Float3> {
    var source = light.pixels
    var target = source
    for pass in 0..<passes {
      let stride = 1 << pass
      let tolerance: Float = lightTolerance / Float(1 << pass)
      source.withUnsafeBufferPointer { sourceBuffer in
        target.withUnsafeMutableBufferPointer { targetBuffer in
          nonisolated(unsafe) let (s, t) = (sourceBuffer, targetBuffer)
          parallelFor(guide.height) { y in
            filterRow(y, stride: stride, tolerance: tolerance, guide, from: s, to: t)
          }
        }
      }
      swap(&source, &target)
    }
    return ImageBuffer(width: light.width, height: light.height, pixels: source)
  }

  private func filterRow(
    _ y: Int, stride: Int, tolerance: Float, _ guide: GuideFrame, from s: UnsafeBufferPointer<Float3>,
    to t: UnsafeMutableBufferPointer<Float3>
  ) {
    let (w, h) = (guide.width, guide.height)
    for x in 0..<w {
      let i = y * w + x
      let id = guide.instance.pixels[i]
      if id == 0 {
        t[i] = s[i]  // the sky is exact already
        continue
      }
      let normal = guide.normal.pixels[i]
      let depth = guide.depth.pixels[i]
      let tone = WaveletFilter.tone(s[i])
      // Change of depth a pixel, from the nearer-lying neighbour, so that slanted planes are no edges.
      let slope = depthSlope(guide, x, y)
      var sum = Float3.zero
      var weight: Float = 0
      for j in -2...2 {
        let ny = y + j * stride
        if ny < 0 || ny >= h { continue }
        for k in -2...2 {
          let nx = x + k * stride
          if nx < 0 || nx >= w { continue }
          let n = ny * w + nx
          if guide.instance.pixels[n] == 0 { continue }
          var q: Float = WaveletFilter.kernel[k + 2] * WaveletFilter.kernel[j + 2]
          if n != i {
            let cosine = max(0, dot(normal, guide.normal.pixels[n]))
            let expected: Float = depth + slope.x * Float(nx - x) + slope.y * Float(ny - y)
            let z: Float = (guide.depth.pixels[n] - expected).magnitude / (depthTolerance * depth)
            let l: Float = (WaveletFilter.tone(s[n]) - tone).magnitude / tolerance
            q *= WaveletFilter.bell(z) * WaveletFilter.bell(l) * raised(cosine)
          }
          sum += s[n] * q
          weight += q
        }
      }
      t[i] = sum / weight
    }
  }

  /// A compressed lightness in which equal steps look equal; cheap stand-in for the logarithm.
  @inline(__always) private static func tone(_ c: Float3) -> Float {
    let l: Float = luminance(c)
    return 4 * l / (l + 0.5)
  }

  /// 1 at 0, falling smoothly towards 0; a rational bell instead of an exponential.
  @inline(__always) private static func bell(_ v: Float) -> Float {
    let q: Float = 1 + v * v
    return 1 / (q * q)
  }

  @inline(__always) private func raised(_ cosine: Float) -> Float {
    var (result, base, n): (Float, Float, Int) = (1, cosine, Int(normalPower))
    while n > 0 {
      if n & 1 == 1 { result *= base }
      base *= base
      n >>= 1
    }
    return result
  }

  private func depthSlope(_ guide: GuideFrame, _ x: Int, _ y: Int) -> SIMD2<Float> {
    func difference(_ dx: Int, _ dy: Int) -> Float {
      let z = guide.depth[x, y]
      let id = guide.instance[x, y]
      var best: Float?
      for sign in [1, -1] {
        let (nx, ny) = (x + sign * dx, y + sign * dy)
        guard nx >= 0, ny >= 0, nx < guide.width, ny < guide.height, guide.instance[nx, ny] == id else { continue }
        let d: Float = (guide.depth[nx, ny] - z) * Float(sign)
        if best == nil || d.magnitude < best!.magnitude { best = d }
      }
      return best ?? 0
    }
    return SIMD2(difference(1, 0), difference(0, 1))
  }
}
