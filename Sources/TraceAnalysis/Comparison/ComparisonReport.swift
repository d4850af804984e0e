import LocatedJSON
import TraceFormat

/// What `trace diff` tells of a comparison.
public struct ComparisonReport {
  private let result: TraceComparison
  private let header: TraceHeader
  /// How many infected bodies are listed.
  private let limit: Int

  public init(_ result: TraceComparison, _ header: TraceHeader, limit: Int = 20) {
    self.result = result
    self.header = header
    self.limit = limit
  }

  public var lines: [String] {
    var lines = [verdict]
    if let obstacle = result.obstacle { return lines + ["the traces cannot be compared: \(obstacle)"] }
    lines += result.headerDifferences.map { "header, \($0)" }
    if let step = result.firstStep {
      var line = "first differing step \(step) (\(seconds(step)))"
      if let record = result.firstRecordStep, record != step {
        line += " by the state hashes; first record in which numbers differ: step \(record) (\(seconds(record)))"
      } else if result.firstRecordStep == nil {
        line += " by the state hashes; no recorded number differs"
      }
      lines.append(line)
    }
    for (k, infection) in result.infections.prefix(limit).enumerated() {
      lines += k == 0 ? origin(infection) : [follower(infection)]
    }
    if result.infections.count > limit { lines.append("and \(result.infections.count - limit) more bodies") }
    if result.infections.isEmpty { lines += result.contacts.prefix(4).map { "contact \(text($0))" } }
    lines += result.others.prefix(4).map { "\($0) (first different record)" }
    if let event = result.event { lines.append("first different event: \(event)") }
    let far = result.largestDistance
    if far.size > 0 {
      lines.append(
        "furthest apart: \(rounded(far.size, digits: 4)) m, '\(header.bodies[far.body].name)' at \(seconds(far.step))")
    }
    return lines
  }

  private var verdict: String {
    switch result.verdict {
    case .equal: "EQUAL: \(result.recordsCompared) records, bit for bit"
    case .withinTolerance: "WITHIN TOLERANCE: \(result.recordsCompared) records"
    case .different: "DIFFERENT"
    }
  }

  private func seconds(_ step: Int) -> String { "\(rounded(header.time(ofStep: step))) s" }

  private func origin(_ i: TraceComparison.Infection) -> [String] {
    let n = i.number
    let others = i.quantities.dropFirst()
    let more =
      others.isEmpty ? "" : ", also \(others.prefix(3).joined(separator: ", "))" + (others.count > 3 ? ", ..." : "")
    var lines = [
      "body '\(header.bodies[i.body].name)' \(n.quantity): \(n.a) against \(n.b) (by \(rounded(n.size, digits: 3)))\(more)",
      "  bits \(hex(n.a.bitPattern)) against \(hex(n.b.bitPattern))",
    ]
    if let contact = i.contact {
      lines.append("  contact behind it: \(text(contact))")
    } else {
      lines.append("  no contact bears on it")
    }
    return lines
  }

  private func follower(_ i: TraceComparison.Infection) -> String {
    let through = i.through.map { ", through '\($0)'" } ?? ""
    let n = i.number
    return
      "then '\(header.bodies[i.body].name)' step \(i.step) (\(seconds(i.step))), \(n.quantity) by \(rounded(n.size, digits: 3))\(through)"
  }

  private func text(_ c: ContactDifference) -> String {
    let pair = "'\(header.name(of: c.a))' | '\(header.name(of: c.b))', point \(c.point)"
    switch c.kind {
    case .onlyInFirst: return "\(pair): only in the first (\(rounded(c.normalImpulse, digits: 4)) N s)"
    case .onlyInSecond: return "\(pair): only in the second (\(rounded(c.normalImpulse, digits: 4)) N s)"
    case .changed:
      let n = c.number
      return "\(pair): \(n?.quantity ?? "") \(n.map { "\($0.a) against \($0.b)" } ?? "")"
    case .same: return "\(pair), the strongest on it: the same in both (\(rounded(c.normalImpulse, digits: 4)) N s)"
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.object { w in
      w.key("verdict")
      w.string(result.verdict.rawValue)
      if let obstacle = result.obstacle {
        w.key("obstacle")
        w.string(obstacle)
      }
      w.key("header")
      result.headerDifferences.write(to: &w)
      for (key, value) in [
        ("firstStep", result.firstStep), ("firstHashStep", result.firstHashStep),
        ("firstRecordStep", result.firstRecordStep),
      ] {
        if let value {
          w.key(key)
          w.integer(value)
        }
      }
      w.key("bodies")
      w.array(breaks: true) { list in
        for i in result.infections {
          list.element()
          write(i, to: &list)
        }
      }
      if let event = result.event {
        w.key("event")
        w.string(event)
      }
      w.key("furthestApart")
      w.number(result.largestDistance.size)
      w.key("recordsCompared")
      w.integer(result.recordsCompared)
    }
  }

  private func write(_ i: TraceComparison.Infection, to writer: inout JSONWriter) {
    writer.object { w in
      w.key("body")
      w.string(header.bodies[i.body].name)
      w.key("step")
      w.integer(i.step)
      w.key("quantity")
      w.string(i.number.quantity)
      w.key("first")
      w.number(i.number.a)
      w.key("second")
      w.number(i.number.b)
      if let contact = i.contact {
        w.key("contact")
        w.string(text(contact))
      }
      if let through = i.through {
        w.key("through")
        w.string(through)
      }
    }
  }
}
