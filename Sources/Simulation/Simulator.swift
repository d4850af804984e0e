import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

/// Runs one scene, a record at a time (a film frame, unless every step is asked for); memory does not grow with the length of the shot.
///
///     var simulator = try Simulator(scene)
///     print(TraceWriter.line(simulator.header), terminator: "")
///     while let frame = simulator.nextFrame() { print(TraceWriter.line(frame), terminator: "") }
public struct Simulator: Sendable {
  /// Constants of the run, known before the first step.
  public let header: TraceHeader
  private var built: BuiltWorld
  private var log: EventLog
  private var recordIndex = 0
  private var stepHashes: [UInt16] = []

  /// Builds the world; `limits` are checked before anything is allocated.
  public init(
    _ scene: Scene, limits: SimulationLimits = SimulationLimits(), every: RecordInterval = .frame
  ) throws(SimulationError) {
    try Simulator.checkScene(scene)
    let rate = try StepRate(scene)
    try limits.check(scene, rate)
    built = try BuiltWorld(scene, timeStep: 1 / Double(rate.stepsPerSecond))
    log = EventLog(built, scene: scene, stepRate: rate.stepsPerSecond)
    header = TraceHeader(scene, built, rate: rate, every: every)
  }

  /// The next record, the start first; nil after that of the film's last frame.
  public mutating func nextFrame() -> TraceFrame? {
    guard recordIndex < header.recordCount else { return nil }
    stepHashes.removeAll(keepingCapacity: true)
    if recordIndex > 0 {
      for k in 1...header.stepsPerRecord {
        step()
        // The record itself hashes the state after its last step.
        if k < header.stepsPerRecord { stepHashes.append(UInt16(truncatingIfNeeded: built.world.stateHash())) }
      }
    }
    var record = TraceFrame(index: recordIndex, built, header)
    if recordIndex > 0 { stepHashes.append(UInt16(truncatingIfNeeded: record.stateHash)) }
    record.stepHashes = stepHashes
    record.events = log.drain()
    recordIndex += 1
    return record
  }

  /// Advances by one step of `1 / header.stepRate` seconds, for those who look closer than at frames.
  package mutating func step() {
    let next = built.world.stepIndex + 1
    let time = header.time(ofStep: next)
    for walker in built.walkers { walker.steer(&built.world, to: time) }
    built.world.step()
    log.record(&built.world, walkers: built.walkers, step: next)
  }

  /// The bodies as they are now; those of the scene come first, in its order.
  package var world: World { built.world }

  /// Puts a fault into the engine, for tests that must find it.
  package mutating func plan(_ fault: EngineFault, in steps: Range<Int> = 0..<Int.max) {
    built.world.plan(fault, in: steps)
  }

  private static func checkScene(_ scene: Scene) throws(SimulationError) {
    guard scene.things.isEmpty && scene.place == nil else {
      throw .badScene("scene: its things and its place must have been given their bodies (Library.furnish)")
    }
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
