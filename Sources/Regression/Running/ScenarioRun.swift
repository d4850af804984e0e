import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// One run of a scenario, boiled down to what is judged; memory does not grow with contacts or bodies at rest.
public struct ScenarioRun: Sendable {
  public let header: TraceHeader
  /// Low 16 bits of the state's hash after each step.
  public private(set) var hashes: [UInt16] = []
  public private(set) var events: [GoldenEvent] = []
  /// States of the bodies that can move, every `sampling.interval` steps.
  public private(set) var states: [GoldenState] = []
  public private(set) var finalHash: UInt64 = 0
  public private(set) var last: [BodySample] = []
  public private(set) var invariants: Invariants
  public let sampling: Sampling

  /// Runs a scene to its end.
  /// - Parameters:
  ///   - prepare: changes the simulator before the first step: how tests put faults in.
  ///   - each: sees every step's record.
  public init(
    _ scene: Scene, prepare: (inout Simulator) -> Void = { _ in }, each: (TraceFrame) throws -> Void = { _ in }
  ) throws {
    var simulator = try Simulator(scene, every: .step)
    prepare(&simulator)
    header = simulator.header
    sampling = Sampling(header)
    invariants = Invariants(simulator.header, joints: scene.joints)
    while let frame = simulator.nextFrame() {
      try each(frame)
      invariants.take(frame)
      if frame.step > 0 { hashes.append(UInt16(truncatingIfNeeded: frame.stateHash)) }
      for event in frame.events { events.append(GoldenEvent(event, header)) }
      if sampling.takes(frame.step) {
        for (row, body) in sampling.bodies.enumerated() {
          states.append(GoldenState(step: frame.step, body: row, frame.bodies[body]))
        }
      }
      finalHash = frame.stateHash
      last = frame.bodies
    }
  }

  public var steps: Int { hashes.count }
}

/// Which states a golden keeps: as many as fit into its size, spread evenly over the run.
public struct Sampling: Sendable, Equatable {
  /// About the bytes that states may take; the rest of a golden is hashes and events.
  static let budget = 20_000
  static let bytesARow = 125

  /// Indices of the bodies that can move.
  public let bodies: [Int]
  public let interval: Int

  init(_ header: TraceHeader) {
    bodies = header.bodies.indices.filter { header.bodies[$0].motion != .fixed }
    let steps = Swift.max(1, header.recordCountOfSteps - 1)
    let samples = Swift.max(2, Sampling.budget / Sampling.bytesARow / Swift.max(1, bodies.count))
    interval = Swift.max(1, (steps + samples - 2) / (samples - 1))
  }

  func takes(_ step: Int) -> Bool { step % interval == 0 }
}

extension TraceHeader {
  /// Records of a run that is recorded each step.
  var recordCountOfSteps: Int { frameCount == 0 ? 0 : (frameCount - 1) * stepsPerFrame + 1 }

  /// What people call a participant; a bone bears its person's name too.
  func label(_ participant: TraceParticipant) -> String {
    switch participant {
    case .body(let i): bodies[i].name
    case .bone(let person, let bone): people[person].name + "/" + people[person].bones[bone].name
    }
  }
}

extension GoldenEvent {
  init(_ event: TraceEvent, _ header: TraceHeader) {
    self.init(
      step: event.step, kind: event.kind, a: header.label(event.a), b: event.b.map(header.label) ?? "",
      speed: Double(rounded7(event.speed ?? 0)) ?? 0, impulse: Double(rounded7(event.impulse ?? 0)) ?? 0)
  }
}
