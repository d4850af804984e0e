import Simulation
import Testing
import TraceAnalysis
import TraceFormat
import VectorMath

@Suite struct TableTests {
  /// A reader of RFC 4180, to hold the writer against.
  private func parsed(_ text: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var field = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let c = characters.popFirst() {
      if isQuoted {
        if c != "\"" {
          field.unicodeScalars.append(c)
        } else if characters.first == "\"" {
          field.append("\"")
          characters.removeFirst()
        } else {
          isQuoted = false
        }
      } else if c == "\"" {
        isQuoted = true
      } else if c == "," || c == "\n" {
        rows[rows.count - 1].append(field)
        field = ""
        if c == "\n" { rows.append([]) }
      } else {
        field.unicodeScalars.append(c)
      }
    }
    rows.removeLast()
    return rows
  }

  @Test func everyNumberComesBackFromTheTable() throws {
    var trace = try simulate(knockScene(seconds: 0.5))
    trace.header.bodies[3].name = "the \"big\", red\nball"
    let table = try TraceTable(trace.header, columns: TraceTable.defaultColumns, bodies: nil)
    let rows = parsed(trace.frames.reduce(into: table.heading) { $0 += table.rows($1) })
    #expect(rows.count == 1 + trace.frames.count * trace.header.bodies.count)
    #expect(rows[0] == TraceTable.defaultColumns)
    for (k, row) in rows.dropFirst().enumerated() {
      let (frame, body) = (trace.frames[k / 5], k % 5)
      let s = frame.bodies[body]
      #expect(row[3] == trace.header.bodies[body].name && Int(row[1]) == frame.step && Double(row[2]) == frame.time)
      let expected = [
        s.position.x, s.position.y, s.position.z, s.orientation.x, s.orientation.y, s.orientation.z, s.orientation.w,
        s.velocity.x, s.velocity.y, s.velocity.z, s.angularVelocity.x, s.angularVelocity.y, s.angularVelocity.z,
      ]
      #expect(row[4..<17].map { Double($0)?.bitPattern } == expected.map(\.bitPattern))
      #expect(row[17] == (s.isAsleep ? "1" : "0"))
    }
  }

  @Test func chosenColumnsAndBodies() throws {
    let trace = try simulate(knockScene(seconds: 0.2))
    let table = try TraceTable(trace.header, columns: ["time", "energy", "hash"], bodies: nil)
    #expect(parsed(table.rows(trace.frames[1])).count == 1)
    let two = try TraceTable(trace.header, columns: ["body", "y"], bodies: ["ball", "low block"])
    #expect(parsed(two.rows(trace.frames[0])) == [["ball", "0.08"], ["low block", "0.1"]])
    #expect(throws: SelectionError.self) { try TraceTable(trace.header, columns: ["x", "jointForce"], bodies: nil) }
  }

  @Test func unknownNamesGetTheNearest() throws {
    let header = try simulate(knockScene(seconds: 0.2)).header
    func message(_ f: () throws -> Void) -> String {
      do { try f() } catch { return "\(error)" }
      return ""
    }
    #expect(message { _ = try header.bodies(named: ["bal"]) } == "no body 'bal'; did you mean 'ball'?")
    #expect(message { _ = try Quantity.named("sped") } == "no quantity 'sped'; did you mean 'speed'?")
    #expect(
      message { _ = try TraceTable(header, columns: ["vxx"], bodies: nil) } == "no column 'vxx'; did you mean 'vx'?")
    #expect(message { _ = try header.records(from: 9, to: nil) }.contains("before 9.0 s"))
  }

  /// An excerpt is a trace that its own reader takes.
  @Test func anExcerptIsATrace() throws {
    let trace = try simulate(knockScene(seconds: 0.6))
    let excerpt = try TraceExcerpt(trace.header, bodies: ["ball", "low block"])
    let part = Trace(header: excerpt.header, frames: trace.frames.map(excerpt.record))
    #expect(part.header.bodies.map(\.name) == ["low block", "ball"])
    #expect(try TraceReader.trace(from: Array(TraceWriter.text(part).utf8), file: "t") == part)
    #expect(part.frames[9].bodies == [trace.frames[9].bodies[1], trace.frames[9].bodies[3]])
    #expect(part.frames.flatMap(\.events).contains { $0.kind == .contactBegin })
  }
}

/// The statistics of a fall are Galileo's.
@Test func statisticsOfAFall() throws {
  var scene = knockScene(seconds: 0.5)
  scene.bodies = [scene.bodies[3]]
  scene.bodies[0].position.y = 10
  scene.bodies[0].velocity = .zero
  let trace = try simulate(scene)
  var s = TraceStatistics(trace.header)
  for record in trace.frames { s.add(record) }
  let time = trace.frames.last?.time ?? 0
  #expect(s.records == 12 && s.mostContacts == 0 && s.eventCounts.allSatisfy { $0.count == 0 })
  #expect(abs(s.topSpeed - 9.81 * time) < 1e-9 && s.fastest?.time == time)
  #expect((s.highestEnergy - s.lowestEnergy) / s.first.total < 1e-12)
  #expect(abs(s.last.kinetic - 0.5 * trace.header.bodies[0].mass * s.topSpeed * s.topSpeed) < 1e-9)
}
