import Parallelism
import VectorMath

/// Directional albedos of interfaces whose facets are stretched: of a mirror, and of a dielectric of index 1.5.
///
/// By roughness, anisotropy, azimuth against the stretch (a quarter turn; the rest is symmetric) and root of the cosine.
/// Filled when the first such surface is met.
enum AnisotropyTable {
  private static let roughnesses = 16
  private static let stretches = 12
  private static let azimuths = 7
  private static let cosines = 20
  /// Of the two widths, where the stretch is greatest.
  private static let leastAspect: Float = 0.316_227_77
  private static let values: FixedBuffer<SIMD2<Float>> = FixedBuffer(integrate())
  private static let averages: FixedBuffer<SIMD2<Float>> = FixedBuffer(means())

  /// One surface's albedo (mirror, dielectric) as a function of direction.
  struct Interface {
    private let base: UnsafePointer<SIMD2<Float>>
    private let stretch: Float
    private let blend: Float
    let average: SIMD2<Float>

    init(roughness: Float, anisotropy: Float) {
      let y: Float = saturate(roughness) * Float(roughnesses - 1)
      let j = min(roughnesses - 2, Int(y))
      // Even in the ratio of the widths, and between roughnesses in the widths themselves: losses grow with them.
      let aspect: Float = (1 - 0.9 * saturate(anisotropy)).squareRoot()
      let z: Float = (1 - aspect) / (1 - leastAspect) * Float(stretches - 1)
      let k = min(stretches - 2, Int(z))
      blend = (y * y - Float(j * j)) / Float(2 * j + 1)
      stretch = z - Float(k)
      base = values.pointer + (j * stretches + k) * azimuths * cosines
      let m = averages.pointer + j * stretches + k
      let low: SIMD2<Float> = m[0] * (1 - stretch) + m[1] * stretch
      let high: SIMD2<Float> = m[stretches] * (1 - stretch) + m[stretches + 1] * stretch
      average = low * (1 - blend) + high * blend
    }

    func albedo(_ d: Float3) -> SIMD2<Float> {
      let x: Float = saturate(d.z).squareRoot() * Float(cosines - 1)
      let i = min(cosines - 2, Int(x))
      let fx: Float = x - Float(i)
      let flat: Float = max(1e-12, d.x * d.x + d.y * d.y)
      // The share of y in the azimuth: 0 along the stretch, 1 across; half a turn of the angle, near enough even.
      let w: Float = azimuth(d.x * d.x / flat) * Float(azimuths - 1)
      let a = min(azimuths - 2, Int(w))
      let fw: Float = w - Float(a)
      @inline(__always) func plane(_ p: UnsafePointer<SIMD2<Float>>) -> SIMD2<Float> {
        let near: SIMD2<Float> = p[0] * (1 - fx) + p[1] * fx
        let far: SIMD2<Float> = p[cosines] * (1 - fx) + p[cosines + 1] * fx
        return near * (1 - fw) + far * fw
      }
      let step = azimuths * cosines
      let p = base + a * cosines + i
      let low: SIMD2<Float> = plane(p) * (1 - stretch) + plane(p + step) * stretch
      let q = p + stretches * step
      let high: SIMD2<Float> = plane(q) * (1 - stretch) + plane(q + step) * stretch
      return low * (1 - blend) + high * blend
    }
  }

  /// 0...1 over a quarter turn from the squared cosine of the azimuth: its angle over a right angle.
  @inline(__always) private static func azimuth(_ square: Float) -> Float {
    let c: Float = min(1, square).squareRoot()
    let poly: Float = 1.570_728_8 + c * (-0.212_114_4 + c * (0.074_261 - 0.018_729_3 * c))
    return saturate((1 - c).squareRoot() * poly * 0.636_619_77)
  }

  private static func integrate() -> [SIMD2<Float>] {
    let step = azimuths * cosines
    var table = [SIMD2<Float>](repeating: .zero, count: roughnesses * stretches * step)
    let points = 377
    table.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      parallelFor(roughnesses * stretches) { cell in
        let roughness: Float = Float(cell / stretches) / Float(roughnesses - 1)
        let aspect: Float = 1 - (1 - leastAspect) * Float(cell % stretches) / Float(stretches - 1)
        let anisotropy: Float = (1 - aspect * aspect) / 0.9
        for a in 0..<azimuths {
          let (cosAzimuth, sinAzimuth) = circlePoint(0.25 * Float(a) / Float(azimuths - 1))
          for i in 0..<cosines {
            let c = ScatteringTable.cosine(i, of: cosines)
            let r: Float = max(0, 1 - c * c).squareRoot()
            let facets = GGX(
              roughness: roughness, anisotropy: anisotropy, view: Float3(r * cosAzimuth, r * sinAzimuth, c))
            var sum = SIMD2<Float>.zero
            for k in 0..<points {
              let h: Float3 = facets.visibleNormal(ScatteringTable.lattice(k, of: points, half: false))
              let l: Float3 = reflect(-facets.view, h)
              if l.z <= 0 { continue }
              let weight: Float = facets.shadowing(reflected: l)
              sum += SIMD2(weight, weight * Fresnel.dielectric(saturate(dot(facets.view, h)), eta: 1.5))
            }
            out[cell * step + a * cosines + i] = sum / Float(points)
          }
        }
      }
    }
    return table
  }

  private static func means() -> [SIMD2<Float>] {
    (0..<roughnesses * stretches).map { cell in
      var sum = SIMD2<Float>.zero
      for a in 0..<azimuths {
        let row = values.pointer + (cell * azimuths + a) * cosines
        let weight: Float = a == 0 || a == azimuths - 1 ? 0.5 : 1
        let nodes = (0..<cosines).map { row[$0] }
        sum += SIMD2(ScatteringTable.mean(nodes.map(\.x)), ScatteringTable.mean(nodes.map(\.y))) * weight
      }
      return sum / Float(azimuths - 1)
    }
  }
}
