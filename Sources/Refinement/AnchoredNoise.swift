import Imaging
import Parallelism
import VectorMath

/// Unit Gaussian noise that belongs to surfaces, not to pixels: the same point of the same entity gets the same noise in
/// every frame and every shot.
///
/// A white field of independent Gaussians lives on a lattice in each entity's object space; a pixel's value is the field's
/// mean over the pixel's footprint, scaled back to unit variance, as in Chang et al., "How I Warped Your Noise" (ICLR 2024),
/// but exact and stateless, because surface positions are known and need no optical flow.
///
/// Goals, in order: 1. exactly unit variance and zero mean a pixel. 2. the highest correlation along motion that the
/// overlap of moving footprints allows. 3. no correlation between neighbouring pixels beyond that. 4. speed.
public enum AnchoredNoise {
  /// Taps a side of the footprint; the lattice cell is a quarter to a half of the footprint's side.
  private static let taps = 4
  /// Lattice origin at irrational fractions of a cell, so that no flat face of an asset lies on a cell boundary.
  private static let origin = Float3(0.618_034, 0.414_214, 0.732_051)

  /// Three independent channels of noise for every pixel. `stream` separates independent draws (one a sampler step).
  public static func field(_ guide: GuideFrame, seed: UInt64, stream: UInt64 = 0) -> ImageBuffer<Float3> {
    let (w, h) = (guide.width, guide.height)
    let salts = identitySalts(guide, seed: seed, stream: stream)
    var out = [Float3](repeating: .zero, count: w * h)
    out.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let rows = buffer
      parallelFor(h) { y in
        var cells = CellSet()
        for x in 0..<w {
          let salt = salts[Int(guide.instance[x, y])]
          rows[y * w + x] = value(guide, x, y, salt: salt, cells: &cells)
        }
      }
    }
    return ImageBuffer(width: w, height: h, pixels: out)
  }

  private static func identitySalts(_ guide: GuideFrame, seed: UInt64, stream: UInt64) -> [UInt64] {
    let base = mixBits(seed &+ mixBits(stream &+ 0x5EED))
    return [mixBits(base)] + guide.instances.map { mixBits(base ^ mixBits($0.identity)) }
  }

  private static func value(_ guide: GuideFrame, _ x: Int, _ y: Int, salt: UInt64, cells: inout CellSet) -> Float3 {
    let s = guide.surface[x, y]
    let across = tangent(guide, x, y, dx: 1, dy: 0)
    let down = tangent(guide, x, y, dx: 0, dy: 1)
    // The octave follows the shorter side, so that grazing footprints span more cells instead of skipping them.
    let side: Float = max(1e-9, min(length(across), length(down)))
    let octave: Float = logBase2(side * 0.5)
    let lower = octave.rounded(.down)
    let fraction: Float = octave - lower
    let fine = gather(s.position, across, down, level: Int(lower), salt: salt, cells: &cells)
    let coarse = gather(s.position, across, down, level: Int(lower) + 1, salt: salt, cells: &cells)
    return fine * (1 - fraction).squareRoot() + coarse * fraction.squareRoot()
  }

  /// The change of surface position over one pixel; isotropic where a neighbour is another surface.
  private static func tangent(_ guide: GuideFrame, _ x: Int, _ y: Int, dx: Int, dy: Int) -> Float3 {
    let here = guide.surface[x, y]
    let id = guide.instance[x, y]
    let limit: Float = here.footprint * 24
    var sum = Float3.zero
    var n: Float = 0
    for sign in [1, -1] {
      let (nx, ny) = (x + sign * dx, y + sign * dy)
      guard nx >= 0, ny >= 0, nx < guide.width, ny < guide.height, guide.instance[nx, ny] == id else { continue }
      let d: Float3 = (guide.surface[nx, ny].position - here.position) * Float(sign)
      if length(d) <= limit && length(d) > 0 {
        sum += d
        n += 1
      }
    }
    if n > 0 { return sum / n }
    return dx == 1 ? Float3(here.footprint, 0, 0) : Float3(0, 0.6, 0.8) * here.footprint
  }

  /// The mean of the lattice field over the footprint, scaled to unit variance.
  private static func gather(
    _ position: Float3, _ across: Float3, _ down: Float3, level: Int, salt: UInt64, cells: inout CellSet
  ) -> Float3 {
    let inverse = Float(sign: .plus, exponent: -level, significand: 1)
    let levelSalt = mixBits(salt &+ UInt64(bitPattern: Int64(level)))
    cells.count = 0
    for j in 0..<taps {
      for i in 0..<taps {
        let u: Float = (Float(i) + 0.5) / Float(taps) - 0.5
        let v: Float = (Float(j) + 0.5) / Float(taps) - 0.5
        let p: Float3 = (position + across * u + down * v) * inverse + origin
        cells.add(key(p, salt: levelSalt))
      }
    }
    var sum = Float3.zero
    var squares: Float = 0
    for k in 0..<cells.count {
      let weight = Float(cells.weights[k])
      sum += gaussian(cells.keys[k]) * weight
      squares += weight * weight
    }
    return sum / squares.squareRoot()
  }

  @inline(__always) private static func key(_ p: Float3, salt: UInt64) -> UInt64 {
    // Coordinates beyond 2^30 cells wrap: far enough that the repeat is never in one picture.
    let x = UInt64(truncatingIfNeeded: Int64(p.x.rounded(.down)))
    let y = UInt64(truncatingIfNeeded: Int64(p.y.rounded(.down)))
    let z = UInt64(truncatingIfNeeded: Int64(p.z.rounded(.down)))
    return mixBits(salt ^ (x &* 0x9E37_79B9_7F4A_7C15) ^ (y &* 0xC2B2_AE3D_27D4_EB4F) ^ (z &* 0x1656_67B1_9E37_79F9))
  }

  /// Three Gaussians from 48 bits of a hash, by a table of the inverse normal distribution.
  @inline(__always) private static func gaussian(_ hash: UInt64) -> Float3 {
    let mask: UInt64 = UInt64(tableSize - 1)
    return gaussianTable.withUnsafeBufferPointer { t in
      Float3(t[Int(hash & mask)], t[Int(hash >> 20 & mask)], t[Int(hash >> 40 & mask)])
    }
  }

  private static let tableSize = 4096
  /// Quantiles of the standard normal at the midpoints of 4096 equal shares, rescaled to unit variance.
  private static let gaussianTable: [Float] = {
    let values = (0..<tableSize).map { inverseNormal((Double($0) + 0.5) / Double(tableSize)) }
    let variance = values.reduce(0) { $0 + $1 * $1 } / Double(tableSize)
    return values.map { Float($0 / variance.squareRoot()) }
  }()

  /// The quantile of the standard normal distribution, by bisection on its series (error below 1e-9).
  static func inverseNormal(_ p: Double) -> Double {
    if p > 0.5 { return -inverseNormal(1 - p) }
    var (low, high) = (-9.0, 0.0)
    for _ in 0..<60 {
      let mid = (low + high) / 2
      if normalTail(mid) < p { low = mid } else { high = mid }
    }
    return (low + high) / 2
  }

  /// P(X < x) for x <= 0: the Taylor series of the integral near 0, its continued fraction in the tail.
  private static func normalTail(_ x: Double) -> Double {
    let density = PortableMath.exponential(-x * x / 2) / (2 * Double.pi).squareRoot()
    if x < -3 {
      var f = -x
      for k in stride(from: 40, through: 1, by: -1) { f = -x + Double(k) / f }
      return density / f
    }
    var term = x
    var sum = x
    for k in 1..<80 {
      term *= x * x / Double(2 * k + 1)
      sum += term
    }
    return 0.5 + density * sum
  }

  @inline(__always) private static func logBase2(_ v: Float) -> Float {
    // Piecewise-linear logarithm: monotone and continuous, which is all that the blend of octaves needs.
    Float(v.exponent) + (v.significand - 1)
  }
}

/// The distinct lattice cells under one footprint and how many taps fell into each. Scratch, not state.
private struct CellSet {
  var keys = InlineArray<16, UInt64>(repeating: 0)
  var weights = InlineArray<16, Int32>(repeating: 0)
  var count = 0

  @inline(__always) mutating func add(_ key: UInt64) {
    for k in 0..<count where keys[k] == key {
      weights[k] += 1
      return
    }
    keys[count] = key
    weights[count] = 1
    count += 1
  }
}
