import Parallelism
import VectorMath

/// Directional albedos of a rough interface: how much of the light from one side single scattering sends back.
///
/// One slice for each index of refraction and one for a perfect mirror, by roughness and root of the cosine. Each cell
/// bins what its visible facets send back by the angle of incidence on the facet, once; a slice weighs the bins with its
/// Fresnel curve. Layers are balanced by these numbers (Kulla & Conty, "Revisiting physically based shading at
/// Imageworks", 2017).
enum ScatteringTable {
  static let size = 32
  /// Dielectrics lie at steps of 0.05 of |eta - 1| / (eta + 1): 0 to 0.5, an index of 1 to 3.
  static let dielectrics = 11
  static let mirror = 11
  static let cells = size * size

  private static let values: FixedBuffer<Float> = FixedBuffer(integrate())
  private static let averages: FixedBuffer<Float> = FixedBuffer(means())

  /// A pointer pair that inner loops read without touching the lazy globals.
  struct View: @unchecked Sendable {
    fileprivate let values: UnsafePointer<Float>
    fileprivate let averages: UnsafePointer<Float>

    /// The interface between dielectrics whose indices are in the ratio `eta` (or its inverse).
    @inline(__always) func dielectric(eta: Float, roughness: Float) -> Interface {
      let place: Float = min(9.999, (eta - 1).magnitude / (eta + 1) * 20)
      let slice = Int(place + 1e-4)
      return Interface(self, slice: slice, part: max(0, place - Float(slice)), roughness: roughness)
    }
    /// The interface that reflects all.
    @inline(__always) func whole(roughness: Float) -> Interface {
      Interface(self, slice: ScatteringTable.mirror, part: 0, roughness: roughness)
    }
  }
  static var view: View { View(values: values.pointer, averages: averages.pointer) }

  /// The albedo of one interface as a function of the cosine alone.
  struct Interface {
    private let row: UnsafePointer<Float>
    private let mean: UnsafePointer<Float>
    private let part: Float
    private let blend: Float

    @inline(__always) fileprivate init(_ table: View, slice: Int, part: Float, roughness: Float) {
      let y: Float = saturate(roughness) * Float(size - 1)
      let j = min(size - 2, Int(y))
      blend = y - Float(j)
      row = table.values + slice * cells + j * size
      mean = table.averages + slice * size + j
      self.part = part < 1e-3 ? 0 : part
    }
    @inline(__always) func albedo(_ cosine: Float) -> Float {
      let x: Float = saturate(cosine).squareRoot() * Float(size - 1)
      let i = min(size - 2, Int(x))
      let f: Float = x - Float(i)
      let low: Float = across(row + i, f)
      if part == 0 { return low }
      return lerp(low, across(row + cells + i, f), part)
    }
    @inline(__always) private func across(_ p: UnsafePointer<Float>, _ f: Float) -> Float {
      lerp(lerp(p[0], p[1], f), lerp(p[size], p[size + 1], f), blend)
    }
    /// Over the hemisphere, cosine-weighted.
    @inline(__always) var average: Float {
      let low: Float = lerp(mean[0], mean[1], blend)
      return part == 0 ? low : lerp(low, lerp(mean[size], mean[size + 1], blend), part)
    }
  }

  /// The cosine at the i-th of `count` nodes.
  static func cosine(_ i: Int, of count: Int) -> Float {
    let x: Float = Float(i) / Float(count - 1)
    return max(2e-4, x * x)
  }

  /// The k-th of `count` points of the unit square, evenly spread: a rank-1 lattice by the golden ratio, best where
  /// `count` is a Fibonacci number.
  ///
  /// - Parameter half: only the half turn x < 1/2, enough where the integrand is symmetric about the view.
  @inline(__always) static func lattice(_ k: Int, of count: Int, half: Bool = true) -> SIMD2<Float> {
    // In whole numbers: the fraction keeps its digits.
    let turn: Float = unitFloat(UInt32(truncatingIfNeeded: k) &* 0x9E37_79B9)
    return SIMD2((Float(k) + 0.5) / Float(count) * (half ? 0.5 : 1), turn)
  }

  private static func integrate() -> [Float] {
    let slices = dielectrics + 1
    var table = [Float](repeating: 0, count: slices * cells)
    var curve = [Float](repeating: 1, count: slices * size)  // Fresnel at the bins' nodes
    for s in 0..<dielectrics {
      let r: Float = 0.05 * Float(s)
      let eta: Float = (1 + r) / (1 - r)
      for b in 0..<size { curve[s * size + b] = Fresnel.dielectric(cosine(b, of: size), eta: eta) }
    }
    let points = 987
    table.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      let fresnel = FixedBuffer(curve)
      parallelFor(size) { j in
        var bins = [Float](repeating: 0, count: size)
        for i in 0..<size {
          for b in 0..<size { bins[b] = 0 }
          let c = cosine(i, of: size)
          let facets = GGX(
            roughness: Float(j) / Float(size - 1), view: Float3(max(0, 1 - c * c).squareRoot(), 0, c))
          for k in 0..<points {
            let h: Float3 = facets.visibleNormal(lattice(k, of: points))
            let l: Float3 = reflect(-facets.view, h)
            if l.z <= 0 { continue }
            let weight: Float = facets.shadowing(reflected: l) / Float(points)
            let x: Float = saturate(dot(facets.view, h)).squareRoot() * Float(size - 1)
            let b = min(size - 2, Int(x))
            bins[b] += weight * (1 - (x - Float(b)))
            bins[b + 1] += weight * (x - Float(b))
          }
          for s in 0..<slices {
            var sum: Float = 0
            for b in 0..<size { sum += bins[b] * fresnel.pointer[s * size + b] }
            out[s * cells + j * size + i] = sum
          }
        }
      }
    }
    return table
  }

  private static func means() -> [Float] {
    (0..<(dielectrics + 1) * size).map { row in mean((0..<size).map { values.pointer[row * size + $0] }) }
  }

  /// The cosine-weighted mean over the hemisphere of a function given at the nodes, linear in the root of the cosine
  /// between them: 4 x^3 f(x) dx, exactly.
  static func mean(_ nodes: [Float]) -> Float {
    let n = nodes.count - 1
    var sum = 0.0
    for i in 0..<n {
      let a = Double(i) / Double(n)
      let b = Double(i + 1) / Double(n)
      let f = Double(nodes[i])
      let slope = (Double(nodes[i + 1]) - f) / (b - a)
      // f(x) = f + slope (x - a)
      let a4 = a * a * a * a
      let b4 = b * b * b * b
      sum += (f - slope * a) * (b4 - a4) + slope * 0.8 * (b4 * b - a4 * a)
    }
    return Float(sum)
  }
}
