import FileOutput
import Foundation
import Parallelism
import SceneDescription
import Simulation
import Synchronization
import TraceAnalysis
import TraceFormat

/// One scenario's outcome.
public struct ScenarioResult: Sendable {
  public var name: String
  public var verdict: Verdict
  public var seconds: Double
  public var steps = 0
  public var stepRate = 1
  /// What the comparison with the accepted run's full trace says, where that is at hand.
  public var comparison: [String] = []
  /// Laws that hold but are not judged here, and why.
  public var notJudged: [String] = []

  public init(name: String, verdict: Verdict, seconds: Double, steps: Int = 0, stepRate: Int = 1) {
    self.name = name
    self.verdict = verdict
    self.seconds = seconds
    self.steps = steps
    self.stepRate = stepRate
  }

  public var headline: String { verdict.headline(steps: steps, stepRate: stepRate) }
}

extension ScenarioSuite {
  /// Runs scenarios side by side and judges each; results come in the order of `names`.
  ///
  /// - Parameters:
  ///   - keepsTraces: Whether the full trace of a run that equals its golden is kept in the cache, if it is not there yet.
  ///   - prepare: changes each simulator before its first step: how tests put faults in.
  public func run(
    _ names: [String], keepsTraces: Bool = true, change: @Sendable (inout Scene) -> Void = { _ in },
    prepare: @Sendable (inout Simulator) -> Void = { _ in }
  ) -> [ScenarioResult] {
    let results = Mutex<[ScenarioResult?]>(Array(repeating: nil, count: names.count))
    parallelFor(names.count) { i in
      let result = run(names[i], keepsTraces: keepsTraces, change: change, prepare: prepare)
      results.withLock { $0[i] = result }
    }
    return results.withLock { $0.compactMap { $0 } }
  }

  private func run(
    _ name: String, keepsTraces: Bool, change: (inout Scene) -> Void, prepare: (inout Simulator) -> Void
  ) -> ScenarioResult {
    let start = ContinuousClock.now
    var result = ScenarioResult(name: name, verdict: Verdict(.failed), seconds: 0)
    do {
      var scene = try scene(name)
      let golden = try golden(name)
      change(&scene)
      let rules = scene.regression ?? RegressionRules()
      let run = try ScenarioRun(scene, prepare: prepare)
      (result.steps, result.stepRate, result.notJudged) = (run.steps, run.header.stepRate, run.invariants.notJudged)
      if let golden {
        result.verdict = Judge(golden, run, rules).verdict()
        result.comparison = try compare(name, golden, scene, result.verdict, prepare, keepsTraces: keepsTraces)
      } else {
        result.verdict = Verdict(.new)
        result.verdict.notes = run.invariants.broken(rules) + Expectations(rules, run).missing
        result.verdict.notes.append("no golden: look at it, then `kinema regress accept \(name) --reason TEXT`")
      }
    } catch {
      result.verdict.notes = ["\(error)"]
    }
    let passed = start.duration(to: .now)
    result.seconds = Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18
    return result
  }

  /// Keeps the full trace of an accepted motion, or names the contact at which another motion parts from it.
  private func compare(
    _ name: String, _ golden: Golden, _ scene: Scene, _ verdict: Verdict, _ prepare: (inout Simulator) -> Void,
    keepsTraces: Bool
  ) throws -> [String] {
    let kept = cachedTrace(name, finalHash: golden.finalHash)
    let isKept = FileManager.default.fileExists(atPath: kept)
    if verdict.kind == .exact {
      if !isKept && keepsTraces { try keepTrace(of: scene, at: kept, prepare) }
      return []
    }
    guard isKept else { return [] }
    var old = try TraceInput(path: kept)
    var simulator = try Simulator(scene, every: .step)
    prepare(&simulator)
    var comparer = TraceComparer(old.header, simulator.header, tolerance: nil)
    try comparer.compare({ try old.nextFrame() }, { simulator.nextFrame() })
    return ComparisonReport(comparer.result, old.header, limit: 6).lines
  }

  /// Writes the full trace of a run, step by step.
  func keepTrace(of scene: Scene, at path: String, _ prepare: (inout Simulator) -> Void = { _ in }) throws {
    try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
    var simulator = try Simulator(scene, every: .step)
    prepare(&simulator)
    var file = try AtomicFile(path: path)
    var encoder = TraceEncoder(simulator.header, form: .binary)
    try file.write(encoder.start())
    while let frame = simulator.nextFrame() { try file.write(encoder.append(frame)) }
    try file.write(encoder.finish())
    try file.commit()
  }

  /// Makes a scenario's present behaviour its golden.
  ///
  /// - Throws: `RegressionError` when a law or an expectation is broken, or where `CI` is set.
  public func accept(_ name: String, reason: String, isInCI: Bool) throws {
    guard names.contains(name) else { throw RegressionError.noScenario(name, hint: nearest(name)) }
    if isInCI { throw RegressionError.refusedInCI(scenario: name) }
    let scene = try scene(name)
    let run = try ScenarioRun(scene)
    let rules = scene.regression ?? RegressionRules()
    let wrong = run.invariants.broken(rules) + Expectations(rules, run).missing
    if !wrong.isEmpty { throw RegressionError.wrongWorld(scenario: name, lines: wrong) }
    let golden = try Golden(name, scene, run, reason: reason)
    try FileManager.default.createDirectory(atPath: goldens, withIntermediateDirectories: true)
    try writeAtomically(Array(golden.encoded().utf8), to: goldenPath(name))
    try keepTrace(of: scene, at: cachedTrace(name, finalHash: golden.finalHash))
  }

  /// Removes goldens without a scenario; returns their files.
  public func prune() throws -> [String] {
    try obsolete().map { error in
      guard case .obsolete(let path, _, _) = error else { return "" }
      try FileManager.default.removeItem(atPath: path)
      return path
    }
  }
}
