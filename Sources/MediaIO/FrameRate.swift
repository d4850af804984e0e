/// Frames a second, exactly: 24, or 30000/1001.
public struct FrameRate: Sendable, Equatable, CustomStringConvertible, ExpressibleByIntegerLiteral {
  /// In lowest terms.
  public let numerator: Int
  public let denominator: Int

  /// - Throws: `badOption` outside 1/1000 to 1000 frames a second or with parts above a million.
  public init(_ numerator: Int, over denominator: Int = 1) throws(MediaError) {
    let limit = 1_000_000
    guard (1...limit).contains(numerator), (1...limit).contains(denominator),
      numerator <= 1000 * denominator, denominator <= 1000 * numerator
    else {
      throw .badOption("a frame rate of \(numerator)/\(denominator); 1/1000 to 1000 frames a second are valid")
    }
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / a
    self.denominator = denominator / a
  }

  public init(integerLiteral value: Int) {
    precondition((1...1000).contains(value), "a frame rate of \(value)")
    numerator = value
    denominator = 1
  }

  public var description: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// Ticks a second of a film's clock and ticks a frame: a fine clock, because some players mistrust a coarse one.
  package var clock: (ticksPerSecond: Int, ticksPerFrame: Int) {
    var scale = 1
    while numerator * scale < 10000 { scale *= 2 }
    return (numerator * scale, denominator * scale)
  }
}
