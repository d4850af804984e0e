/// Writes JSON whose bytes depend on the values alone: keys in the order given, shortest round-trip numbers.
public struct JSONWriter: Sendable {
  public private(set) var text = ""
  /// Objects and arrays of objects get a line for each member; arrays of plain values stay on one line.
  private let isPretty: Bool
  private var depth = 0
  private var isFirst = true

  public init(pretty: Bool) { isPretty = pretty }

  public mutating func object(_ body: (inout JSONWriter) -> Void) { group("{", "}", breaks: true, body) }
  public mutating func array(breaks: Bool = false, _ body: (inout JSONWriter) -> Void) {
    group("[", "]", breaks: breaks, body)
  }

  private mutating func group(_ open: String, _ close: String, breaks: Bool, _ body: (inout JSONWriter) -> Void) {
    text += open
    let outer = (isFirst, breaksNow)
    isFirst = true
    breaksNow = breaks
    depth += 1
    body(&self)
    depth -= 1
    if !isFirst && breaks && isPretty { newLine() }
    text += close
    (isFirst, breaksNow) = outer
  }
  private var breaksNow = false

  private mutating func newLine() { text += "\n" + String(repeating: "  ", count: depth) }

  /// Call before each element of an array.
  public mutating func element() {
    if !isFirst { text += "," }
    if isPretty && breaksNow { newLine() } else if !isFirst { text += isPretty ? " " : "" }
    isFirst = false
  }

  /// Call before each value of an object.
  public mutating func key(_ key: String) {
    element()
    string(key)
    text += isPretty ? ": " : ":"
  }

  public mutating func number(_ v: Double) {
    precondition(v.isFinite, "JSON has no number for \(v)")
    // Whole numbers print without ".0", as people write them; -0 keeps its sign so that reading gives the same bits.
    if v == v.rounded() && v.magnitude < 1e15 && !(v == 0 && v.sign == .minus) {
      text += String(Int64(v))
    } else {
      text += v.description
    }
  }
  public mutating func integer(_ v: some BinaryInteger) { text += String(v) }
  public mutating func bool(_ v: Bool) { text += v ? "true" : "false" }
  public mutating func null() { text += "null" }

  public mutating func string(_ s: String) {
    text += "\""
    for scalar in s.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}":
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
