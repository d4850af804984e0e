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
  /// Pairs that have been computed, and how many of them wait in `ahead` (x and y apart, the next one first).
  private var dimension: UInt32 = 0
  private var left: UInt32 = 0
  private var ahead = (SIMD4<Float>.zero, SIMD4<Float>.zero)

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
    index = SampleSequence.reversed(Lanes(repeating: (layout.sampleBits < 32 ? pixel << layout.sampleBits : 0) | low)).x
    seed = block == 0 ? layout.seed : hash32(layout.seed ^ hash32(block))
    placementSeed = block == 0 ? layout.placementSeed : hash32(layout.placementSeed ^ hash32(block))
  }

  /// The next point of the unit square.
  @inline(__always) mutating func next() -> SIMD2<Float> {
    if left == 0 { refill() }
    left &-= 1
    let point = SIMD2(ahead.0.x, ahead.1.x)
    ahead.0 = SIMD4(ahead.0.y, ahead.0.z, ahead.0.w, ahead.0.w)
    ahead.1 = SIMD4(ahead.1.y, ahead.1.z, ahead.1.w, ahead.1.w)
    return point
  }

  /// Computes the next four pairs side by side.
  @inline(__always) private mutating func refill() {
    let number: Lanes = Lanes(1, 2, 3, 4) &+ dimension
    var own = Lanes(repeating: seed)
    if dimension == 0 { own.x = placementSeed }
    let s: Lanes = SampleSequence.hashed(own ^ (number &* 0x9E37_79B9))
    let i: Lanes = SampleSequence.reversed(SampleSequence.scramble(Lanes(repeating: index), s))
    let a: Lanes = SampleSequence.scramble(i, s ^ 0xA511_E9B3)
    let b: Lanes = SampleSequence.scramble(SampleSequence.pascal(i), s ^ 0x63D8_3595)
    ahead = (SampleSequence.fraction(SampleSequence.reversed(a)), SampleSequence.fraction(SampleSequence.reversed(b)))
    dimension &+= 4
    left = 4
  }

  private typealias Lanes = SIMD4<UInt32>

  /// `hash32` of each lane.
  @inline(__always) private static func hashed(_ value: Lanes) -> Lanes {
    var x = value
    x ^= x &>> 16
    x = x &* 0x7FEB_352D
    x ^= x &>> 15
    x = x &* 0x846C_A68B
    return x ^ (x &>> 16)
  }

  /// `unitFloat` of each lane.
  @inline(__always) private static func fraction(_ bits: Lanes) -> SIMD4<Float> {
    SIMD4(unitFloat(bits.x), unitFloat(bits.y), unitFloat(bits.z), unitFloat(bits.w))
  }

  /// Owen scrambling of a bit-reversed fraction: each bit is flipped by a hash of the bits below it.
  @inline(__always) private static func scramble(_ value: Lanes, _ seed: Lanes) -> Lanes {
    var x = value
    x ^= x &* 0x3D20_ADEA
    x = x &+ seed
    x = x &* ((seed &>> 16) | 1)
    x ^= x &* 0x0552_6C56
    x ^= x &* 0x53A2_2864
    return x
  }

  /// The second Sobol dimension, bit-reversed: the index as a polynomial over GF(2), shifted from z to z + 1.
  @inline(__always) private static func pascal(_ index: Lanes) -> Lanes {
    var i = index
    i ^= (i &>> 1) & 0x5555_5555
    i ^= (i &>> 2) & 0x3333_3333
    i ^= (i &>> 4) & 0x0F0F_0F0F
    i ^= (i &>> 8) & 0x00FF_00FF
    i ^= (i &>> 16) & 0x0000_FFFF
    return i
  }

  @inline(__always) private static func reversed(_ value: Lanes) -> Lanes {
    var x: Lanes = (value &>> 16) | (value &<< 16)
    x = ((x &>> 8) & 0x00FF_00FF) | ((x & 0x00FF_00FF) &<< 8)
    x = ((x &>> 4) & 0x0F0F_0F0F) | ((x & 0x0F0F_0F0F) &<< 4)
    x = ((x &>> 2) & 0x3333_3333) | ((x & 0x3333_3333) &<< 2)
    return ((x &>> 1) & 0x5555_5555) | ((x & 0x5555_5555) &<< 1)
  }

  @inline(__always) private static func spread(_ value: UInt32) -> UInt32 {
    var x = value & 0xFFFF
    x = (x | x << 8) & 0x00FF_00FF
    x = (x | x << 4) & 0x0F0F_0F0F
    x = (x | x << 2) & 0x3333_3333
    return (x | x << 1) & 0x5555_5555
  }
}
