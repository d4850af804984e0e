import LocatedJSON
import VectorMath

/// A number, or a formula of the asset's parameters in quotes: 0.2, "0.5 * height - wall".
///
/// Angles are in degrees. Grammar and functions: docs/modelling.md. Parsing fails with the line and column of the
/// character at which it went wrong.
public struct Expression: JSONCodable {
  indirect enum Term: Sendable {
    case constant(Double)
    case name(String, column: Int)
    case negated(Term)
    case operation(Operator, Term, Term, column: Int)
    case call(Function, [Term], column: Int)
  }

  enum Operator: Sendable {
    case add, subtract, multiply, divide, power, less, lessOrEqual, more, moreOrEqual, equal, unequal
  }

  /// As it was written.
  let source: JSONNode
  let term: Term

  public init(_ value: Double) {
    source = JSONNode(
      value: .number(value, text: "\(value)"), location: SourceLocation(file: "", line: 0, column: 0))
    term = .constant(value)
  }

  public init(json node: JSONNode) throws(JSONError) {
    source = node
    switch node.value {
    case .number(let v, _): term = .constant(v)
    case .string(let text):
      var parser = ExpressionParser(text, at: node.location)
      term = try parser.parse()
    default: throw node.error("expected a number or an expression in quotes, found \(node.kind)")
    }
  }
  public func write(to writer: inout JSONWriter) { source.write(to: &writer) }
  public static var formName: String { "number or expression" }

  /// Where it was written.
  public var location: SourceLocation { source.location }
  public func error(_ message: String) -> JSONError { source.error(message) }

  /// Its number; always finite.
  public func evaluate(in scope: Scope) throws(JSONError) -> Double {
    let value = try evaluate(term, scope)
    guard value.isFinite else { throw error("expected a finite number, found \(value)") }
    return value
  }

  /// Its number where only lengths above 0 make sense.
  func length(in scope: Scope, _ what: String) throws(JSONError) -> Double {
    let value = try evaluate(in: scope)
    guard value > 0 && value <= 1e4 else { throw error("expected \(what) from above 0 to 10000 m, found \(value)") }
    return value
  }

  /// Its number where only lengths from 0 make sense.
  func lengthOrZero(in scope: Scope, _ what: String) throws(JSONError) -> Double {
    let value = try evaluate(in: scope)
    guard value >= 0 && value <= 1e4 else { throw error("expected \(what) from 0 to 10000 m, found \(value)") }
    return value
  }

  /// Its number as a count.
  package func count(in scope: Scope, _ what: String, _ range: ClosedRange<Int>) throws(JSONError) -> Int {
    let value = try evaluate(in: scope).rounded()
    guard value >= Double(range.lowerBound) && value <= Double(range.upperBound) else {
      throw error("expected \(what) from \(range.lowerBound) to \(range.upperBound), found \(value)")
    }
    return Int(value)
  }

  private func fault(_ message: String, _ column: Int) -> JSONError {
    var place = source.location
    place.column += column
    return JSONError(message, at: place)
  }

  private func evaluate(_ term: Term, _ scope: Scope) throws(JSONError) -> Double {
    switch term {
    case .constant(let v): return v
    case .name(let name, let column):
      if let v = scope.values[name] { return v }
      throw fault("no parameter '\(name)'; \(nearestHint(name, among: scope.values.keys.sorted()))", column)
    case .negated(let a): return try -evaluate(a, scope)
    case .operation(let op, let left, let right, let column):
      let a = try evaluate(left, scope)
      let b = try evaluate(right, scope)
      switch op {
      case .add: return a + b
      case .subtract: return a - b
      case .multiply: return a * b
      case .divide:
        if b == 0 { throw fault("division by 0", column) }
        return a / b
      case .power:
        guard let v = power(a, b) else { throw fault("\(a) has no power \(b)", column) }
        return v
      case .less: return a < b ? 1 : 0
      case .lessOrEqual: return a <= b ? 1 : 0
      case .more: return a > b ? 1 : 0
      case .moreOrEqual: return a >= b ? 1 : 0
      case .equal: return a == b ? 1 : 0
      case .unequal: return a != b ? 1 : 0
      }
    case .call(.if, let terms, _):
      return try evaluate(terms[0], scope) > 0 ? evaluate(terms[1], scope) : evaluate(terms[2], scope)
    case .call(let function, let terms, let column):
      var values: [Double] = []
      for t in terms { values.append(try evaluate(t, scope)) }
      guard let v = function.value(values, scope), v.isFinite else {
        let list = values.map { "\($0)" }.joined(separator: ", ")
        throw fault("\(function.rawValue)(\(list)) has no value", column)
      }
      return v
    }
  }

  /// Whole powers of any number by multiplication, others of positive numbers; nil where there is none.
  private func power(_ a: Double, _ b: Double) -> Double? {
    if b == b.rounded() && b.magnitude <= 64 {
      var v = 1.0
      for _ in 0..<Int(b.magnitude) { v *= a }
      return b >= 0 ? v : (v == 0 ? nil : 1 / v)
    }
    return a >= 0 ? PortableMath.power(a, b) : nil
  }
}
