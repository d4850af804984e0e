import Parallelism
import VectorMath

/// How a layer that lets the share T(v) of the light through dims the gloss below it, so that nothing is lost or gained
/// and paths count the same in both directions.
///
/// The lobe f below is scaled by g(v) g(l), with g such that a white lobe returns all that came through:
/// g(v) * integral of g(l) f(v, l) cos dl = T(v). What layer and base throw to and fro is so included. g is the fixed
/// point of Sinkhorn's balancing (Sinkhorn & Knopp 1967), solved once by roughness of base and layer. The gloss of a
/// plastic has another shape than a white metal's, and keeps a slightly different share: that is tabled beside g.
enum LayerTable {
  private static let tops = 32
  private static let bases = 16
  private static let cosines = 32

  /// g over one base below one layer.
  struct Balance {
    private let row: UnsafePointer<SIMD2<Float>>
    private let blendTop: Float
    private let blendBase: Float

    fileprivate init(_ values: UnsafePointer<SIMD2<Float>>, top: Float, base: Float) {
      let y: Float = saturate(top) * Float(tops - 1)
      let z: Float = saturate(base) * Float(bases - 1)
      let j = min(tops - 2, Int(y))
      let k = min(bases - 2, Int(z))
      blendTop = y - Float(j)
      blendBase = z - Float(k)
      row = values + (j * bases + k) * cosines
    }
    /// g.
    func callAsFunction(_ cosine: Float) -> Float { pair(cosine).x }
    /// The share that is left of what a dielectric's facets send out in a furnace.
    func kept(_ cosine: Float) -> Float { pair(cosine).y }

    private func pair(_ cosine: Float) -> SIMD2<Float> {
      let x: Float = saturate(cosine).squareRoot() * Float(cosines - 1)
      let i = min(cosines - 2, Int(x))
      let f: Float = x - Float(i)
      @inline(__always) func mean(_ a: SIMD2<Float>, _ b: SIMD2<Float>, _ t: Float) -> SIMD2<Float> { a + (b - a) * t }
      @inline(__always) func plane(_ p: UnsafePointer<SIMD2<Float>>) -> SIMD2<Float> {
        mean(mean(p[0], p[1], f), mean(p[cosines], p[cosines + 1], f), blendBase)
      }
      return mean(plane(row + i), plane(row + bases * cosines + i), blendTop)
    }
  }

  /// A varnish of index 1.5 over facets.
  static func varnish(roughness: Float, base: Float) -> Balance {
    Balance(varnishes.pointer, top: roughness, base: base)
  }
  /// Fibres over facets.
  static func fuzz(roughness: Float, base: Float) -> Balance { Balance(fuzzes.pointer, top: roughness, base: base) }

  private static let kernels: FixedBuffer<SIMD2<Float>> = FixedBuffer(integrate())
  private static let varnishes: FixedBuffer<SIMD2<Float>> = FixedBuffer(
    solve { roughness in
      let interface = ScatteringTable.view.dielectric(eta: 1.5, roughness: roughness)
      return { 1 - interface.albedo($0) }
    })
  private static let fuzzes: FixedBuffer<SIMD2<Float>> = FixedBuffer(
    solve { roughness in
      let fibres = FuzzTable.Fibres(roughness: roughness)
      return { 1 - fibres.albedo($0) }
    })

  /// For each base, what a white rough metal and a dielectric's facets send from direction node i to direction node j;
  /// rows add up to 1.
  private static func integrate() -> [SIMD2<Float>] {
    let points = 987
    var table = [SIMD2<Float>](repeating: .zero, count: bases * cosines * cosines)
    table.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      parallelFor(bases) { k in
        let roughness: Float = Float(k) / Float(bases - 1)
        let whole = ScatteringTable.view.whole(roughness: roughness)
        // The rebound's share of each node: the node's hat function times 1 - E, over the hemisphere.
        var rebound = [Float](repeating: 0, count: cosines)
        for q in 0..<512 {
          let x: Float = (Float(q) + 0.5) / 512
          let weight: Float = 4 * x * x * x / 512 * (1 - whole.albedo(x * x)) / max(1e-6, 1 - whole.average)
          deposit(x) { rebound[$0] += weight * $1 }
        }
        for i in 0..<cosines {
          let c = ScatteringTable.cosine(i, of: cosines)
          let facets = GGX(roughness: roughness, view: Float3(max(0, 1 - c * c).squareRoot(), 0, c))
          var row = [SIMD2<Float>](repeating: .zero, count: cosines)
          for p in 0..<points {
            let h: Float3 = facets.visibleNormal(ScatteringTable.lattice(p, of: points))
            let l: Float3 = reflect(-facets.view, h)
            if l.z <= 0 { continue }
            let weight: Float = facets.shadowing(reflected: l) / Float(points)
            let f: Float = Fresnel.dielectric(saturate(dot(facets.view, h)), eta: 1.5)
            deposit(l.z.squareRoot()) { row[$0] += SIMD2(weight, weight * f) * $1 }
          }
          let kept: Float = row.reduce(.zero, +).x
          for j in 0..<cosines { row[j].x += (1 - kept) * rebound[j] }
          let sum: SIMD2<Float> = row.reduce(.zero, +)
          for j in 0..<cosines { out[(k * cosines + i) * cosines + j] = row[j] / sum }
        }
      }
    }
    return table
  }

  /// The shares of the two nodes beside `x`.
  @inline(__always) private static func deposit(_ x: Float, _ add: (Int, Float) -> Void) {
    let place: Float = saturate(x) * Float(cosines - 1)
    let i = min(cosines - 2, Int(place))
    add(i, 1 - (place - Float(i)))
    add(i + 1, place - Float(i))
  }

  private static func solve(_ transmittance: (Float) -> (Float) -> Float) -> [SIMD2<Float>] {
    var table: [SIMD2<Float>] = []
    for top in 0..<tops {
      let through = transmittance(Float(top) / Float(tops - 1))
      let target = (0..<cosines).map { through(ScatteringTable.cosine($0, of: cosines)) }
      for base in 0..<bases {
        let kernel = kernels.pointer + base * cosines * cosines
        func sent(_ g: [Float], _ i: Int) -> SIMD2<Float> {
          var sum = SIMD2<Float>.zero
          for j in 0..<cosines { sum += kernel[i * cosines + j] * g[j] }
          return sum
        }
        var g = target.map { $0.squareRoot() }
        for _ in 0..<16 {
          let old = g
          // The geometric mean of the old and the new: the bare step would swing.
          for i in 0..<cosines { g[i] = (old[i] * target[i] / max(1e-6, sent(old, i).x)).squareRoot() }
        }
        for i in 0..<cosines { table.append(SIMD2(g[i], g[i] * sent(g, i).y)) }
      }
    }
    return table
  }
}
