import LocatedJSON
import TraceFormat
import VectorMath

/// What a whole run comes to, gathered a record at a time.
public struct TraceStatistics {
  public let header: TraceHeader
  public private(set) var records = 0
  public private(set) var contacts = 0
  public private(set) var mostContacts = 0
  public private(set) var eventCounts: [(kind: TraceEvent.Kind, count: Int)] = TraceEvent.Kind.allCases.map { ($0, 0) }
  public private(set) var first = EnergySample()
  public private(set) var last = EnergySample()
  public private(set) var lowestEnergy = Double.infinity
  public private(set) var highestEnergy = -Double.infinity
  public private(set) var topSpeed = 0.0
  public private(set) var fastest: (body: Int, time: Double)?
  public private(set) var deepest = 0.0
  public private(set) var deepestContact: (a: TraceParticipant, b: TraceParticipant, time: Double)?
  public private(set) var asleep = 0
  private var hash = FNVHash()

  public init(_ header: TraceHeader) { self.header = header }

  public mutating func add(_ record: TraceFrame) {
    if records == 0 { first = record.energy }
    last = record.energy
    records += 1
    contacts += record.contacts.count
    mostContacts = max(mostContacts, record.contacts.count)
    lowestEnergy = min(lowestEnergy, record.energy.total)
    highestEnergy = max(highestEnergy, record.energy.total)
    for event in record.events {
      if let k = eventCounts.firstIndex(where: { $0.kind == event.kind }) { eventCounts[k].count += 1 }
    }
    asleep = 0
    for (i, body) in record.bodies.enumerated() where header.bodies[i].isDynamic {
      if body.isAsleep { asleep += 1 }
      let speed = body.velocity.length
      if speed > topSpeed { (topSpeed, fastest) = (speed, (i, record.time)) }
    }
    for c in record.contacts where c.depth > deepest { (deepest, deepestContact) = (c.depth, (c.a, c.b, record.time)) }
    hash.combine(record.stateHash)
  }

  /// Hash of the state hashes of all records: two traces with the same one are of the same run.
  public var runHash: UInt64 { hash.value }

  /// Names and values, as `trace info` prints them.
  public var facts: [(key: String, value: String)] {
    let dynamic = header.bodies.count(where: \.isDynamic)
    func name(_ p: TraceParticipant) -> String { header.name(of: p) }
    var facts: [(key: String, value: String)] = [
      ("title", header.title), ("engine", header.engine), ("scene", hex(header.sceneHash)), ("seed", "\(header.seed)"),
      ("duration", "\(decimal(header.time(ofStep: max(0, header.recordCount - 1) * header.stepsPerRecord))) s"),
      (
        "records",
        "\(records), one a \(header.every.rawValue) (\(header.frameRate) frames, \(header.stepRate) steps a second)"
      ),
      ("precision", header.precision == .double ? "double" : "single: rounded, for looking at only"),
      ("bodies", "\(header.bodies.count), \(dynamic) dynamic, \(asleep) asleep at the end"),
      ("joints", "\(header.joints.count)"), ("people", "\(header.people.count)"),
      ("contacts", "\(contacts) points in all, at most \(mostContacts) at once"),
      ("events", eventCounts.filter { $0.count > 0 }.map { "\($0.count) \($0.kind.rawValue)" }.joined(separator: ", ")),
    ]
    if records > 0 {
      let change = last.total - first.total
      facts += [
        (
          "energy",
          "\(rounded(first.total)) J at the start, \(rounded(last.total)) J at the end, \(rounded(lowestEnergy)) to \(rounded(highestEnergy)) J between"
        ),
        (
          "energy drift", "\(rounded(change)) J; greatest gain over the start \(rounded(highestEnergy - first.total)) J"
        ),
        ("momentum", "\(vector(first.momentum)) to \(vector(last.momentum)) kg m/s"),
      ]
    }
    if let fastest {
      facts.append(
        ("top speed", "\(rounded(topSpeed)) m/s, '\(header.bodies[fastest.body].name)' at \(rounded(fastest.time)) s"))
    }
    if let d = deepestContact {
      facts.append(
        ("deepest overlap", "\(rounded(deepest * 1000)) mm, '\(name(d.a))' and '\(name(d.b))' at \(rounded(d.time)) s"))
    }
    facts.append(("run hash", hex(runHash)))
    for note in header.notes { facts.append(("note", note)) }
    return facts
  }

  private func vector(_ v: Vector3) -> String { "(\(rounded(v.x)), \(rounded(v.y)), \(rounded(v.z)))" }
}

func hex(_ value: UInt64) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

/// Six significant digits, for people.
public func rounded(_ value: Double, digits: Int = 6) -> String {
  guard value != 0 && value.isFinite else { return value == 0 ? "0" : "\(value)" }
  var exponent = 0
  var size = value.magnitude
  while size >= 10 && exponent < 400 { (size, exponent) = (size / 10, exponent + 1) }
  while size < 1 && exponent > -400 { (size, exponent) = (size * 10, exponent - 1) }
  guard exponent > -5 && exponent < 15 else {
    let text = rounded(value < 0 ? -size : size, digits: digits)
    return "\(text)e\(exponent)"
  }
  let places = max(0, digits - 1 - exponent)
  var scale = 1.0
  for _ in 0..<places { scale *= 10 }
  return decimal((value * scale).rounded() / scale)
}
