import Parallelism
import RigidBodyDynamics
import VectorMath

/// Many random scenes, each run for two seconds and watched in every step.
public struct Soak: Sendable {
  /// The most energy that a passive scene may gain, as a part of its mechanical energy at the start. A gain is measured
  /// from the least energy so far, so that it cannot hide behind what friction took before.
  public static let allowedGain = 1e-3

  /// The widest opening of a joint, m.
  public static let allowedGap = 1e-5

  /// What one scene did.
  public struct Finding: Sendable {
    public var seed: UInt64
    /// Largest rise of energy above its least so far, over the energy at the start.
    public var energyGain = 0.0
    /// When it was reached, s.
    public var gainTime = 0.0
    /// Deepest overlap at the end, m.
    public var overlap = 0.0
    /// Widest opening of a joint at the end, m.
    public var gap = 0.0
    /// What went wrong, if anything did.
    public var fault: String?
  }

  /// In order of seed.
  public var findings: [Finding]

  public var faults: [Finding] { findings.filter { $0.fault != nil } }
  public var worst: Finding? { findings.max { $0.energyGain < $1.energyGain } }
  public var deepest: Finding? { findings.max { $0.overlap < $1.overlap } }

  /// The findings of several parts of a soak together.
  public init(findings: [Finding]) { self.findings = findings }

  /// Runs the scenes of `count` seeds from `firstSeed` on, on all threads.
  public init(count: Int, firstSeed: UInt64 = 0, seconds: Double = 2) {
    findings = (0..<count).map { Finding(seed: firstSeed &+ UInt64($0)) }
    findings.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let slots = buffer
      parallelFor(count) { slots[$0] = Self.watch(seed: slots[$0].seed, seconds: seconds) }
    }
  }

  /// Runs one scene and stops at its first fault.
  static func watch(seed: UInt64, seconds: Double) -> Finding {
    var finding = Finding(seed: seed)
    var world: World
    do { world = try RandomScene.world(seed: seed) } catch {
      finding.fault = "\(error)"
      return finding
    }
    // The first step puts the random velocities on the joints, which is no motion: energy counts from there.
    world.step()
    let start = world.mechanicalEnergy
    var least = start
    for _ in 1..<Int((seconds / world.settings.timeStep).rounded()) {
      world.step()
      let energy = world.mechanicalEnergy
      guard energy.isFinite else {
        finding.fault = "energy is \(energy) at \(world.time) s"
        return finding
      }
      let gain = (energy - least) / start
      if gain > finding.energyGain { (finding.energyGain, finding.gainTime) = (gain, world.time) }
      least = Swift.min(least, energy)
    }
    for id in (0..<world.bodyCount).map(BodyID.init(index:)) where world.motion(of: id) == .dynamic {
      let state = world.state(of: id)
      let centre = state.pose.apply(world.shape(of: id).massProperties(density: 1).centreOfMass)
      if !state.position.isFinite || !state.orientation.isFinite {
        finding.fault = "\(id) '\(world.name(of: id))' is lost: \(state)"
      } else if centre.y <= 0 {
        finding.fault = "\(id) '\(world.name(of: id))' is below the floor, its centre at y = \(centre.y) m"
      }
    }
    for id in (0..<world.jointCount).map(JointID.init(index:)) {
      finding.gap = Swift.max(finding.gap, world.jointState(of: id).gap)
    }
    if finding.fault == nil && !(finding.gap <= Self.allowedGap) {
      finding.fault = "a joint is open by \(finding.gap) m"
    }
    if finding.fault == nil && finding.energyGain > Self.allowedGain {
      finding.fault = "energy grew by \(finding.energyGain) of that at the start, by \(finding.gainTime) s"
    }
    finding.overlap = world.contacts.map(\.depth).max() ?? 0
    return finding
  }
}

extension World {
  /// Kinetic and potential energy together, J.
  var mechanicalEnergy: Double {
    let parts = energy
    return parts.kinetic + parts.potential
  }
}
