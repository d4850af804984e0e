import SceneDescription
import TraceAnalysis
import TraceFormat
import VectorMath

/// Laws that every run must obey, whatever its golden says: a golden can then never bless a wrong world.
public struct Invariants: Sendable {
  /// The worst case of one law so far.
  public struct Worst: Sendable, Equatable {
    public var size = 0.0
    public var step = 0
    public var who = ""

    mutating func take(_ size: Double, _ step: Int, _ who: @autoclosure () -> String) {
      if size > self.size { self = Worst(size: size, step: step, who: who()) }
    }
  }

  /// Gain of mechanical energy over its least so far, as a part of that at the start.
  public private(set) var energyGain = Worst()
  /// Overlap as a part of the thinner body's thickness.
  public private(set) var penetration = Worst()
  /// By how much friction exceeds what the cone allows, as a part of it.
  public private(set) var friction = Worst()
  /// Difference between e times the closing speed and the parting speed of a lone meeting, as a part of the closing speed.
  public private(set) var restitution = Worst()
  /// Momentum that came from nowhere in one step, as a part of the momenta of all bodies.
  public private(set) var momentum = Worst()
  /// Whether any number was not finite.
  public private(set) var isFinite = true
  /// Why a law is not judged here: "energy: a motor drives".
  public let notJudged: [String]

  private let header: TraceHeader
  private let isPassive: Bool
  private let thickness: [Double]
  private let judgesMomentum: Bool
  private var least = Double.infinity
  private var start: Double?
  private var former: TraceFrame?
  /// The last step in which each body touched another, and in which one that is not dynamic was touched.
  private var lastTouch: [Int]
  private var lastOutside = Int.min / 2
  private let isJointed: [Bool]
  /// Steps after a touch within which another may go unseen.
  private let patience: Int

  init(_ header: TraceHeader, joints: [Joint]) {
    self.header = header
    var reasons: [String] = []
    if joints.contains(where: \.kind.drivesOrStores) { reasons.append("energy: a motor or spring drives") }
    if header.bodies.contains(where: { $0.motion == .kinematic }) {
      reasons.append("energy: a body is moved from outside")
    }
    if !header.people.isEmpty { reasons.append("energy: people move by themselves") }
    isPassive = reasons.isEmpty
    judgesMomentum = header.people.isEmpty && header.joints.isEmpty
    if !judgesMomentum { reasons.append("momentum: joints or people pass it on") }
    notJudged = reasons
    thickness = header.bodies.map { $0.shape.thickness }
    lastTouch = Array(repeating: Int.min / 2, count: header.bodies.count)
    isJointed = header.bodies.indices.map { i in header.joints.contains { $0.a == i || $0.b == i } }
    patience = header.stepRate / 40
  }

  /// Looks at the next step's record.
  mutating func take(_ frame: TraceFrame) {
    let finite = frame.bodies.allSatisfy {
      $0.position.isFinite && $0.velocity.isFinite && $0.angularVelocity.isFinite
    }
    isFinite = isFinite && finite
    takeEnergy(frame)
    for contact in frame.contacts { take(contact, frame.step) }
    for event in frame.events where event.kind == .contactBegin && event.step == frame.step {
      takeMeeting(event, frame)
    }
    takeTouches(frame)
    if judgesMomentum, let former { takeMomentum(former, frame) }
    former = frame
  }

  private mutating func takeEnergy(_ frame: TraceFrame) {
    guard isPassive else { return }
    let total = frame.energy.total
    if start == nil {
      // Potential energy has no zero of its own: that above the lowest place that a body starts from, at least that of
      // the bodies' own sizes.
      let reference = zip(header.bodies, frame.bodies).reduce(0.0) { sum, pair in
        let (body, sample) = pair
        guard body.isDynamic else { return sum }
        return sum + body.mass * header.gravity.length * Swift.max(body.shape.reach, sample.position.magnitudes.largest)
      }
      start = frame.energy.kinetic + reference
    }
    energyGain.take((total - least) / Swift.max(1e-12, start ?? 0), frame.step, "the whole")
    least = Swift.min(least, total)
  }

  private mutating func take(_ c: ContactSample, _ step: Int) {
    guard case .body(let a) = c.a, case .body(let b) = c.b else { return }
    let who = "\(header.bodies[a].name) | \(header.bodies[b].name)"
    penetration.take(c.depth / Swift.min(thickness[a], thickness[b]), step, who)
    let grip = (header.bodies[a].friction * header.bodies[b].friction).squareRoot()
    // Beside the push itself, the weight of the lighter body over one step is what a push is measured by.
    let mass = [a, b].filter { header.bodies[$0].isDynamic }.map { header.bodies[$0].mass }.min() ?? 0
    let weight = grip * mass * header.gravity.length / Double(header.stepRate)
    let excess = c.tangentImpulse.length - grip * c.normalImpulse
    friction.take(excess / Swift.max(grip * c.normalImpulse, weight, 1e-12), step, who)
  }

  /// A ball that meets one other thing, and has touched nothing else for a while, must part with e times the closing
  /// speed; what gravity adds within the step is allowed for.
  private mutating func takeMeeting(_ e: TraceEvent, _ frame: TraceFrame) {
    guard case .body(let a) = e.a, case .body(let b)? = e.b, let speed = e.speed, let normal = e.normal,
      [a, b].allSatisfy({ header.bodies[$0].isBall || !header.bodies[$0].isDynamic })
    else { return }
    let bounce = Swift.max(header.bodies[a].restitution, header.bodies[b].restitution)
    let isAlone = [a, b].allSatisfy { i in
      !header.bodies[i].isDynamic || (lastTouch[i] < frame.step - patience && !isJointed[i])
    }
    let others = frame.contacts.filter { involves($0, a) || involves($0, b) }
    guard bounce > 0.05, speed > 1, isAlone, others.count <= 1 else { return }
    // The normal goes through a ball's centre, so that its spin has no part in this.
    let parting = dot(frame.bodies[b].velocity - frame.bodies[a].velocity, normal)
    let weight = 2 * header.gravity.length / Double(header.stepRate)
    let off = Swift.max(0, (parting - bounce * speed).magnitude - weight) / speed
    restitution.take(off, frame.step, "\(header.bodies[a].name) | \(header.bodies[b].name)")
  }

  private func involves(_ c: ContactSample, _ body: Int) -> Bool {
    header.bodies[body].isDynamic && (c.a == .body(body) || c.b == .body(body))
  }

  /// While nothing fixed or moved from outside is touched, gravity alone changes the momentum of the whole.
  private mutating func takeMomentum(_ before: TraceFrame, _ now: TraceFrame) {
    guard lastOutside < now.step - patience, !now.bodies.contains(where: \.isAsleep) else { return }
    var expected = before.energy.momentum
    var scale = 0.0
    for (i, body) in header.bodies.enumerated() where body.isDynamic {
      expected += header.gravity * (body.mass / Double(header.stepRate))
      scale += body.mass * now.bodies[i].velocity.length
    }
    momentum.take((now.energy.momentum - expected).length / Swift.max(scale, 1e-9), now.step, "the whole")
  }

  /// Notes who was touched last; what is parted for less than `patience` steps may have touched unseen.
  private mutating func takeTouches(_ frame: TraceFrame) {
    func note(_ a: TraceParticipant, _ b: TraceParticipant?, _ step: Int) {
      for case .body(let i)? in [a, b] {
        lastTouch[i] = Swift.max(lastTouch[i], step)
        if !header.bodies[i].isDynamic { lastOutside = Swift.max(lastOutside, step) }
      }
    }
    for c in frame.contacts { note(c.a, c.b, frame.step) }
    for e in frame.events where e.kind == .contactBegin || e.kind == .contactEnd { note(e.a, e.b, e.step) }
  }

  /// The laws that are broken, one line each.
  public func broken(_ rules: RegressionRules) -> [String] {
    var lines: [String] = []
    func line(_ worst: Worst, _ limit: Double, _ text: String) {
      guard worst.size > limit else { return }
      let percent = "\(rounded(worst.size * 100, digits: 3)) % (at most \(rounded(limit * 100, digits: 3)) %)"
      let when = "at step \(worst.step) (\(rounded(header.time(ofStep: worst.step), digits: 5)) s)"
      lines.append("\(text) \(percent) \(when), \(worst.who)")
    }
    if !isFinite { lines.append("a number is not finite") }
    line(energyGain, rules.energyGain, "energy gain")
    line(penetration, rules.penetration, "overlap")
    line(friction, 0.02, "friction beyond its cone by")
    line(restitution, 0.02, "restitution off by")
    line(momentum, 1e-6, "momentum from nowhere")
    return lines
  }
}
