import LocatedJSON
import TraceAnalysis
import TraceFormat

/// `kinema trace events`: what happened, a line an event.
enum TraceEvents {
  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    try TraceCommand.files(files, 1)
    var input = try TraceInput(path: files[0])
    let header = input.header
    let range = try TraceCommand.records(arguments, header)
    let bodies = try TraceCommand.names(arguments, "--bodies").map { try header.bodies(named: $0) }
    let isJSON = arguments.has("--json")
    var sink = try TextSink(arguments)
    try input.forEach(in: range) { record in
      for event in record.events where isChosen(event, bodies) {
        if isJSON {
          try sink.write(line(event, header))
        } else {
          let time = fixed(event.time)
          try sink.write("\(time) s  step \(event.step)  \(Console.safe(event.sentence(header)))\n")
        }
      }
    }
    try sink.finish()
    return 0
  }

  private static func isChosen(_ event: TraceEvent, _ bodies: [Int]?) -> Bool {
    guard let bodies else { return true }
    return [event.a, event.b].contains { participant in
      if case .body(let i)? = participant { bodies.contains(i) } else { false }
    }
  }

  /// Milliseconds suffice to tell events apart for people; the step is exact.
  private static func fixed(_ time: Double) -> String {
    let thousandths = Int((time * 1000).rounded())
    let part = String(thousandths % 1000)
    let whole = String(thousandths / 1000)
    return String(repeating: " ", count: max(0, 4 - whole.count)) + whole + "."
      + String(repeating: "0", count: 3 - part.count) + part
  }

  private static func line(_ event: TraceEvent, _ header: TraceHeader) -> String {
    var writer = JSONWriter(pretty: false)
    writer.object { w in
      w.key("kind")
      w.string(event.kind.rawValue)
      w.key("step")
      w.integer(event.step)
      w.key("time")
      w.number(event.time)
      w.key("a")
      w.string(header.name(of: event.a))
      if let b = event.b {
        w.key("b")
        w.string(header.name(of: b))
      }
      for (key, value) in [("speed", event.speed), ("impulse", event.impulse)] {
        if let value {
          w.key(key)
          w.number(value)
        }
      }
      if let p = event.point {
        w.key("point")
        [p.x, p.y, p.z].write(to: &w)
      }
      if let joint = event.joint {
        w.key("joint")
        w.string(header.joints[joint].name)
      }
    }
    return writer.text + "\n"
  }
}
