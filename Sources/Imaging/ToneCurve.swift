import VectorMath

/// From scene radiance to display: exposure, a filmic shoulder and toe, then the sRGB transfer.
///
/// The curve is the rational fit of Hill's ACES RRT+ODT (Stephen Hill, BakingLab, 2016) with its two colour matrices,
/// so saturated highlights move towards white as on film. Tabulated nowhere: it is five operations a channel.
public enum ToneCurve {
  /// Version of curve and exposure convention; weights trained on another version do not fit.
  public static let version = 1

  /// Display-referred sRGB 0...1 of a linear Rec. 709 radiance.
  public static func display(_ radiance: Float3, exposure: Float) -> Float3 {
    let c: Float3 = radiance * exposure
    let a = Float3(
      0.59719 * c.x + 0.35458 * c.y + 0.04823 * c.z, 0.07600 * c.x + 0.90834 * c.y + 0.01566 * c.z,
      0.02840 * c.x + 0.13383 * c.y + 0.83777 * c.z)
    let f = Float3(filmic(a.x), filmic(a.y), filmic(a.z))
    return Float3(
      encode(1.60475 * f.x - 0.53108 * f.y - 0.07367 * f.z), encode(-0.10208 * f.x + 1.10813 * f.y - 0.00605 * f.z),
      encode(-0.00327 * f.x - 0.07276 * f.y + 1.07602 * f.z))
  }

  @inline(__always) private static func filmic(_ v: Float) -> Float {
    let n: Float = v * (v + 0.0245786) - 0.000090537
    let d: Float = v * (0.983729 * v + 0.4329510) + 0.238081
    return n / d
  }

  /// The linear radiance that `display` shows as this colour: its inverse, up to what the curve cut off.
  ///
  /// White, where many radiances end, comes back as the least of them.
  public static func radiance(_ display: Float3, exposure: Float) -> Float3 {
    let d = Float3(decode(display.x), decode(display.y), decode(display.z))
    // The inverses of the two matrices of `display`.
    let f = Float3(
      0.643_038_25 * d.x + 0.311_186_75 * d.y + 0.045_775_46 * d.z,
      0.059_268_69 * d.x + 0.931_436_49 * d.y + 0.009_294_92 * d.z,
      0.005_961_90 * d.x + 0.063_929_02 * d.y + 0.930_118_38 * d.z)
    let a = Float3(unfilmic(f.x), unfilmic(f.y), unfilmic(f.z))
    return Float3(
      1.764_740_97 * a.x - 0.675_777_68 * a.y - 0.088_963_29 * a.z,
      -0.147_027_85 * a.x + 1.160_251_51 * a.y - 0.013_223_66 * a.z,
      -0.036_336_83 * a.x - 0.162_436_44 * a.y + 1.198_773_27 * a.z) / exposure
  }

  /// The root of the quadratic that `filmic` is; `f` from 0 to 1.
  @inline(__always) private static func unfilmic(_ f: Float) -> Float {
    let a: Float = 1 - 0.983729 * f
    let b: Float = 0.0245786 - 0.4329510 * f
    let c: Float = 0.000090537 + 0.238081 * f
    let root: Float = (b * b + 4 * a * c).squareRoot()
    return (root - b) / (2 * a)
  }

  /// The sRGB transfer function (IEC 61966-2-1) of a linear value, clamped to 0...1.
  public static func encode(_ linear: Float) -> Float {
    if !(linear > 0) { return 0 }
    if linear >= 1 { return 1 }
    // Linear interpolation of a table over the square root: error below 2e-6, the same bits on every C library.
    let t: Float = linear.squareRoot() * Float(tableSize)
    let i = min(tableSize - 1, Int(t))
    let f: Float = t - Float(i)
    return encodeTable[i] * (1 - f) + encodeTable[i + 1] * f
  }

  /// The inverse of `encode`, for colours that people name in sRGB.
  public static func decode(_ encoded: Double) -> Double {
    encoded <= 0.04045 ? encoded / 12.92 : PortableMath.power((encoded + 0.055) / 1.055, 2.4)
  }

  /// The same in single precision from a table: error below 1e-7; clamped to 0...1.
  public static func decode(_ encoded: Float) -> Float {
    if !(encoded > 0) { return 0 }
    if encoded >= 1 { return 1 }
    let t: Float = encoded * Float(tableSize)
    let i = min(tableSize - 1, Int(t))
    let f: Float = t - Float(i)
    return decodeTable[i] * (1 - f) + decodeTable[i + 1] * f
  }

  private static let decodeTable: [Float] = (0...tableSize).map { Float(decode(Double($0) / Double(tableSize))) }

  private static let tableSize = 4096
  private static let encodeTable: [Float] = (0...tableSize).map { i in
    let root = Double(i) / Double(tableSize)
    let linear = root * root
    return Float(linear <= 0.003_130_8 ? 12.92 * linear : 1.055 * PortableMath.power(linear, 1 / 2.4) - 0.055)
  }
}
