import LocatedJSON
import TraceFormat

/// A trace as a table of comma-separated values (RFC 4180, line feeds): a row a record and body (or joint), or a row a
/// record where only quantities of the whole are asked for.
public struct TraceTable {
  public static let defaultColumns = [
    "record", "step", "time", "body", "x", "y", "z", "qx", "qy", "qz", "qw", "vx", "vy", "vz", "wx", "wy", "wz",
    "asleep",
  ]

  private enum Column {
    case name
    case hash
    case quantity(Quantity)
  }
  private let header: TraceHeader
  private let columns: [Column]
  private let names: [String]
  private let scope: Quantity.Scope
  private let members: [Int]

  /// - Parameters:
  ///   - columns: Names of quantities, and `body`, `joint` or `hash`.
  ///   - bodies: Names of the bodies that get rows; nil for all.
  public init(_ header: TraceHeader, columns names: [String], bodies: [String]?) throws(SelectionError) {
    self.header = header
    self.names = names
    var columns: [Column] = []
    var scopes: [Quantity.Scope] = []
    for name in names {
      switch name {
      case "body":
        columns.append(.name)
        scopes.append(.body)
      case "joint":
        columns.append(.name)
        scopes.append(.joint)
      case "hash": columns.append(.hash)
      default:
        guard let quantity = Quantity.all.first(where: { $0.name == name }) else {
          throw SelectionError(unknown: "column", name, among: ["body", "joint", "hash"] + Quantity.all.map(\.name))
        }
        columns.append(.quantity(quantity))
        scopes.append(quantity.scope)
      }
    }
    self.columns = columns
    if scopes.contains(.body) && scopes.contains(.joint) {
      throw SelectionError("columns of bodies and of joints do not go into one table")
    }
    scope = scopes.contains(.body) ? .body : scopes.contains(.joint) ? .joint : .record
    let chosen = try bodies.map { (names) throws(SelectionError) in try header.bodies(named: names) }
    switch scope {
    case .record: members = [0]
    case .body: members = chosen ?? Array(header.bodies.indices)
    case .joint: members = Array(header.joints.indices)
    }
  }

  /// The first line.
  public var heading: String { names.map(TraceTable.quoted).joined(separator: ",") + "\n" }

  /// The lines of a record.
  public func rows(_ record: TraceFrame) -> String {
    let moment = TraceMoment(record, of: header)
    var text = ""
    for member in members {
      for (k, column) in columns.enumerated() {
        if k > 0 { text += "," }
        switch column {
        case .name: text += TraceTable.quoted(scope == .body ? header.bodies[member].name : header.joints[member].name)
        case .hash:
          let digits = String(record.stateHash, radix: 16)
          text += String(repeating: "0", count: 16 - digits.count) + digits
        case .quantity(let quantity): text += decimal(quantity.value(moment, member))
        }
      }
      text += "\n"
    }
    return text
  }

  static func quoted(_ text: String) -> String {
    let isPlain = !text.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// As many digits as bring back the same bits; whole numbers without a fraction.
public func decimal(_ value: Double) -> String {
  guard value.isFinite else { return "\(value)" }
  var writer = JSONWriter(pretty: false)
  writer.number(value)
  return writer.text
}
