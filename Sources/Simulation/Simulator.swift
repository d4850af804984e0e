import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

/// Runs one scene, a film frame at a time; memory does not grow with the length of the shot.
///
///     var simulator = try Simulator(scene)
///     print(TraceWriter.line(simulator.header), terminator: "")
///     while let frame = simulator.nextFrame() { print(TraceWriter.line(frame), terminator: "") }
public struct Simulator: Sendable {
  /// Name and version that traces carry.
  public static let engine = "kinema 1"

  /// Constants of the run, known before the first step.
  public let header: TraceHeader
  private let stepsPerFrame: Int
  private var built: BuiltWorld
  private var log: EventLog
  private var frameIndex = 0

  /// Builds the world; `limits` are checked before anything is allocated.
  public init(_ scene: Scene, limits: SimulationLimits = SimulationLimits()) throws(SimulationError) {
    try Simulator.checkScene(scene)
    let rate = try StepRate(scene)
    try limits.check(scene, rate)
    built = try BuiltWorld(scene, timeStep: 1 / Double(rate.stepsPerSecond))
    log = EventLog(built, scene: scene, stepRate: rate.stepsPerSecond)
    stepsPerFrame = rate.stepsPerFrame

    var header = TraceHeader()
    header.title = scene.title
    header.engine = Simulator.engine
    header.sceneHash = scene.contentHash
    header.seed = scene.seed
    header.frameRate = scene.frameRate
    header.stepRate = rate.stepsPerSecond
    header.frameCount = scene.frameCount
    header.bodies = built.traceBodies
    header.people = scene.people.map { TracePerson(name: $0.name, bones: Bone.allCases.map(\.name)) }
    header.notes = (rate.note.map { [$0] } ?? []) + built.notes
    self.header = header
  }

  /// The next frame of the film, frame 0 (the start) first; nil after the last.
  public mutating func nextFrame() -> TraceFrame? {
    guard frameIndex < header.frameCount else { return nil }
    if frameIndex > 0 {
      for _ in 0..<stepsPerFrame { step() }
    }
    defer { frameIndex += 1 }
    return currentFrame()
  }

  /// Advances by one step of `1 / header.stepRate` seconds, for those who look closer than at frames.
  package mutating func step() {
    let next = built.world.stepIndex + 1
    let time = Double(next) / Double(header.stepRate)
    for walker in built.walkers { walker.steer(&built.world, to: time) }
    built.world.step()
    log.record(&built.world, walkers: built.walkers, step: next)
  }

  /// The bodies as they are now; those of the scene come first, in its order.
  package var world: World { built.world }

  private mutating func currentFrame() -> TraceFrame {
    let world = built.world
    let step = world.stepIndex
    let time = Double(step) / Double(header.stepRate)
    var frame = TraceFrame(index: frameIndex, step: step, time: time)
    for index in header.bodies.indices {
      let s = world.state(of: BodyID(index: index))
      frame.bodies.append(
        BodySample(
          position: s.position, orientation: s.orientation, velocity: s.linearVelocity,
          angularVelocity: s.angularVelocity, isAsleep: s.isAsleep))
    }
    frame.people = built.walkers.map { $0.sample(at: time) }
    for contact in world.contacts {
      for p in contact.points {
        frame.contacts.append(
          ContactSample(
            a: built.participants[contact.a.index], b: built.participants[contact.b.index], feature: UInt64(p.feature),
            point: p.position, normal: contact.normal, depth: p.depth, normalImpulse: p.normalImpulse,
            tangentImpulse: p.tangentImpulse.length))
      }
    }
    frame.events = log.drain()
    (frame.energy.kinetic, frame.energy.potential) = world.energy
    (frame.energy.momentum, frame.energy.angularMomentum) = world.momentum
    frame.stateHash = world.stateHash()
    return frame
  }

  private static func checkScene(_ scene: Scene) throws(SimulationError) {
    guard scene.frameRate >= 1 && scene.frameRate <= 100_000 else {
      throw .badScene("scene: frameRate must be 1 to 100000, got \(scene.frameRate)")
    }
    guard scene.seconds > 0 && scene.seconds <= 1e6 else {
      throw .badScene("scene: seconds must be above 0 and at most 1e6, got \(scene.seconds)")
    }
    guard scene.gravity.isFinite && scene.gravity.length <= 1e4 else {
      throw .badScene("scene: gravity must be at most 1e4 m/s^2")
    }
  }
}

/// The whole motion of a scene.
public func simulate(
  _ scene: Scene, limits: SimulationLimits = SimulationLimits()
) throws(SimulationError) -> Trace {
  var simulator = try Simulator(scene, limits: limits)
  var frames: [TraceFrame] = []
  while let frame = simulator.nextFrame() { frames.append(frame) }
  return Trace(header: simulator.header, frames: frames)
}
