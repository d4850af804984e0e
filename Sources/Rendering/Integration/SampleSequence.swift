// Goals, in order: 1. the value depends on (seed, frame, pixel, sample, dimension) only; the first pair, which places the
// sample in its pixel, not on the frame, so that the edges of what stands still do not shimmer. 2. samples of one pixel are
// stratified. 3. neighbouring pixels are stratified together, so that noise is fine-grained.
// Method: one Owen-scrambled Sobol sequence for the whole picture, its index running along the Z curve (Ahmed & Wonka,
// "Screen-space blue-noise diffusion of Monte Carlo sampling error via hierarchical ordering of pixels", 2020), with
// hashed nested scrambling (Laine & Karras 2011, as refined by Burley, JCGT 9(4), 2020). Each pair of dimensions uses
// its own scrambled order ("padding"), so two Sobol dimensions are enough.

/// The random numbers of one sample of one pixel, drawn pair by pair.
struct SampleSequence {
  /// Bit-reversed, because it is scrambled from its top bit down.
  private var index: UInt32
  private var seed: UInt32
  private var placementSeed: UInt32
  private var dimension: UInt32 = 0

  /// The part that all pixels of a picture share.
  struct Layout {
    let seed: UInt32
    /// The same in every frame.
    let placementSeed: UInt32
    /// Bits of the sample number that fit beside the pixel's in 32.
    let sampleBits: UInt32
    init(width: Int, height: Int, samples: Int, seed: UInt64, frame: Int, purpose: UInt32) {
      var mixed = UInt32(truncatingIfNeeded: seed) ^ hash32(UInt32(truncatingIfNeeded: seed >> 32) &+ 0x9E37_79B9)
      placementSeed = hash32(mixed ^ hash32(purpose &+ 0x27D4_EB2F))
      mixed = hash32(mixed &+ 0x85EB_CA6B &* UInt32(truncatingIfNeeded: frame))
      self.seed = hash32(mixed ^ hash32(purpose &+ 0xC2B2_AE35))
      var side: UInt32 = 0
      while (1 << side) < max(width, height) { side += 1 }
      var wanted: UInt32 = 0
      while (1 << wanted) < samples { wanted += 1 }
      sampleBits = min(wanted, 32 - min(32, 2 * side))
    }
  }

  @inline(__always) init(_ layout: Layout, x: Int, y: Int, sample: Int) {
    let pixel =
      SampleSequence.spread(UInt32(truncatingIfNeeded: x)) | SampleSequence.spread(UInt32(truncatingIfNeeded: y)) << 1
    let low = UInt32(truncatingIfNeeded: sample) & ((1 << layout.sampleBits) &- 1)
    // Samples beyond the index's room start a new scrambling.
    let block = UInt32(truncatingIfNeeded: sample >> Int(layout.sampleBits))
    index = SampleSequence.reversed((layout.sampleBits < 32 ? pixel << layout.sampleBits : 0) | low)
    seed = block == 0 ? layout.seed : hash32(layout.seed ^ hash32(block))
    placementSeed = block == 0 ? layout.placementSeed : hash32(layout.placementSeed ^ hash32(block))
  }

  /// The next point of the unit square.
  @inline(__always) mutating func next() -> SIMD2<Float> {
    dimension &+= 1
    let s = hash32((dimension == 1 ? placementSeed : seed) ^ (dimension &* 0x9E37_79B9))
    let i = SampleSequence.reversed(SampleSequence.scramble(index, s))
    let a = SampleSequence.scramble(i, s ^ 0xA511_E9B3)
    let b = SampleSequence.scramble(SampleSequence.pascal(i), s ^ 0x63D8_3595)
    return SIMD2(unitFloat(SampleSequence.reversed(a)), unitFloat(SampleSequence.reversed(b)))
  }

  /// Owen scrambling of a bit-reversed fraction: each bit is flipped by a hash of the bits below it.
  @inline(__always) private static func scramble(_ value: UInt32, _ seed: UInt32) -> UInt32 {
    var x = value
    x ^= x &* 0x3D20_ADEA
    x = x &+ seed
    x = x &* ((seed >> 16) | 1)
    x ^= x &* 0x0552_6C56
    x ^= x &* 0x53A2_2864
    return x
  }

  /// The second Sobol dimension, bit-reversed: the index as a polynomial over GF(2), shifted from z to z + 1.
  @inline(__always) private static func pascal(_ index: UInt32) -> UInt32 {
    var i = index
    i ^= (i >> 1) & 0x5555_5555
    i ^= (i >> 2) & 0x3333_3333
    i ^= (i >> 4) & 0x0F0F_0F0F
    i ^= (i >> 8) & 0x00FF_00FF
    i ^= (i >> 16) & 0x0000_FFFF
    return i
  }

  @inline(__always) private static func reversed(_ value: UInt32) -> UInt32 {
    var x = value.byteSwapped
    x = (x >> 4) & 0x0F0F_0F0F | (x & 0x0F0F_0F0F) << 4
    x = (x >> 2) & 0x3333_3333 | (x & 0x3333_3333) << 2
    return (x >> 1) & 0x5555_5555 | (x & 0x5555_5555) << 1
  }

  @inline(__always) private static func spread(_ value: UInt32) -> UInt32 {
    var x = value & 0xFFFF
    x = (x | x << 8) & 0x00FF_00FF
    x = (x | x << 4) & 0x0F0F_0F0F
    x = (x | x << 2) & 0x3333_3333
    return (x | x << 1) & 0x5555_5555
  }
}
