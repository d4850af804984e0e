/// Reads the JSON subset of a safetensors header: objects, arrays of whole numbers, strings. Strict: duplicate keys,
/// other values and anything after the object are refused.
struct HeaderReader {
  let bytes: ArraySlice<UInt8>
  var position: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  func failure(_ what: String) -> WeightsError { WeightsError(.malformedHeader(what, offset: position)) }

  mutating func skipSpace() {
    while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  mutating func expect(_ character: Character) throws(WeightsError) {
    skipSpace()
    guard position < bytes.endIndex, bytes[position] == character.asciiValue else {
      throw failure("expected '\(character)'")
    }
    position += 1
  }

  mutating func accept(_ character: Character) -> Bool {
    skipSpace()
    guard position < bytes.endIndex, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  /// Calls `member` at each key of an object; it reads the value.
  mutating func object(_ member: (inout HeaderReader, String) throws(WeightsError) -> Void) throws(WeightsError) {
    try expect("{")
    if accept("}") { return }
    var seen: Set<String> = []
    repeat {
      let key = try string()
      if !seen.insert(key).inserted { throw WeightsError(.duplicateKey(key)) }
      try expect(":")
      try member(&self, key)
    } while accept(",")
    try expect("}")
  }

  mutating func wholeNumbers() throws(WeightsError) -> [Int] {
    try expect("[")
    if accept("]") { return [] }
    var list: [Int] = []
    repeat { list.append(try wholeNumber()) } while accept(",")
    try expect("]")
    return list
  }

  mutating func wholeNumber() throws(WeightsError) -> Int {
    skipSpace()
    var value = 0
    let start = position
    while position < bytes.endIndex, bytes[position] >= 0x30, bytes[position] <= 0x39 {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(Int(bytes[position] - 0x30))
      if overflow || carry { throw failure("number too large") }
      value = sum
      position += 1
    }
    if position == start { throw failure("expected a whole number") }
    if position - start > 1 && bytes[start] == 0x30 { throw failure("number begins with 0") }
    return value
  }

  mutating func string() throws(WeightsError) -> String {
    try expect("\"")
    var text: [UInt8] = []
    while true {
      guard position < bytes.endIndex else { throw failure("unfinished string") }
      let byte = bytes[position]
      position += 1
      switch byte {
      case 0x22:
        guard let result = String(validating: text, as: UTF8.self) else { throw failure("string is not UTF-8") }
        return result
      case 0x5C: text.append(contentsOf: try escape())
      case 0..<0x20: throw failure("control character in a string")
      default: text.append(byte)
      }
    }
  }

  private mutating func escape() throws(WeightsError) -> [UInt8] {
    guard position < bytes.endIndex else { throw failure("unfinished string") }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "u"):
      var unit = try hexUnit()
      if unit >= 0xD800 && unit < 0xDC00 {
        try expect("\\")
        try expect("u")
        let low = try hexUnit()
        guard low >= 0xDC00 && low < 0xE000 else { throw failure("lone surrogate") }
        unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(unit) else { throw failure("lone surrogate") }
      return Array(String(Character(scalar)).utf8)
    default: throw failure("unknown escape")
    }
  }

  private mutating func hexUnit() throws(WeightsError) -> UInt32 {
    guard position + 4 <= bytes.endIndex,
      let digits = String(validating: bytes[position..<position + 4], as: UTF8.self),
      digits.allSatisfy(\.isHexDigit), let value = UInt32(digits, radix: 16)
    else { throw failure("expected four hexadecimal digits") }
    position += 4
    return value
  }
}

/// `text` as a JSON string with its quotes.
func quotedJSON(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"": result += "\\\""
    case "\\": result += "\\\\"
    case "\n": result += "\\n"
    case "\t": result += "\\t"
    case "\r": result += "\\r"
    default:
      if scalar.value < 0x20 {
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  return result + "\""
}
