/// Elementary functions whose bits depend on nothing but their argument.
///
/// Goals, in order: 1. the same result on every x86-64 and C library, debug and release; 2. error below 2 units in the
/// last place over the ranges that the simulator uses (|x| up to 1e6 radians); 3. speed.
/// Method: reduction by multiples of pi/2 with the constant split in three parts (Cody & Waite 1980), then the Taylor
/// series of the reduced argument, long enough that its first dropped term is below 1e-17.
public enum PortableMath {
  // pi/2 in three parts: the first two have 33 significant bits, so k * part is exact for k < 2^20.
  @usableFromInline static let halfPi1 = 1.570_796_326_734_125_614_17
  @usableFromInline static let halfPi2 = 6.077_100_506_303_965_976_60e-11
  @usableFromInline static let halfPi3 = 2.022_266_248_795_950_631_54e-21

  /// Sine and cosine of an angle in radians, |angle| at most 1e6.
  @inlinable public static func sineAndCosine(_ angle: Double) -> (sine: Double, cosine: Double) {
    precondition(angle.magnitude <= 1e6, "angle \(angle) is beyond 1e6 radians")
    let k = (angle * 0.636_619_772_367_581_343_08).rounded(.toNearestOrEven)
    let r = ((angle - k * halfPi1) - k * halfPi2) - k * halfPi3
    let s = sineKernel(r)
    let c = cosineKernel(r)
    switch Int(k) & 3 {
    case 0: return (s, c)
    case 1: return (c, -s)
    case 2: return (-s, -c)
    default: return (-c, s)
    }
  }
  @inlinable public static func sine(_ angle: Double) -> Double { sineAndCosine(angle).sine }
  @inlinable public static func cosine(_ angle: Double) -> Double { sineAndCosine(angle).cosine }
  @inlinable public static func tangent(_ angle: Double) -> Double {
    let (s, c) = sineAndCosine(angle)
    return s / c
  }

  // Taylor series on |r| <= pi/4.
  @usableFromInline static func sineKernel(_ r: Double) -> Double {
    let z = r * r
    var p = 1.0 / 6_402_373_705_728_000
    p = 1.0 / 355_687_428_096_000 - z * p
    p = 1.0 / 1_307_674_368_000 - z * p
    p = 1.0 / 6_227_020_800 - z * p
    p = 1.0 / 39_916_800 - z * p
    p = 1.0 / 362_880 - z * p
    p = 1.0 / 5_040 - z * p
    p = 1.0 / 120 - z * p
    p = 1.0 / 6 - z * p
    return r - r * z * p
  }
  @usableFromInline static func cosineKernel(_ r: Double) -> Double {
    let z = r * r
    var p = 1.0 / 20_922_789_888_000
    p = 1.0 / 87_178_291_200 - z * p
    p = 1.0 / 479_001_600 - z * p
    p = 1.0 / 3_628_800 - z * p
    p = 1.0 / 40_320 - z * p
    p = 1.0 / 720 - z * p
    p = 1.0 / 24 - z * p
    return 1 - z * (0.5 - z * p)
  }

  /// The angle of the point (x, y) from the positive x axis, in -pi...pi; 0 at the origin.
  public static func arcTangent(y: Double, x: Double) -> Double {
    if x == 0 && y == 0 { return 0 }
    let ax = x.magnitude
    let ay = y.magnitude
    var a = ax >= ay ? arcTangentUnit(ay / ax) : Double.pi / 2 - arcTangentUnit(ax / ay)
    if x < 0 { a = Double.pi - a }
    return y < 0 ? -a : a
  }

  /// Arc tangent for t in 0...1: one reduction by atan(1/2), then halved once, then the series.
  private static func arcTangentUnit(_ t: Double) -> Double {
    // atan t = atan c + atan((t - c)/(1 + t c)); c = 0, 1/4, 1/2, 3/4 or 1 leaves |argument| <= 1/8.
    let k = (t * 4).rounded(.toNearestOrEven)
    let c = k * 0.25
    let u = (t - c) / (1 + t * c)
    let z = u * u
    var p = 1.0 / 19
    for n in stride(from: 17, through: 3, by: -2) { p = 1.0 / Double(n) - z * p }
    return arcTangentOfQuarter[Int(k)] + (u - u * z * p)
  }
  private static let arcTangentOfQuarter: [Double] = [
    0, 0.244_978_663_126_864_154_17, 0.463_647_609_000_806_116_21, 0.643_501_108_793_284_386_80,
    0.785_398_163_397_448_309_62,
  ]

  /// The angle in 0...pi whose cosine is `c`; `c` is clamped to -1...1.
  public static func arcCosine(_ c: Double) -> Double {
    let d = Swift.min(1, Swift.max(-1, c))
    return arcTangent(y: ((1 - d) * (1 + d)).squareRoot(), x: d)
  }
  /// The angle in -pi/2...pi/2 whose sine is `s`; `s` is clamped to -1...1.
  public static func arcSine(_ s: Double) -> Double {
    let d = Swift.min(1, Swift.max(-1, s))
    return arcTangent(y: d, x: ((1 - d) * (1 + d)).squareRoot())
  }

  /// e to the power x, for |x| at most 700.
  public static func exponential(_ x: Double) -> Double {
    precondition(x.magnitude <= 700, "exponent \(x) is beyond 700")
    let k = (x * 1.442_695_040_888_963_407_36).rounded(.toNearestOrEven)
    let r = (x - k * 6.931_471_803_691_238_164_90e-01) - k * 1.908_214_929_270_587_700_02e-10
    var sum = 1.0
    for n in stride(from: 14, through: 1, by: -1) { sum = 1 + sum * r / Double(n) }
    return Double(sign: .plus, exponent: Int(k), significand: sum)
  }

  /// The natural logarithm of a positive finite x.
  public static func logarithm(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "logarithm of \(x)")
    var exponent = Double(x.exponent)
    var m = x.significand
    if m > 1.414_213_562_373_095_1 {
      m /= 2
      exponent += 1
    }
    // log m = 2 atanh((m-1)/(m+1)); |argument| <= 0.1716.
    let u = (m - 1) / (m + 1)
    let z = u * u
    var p = 1.0 / 23
    for n in stride(from: 21, through: 1, by: -2) { p = 1.0 / Double(n) + z * p }
    return exponent * 6.931_471_803_691_238_164_90e-01 + (exponent * 1.908_214_929_270_587_700_02e-10 + 2 * u * p)
  }

  /// x to the power y for positive x.
  public static func power(_ x: Double, _ y: Double) -> Double {
    x == 0 ? 0 : exponential(Swift.min(700, Swift.max(-700, y * logarithm(x))))
  }
}
