import LocatedJSON
import VectorMath

/// Three expressions: [x, y, z].
public struct VectorExpression: JSONCodable {
  public var x: Expression
  public var y: Expression
  public var z: Expression

  public init(_ v: Vector3) {
    x = Expression(v.x)
    y = Expression(v.y)
    z = Expression(v.z)
  }
  public init(json node: JSONNode) throws(JSONError) {
    let v = try [Expression](json: node)
    guard v.count == 3 else { throw node.error("expected [x, y, z], found \(v.count) numbers") }
    x = v[0]
    y = v[1]
    z = v[2]
  }
  public func write(to writer: inout JSONWriter) { [x, y, z].write(to: &writer) }
  public static var formName: String { "[x, y, z]" }

  public func evaluate(in scope: Scope) throws(JSONError) -> Vector3 {
    Vector3(try x.evaluate(in: scope), try y.evaluate(in: scope), try z.evaluate(in: scope))
  }
  func lengths(in scope: Scope, _ what: String) throws(JSONError) -> Vector3 {
    Vector3(try x.length(in: scope, what), try y.length(in: scope, what), try z.length(in: scope, what))
  }
}

/// One expression for all axes, or three: 1.2 or [x, y, z].
public struct SpreadExpression: JSONCodable {
  public var value: VectorExpression
  /// Whether it was one number.
  public var isUniform: Bool

  public init(_ v: Double) {
    value = VectorExpression(Vector3(v, v, v))
    isUniform = true
  }
  public init(json node: JSONNode) throws(JSONError) {
    if case .array = node.value {
      value = try VectorExpression(json: node)
      isUniform = false
    } else {
      let one = try Expression(json: node)
      value = VectorExpression(.zero)
      value.x = one
      value.y = one
      value.z = one
      isUniform = true
    }
  }
  public func write(to writer: inout JSONWriter) {
    if isUniform { value.x.write(to: &writer) } else { value.write(to: &writer) }
  }
  public static var formName: String { "number or [x, y, z]" }
  public func evaluate(in scope: Scope) throws(JSONError) -> Vector3 { try value.evaluate(in: scope) }
}

/// One of the three axes.
public enum ModelAxis: String, NamedChoice {
  case x, y, z
  public static var formName: String { "axis" }
  public var index: Int { self == .x ? 0 : (self == .y ? 1 : 2) }
  public var vector: Vector3 { self == .x ? .unitX : (self == .y ? .unitY : .unitZ) }
}
