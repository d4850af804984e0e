import Parallelism
import VectorMath

/// What single scattering at a rough dielectric boundary keeps of the light: reflected and refracted together, seen from
/// the thin side (outside of glass) and from the dense one. The rest is scattered again (see `Rebound`).
///
/// Filled when the first rough transparent surface is met.
enum GlassTable {
  private static let sides = 2
  private static let indices = 11  // as ScatteringTable's dielectrics
  private static let roughnesses = 28
  private static let cosines = 24
  private static let values: FixedBuffer<Float> = FixedBuffer(integrate())
  private static let averages: FixedBuffer<Float> = FixedBuffer(means())

  /// One boundary from one side.
  struct Interface {
    private let row: UnsafePointer<Float>
    private let part: Float
    private let blend: Float
    let average: Float

    /// - Parameter eta: index beyond over index on this side.
    init(eta: Float, roughness: Float) {
      let place: Float = min(9.999, (eta - 1).magnitude / (eta + 1) * 20)
      let k = Int(place)
      let y: Float = saturate(roughness) * Float(roughnesses - 1)
      let j = min(roughnesses - 2, Int(y))
      part = place - Float(k)
      blend = (y * y - Float(j * j)) / Float(2 * j + 1)  // losses grow with the facets' width, not its root
      let cell = ((eta >= 1 ? 0 : indices) + k) * roughnesses + j
      row = values.pointer + cell * cosines
      let m = averages.pointer + cell
      average = lerp(lerp(m[0], m[1], blend), lerp(m[roughnesses], m[roughnesses + 1], blend), part)
    }
    func albedo(_ cosine: Float) -> Float {
      let x: Float = saturate(cosine).squareRoot() * Float(cosines - 1)
      let i = min(cosines - 2, Int(x))
      let f: Float = x - Float(i)
      @inline(__always) func plane(_ p: UnsafePointer<Float>) -> Float {
        lerp(lerp(p[0], p[1], f), lerp(p[cosines], p[cosines + 1], f), blend)
      }
      return lerp(plane(row + i), plane(row + roughnesses * cosines + i), part)
    }
  }

  private static func integrate() -> [Float] {
    var table = [Float](repeating: 0, count: sides * indices * roughnesses * cosines)
    let points = 610
    table.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      parallelFor(sides * indices * roughnesses) { cell in
        let r: Float = 0.05 * Float(cell / roughnesses % indices)
        let dense: Float = (1 + r) / (1 - r)
        let eta: Float = cell < indices * roughnesses ? dense : 1 / dense
        for i in 0..<cosines {
          let c = ScatteringTable.cosine(i, of: cosines)
          let facets = GGX(
            roughness: Float(cell % roughnesses) / Float(roughnesses - 1),
            view: Float3(max(0, 1 - c * c).squareRoot(), 0, c))
          var sum: Float = 0
          for k in 0..<points {
            let h: Float3 = facets.visibleNormal(ScatteringTable.lattice(k, of: points))
            let f: Float = Fresnel.dielectric(saturate(dot(facets.view, h)), eta: eta)
            let mirrored: Float3 = reflect(-facets.view, h)
            if mirrored.z > 0 { sum += f * facets.shadowing(reflected: mirrored) }
            if f < 1, let bent = Fresnel.refract(facets.view, h, eta: eta), bent.z < 0 {
              sum += (1 - f) * facets.shadowing(transmitted: bent)
            }
          }
          out[cell * cosines + i] = min(1, sum / Float(points))
        }
      }
    }
    return table
  }

  private static func means() -> [Float] {
    (0..<sides * indices * roughnesses).map { row in
      ScatteringTable.mean((0..<cosines).map { values.pointer[row * cosines + $0] })
    }
  }
}
