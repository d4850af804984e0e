import LocatedJSON

/// Recursive descent over the text of an expression: comparison, sum, product, sign, power, value.
struct ExpressionParser {
  /// Deeper nesting is refused, so that no text can exhaust the stack.
  static let maximumDepth = 64

  private let text: [Unicode.Scalar]
  private let location: SourceLocation
  private var offset = 0
  private var depth = 0

  /// - Parameter location: of the opening quote.
  init(_ text: String, at location: SourceLocation) {
    self.text = Array(text.unicodeScalars)
    self.location = location
  }

  mutating func parse() throws(JSONError) -> Expression.Term {
    let term = try comparison()
    skipSpace()
    if offset < text.count { throw failure("expected an operator or the end of the expression") }
    return term
  }

  /// Columns count from the opening quote.
  private var column: Int { offset + 1 }

  private func failure(_ message: String) -> JSONError {
    var place = location
    place.column += column
    let found = offset < text.count ? "'\(text[offset])'" : "the end of the expression"
    return JSONError("\(message), found \(found)", at: place)
  }

  private mutating func skipSpace() {
    while offset < text.count, text[offset].properties.isWhitespace { offset += 1 }
  }

  /// Takes the text where it comes next.
  private mutating func take(_ wanted: String) -> Bool {
    skipSpace()
    let scalars = wanted.unicodeScalars
    guard text[offset...].starts(with: scalars) else { return false }
    offset += scalars.count
    return true
  }

  private mutating func comparison() throws(JSONError) -> Expression.Term {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth { throw failure("expected at most \(Self.maximumDepth) nested parentheses") }
    let left = try sum()
    let choices: [(String, Expression.Operator)] = [
      ("<=", .lessOrEqual), (">=", .moreOrEqual), ("==", .equal), ("!=", .unequal), ("<", .less), (">", .more),
    ]
    skipSpace()
    let place = column
    for (sign, op) in choices where take(sign) { return .operation(op, left, try sum(), column: place) }
    return left
  }

  private mutating func sum() throws(JSONError) -> Expression.Term {
    var left = try product()
    while true {
      skipSpace()
      let place = column
      if take("+") {
        left = .operation(.add, left, try product(), column: place)
      } else if take("-") {
        left = .operation(.subtract, left, try product(), column: place)
      } else {
        return left
      }
    }
  }

  private mutating func product() throws(JSONError) -> Expression.Term {
    var left = try signed()
    while true {
      skipSpace()
      let place = column
      if take("*") {
        left = .operation(.multiply, left, try signed(), column: place)
      } else if take("/") {
        left = .operation(.divide, left, try signed(), column: place)
      } else {
        return left
      }
    }
  }

  private mutating func signed() throws(JSONError) -> Expression.Term {
    var negative = false
    while true {
      if take("-") { negative.toggle() } else if !take("+") { break }
    }
    let term = try power()
    return negative ? .negated(term) : term
  }

  /// Binds to the right: 2^3^2 is 2^9.
  private mutating func power() throws(JSONError) -> Expression.Term {
    let base = try value()
    skipSpace()
    let place = column
    guard take("^") else { return base }
    depth += 1
    defer { depth -= 1 }
    if depth > Self.maximumDepth { throw failure("expected at most \(Self.maximumDepth) nested powers") }
    return .operation(.power, base, try signed(), column: place)
  }

  private mutating func value() throws(JSONError) -> Expression.Term {
    if take("(") {
      let term = try comparison()
      if !take(")") { throw failure("expected ')'") }
      return term
    }
    skipSpace()
    guard offset < text.count else { throw failure("expected a number, a name or '('") }
    let first = text[offset]
    if isDigit(first) || first == "." { return .constant(try number()) }
    guard isLetter(first) else { throw failure("expected a number, a name or '('") }
    let place = column
    let start = offset
    while offset < text.count, isLetter(text[offset]) || isDigit(text[offset]) { offset += 1 }
    var name = ""
    name.unicodeScalars.append(contentsOf: text[start..<offset])
    if take("(") { return try call(name, at: place) }
    if name == "pi" { return .constant(Double.pi) }
    return .name(name, column: place)
  }

  private mutating func call(_ name: String, at place: Int) throws(JSONError) -> Expression.Term {
    guard let function = Expression.Function(rawValue: name) else {
      var error = failure("")
      error.location.column = location.column + place
      error.message =
        "no function '\(name)'; \(nearestHint(name, among: Expression.Function.allCases.map(\.rawValue)))"
      throw error
    }
    var terms = [try comparison()]
    while take(",") { terms.append(try comparison()) }
    if !take(")") { throw failure("expected ',' or ')'") }
    guard function.arguments.contains(terms.count) else {
      var error = failure("")
      error.location.column = location.column + place
      let range = function.arguments
      let wanted = range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      error.message = "expected \(wanted) argument\(wanted == "1" ? "" : "s") of \(name), found \(terms.count)"
      throw error
    }
    return .call(function, terms, column: place)
  }

  private mutating func number() throws(JSONError) -> Double {
    let start = offset
    while offset < text.count, isDigit(text[offset]) || text[offset] == "." { offset += 1 }
    if offset < text.count, text[offset] == "e" || text[offset] == "E" {
      var next = offset + 1
      if next < text.count, text[next] == "-" || text[next] == "+" { next += 1 }
      if next < text.count, isDigit(text[next]) {
        offset = next
        while offset < text.count, isDigit(text[offset]) { offset += 1 }
      }
    }
    var digits = ""
    digits.unicodeScalars.append(contentsOf: text[start..<offset])
    if digits.hasPrefix(".") { digits = "0" + digits }
    if digits.hasSuffix(".") { digits += "0" }
    guard let v = Double(digits), v.isFinite else {
      offset = start
      throw failure("expected a number")
    }
    return v
  }

  private func isDigit(_ c: Unicode.Scalar) -> Bool { c >= "0" && c <= "9" }
  private func isLetter(_ c: Unicode.Scalar) -> Bool { (c >= "a" && c <= "z") || (c >= "A" && c <= "Z") || c == "_" }
}
