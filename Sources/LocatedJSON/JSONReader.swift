/// Reads JSON (RFC 8259) and keeps each value's line and column, which Foundation's decoder does not give.
///
/// Stricter than the RFC where laxness hides mistakes: duplicate keys, numbers beyond Double's range and lone surrogates
/// are errors. Memory is proportional to the text; nesting is limited to `maximumDepth`.
public struct JSONReader {
  public static let maximumDepth = 128

  private let bytes: [UInt8]
  private let file: String
  private var offset = 0
  private var line: Int
  private var lineStart = 0
  /// Bytes of the line so far that do not begin a scalar; only strings can hold any.
  private var continuationBytes = 0

  /// - Parameter firstLine: the line number of the text's first line, for one line of a JSON Lines file.
  public static func parse(_ bytes: [UInt8], file: String, firstLine: Int = 1) throws(JSONError) -> JSONNode {
    var reader = JSONReader(bytes: bytes, file: file, firstLine: firstLine)
    try reader.checkUTF8()
    reader.skipSpace()
    let node = try reader.value(depth: 0)
    reader.skipSpace()
    if reader.offset < bytes.count { throw reader.failure("expected the end of the text after the value") }
    return node
  }

  private init(bytes: [UInt8], file: String, firstLine: Int) {
    self.bytes = bytes
    self.file = file
    line = firstLine
  }

  private func checkUTF8() throws(JSONError) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { throw failure("expected no byte order mark before the text") }
    if String(validating: bytes, as: UTF8.self) == nil { throw failure("expected UTF-8 text") }
  }

  private var location: SourceLocation {
    SourceLocation(file: file, line: line, column: offset - lineStart - continuationBytes + 1)
  }

  private func failure(_ message: String) -> JSONError {
    offset >= bytes.count
      ? JSONError("\(message), found the end of the text", at: location) : JSONError(message, at: location)
  }

  private var byte: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while let b = byte, b == 0x20 || b == 0x09 || b == 0x0A || b == 0x0D {
      offset += 1
      if b == 0x0A {
        line += 1
        lineStart = offset
        continuationBytes = 0
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONNode {
    if depth > JSONReader.maximumDepth { throw failure("expected at most \(JSONReader.maximumDepth) nested values") }
    let start = location
    switch byte {
    case UInt8(ascii: "{"): return JSONNode(value: try object(depth: depth), location: start)
    case UInt8(ascii: "["): return JSONNode(value: try array(depth: depth), location: start)
    case UInt8(ascii: "\""): return JSONNode(value: .string(try string()), location: start)
    case UInt8(ascii: "t"): return JSONNode(value: try word("true", .bool(true)), location: start)
    case UInt8(ascii: "f"): return JSONNode(value: try word("false", .bool(false)), location: start)
    case UInt8(ascii: "n"): return JSONNode(value: try word("null", .null), location: start)
    case let b? where b == UInt8(ascii: "-") || (b >= 0x30 && b <= 0x39):
      return JSONNode(value: try number(), location: start)
    default: throw failure("expected a JSON value")
    }
  }

  private mutating func word(_ text: String, _ value: JSONNode.Value) throws(JSONError) -> JSONNode.Value {
    if !bytes[offset...].starts(with: text.utf8) { throw failure("expected \(text)") }
    offset += text.utf8.count
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONNode.Value {
    offset += 1
    var members: [JSONMember] = []
    var keys: Set<String> = []
    skipSpace()
    if byte == UInt8(ascii: "}") {
      offset += 1
      return .object([])
    }
    while true {
      skipSpace()
      let place = location
      if byte != UInt8(ascii: "\"") { throw failure("expected a key in double quotes") }
      let key = try string()
      if !keys.insert(key).inserted { throw JSONError("duplicate key \"\(key)\"", at: place) }
      skipSpace()
      if byte != UInt8(ascii: ":") { throw failure("expected ':' after the key \"\(key)\"") }
      offset += 1
      skipSpace()
      members.append(JSONMember(key: key, location: place, node: try value(depth: depth + 1)))
      skipSpace()
      if byte == UInt8(ascii: "}") {
        offset += 1
        return .object(members)
      }
      if byte != UInt8(ascii: ",") { throw failure("expected ',' or '}' after the value of \"\(key)\"") }
      offset += 1
    }
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONNode.Value {
    offset += 1
    var elements: [JSONNode] = []
    skipSpace()
    if byte == UInt8(ascii: "]") {
      offset += 1
      return .array([])
    }
    while true {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if byte == UInt8(ascii: "]") {
        offset += 1
        return .array(elements)
      }
      if byte != UInt8(ascii: ",") { throw failure("expected ',' or ']' in the array") }
      offset += 1
    }
  }

  private mutating func number() throws(JSONError) -> JSONNode.Value {
    let start = offset
    let place = location
    func isDigit(_ b: UInt8?) -> Bool { b.map { $0 >= 0x30 && $0 <= 0x39 } ?? false }
    if byte == UInt8(ascii: "-") { offset += 1 }
    if !isDigit(byte) { throw failure("expected a digit") }
    if byte == UInt8(ascii: "0") {
      offset += 1
      if isDigit(byte) { throw failure("expected no digit after a leading zero") }
    } else {
      while isDigit(byte) { offset += 1 }
    }
    if byte == UInt8(ascii: ".") {
      offset += 1
      if !isDigit(byte) { throw failure("expected a digit after the decimal point") }
      while isDigit(byte) { offset += 1 }
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      offset += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { offset += 1 }
      if !isDigit(byte) { throw failure("expected a digit in the exponent") }
      while isDigit(byte) { offset += 1 }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    guard let number = Double(text), number.isFinite else {
      throw JSONError("expected a number within the range of double precision, found \(text)", at: place)
    }
    return .number(number, text: text)
  }

  private mutating func string() throws(JSONError) -> String {
    offset += 1
    var text: [UInt8] = []
    while let b = byte {
      switch b {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        offset += 1
        try text.append(contentsOf: escape())
      case 0..<0x20: throw failure("expected control characters in strings to be escaped")
      default:
        text.append(b)
        if b & 0xC0 == 0x80 { continuationBytes += 1 }
        offset += 1
      }
    }
    throw failure("expected '\"' at the end of the string")
  }

  private mutating func escape() throws(JSONError) -> [UInt8] {
    guard let b = byte else { throw failure("expected a character after '\\'") }
    offset += 1
    switch b {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [b]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      var code = UInt32(try hexQuad())
      if code >= 0xD800 && code < 0xDC00 {
        guard bytes[offset...].starts(with: [0x5C, 0x75]) else {
          throw failure("expected the second half of a surrogate pair")
        }
        offset += 2
        let low = UInt32(try hexQuad())
        guard low >= 0xDC00 && low < 0xE000 else { throw failure("expected the second half of a surrogate pair") }
        code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else {
        throw failure("expected a Unicode scalar, found a lone surrogate")
      }
      return Array(String(Character(scalar)).utf8)
    default:
      offset -= 1
      throw failure("expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u after '\\'")
    }
  }

  private mutating func hexQuad() throws(JSONError) -> UInt16 {
    guard offset + 4 <= bytes.count,
      let code = UInt16(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw failure("expected four hexadecimal digits") }
    offset += 4
    return code
  }
}
