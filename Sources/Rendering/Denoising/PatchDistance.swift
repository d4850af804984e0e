import VectorMath

/// How unlike the patches about two pixels are, beyond what noise explains (Rousselle, Knaus & Zwicker, "Adaptive
/// rendering with non-local means filtering", SIGGRAPH Asia 2012, eq. 2): the mean over the patch of
///
///     ((u_p - u_q)^2 - (v_p + min(v_p, v_q))) / (v_p + v_q)
///
/// with values u and variances v summed over the channels. It is about 0 where only noise differs; bandwidth k divides it
/// by k^2.
struct PatchDistance {
  let values: Planes
  let variances: Planes
  let channels: Range<Int>
  /// Pixels on each side of a patch's middle, at most 3.
  let radius: Int
  /// Added to the variance: differences whose square is below it do not count.
  let floor: Float
  /// No single pixel says more than this: it would drown all the others.
  private static let most: Float = 1000

  /// Rows and columns of a tile's work.
  static let tile = 36
  private static let reach = 3
  static let stride = tile + 2 * reach + 2
  /// Of the room that `fill` works in.
  static let roomCount = 2 * stride * stride

  /// The distances of all pixels of an area, at most `tile` on a side, to the pixels that lie `dx`, `dy` from them.
  ///
  /// - Parameters:
  ///   - room: `roomCount` numbers.
  ///   - out: rows of `stride`.
  @inline(__always) func fill(
    _ out: UnsafeMutablePointer<Float>, x: Int, y: Int, width: Int, height: Int, dx: Int, dy: Int,
    room: UnsafeMutablePointer<Float>
  ) {
    let s = PatchDistance.stride
    let step = values.stride
    let shift = dy * step + dx
    let span = (width + 2 * radius + 3) & ~3
    let summed = room + s * s
    for row in 0..<height + 2 * radius {
      let start = (y + row - radius) * step + x - radius
      for column in Swift.stride(from: 0, to: span, by: 4) {
        var difference = Lanes.zero
        var spread = Lanes(repeating: floor)
        for c in channels {
          let (u, v) = (values[c] + (start + column), variances[c] + (start + column))
          let d: Lanes = load(u) - load(u + shift)
          let (here, there) = (load(v), load(v + shift))
          difference += d * d - (here + lesser(here, there))
          spread += here + there
        }
        store(lesser(difference / spread, Lanes(repeating: PatchDistance.most)), room + (row * s + column))
      }
    }
    for row in 0..<height {
      for column in Swift.stride(from: 0, to: span, by: 4) {
        var sum: Lanes = load(room + (row * s + column))
        for k in 1..<2 * radius + 1 { sum += load(room + ((row + k) * s + column)) }
        store(sum, summed + (row * s + column))
      }
    }
    let scale: Float = 1 / Float((2 * radius + 1) * (2 * radius + 1))
    for row in 0..<height {
      for column in Swift.stride(from: 0, to: width, by: 4) {
        let p = summed + (row * s + column)
        var sum: Lanes = load(p)
        for k in 1..<2 * radius + 1 { sum += load(p + k) }
        store(greater(sum * scale, .zero), out + (row * s + column))
      }
    }
  }
}

/// e to the power -x for x >= 0, lane by lane, to a relative error of 1e-6; 0 beyond 80. See `decay`.
@inline(__always) func decays(_ x: Lanes) -> Lanes {
  let y: Lanes = lesser(x, Lanes(repeating: 80)) * -1.442_695_04
  // Adding 1.5 * 2^23 leaves the nearest integer in the low bits.
  let shifted: Lanes = y + 12_582_912
  let z: Lanes = (y - (shifted - 12_582_912)) * 0.693_147_18
  var p = Lanes(repeating: 1.0 / 720)
  p = p * z + 1.0 / 120
  p = p * z + 1.0 / 24
  p = p * z + 1.0 / 6
  p = p * z + 0.5
  p = p * z + 1
  p = p * z + 1
  let exponent: SIMD4<UInt32> = (unsafeBitCast(shifted, to: SIMD4<UInt32>.self) &+ 127) &<< 23
  return (p * unsafeBitCast(exponent, to: Lanes.self)).replacing(with: 0, where: x .>= 80)
}
