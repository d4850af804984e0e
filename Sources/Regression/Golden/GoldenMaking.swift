import SceneDescription

extension Golden {
  /// The golden of a run.
  /// - Throws: `RegressionError.tooLarge` when it would not fit into `largestFile`.
  public init(_ name: String, _ scene: Scene, _ run: ScenarioRun, reason: String) throws {
    self.init()
    scenario = name
    sceneHash = hexadecimal(run.header.sceneHash, 16)
    engine = run.header.engine
    seed = scene.seed
    stepRate = run.header.stepRate
    steps = run.steps
    (horizon, horizonReason) = try Horizon.find(scene, run)
    self.reason = reason
    bodies = run.sampling.bodies.map { run.header.bodies[$0].name }
    events = run.events
    states = run.states
    hashes = Golden.lines(of: run.hashes)
    finalHash = hexadecimal(run.finalHash, 16)
    let size = encoded().utf8.count
    if size > Golden.largestFile { throw RegressionError.tooLarge(scenario: name, bytes: size) }
  }
}
