import VectorMath

/// Round numbers along an axis.
///
/// Steps of 1, 2 or 5 times a power of ten (Heckbert, "Nice numbers for graph labels", Graphics Gems 1990, p. 61).
package struct AxisTicks {
  package let low: Double
  package let high: Double
  package let step: Double
  /// Digits after the point.
  private let places: Int
  private let exponent: Int

  /// - Parameter fitsTightly: The axis ends at the values; otherwise at the round numbers around them.
  package init(from a: Double, to b: Double, count: Int, fitsTightly: Bool = false) {
    var (low, high) = (Swift.min(a, b), Swift.max(a, b))
    if !(low.isFinite && high.isFinite) { (low, high) = (0, 1) }
    let size = Swift.max(low.magnitude, high.magnitude)
    // A quantity that does not change still needs an axis.
    if high - low <= size * 1e-12 || high == low {
      let margin = size > 0 ? size * 0.1 : 1
      (low, high) = (low - margin, high + margin)
    }
    let raw = (high - low) / Double(count)
    var power = 1.0
    var e = 0
    while power * 10 <= raw && e < 300 { (power, e) = (power * 10, e + 1) }
    while power > raw && e > -300 { (power, e) = (power / 10, e - 1) }
    let digit = raw / power
    let nice: Double = digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10
    step = nice * power
    if nice == 10 { e += 1 }
    self.low = fitsTightly ? low : (low / step).rounded(.down) * step
    self.high = fitsTightly ? high : (high / step).rounded(.up) * step
    // Very large and very small numbers get a common power of ten.
    exponent = e >= 5 || e <= -4 ? e : 0
    places = Swift.max(0, exponent - e)
  }

  package var values: [Double] {
    let first = Int((low / step - 1e-6).rounded(.up))
    let last = Int((high / step + 1e-6).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : []
  }

  /// The number of a tick, without the common power of ten.
  package func label(_ value: Double) -> String {
    var scale = 1.0
    for _ in 0..<exponent.magnitude { scale *= 10 }
    return fixed(exponent < 0 ? value * scale : value / scale, places)
  }
  /// "10^-6", or nothing.
  package var commonPower: String { exponent == 0 ? "" : "10^\(exponent)" }

  private func fixed(_ v: Double, _ places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let count = (v.magnitude * scale).rounded()
    guard count < 1e15 else { return "\(v)" }
    let digits = String(Int(count))
    let sign = v < 0 && count > 0 ? "-" : ""
    if places == 0 { return sign + digits }
    let padded = String(repeating: "0", count: Swift.max(0, places + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
  }
}
