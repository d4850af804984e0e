import Experiments
import LocatedJSON
import Parallelism

/// `kinema bench physics --throughput`: body-steps per second, alone or beside another engine.
enum PhysicsThroughput {
  static let options = [
    Option("--throughput", help: "physics: body-steps per processor second of four heavy scenes."),
    Option("--scene", value: "NAME", help: "--throughput: only spheres, pile, ragdolls or pyramid."),
    Option("--repeats", value: "N", help: "--throughput, render: runs of each measurement (default 3); medians count."),
    Option("--length", value: "FACTOR", help: "--throughput: part of each scene's time to run (default 1)."),
    Option("--peers", value: "PROGRAM", help: "--throughput: run the scenes in another engine too (.ci/physics-peer)."),
    Option("--engine", value: "NAME", help: "--peers: rapier (default) or pybullet."),
    Option("--export", help: "--throughput --scene NAME: print the scene as JSON for another engine."),
  ]

  /// Exit code 0; 1 if a scene that was compared with a peer falls short.
  static func run(_ arguments: Arguments) throws -> Int32 {
    let scenes = try chosen(arguments)
    if arguments.has("--export") {
      guard scenes.count == 1 else { throw UsageError("--export needs --scene NAME") }
      Console.output(scenes[0].json())
      return 0
    }
    let repeats = try arguments.integer("--repeats", in: 1...100) ?? 3
    let length = try arguments.number("--length", in: 0.001...100) ?? 1
    let threads = arguments.has("--threads") ? ThreadBudget.threads : 1
    let engine = arguments.text("--engine") ?? "rapier"
    guard ["rapier", "pybullet"].contains(engine) else {
      throw UsageError("--engine expects rapier or pybullet, found '\(engine)'")
    }
    var peer = arguments.text("--peers").map { PeerEngine(program: $0, engine: engine) }
    if peer == nil && arguments.has("--engine") { throw UsageError("--engine needs --peers PROGRAM") }
    Console.output(header(threads: threads, engine: peer == nil ? nil : engine))
    var skipped: [String] = []
    var shortfalls = 0
    for scene in scenes {
      var ours = ThroughputMeasurement(scene, lengthFactor: length)
      var comparison = PeerComparison(scene: scene.name)
      for _ in 0..<repeats {
        try ours.measure(threads: 1)
        if let program = peer {
          if let run = try program.run(scene, seconds: scene.seconds * length) {
            comparison.add(run, ours: ours.singleThreaded[ours.singleThreaded.count - 1].rate)
          } else {
            peer = nil
            skipped.append("peer \(engine): its Python module is not installed")
          }
        }
        if threads > 1 { try ours.measure(threads: threads) }
      }
      Console.output(row(ours, comparison.peers.isEmpty ? nil : comparison))
      if comparison.ratio != nil && !comparison.passes { shortfalls += 1 }
    }
    if !skipped.isEmpty { Console.output("skipped: \(skipped.count): \(skipped.joined(separator: "; "))") }
    return shortfalls == 0 ? 0 : 1
  }

  private static func chosen(_ arguments: Arguments) throws -> [ThroughputScene] {
    let all = ThroughputScene.standard
    guard let name = arguments.text("--scene") else { return all }
    guard let scene = all.first(where: { $0.name == name }) else {
      throw UsageError("no throughput scene '\(name)'; \(nearestHint(name, among: all.map(\.name)))")
    }
    return [scene]
  }

  private static func header(threads: Int, engine: String?) -> String {
    var lines = [
      "Body-steps per processor second on one thread: one body through one whole step, \(rateNote).",
      "Peers: one body through one frame of 1/60 s with its substeps; Box3D is the peer's rate times the proportion",
      "measured for Box3D 0.1.0, Rapier 0.36.1 and PyBullet 3.2.7; the ratio is the median of runs in turn.", "",
    ]
    if engine == nil { lines.removeSubrange(1...2) }
    var columns = [("scene", -40), ("ours", 9), ("spread", 7), ("bytes/body", 11)]
    if threads > 1 { columns.append(("\(threads) threads", 10)) }
    if let engine { columns += [(engine, 9), ("Box3D", 9), ("ratio", 7), ("target", 7), ("  verdict", -9)] }
    lines.append(columns.map { padded($0.0, $0.1) }.joined())
    return lines.joined(separator: "\n")
  }

  private static var rateNote: String {
    let settings = ThroughputMeasurement(.spheres).settings
    return "\(JudgeTable.fixed(1 / settings.timeStep, 0)) steps a second, no sleeping"
  }

  private static func row(_ ours: ThroughputMeasurement, _ comparison: PeerComparison?) -> String {
    func thousands(_ rate: Double) -> String { JudgeTable.fixed(rate / 1000, 1) + " k" }
    var text =
      padded(ours.scene.title, -40) + padded(thousands(ours.rate), 9)
      + padded(JudgeTable.fixed(ours.spread * 100, 0) + " %", 7) + padded("\(ours.bytesPerBody)", 11)
    if let speedUp = ours.speedUp { text += padded(JudgeTable.fixed(speedUp, 2) + " x", 10) }
    if let comparison {
      text += padded(thousands(comparison.peerRate), 9) + padded(comparison.box3DRate.map(thousands) ?? "-", 9)
      text += padded(comparison.ratio.map { JudgeTable.fixed($0, 2) } ?? "-", 7)
      text += padded(JudgeTable.fixed(PeerComparison.target, 2), 7)
      text += comparison.ratio == nil ? "  -" : comparison.passes ? "  ok" : "  SHORT"
    }
    return text
  }

  /// Right-justified to a width, or left-justified where the width is negative.
  private static func padded(_ text: String, _ width: Int) -> String {
    let fill = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? text + fill : fill + text
  }
}
