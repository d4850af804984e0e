/// A value with one JSON form; reading reports where and what was expected.
public protocol JSONCodable: Sendable {
  init(json node: JSONNode) throws(JSONError)
  func write(to writer: inout JSONWriter)
  /// What the form is called in documentation: "number", "[x, y, z]".
  static var formName: String { get }
}

extension Double: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    guard case .number(let v, _) = node.value else { throw node.expected("a number") }
    self = v
  }
  public func write(to writer: inout JSONWriter) { writer.number(self) }
  public static var formName: String { "number" }
}

extension Int: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    guard case .number(_, let text) = node.value else { throw node.expected("a whole number") }
    guard let v = Int(text) else { throw node.error("expected a whole number, found \(text)") }
    self = v
  }
  public func write(to writer: inout JSONWriter) { writer.integer(self) }
  public static var formName: String { "whole number" }
}

extension UInt64: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    guard case .number(_, let text) = node.value else { throw node.expected("a whole number") }
    guard let v = UInt64(text) else { throw node.error("expected a whole number from 0 to 2^64-1, found \(text)") }
    self = v
  }
  public func write(to writer: inout JSONWriter) { writer.integer(self) }
  public static var formName: String { "whole number" }
}

extension Bool: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    guard case .bool(let v) = node.value else { throw node.expected("true or false") }
    self = v
  }
  public func write(to writer: inout JSONWriter) { writer.bool(self) }
  public static var formName: String { "true or false" }
}

extension String: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    guard case .string(let v) = node.value else { throw node.expected("a string") }
    self = v
  }
  public func write(to writer: inout JSONWriter) { writer.string(self) }
  public static var formName: String { "string" }
}

/// A value that gets a line of its own in an array of such, so that files of them can be compared by lines.
public protocol LineValue: JSONCodable {}

/// A value that is kept as it was read: for files whose parts are read by others.
extension JSONNode: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) { self = node }
  public func write(to writer: inout JSONWriter) {
    switch value {
    case .null: writer.null()
    case .bool(let v): writer.bool(v)
    case .number(let v, let text):
      if let whole = Int64(text) { writer.integer(whole) } else { writer.number(v) }
    case .string(let v): writer.string(v)
    case .array(let elements): elements.write(to: &writer)
    case .object(let members):
      writer.object { w in
        for member in members {
          w.key(member.key)
          member.node.write(to: &w)
        }
      }
    }
  }
  public static var formName: String { "value" }
}

extension Array: JSONCodable where Element: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    var out: [Element] = []
    for e in try node.elements() { out.append(try Element(json: e)) }
    self = out
  }
  public func write(to writer: inout JSONWriter) {
    writer.array(breaks: Element.self is any Record.Type || Element.self is any LineValue.Type) { w in
      for e in self {
        w.element()
        e.write(to: &w)
      }
    }
  }
  public static var formName: String { "array of \(Element.formName)" }
}

/// A closed choice written by name.
public protocol NamedChoice: JSONCodable, CaseIterable, RawRepresentable where RawValue == String {}
extension NamedChoice {
  public init(json node: JSONNode) throws(JSONError) {
    let name = try String(json: node)
    guard let v = Self(rawValue: name) else {
      throw node.error("no \(Self.formName) '\(name)'; \(nearestHint(name, among: Self.allCases.map(\.rawValue)))")
    }
    self = v
  }
  public func write(to writer: inout JSONWriter) { writer.string(rawValue) }
}
