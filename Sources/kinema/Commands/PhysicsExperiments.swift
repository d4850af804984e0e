import AssetLibrary
import Experiments
import FileOutput
import Foundation
import LocatedJSON
import Parallelism
import SceneDescription

/// `kinema bench physics [EXPERIMENT...]`: the simulator's experiments, each beside its truth and target.
enum PhysicsExperiments {
  static let options = [
    Option("--scenes", value: "DIR", help: "Folder of scene files (physics: \(PhysicsSuite.folder); render: Scenes)."),
    Option("--rate", value: "HZ", help: "physics: steps a second (default: what the simulator chooses)."),
    Option(
      "--variants", help: "physics: each experiment also turned, at other sizes, on other floors, in other orders."),
  ]

  /// Prints a table; 1 if any row falls short.
  static func run(_ names: [String], _ arguments: Arguments) throws -> Int32 {
    let experiments = try chosen(names)
    let folder = arguments.text("--scenes") ?? PhysicsSuite.folder
    let rate = try arguments.integer("--rate", in: 1...1_000_000)
    var trials: [Trial] = []
    for experiment in experiments {
      let path = "\(folder)/\(experiment.name).json"
      let scene = try FurnishedScene(decoding: readFile(path), file: path).scene
      trials.append(Trial(experiment: experiment, variant: nil, scene: scene))
      guard arguments.has("--variants") else { continue }
      for variant in SceneVariant.all {
        guard let scene = variant.apply(to: scene) else { continue }
        trials.append(Trial(experiment: experiment, variant: variant.name, scene: scene))
      }
    }
    let outcomes = measure(trials, rate: rate)
    let rows = zip(trials, outcomes).flatMap { findings(of: $0, $1) }
    Console.output(arguments.has("--json") ? json(rows) : table(rows))
    return rows.allSatisfy(\.passes) ? 0 : 1
  }

  private static func chosen(_ names: [String]) throws(UsageError) -> [Experiment] {
    if names.isEmpty { return PhysicsSuite.experiments }
    var found: [Experiment] = []
    for name in names {
      // A name without its last part stands for the whole family: "pendulum".
      let some = PhysicsSuite.experiments.filter { $0.name == name || $0.name.hasPrefix(name + "-") }
      if some.isEmpty {
        throw UsageError(
          "no experiment '\(name)'; \(nearestHint(name, among: PhysicsSuite.experiments.map { $0.name }))")
      }
      found += some
    }
    return found
  }

  private struct Trial: Sendable {
    var experiment: Experiment
    var variant: String?
    var scene: Scene
    var name: String { experiment.name + (variant.map { ", \($0)" } ?? "") }
  }

  private typealias Measurement = Experiments.Measurement
  private typealias Outcome = Result<[Measurement], ExperimentError>

  private static func measure(_ trials: [Trial], rate: Int?) -> [Outcome] {
    var outcomes = [Outcome?](repeating: nil, count: trials.count)
    outcomes.withUnsafeMutableBufferPointer { slots in
      // Each item writes its own slot only.
      nonisolated(unsafe) let slots = slots
      parallelFor(trials.count) { i in
        do throws(ExperimentError) {
          slots[i] = .success(try trials[i].experiment.run(trials[i].scene, stepRate: rate))
        } catch {
          slots[i] = .failure(error)
        }
      }
    }
    return outcomes.compactMap { $0 }
  }

  // MARK: Output

  private struct Row {
    var name: String
    var measurement: Measurement?
    var problem: String?
    var passes: Bool { measurement?.passes ?? false }
  }

  private static func findings(of trial: Trial, _ outcome: Outcome) -> [Row] {
    switch outcome {
    case .success(let found): found.map { Row(name: trial.name, measurement: $0) }
    case .failure(let error): [Row(name: trial.name, problem: error.description)]
    }
  }

  private static func table(_ rows: [Row]) -> String {
    var cells = [["experiment", "quantity", "measured", "truth", "error", "target", ""]]
    for row in rows {
      guard let m = row.measurement else {
        cells.append([row.name, "cannot be made", "", "", "", "", "FAIL: \(Console.safe(row.problem ?? ""))"])
        continue
      }
      let unit = m.target.isRelative ? " rel." : (m.unit.isEmpty ? "" : " \(m.unit)")
      cells.append([
        row.name, m.quantity, number(m.value, 9) + (m.unit.isEmpty ? "" : " \(m.unit)"), number(m.truth, 9),
        number(m.error, 2), number(m.target.limit, 2) + unit, m.passes ? "ok" : "FAIL",
      ])
    }
    let widths = (0..<6).map { column in cells.map { $0[column].count }.max() ?? 0 }
    var lines = cells.map { row in
      row.enumerated().map { column, text in
        column < 6 ? text + String(repeating: " ", count: widths[column] - text.count) : text
      }.joined(separator: "  ")
    }
    let short = rows.filter { !$0.passes }.count
    lines.append(
      short == 0 ? "All \(rows.count) measurements are within target." : "\(short) of \(rows.count) fall short.")
    return lines.joined(separator: "\n")
  }

  /// A number with some significant digits, as short as it can be; small ones are errors and get two.
  private static func number(_ x: Double, _ digits: Int) -> String {
    String(format: "%.\(x.magnitude < 1e-3 ? 2 : digits)g", x)
  }

  private static func json(_ rows: [Row]) -> String {
    var writer = JSONWriter(pretty: true)
    writer.array(breaks: true) { w in
      for row in rows {
        w.element()
        w.object { w in
          w.key("experiment")
          w.string(row.name)
          if let m = row.measurement {
            w.key("quantity")
            w.string(m.quantity)
            for (key, value) in [("measured", m.value), ("truth", m.truth), ("error", m.error)] {
              w.key(key)
              if value.isFinite { w.number(value) } else { w.null() }
            }
            w.key("target")
            w.number(m.target.limit)
            w.key("isRelative")
            w.bool(m.target.isRelative)
            w.key("unit")
            w.string(m.unit)
          } else {
            w.key("problem")
            w.string(row.problem ?? "")
          }
          w.key("passes")
          w.bool(row.passes)
        }
      }
    }
    return writer.text
  }
}
