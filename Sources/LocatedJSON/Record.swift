/// A struct whose fields are listed once, in `describe`; reading, writing and documentation all follow from that list.
///
/// `init()` gives each optional field its default.
public protocol Record: JSONCodable {
  init()
  mutating func describe(_ fields: inout FieldCoder) throws(JSONError)
}

/// What a field's value must satisfy; the text is used in errors and in the documentation.
public struct FieldRule<Value>: Sendable {
  public let text: String
  let accepts: @Sendable (Value) -> Bool
  public init(_ text: String, _ accepts: @escaping @Sendable (Value) -> Bool) {
    self.text = text
    self.accepts = accepts
  }
}

extension FieldRule where Value: Comparable & SignedNumeric & Sendable {
  public static var positive: FieldRule { FieldRule("above 0") { $0 > 0 } }
  public static var notNegative: FieldRule { FieldRule("at least 0") { $0 >= 0 } }
  public static func range(_ r: ClosedRange<Value>) -> FieldRule {
    FieldRule("\(r.lowerBound) to \(r.upperBound)") { r.contains($0) }
  }
}

/// The three things that can be done with a list of fields.
public enum FieldCoder {
  case reading(FieldReader)
  case writing(JSONWriter)
  case documenting([FieldDocument])

  /// A field that may be absent: it then keeps the value from `init()`.
  public mutating func field<V: JSONCodable>(
    _ key: String, _ value: inout V, unit: String = "", rule: FieldRule<V>? = nil, _ meaning: String
  ) throws(JSONError) {
    try code(key, &value, isRequired: false, unit: unit, rule: rule, meaning)
  }

  /// A field of detail: written only where it differs from `standard`, the value that `init()` gives.
  public mutating func detail<V: JSONCodable & Equatable>(
    _ key: String, _ value: inout V, standard: V, unit: String = "", rule: FieldRule<V>? = nil, _ meaning: String
  ) throws(JSONError) {
    if case .writing = self, value == standard { return }
    try code(key, &value, isRequired: false, unit: unit, rule: rule, meaning)
  }

  /// A field that must be present.
  public mutating func required<V: JSONCodable>(
    _ key: String, _ value: inout V, unit: String = "", rule: FieldRule<V>? = nil, _ meaning: String
  ) throws(JSONError) {
    try code(key, &value, isRequired: true, unit: unit, rule: rule, meaning)
  }

  /// A field whose absence has a meaning of its own (nil).
  public mutating func optional<V: JSONCodable>(
    _ key: String, _ value: inout V?, unit: String = "", rule: FieldRule<V>? = nil, absent: String, _ meaning: String
  ) throws(JSONError) {
    switch self {
    case .reading(var reader):
      value = try reader.read(key, isRequired: false, rule: rule)
      self = .reading(reader)
    case .writing(var writer):
      self = .documenting([])  // give up the second reference, or each append copies the whole text
      if let value {
        writer.key(key)
        value.write(to: &writer)
      }
      self = .writing(writer)
    case .documenting(var documents):
      documents.append(
        FieldDocument(
          key: key, form: V.formName, unit: unit, range: rule?.text ?? "", defaultText: absent, meaning: meaning))
      self = .documenting(documents)
    }
  }

  private mutating func code<V: JSONCodable>(
    _ key: String, _ value: inout V, isRequired: Bool, unit: String, rule: FieldRule<V>?, _ meaning: String
  ) throws(JSONError) {
    switch self {
    case .reading(var reader):
      if let v = try reader.read(key, isRequired: isRequired, rule: rule) as V? { value = v }
      self = .reading(reader)
    case .writing(var writer):
      self = .documenting([])  // give up the second reference, or each append copies the whole text
      writer.key(key)
      value.write(to: &writer)
      self = .writing(writer)
    case .documenting(var documents):
      var text = "required"
      if !isRequired {
        var writer = JSONWriter(pretty: false)
        value.write(to: &writer)
        text = writer.text.count <= 40 ? writer.text : "see its table"
      }
      documents.append(
        FieldDocument(
          key: key, form: V.formName, unit: unit, range: rule?.text ?? "", defaultText: text, meaning: meaning))
      self = .documenting(documents)
    }
  }
}

/// One row of a format's documentation.
public struct FieldDocument: Sendable, Equatable {
  public var key: String
  public var form: String
  public var unit: String
  public var range: String
  public var defaultText: String
  public var meaning: String
}

/// Reads an object's members and knows which were asked for, so that unknown keys can be refused.
public struct FieldReader: Sendable {
  let node: JSONNode
  let members: [JSONMember]
  var known: [String] = []

  mutating func read<V: JSONCodable>(_ key: String, isRequired: Bool, rule: FieldRule<V>?) throws(JSONError) -> V? {
    known.append(key)
    guard let member = members.first(where: { $0.key == key }) else {
      if isRequired {
        // A misspelt key is the likelier mistake: name it rather than the absence.
        if let wrong = members.first(where: { nearestName($0.key, among: [key]) != nil }) {
          throw JSONError("unknown key \"\(wrong.key)\"; did you mean \"\(key)\"?", at: wrong.location)
        }
        throw node.error("expected the key \"\(key)\" (\(V.formName)) in this object")
      }
      return nil
    }
    let value = try V(json: member.node)
    if let rule, !rule.accepts(value) {
      throw member.node.error("expected \"\(key)\" to be \(rule.text)")
    }
    return value
  }

  func refuseUnknown() throws(JSONError) {
    for member in members where !known.contains(member.key) {
      throw JSONError("unknown key \"\(member.key)\"; \(nearestHint(member.key, among: known))", at: member.location)
    }
  }
}

extension Record {
  public init(json node: JSONNode) throws(JSONError) {
    self.init()
    var fields = FieldCoder.reading(FieldReader(node: node, members: try node.members()))
    try describe(&fields)
    if case .reading(let reader) = fields { try reader.refuseUnknown() }
  }

  public func write(to writer: inout JSONWriter) {
    writer.object { w in
      var copy = self
      var fields = FieldCoder.writing(w)
      w = JSONWriter(pretty: true)
      do { try copy.describe(&fields) } catch { preconditionFailure("writing a record cannot fail: \(error)") }
      if case .writing(let written) = fields { w = written }
    }
  }

  /// The rows of this record's table in the documentation.
  public static func documentation() -> [FieldDocument] {
    var blank = Self()
    var fields = FieldCoder.documenting([])
    do { try blank.describe(&fields) } catch { preconditionFailure("documenting a record cannot fail: \(error)") }
    if case .documenting(let documents) = fields { return documents }
    return []
  }

  public static var formName: String { "\(Self.self)" }

  public func encoded(pretty: Bool = true) -> String {
    var writer = JSONWriter(pretty: pretty)
    write(to: &writer)
    return writer.text + "\n"
  }
}
