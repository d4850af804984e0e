import TraceFormat
import VectorMath

/// Holds two traces against each other, a record at a time; memory grows with the bodies only.
///
/// Records of the same step are compared, so a trace a step may be held against one a frame. A trace of single precision
/// is compared with the other one rounded alike.
public struct TraceComparer {
  public private(set) var result = TraceComparison()
  private let a: TraceHeader
  private let b: TraceHeader
  private let tolerance: Double?
  private var hashes = HashMerger()
  private var isInfected: [Bool]
  private var skippedEvents: (a: [TraceEvent], b: [TraceEvent]) = ([], [])
  private var formerContacts: [ContactDifference] = []

  /// - Parameter tolerance: Numbers that are no further apart (m, m/s, rad/s, ...) count as equal; nil compares bits.
  public init(_ a: TraceHeader, _ b: TraceHeader, tolerance: Double?) {
    self.a = a
    self.b = b
    self.tolerance = tolerance
    isInfected = [Bool](repeating: false, count: a.bodies.count)
    result.headerDifferences = HeaderComparison.differences(a, b)
    result.obstacle = HeaderComparison.obstacle(a, b)
    if result.obstacle != nil { result.verdict = .different }
  }

  /// Compares all that `nextA` and `nextB` give.
  public mutating func compare(_ nextA: () throws -> TraceFrame?, _ nextB: () throws -> TraceFrame?) throws {
    if result.obstacle != nil { return }
    var x = try nextA()
    var y = try nextB()
    while let p = x, let q = y {
      if p.step < q.step {
        hashes.note(p, isFirst: true)
        skippedEvents.a += p.events
        x = try nextA()
      } else if q.step < p.step {
        hashes.note(q, isFirst: false)
        skippedEvents.b += q.events
        y = try nextB()
      } else {
        hashes.note(p, isFirst: true)
        hashes.note(q, isFirst: false)
        compare(withSkippedEvents(p, skippedEvents.a), withSkippedEvents(q, skippedEvents.b))
        skippedEvents = ([], [])
        x = try nextA()
        y = try nextB()
      }
    }
    finish()
  }

  /// A record with the events of those that the other trace has no counterpart of, in one order whatever the interval.
  private func withSkippedEvents(_ record: TraceFrame, _ skipped: [TraceEvent]) -> TraceFrame {
    if a.stepsPerRecord == b.stepsPerRecord { return record }
    var copy = record
    let keyed = (skipped + record.events).map { ($0, key($0)) }
    copy.events = keyed.sorted { ($0.0.step, $0.1) < ($1.0.step, $1.1) }.map(\.0)
    return copy
  }

  /// Who did what.
  private func key(_ e: TraceEvent) -> String { "\(e.kind) \(e.a) \(e.b.map { "\($0)" } ?? "")" }

  private mutating func finish() {
    result.firstHashStep = hashes.firstDifference
    if tolerance == nil {
      let isDifferent = result.firstStep != nil || result.event != nil || !result.headerDifferences.isEmpty
      result.verdict = isDifferent ? .different : .equal
    } else if result.firstRecordStep != nil || result.event != nil {
      result.verdict = .different
    } else if hashes.firstDifference != nil || hadSmallDifference {
      result.verdict = .withinTolerance
    }
  }
  private var hadSmallDifference = false

  private mutating func compare(_ p: TraceFrame, _ q: TraceFrame) {
    let precision: TracePrecision = a.precision == .single || b.precision == .single ? .single : .double
    let (p, q) = (p.rounded(to: precision), q.rounded(to: precision))
    result.recordsCompared += 1
    measure(p, q)
    if p.bodies == q.bodies && p.contacts == q.contacts && p.energy == q.energy && p.joints == q.joints
      && p.people == q.people && p.events == q.events && sameZeros(p, q)
    {
      formerContacts = []
      return
    }
    hadSmallDifference = true
    let contacts = ContactMatching.compare(p.contacts, q.contacts, tolerance: tolerance)
    let changed = contacts.filter { $0.kind != .same }
    let others = otherDifferences(p, q)
    let bodies = p.bodies.indices.compactMap { i -> (Int, [NumberDifference])? in
      let found = differences(p.bodies[i].numbers, q.bodies[i].numbers, tolerance: tolerance)
      return found.isEmpty ? nil : (i, found)
    }
    // Within a tolerance a contact may come or go; what counts is where that leads.
    let isDifferent = !bodies.isEmpty || !others.isEmpty || tolerance == nil && !changed.isEmpty
    if result.firstRecordStep == nil && isDifferent {
      result.firstRecordStep = p.step
      result.contacts = changed
      result.others = others
    }
    infect(bodies, contacts, p, q)
    compareEvents(p, q)
    formerContacts = contacts
  }

  private mutating func infect(
    _ bodies: [(Int, [NumberDifference])], _ contacts: [ContactDifference], _ p: TraceFrame, _ q: TraceFrame
  ) {
    let before = isInfected
    let new = bodies.filter { !before[$0.0] }
    // Those that differ most come first: between records they had the longest time to.
    let ordered = new.sorted { x, y in
      let (dx, dy) = (largest(x.1), largest(y.1))
      return dx != dy ? dx > dy : x.0 < y.0
    }
    for (i, found) in ordered {
      isInfected[i] = true
      let contact = ContactMatching.behind(i, contacts) ?? ContactMatching.behind(i, formerContacts)
      result.infections.append(
        TraceComparison.Infection(
          body: i, step: p.step, number: found[0], quantities: found.map(\.quantity), contact: contact,
          through: carrier(to: i, contacts + formerContacts, before)))
    }
  }

  private func largest(_ found: [NumberDifference]) -> Double { found.reduce(0) { max($0, $1.size) } }

  /// Who differed before and is in touch with body `i`.
  private func carrier(to i: Int, _ contacts: [ContactDifference], _ before: [Bool]) -> String? {
    for c in contacts {
      let other = c.a == .body(i) ? c.b : c.b == .body(i) ? c.a : nil
      if case .body(let k)? = other, before[k] { return a.bodies[k].name }
    }
    for joint in a.joints {
      let other = joint.b == i ? joint.a : joint.a == i ? joint.b : nil
      if let other, before[other] { return "\(a.bodies[other].name), by joint '\(joint.name)'" }
    }
    return nil
  }

  private func otherDifferences(_ p: TraceFrame, _ q: TraceFrame) -> [String] {
    var found: [String] = []
    for (i, joint) in a.joints.enumerated() {
      if let d = differences(p.joints[i].numbers, q.joints[i].numbers, tolerance: tolerance).first {
        found.append("joint '\(joint.name)' \(d.quantity): \(d.a) against \(d.b)")
      }
    }
    for (i, person) in a.people.enumerated() where p.people[i] != q.people[i] && tolerance == nil {
      found.append("skeleton of '\(person.name)'")
    }
    if let d = differences(p.energy.numbers, q.energy.numbers, tolerance: tolerance).first {
      found.append("\(d.quantity) of the whole: \(d.a) against \(d.b)")
    }
    return found
  }

  private mutating func compareEvents(_ p: TraceFrame, _ q: TraceFrame) {
    guard result.event == nil else { return }
    // Events are told with the record in which they became known, so records that are aligned have the same ones.
    for k in 0..<max(p.events.count, q.events.count) {
      let x = k < p.events.count ? p.events[k] : nil
      let y = k < q.events.count ? q.events[k] : nil
      if x == y { continue }
      if let x, let y, key(x) == key(y) {
        if tolerance != nil && (x.step - y.step).magnitude <= 1 { continue }
        if x.step == y.step {
          let (told, other) = (x.sentence(a), y.sentence(b))
          let second = told == other ? "with other numbers in their last digits" : other
          if tolerance == nil { result.event = "at step \(x.step) \(told); in the second \(second)" }
        } else {
          result.event = "\(x.sentence(a)) at step \(x.step), in the second at step \(y.step)"
        }
      } else if let x {
        let other = y.map { ": there \($0.sentence(b)) at step \($0.step)" } ?? ""
        result.event = "\(x.sentence(a)) at step \(x.step), not in the second\(other)"
      } else if let y {
        result.event = "only in the second \(y.sentence(b)) at step \(y.step)"
      }
      if result.event != nil { return }
    }
  }

  private mutating func measure(_ p: TraceFrame, _ q: TraceFrame) {
    for i in p.bodies.indices {
      let apart = (p.bodies[i].position - q.bodies[i].position).length
      if apart > result.largestDistance.size {
        result.largestDistance = TraceComparison.Extreme(size: apart, body: i, step: p.step)
      }
      let faster = (p.bodies[i].velocity - q.bodies[i].velocity).length
      if faster > result.largestSpeedDifference.size {
        result.largestSpeedDifference = TraceComparison.Extreme(size: faster, body: i, step: p.step)
      }
    }
  }

  /// Equality of doubles takes 0 and -0 for the same; bits do not.
  private func sameZeros(_ p: TraceFrame, _ q: TraceFrame) -> Bool {
    zip(p.bodies, q.bodies).allSatisfy { x, y in
      zip(x.numbers, y.numbers).allSatisfy { $0.1.bitPattern == $1.1.bitPattern }
    }
  }
}

/// Finds the first step whose hashes differ, whatever the interval of the records.
struct HashMerger {
  private(set) var firstDifference: Int?
  private var first: [(step: Int, hash: UInt16)] = []
  private var second: [(step: Int, hash: UInt16)] = []

  mutating func note(_ record: TraceFrame, isFirst: Bool) {
    if firstDifference != nil { return }
    let start = record.step - record.stepHashes.count
    let new = record.stepHashes.enumerated().map { (step: start + $0.offset + 1, hash: $0.element) }
    let own =
      record.stepHashes.isEmpty ? [(step: record.step, hash: UInt16(truncatingIfNeeded: record.stateHash))] : new
    if isFirst { first += own } else { second += own }
    merge()
  }

  private mutating func merge() {
    var (i, j) = (0, 0)
    while i < first.count && j < second.count {
      if first[i].step == second[j].step {
        if first[i].hash != second[j].hash {
          firstDifference = first[i].step
          return
        }
        (i, j) = (i + 1, j + 1)
      } else if first[i].step < second[j].step {
        i += 1
      } else {
        j += 1
      }
    }
    first.removeFirst(i)
    second.removeFirst(j)
  }
}
