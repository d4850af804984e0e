import VectorMath

/// The contacts of a record, told by those of the record before: a contact that lasts names its predecessor, and its
/// numbers are residuals of that one's.
struct ContactLayout {
  let header: TraceHeader
  private static let new: UInt8 = 255
  /// The fewest symbols of a contact.
  private static let symbols = 13

  func code<C: ValueCoder>(_ records: inout [TraceFrame], _ t: Int, _ coder: inout C) throws(MalformedBlock) {
    let former = t > 0 ? records[t - 1].contacts : []
    var contacts = records[t].contacts
    var count = UInt64(contacts.count)
    try coder.number(&count)
    if let left = coder.symbolsLeft {
      guard count <= UInt64(left / ContactLayout.symbols) else {
        throw MalformedBlock("expected room for \(count) contacts, found \(left) symbols")
      }
      contacts = (0..<Int(count)).map { _ in ContactLayout.blank }
    }
    var next = 0
    for i in contacts.indices {
      var skipped = ContactLayout.skipped(contacts[i], former, from: next)
      try coder.symbol(&skipped)
      var predecessor: ContactSample?
      if skipped == ContactLayout.new {
        try participant(&contacts[i].a, &coder)
        try participant(&contacts[i].b, &coder)
        try coder.number(&contacts[i].feature)
      } else {
        let index = next + Int(skipped)
        guard index < former.count else {
          throw MalformedBlock("expected one of \(former.count) contacts of the record before, found number \(index)")
        }
        predecessor = former[index]
        (contacts[i].a, contacts[i].b, contacts[i].feature) = (former[index].a, former[index].b, former[index].feature)
        next = index + 1
      }
      try numbers(&contacts[i], predecessor, records, t, &coder)
    }
    records[t].contacts = contacts
    try ContactLayout.events(&records[t], header, &coder)
  }

  private static let blank = ContactSample(
    a: .body(0), b: .body(0), feature: 0, point: .zero, normal: .zero, depth: 0, normalImpulse: 0, tangentImpulse: .zero
  )

  /// How many of the former contacts lie between the last one named and this one's predecessor.
  private static func skipped(_ c: ContactSample, _ former: [ContactSample], from next: Int) -> UInt8 {
    for k in next..<min(former.count, next + Int(new)) where former[k].isSame(as: c) { return UInt8(k - next) }
    return new
  }

  private func participant<C: ValueCoder>(_ p: inout TraceParticipant, _ coder: inout C) throws(MalformedBlock) {
    var (kind, first, second): (UInt8, UInt64, UInt64) =
      switch p {
      case .body(let body): (0, UInt64(body), 0)
      case .bone(let person, let bone): (1, UInt64(person), UInt64(bone))
      }
    try coder.symbol(&kind)
    try coder.number(&first)
    if kind == 0 {
      guard first < header.bodies.count else {
        throw MalformedBlock("expected one of \(header.bodies.count) bodies, found number \(first)")
      }
      p = .body(Int(first))
      return
    }
    try coder.number(&second)
    guard kind == 1, first < header.people.count, second < header.people[Int(first)].bones.count else {
      throw MalformedBlock("expected a body or a bone, found number \(second) of \(first)")
    }
    p = .bone(person: Int(first), bone: Int(second))
  }

  private func numbers<C: ValueCoder>(
    _ c: inout ContactSample, _ former: ContactSample?, _ records: [TraceFrame], _ t: Int, _ coder: inout C
  ) throws(MalformedBlock) {
    var point = c.point
    if let former {
      let places = places(former, records, t)
      let precision = coder.precision
      let known = point
      let k = try coder.choice(places.count) { k in
        residualWidth(of: known, predicted: places[k], former: former.point, precision)
      }
      try coder.vector(&point, predicted: places[k], former: former.point)
    } else {
      try coder.vector(&point, predicted: .zero, former: .zero)
    }
    c.point = point
    try coder.vector(&c.normal, predicted: former?.normal ?? .zero, former: .zero)
    try coder.value(&c.depth, predicted: former?.depth ?? 0)
    try coder.value(&c.normalImpulse, predicted: former?.normalImpulse ?? 0)
    try coder.vector(&c.tangentImpulse, predicted: former?.tangentImpulse ?? .zero, former: .zero)
  }

  /// Where a contact point may have gone: nowhere, along with the body that moves, or round with it.
  private func places(_ c: ContactSample, _ records: [TraceFrame], _ t: Int) -> [Vector3] {
    var places = [c.point, c.point, c.point]
    for participant in [c.b, c.a] {
      guard case .body(let i) = participant, header.bodies[i].motion != .fixed else { continue }
      let (before, now) = (records[t - 1].bodies[i].pose, records[t].bodies[i].pose)
      places[1] = c.point + (now.translation - before.translation)
      places[2] = now.apply(before.applyInverse(c.point))
      break
    }
    return places
  }
}

extension ContactSample {
  /// Whether it is the same features of the same two.
  package func isSame(as other: ContactSample) -> Bool { feature == other.feature && a == other.a && b == other.b }
}
