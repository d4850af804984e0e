import FileOutput
import LocatedJSON
import TraceAnalysis
import TraceFormat

/// `kinema trace info`: what a trace holds and what its run came to.
enum TraceInfo {
  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    try TraceCommand.files(files, 1)
    var input = try TraceInput(path: files[0])
    var statistics = TraceStatistics(input.header)
    while let record = try input.nextFrame() {
      try Interruption.check()
      statistics.add(record)
    }
    var facts = [("form", input.form == .binary ? "binary" : "JSON Lines")]
    if let size = input.source.size {
      facts.append(("size", "\(size) bytes, \(size / max(1, statistics.records)) a record"))
    }
    facts += statistics.facts
    if arguments.has("--json") {
      var writer = JSONWriter(pretty: true)
      writer.object { w in
        for (key, value) in facts where key != "note" {
          w.key(key)
          w.string(value)
        }
        w.key("notes")
        input.header.notes.write(to: &w)
      }
      Console.output(writer.text)
    } else {
      Console.output(aligned(facts))
    }
    return 0
  }

  /// The names that `--columns` and `--quantity` take.
  static func columns(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    let rows = Quantity.all.map { q in
      (
        q.name,
        "\(q.meaning)\(q.unit.isEmpty ? "" : ", \(q.unit)") (\(q.scope == .record ? "of the whole" : "of a \(q.scope.rawValue)"))"
      )
    }
    Console.output(
      aligned([("body", "name of the body"), ("joint", "name of the joint"), ("hash", "state hash")] + rows))
    return 0
  }

  static func aligned(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { key, value in
      "\(key)\(String(repeating: " ", count: width - key.count))  \(Console.safe(value))"
    }.joined(separator: "\n")
  }
}
