/// The two ends of the residual coder, so that one description of a block's layout serves writing and reading.
///
/// A value costs one symbol, the width of its residual, and the residual's bits below the leading one. Symbols are
/// repetitive and get deflated; the bits are as good as random and do not.
protocol ValueCoder {
  var precision: TracePrecision { get }
  /// Symbols not read yet, which bound every count; nil when writing.
  var symbolsLeft: Int? { get }
  /// Codes `value` against its prediction: writing leaves it, reading sets it.
  mutating func value(_ value: inout Double, predicted: Double) throws(MalformedBlock)
  /// A small whole number.
  mutating func symbol(_ value: inout UInt8) throws(MalformedBlock)
  /// A whole number of any size, seven bits a symbol.
  mutating func number(_ value: inout UInt64) throws(MalformedBlock)
  /// `count` bits that nothing predicts.
  mutating func bits(_ value: inout UInt64, count: Int) throws(MalformedBlock)
  /// Which of `choices` predictions suits the column best: writing tries `cost` of each, reading reads it.
  mutating func choice(_ choices: Int, cost: (Int) -> Int) throws(MalformedBlock) -> Int
}

/// What is wrong inside a block.
struct MalformedBlock: Error {
  var message: String
  init(_ message: String) { self.message = message }
}

struct ValueWriter: ValueCoder {
  let precision: TracePrecision
  private(set) var symbols: [UInt8] = []
  var residuals = BitWriter()
  var symbolsLeft: Int? { nil }

  init(precision: TracePrecision) { self.precision = precision }

  mutating func value(_ value: inout Double, predicted: Double) {
    let z = Residual.of(value, predicted: predicted, precision)
    let width = Residual.width(z)
    symbols.append(UInt8(width))
    if width > 1 { residuals.append(z, count: width - 1) }
  }
  mutating func symbol(_ value: inout UInt8) { symbols.append(value) }
  mutating func number(_ value: inout UInt64) {
    var rest = value
    while rest >= 0x80 {
      symbols.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    symbols.append(UInt8(rest))
  }
  mutating func bits(_ value: inout UInt64, count: Int) { residuals.append(value, count: count) }
  mutating func choice(_ choices: Int, cost: (Int) -> Int) -> Int {
    var best = 0
    var least = cost(0)
    for k in 1..<choices {
      let c = cost(k)
      if c < least { (best, least) = (k, c) }
    }
    symbols.append(UInt8(best))
    return best
  }
}

struct ValueReader: ValueCoder {
  let precision: TracePrecision
  private let symbols: [UInt8]
  private var position = 0
  private var residuals: BitReader

  init(symbols: [UInt8], residuals: BitReader, precision: TracePrecision) {
    self.symbols = symbols
    self.residuals = residuals
    self.precision = precision
  }

  var symbolsLeft: Int? { symbols.count - position }
  var isAtEnd: Bool { position == symbols.count && residuals.isAtEnd }

  private mutating func next() throws(MalformedBlock) -> UInt8 {
    guard position < symbols.count else { throw MalformedBlock("expected more symbols, found the end of the block") }
    defer { position += 1 }
    return symbols[position]
  }
  private mutating func take(_ n: Int) throws(MalformedBlock) -> UInt64 {
    guard let bits = residuals.take(n) else {
      throw MalformedBlock("expected more residual bits, found the end of the block")
    }
    return bits
  }

  mutating func value(_ value: inout Double, predicted: Double) throws(MalformedBlock) {
    let width = Int(try next())
    let widest = precision == .double ? 64 : 32
    if width > widest { throw MalformedBlock("expected a residual of at most \(widest) bits, found \(width)") }
    var z: UInt64 = 0
    if width > 0 { z = (try take(width - 1)) | 1 << UInt64(width - 1) }
    value = Residual.undo(z, predicted: predicted, precision)
    if !value.isFinite { throw MalformedBlock("expected finite numbers, found \(value)") }
  }
  mutating func symbol(_ value: inout UInt8) throws(MalformedBlock) { value = try next() }
  mutating func number(_ value: inout UInt64) throws(MalformedBlock) {
    value = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = try next()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return }
    }
    throw MalformedBlock("expected a number of at most 64 bits")
  }
  mutating func bits(_ value: inout UInt64, count: Int) throws(MalformedBlock) { value = try take(count) }
  mutating func choice(_ choices: Int, cost: (Int) -> Int) throws(MalformedBlock) -> Int {
    let k = Int(try next())
    guard k < choices else { throw MalformedBlock("expected prediction 0 to \(choices - 1), found \(k)") }
    return k
  }
}
