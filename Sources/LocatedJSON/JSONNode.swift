/// A place in a text: file, line and column from 1 (columns count Unicode scalars).
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
  public var file: String
  public var line: Int
  public var column: Int
  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
  public var description: String { "\(file):\(line):\(column)" }
}

/// A text that is not what its reader expects: one line that says where and what was expected.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  public var location: SourceLocation
  public var message: String
  public init(_ message: String, at location: SourceLocation) {
    self.message = message
    self.location = location
  }
  public var description: String { "\(location): \(message)" }
  /// Exit code of the command line: bad data.
  public var exitCode: Int32 { 65 }
}

/// One parsed JSON value that remembers where it stood.
public struct JSONNode: Sendable {
  public enum Value: Sendable {
    case null
    case bool(Bool)
    /// The number and its text; integers beyond 2^53 are read from the text.
    case number(Double, text: String)
    case string(String)
    case array([JSONNode])
    case object([JSONMember])
  }
  public var value: Value
  public var location: SourceLocation

  public init(value: Value, location: SourceLocation) {
    self.value = value
    self.location = location
  }

  public var kind: String {
    switch value {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  public func error(_ message: String) -> JSONError { JSONError(message, at: location) }
  func expected(_ what: String) -> JSONError { error("expected \(what), found \(kind)") }

  public func members() throws(JSONError) -> [JSONMember] {
    guard case .object(let members) = value else { throw expected("an object") }
    return members
  }
  public func elements() throws(JSONError) -> [JSONNode] {
    guard case .array(let elements) = value else { throw expected("an array") }
    return elements
  }
}

/// A key and its value in an object.
public struct JSONMember: Sendable {
  public var key: String
  public var location: SourceLocation
  public var node: JSONNode
}
