import LocatedJSON

/// A JSON object whose keys are names that its author chose; their order is kept.
public struct OrderedObject<Value: JSONCodable>: JSONCodable {
  public struct Member: Sendable {
    public var name: String
    public var value: Value
    public var location: SourceLocation
  }
  public var members: [Member] = []
  public init() {}

  public init(json node: JSONNode) throws(JSONError) {
    for member in try node.members() {
      members.append(Member(name: member.key, value: try Value(json: member.node), location: member.location))
    }
  }
  public func write(to writer: inout JSONWriter) {
    writer.object { w in
      for member in members {
        w.key(member.name)
        member.value.write(to: &w)
      }
    }
  }
  public static var formName: String { "object of \(Value.formName)" }

  public var names: [String] { members.map(\.name) }
  public subscript(name: String) -> Value? { members.first { $0.name == name }?.value }
}

/// A value that remembers where it was read, for checks that can only be made later.
public struct Located<Value: JSONCodable>: JSONCodable {
  public var value: Value
  public var location: SourceLocation
  public init(json node: JSONNode) throws(JSONError) {
    value = try Value(json: node)
    location = node.location
  }
  /// A value that was not read.
  public init(_ value: Value) {
    self.value = value
    location = SourceLocation(file: "", line: 0, column: 0)
  }
  public func write(to writer: inout JSONWriter) { value.write(to: &writer) }
  public static var formName: String { Value.formName }

  public func error(_ message: String) -> JSONError { JSONError(message, at: location) }
}
