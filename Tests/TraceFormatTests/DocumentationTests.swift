import Foundation
import Testing
import TraceFormat

/// docs/trace-format.md lists the header's fields as the reader has them.
@Test func documentationHasEveryHeaderField() throws {
  let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  let text = try String(contentsOf: root.appending(path: "docs/trace-format.md"), encoding: .utf8)
  let fields =
    TraceHeader.documentation() + TraceBody.documentation() + TraceJoint.documentation() + TracePerson.documentation()
    + TraceBone.documentation()
  for field in fields {
    let unit = field.unit.isEmpty ? "" : field.unit
    #expect(
      text.contains("| `\(field.key)` | \(field.form) | \(unit) | \(field.range) | \(field.meaning) |"), "\(field.key)")
  }
  for kind in TraceEvent.Kind.allCases { #expect(text.contains("`\(kind.rawValue)`")) }
}
