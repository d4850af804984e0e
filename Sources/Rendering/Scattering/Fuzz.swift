import Parallelism
import VectorMath

/// Fibres that stand off a surface and catch grazing light: the sheen of cloth, velvet and skin's down.
///
/// Normals spread about the horizon (Conty Estevez & Kulla, "Production friendly microfacet sheen BRDF", 2017), with the
/// visibility of Neubelt & Pettineo (2013).
struct Fuzz {
  /// Share of the surface that has fibres.
  let cover: Float
  let colour: Float3
  let fibres: FuzzTable.Fibres
  private let view: Float3
  private let below: LayerTable.Balance
  private let belowView: Float
  private let belowVarnish: LayerTable.Balance
  private let belowVarnishView: Float

  /// - Parameters:
  ///   - base: roughness of the facets below.
  ///   - varnish: roughness of a varnish between.
  init(cover: Float, colour: Float3, roughness: Float, view: Float3, base: Float, varnish: Float) {
    self.cover = cover
    self.colour = colour
    self.view = view
    fibres = FuzzTable.Fibres(roughness: roughness)
    below = LayerTable.fuzz(roughness: roughness, base: base)
    belowView = below(view.z)
    belowVarnish = LayerTable.fuzz(roughness: roughness, base: varnish)
    belowVarnishView = belowVarnish(view.z)
  }

  /// Reflection times the cosine.
  func value(_ light: Float3) -> Float3 { colour * (cover * fibres.value(view, light)) }

  /// What is left of the gloss below.
  func dims(_ light: Float3) -> Float { 1 - cover + cover * belowView * below(light.z) }
  func dimsVarnish(_ light: Float3) -> Float { 1 - cover + cover * belowVarnishView * belowVarnish(light.z) }

  /// The same of a plastic's whole gloss in a furnace.
  func leaves(_ cosine: Float) -> Float { 1 - cover + cover * below.kept(cosine) }
  func leavesVarnish(_ cosine: Float) -> Float { 1 - cover + cover * belowVarnish.kept(cosine) }
}

/// Directional albedos of the fibres, by roughness and root of the cosine. Filled when the first are met.
enum FuzzTable {
  private static let roughnesses = 16
  private static let cosines = 24
  private static let values: FixedBuffer<Float> = FixedBuffer(integrate())

  /// Fibres of one roughness.
  struct Fibres {
    private let exponent: Float
    private let peak: Float
    private let row: UnsafePointer<Float>
    private let blend: Float
    /// 1 / (2 pi), less a little: so the sharpest never send back more than all (their grazing albedo would be 1.06).
    private static let scale: Float = 0.159_154_94 * 0.94

    init(roughness: Float) {
      let r: Float = max(0.2, min(1, roughness))
      exponent = 1 / r
      peak = (2 + 1 / r) * Fibres.scale
      let y: Float = (r - 0.2) / 0.8 * Float(roughnesses - 1)
      let j = min(roughnesses - 2, Int(y))
      blend = y - Float(j)
      row = values.pointer + j * cosines
    }

    fileprivate init(shapeOf roughness: Float) {
      exponent = 1 / roughness
      peak = (2 + 1 / roughness) * Fibres.scale
      // Never read: only the shape is asked for while the table is being filled.
      row = UnsafePointer(bitPattern: 8)!
      blend = 0
    }

    /// Reflection times the cosine.
    func value(_ view: Float3, _ light: Float3) -> Float {
      let h: Float3 = normalize(view + light)
      let sine2: Float = max(1e-12, h.x * h.x + h.y * h.y)
      let distribution: Float = peak * decay(-0.5 * logarithm(sine2) * exponent)
      return distribution * light.z / (4 * (light.z + view.z - light.z * view.z))
    }

    func albedo(_ cosine: Float) -> Float {
      let x: Float = saturate(cosine).squareRoot() * Float(cosines - 1)
      let i = min(cosines - 2, Int(x))
      let f: Float = x - Float(i)
      let p = row + i
      return lerp(lerp(p[0], p[1], f), lerp(p[cosines], p[cosines + 1], f), blend)
    }
  }

  private static func integrate() -> [Float] {
    var table = [Float](repeating: 0, count: roughnesses * cosines)
    table.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      parallelFor(roughnesses) { j in
        let fibres = Fibres(shapeOf: 0.2 + 0.8 * Float(j) / Float(roughnesses - 1))
        for i in 0..<cosines {
          let c = ScatteringTable.cosine(i, of: cosines)
          let view = Float3(max(0, 1 - c * c).squareRoot(), 0, c)
          var sum: Float = 0
          let rings = 48
          let spokes = 48
          for a in 0..<rings {
            let x: Float = (Float(a) + 0.5) / Float(rings)
            let z: Float = x * x  // dense towards the horizon; dz = 2 x dx
            let r: Float = (1 - z * z).squareRoot()
            for b in 0..<spokes {
              let (cb, sb) = circlePoint((Float(b) + 0.5) / Float(spokes))
              sum += fibres.value(view, Float3(r * cb, r * sb, z)) * 2 * x
            }
          }
          out[j * cosines + i] = sum * 6.283_185_3 / Float(rings * spokes)
        }
      }
    }
    return table
  }
}
