import TraceFormat
import VectorMath

/// One number that differs between two traces.
public struct NumberDifference: Sendable, Equatable {
  /// "velocity.y", "normal impulse".
  public var quantity: String
  public var a: Double
  public var b: Double
  public var size: Double { (a - b).magnitude }
}

extension BodySample {
  /// Its numbers by name, in the order in which differences are looked for.
  var numbers: [(String, Double)] {
    [
      ("position.x", position.x), ("position.y", position.y), ("position.z", position.z),
      ("orientation.x", orientation.x), ("orientation.y", orientation.y), ("orientation.z", orientation.z),
      ("orientation.w", orientation.w), ("velocity.x", velocity.x), ("velocity.y", velocity.y),
      ("velocity.z", velocity.z), ("angular velocity.x", angularVelocity.x), ("angular velocity.y", angularVelocity.y),
      ("angular velocity.z", angularVelocity.z), ("asleep", isAsleep ? 1 : 0),
    ]
  }
}

extension ContactSample {
  var numbers: [(String, Double)] {
    [
      ("normal impulse", normalImpulse), ("tangent impulse.x", tangentImpulse.x),
      ("tangent impulse.y", tangentImpulse.y), ("tangent impulse.z", tangentImpulse.z), ("depth", depth),
      ("normal.x", normal.x), ("normal.y", normal.y), ("normal.z", normal.z), ("point.x", point.x),
      ("point.y", point.y), ("point.z", point.z),
    ]
  }
}

extension JointSample {
  var numbers: [(String, Double)] {
    [
      ("broken", isBroken ? 1 : 0), ("force.x", force.x), ("force.y", force.y), ("force.z", force.z),
      ("torque.x", torque.x), ("torque.y", torque.y), ("torque.z", torque.z), ("coordinate", coordinate),
      ("speed", speed), ("gap", gap),
    ]
  }
}

extension EnergySample {
  var numbers: [(String, Double)] {
    [
      ("kinetic", kinetic), ("potential", potential), ("momentum.x", momentum.x), ("momentum.y", momentum.y),
      ("momentum.z", momentum.z), ("angular momentum.x", angularMomentum.x),
      ("angular momentum.y", angularMomentum.y), ("angular momentum.z", angularMomentum.z),
    ]
  }
}

/// The numbers of which the bits differ, or that are further apart than `tolerance`.
func differences(_ a: [(String, Double)], _ b: [(String, Double)], tolerance: Double?) -> [NumberDifference] {
  var found: [NumberDifference] = []
  for (x, y) in zip(a, b) where x.1.bitPattern != y.1.bitPattern {
    if let tolerance, (x.1 - y.1).magnitude <= tolerance { continue }
    found.append(NumberDifference(quantity: x.0, a: x.1, b: y.1))
  }
  return found
}

/// How the contacts of two records differ.
public struct ContactDifference: Sendable, Equatable {
  public enum Kind: String, Sendable { case onlyInFirst, onlyInSecond, changed, same }
  public var kind: Kind
  public var a: TraceParticipant
  public var b: TraceParticipant
  public var feature: UInt64
  /// Number of the point among those of the pair, from 1.
  public var point: Int
  public var normalImpulse: Double
  /// The first number that differs.
  public var number: NumberDifference?
  public var involved: [TraceParticipant] { [a, b] }
}

enum ContactMatching {
  /// Every contact of both records, matched by who touches whom with which features.
  static func compare(_ a: [ContactSample], _ b: [ContactSample], tolerance: Double?) -> [ContactDifference] {
    var isTaken = [Bool](repeating: false, count: b.count)
    var found: [ContactDifference] = []
    for (i, c) in a.enumerated() {
      var entry = describe(c, .onlyInFirst, a, i)
      if let k = b.indices.first(where: { !isTaken[$0] && b[$0].isSame(as: c) }) {
        isTaken[k] = true
        let changed = differences(c.numbers, b[k].numbers, tolerance: tolerance)
        entry.kind = changed.isEmpty ? .same : .changed
        entry.number = changed.first
      }
      found.append(entry)
    }
    for (k, c) in b.enumerated() where !isTaken[k] { found.append(describe(c, .onlyInSecond, b, k)) }
    return found
  }

  private static func describe(
    _ c: ContactSample, _ kind: ContactDifference.Kind, _ all: [ContactSample], _ i: Int
  ) -> ContactDifference {
    let earlier = all[..<i].count { $0.a == c.a && $0.b == c.b }
    return ContactDifference(
      kind: kind, a: c.a, b: c.b, feature: c.feature, point: earlier + 1, normalImpulse: c.normalImpulse)
  }

  /// The contact that best explains why a body differs: one that only one trace has, then the one whose numbers differ
  /// most, then the strongest that bears on it.
  static func behind(_ body: Int, _ contacts: [ContactDifference]) -> ContactDifference? {
    let mine = contacts.filter { $0.involved.contains(.body(body)) }
    func rank(_ c: ContactDifference) -> (Int, Double) {
      switch c.kind {
      case .onlyInFirst, .onlyInSecond: (2, c.normalImpulse)
      case .changed: (1, c.number?.size ?? 0)
      case .same: (0, c.normalImpulse)
      }
    }
    var best: ContactDifference?
    for c in mine where best.map({ rank($0) < rank(c) }) ?? true { best = c }
    return best
  }
}
