import Experiments
import LocatedJSON

/// `kinema bench physics --soak`, `--pour` and `--golden`: long runs of the engine whose outcome is known beforehand.
enum PhysicsEndurance {
  static let options = [
    Option("--soak", value: "N", help: "physics: run N random passive scenes for 2 s each, from --seed on."),
    Option("--pour", value: "N", help: "physics: pour N solids of all kinds into a box until they rest."),
    Option("--golden", help: "physics: state hashes of fixed scenes, as lines of GoldenValues.swift."),
  ]

  /// Exit code 1 if a scene lost a body or a number, or gained energy.
  static func soak(_ arguments: Arguments, count: Int) throws -> Int32 {
    let first = try arguments.seed("--seed") ?? 0
    var findings: [Soak.Finding] = []
    // In portions, so that a trap is bracketed by the last line.
    let portion = 500
    for start in stride(from: 0, to: count, by: portion) {
      findings += Soak(count: min(portion, count - start), firstSeed: first &+ UInt64(start)).findings
      Console.error("\(findings.count) of \(count) scenes")
    }
    let soak = Soak(findings: findings)
    for fault in soak.faults { Console.output("seed \(fault.seed): \(fault.fault ?? "")") }
    if let worst = soak.worst, let deepest = soak.deepest {
      Console.output(
        """
        \(count) random scenes from seed \(first): \(soak.faults.count) faults
        most energy gained: \(worst.energyGain) of that at the start, at \(JudgeTable.fixed(worst.gainTime, 3)) s of \
        seed \(worst.seed) (allowed \(Soak.allowedGain))
        deepest overlap at the end: \(JudgeTable.fixed(deepest.overlap * 1000, 4)) mm, seed \(deepest.seed)
        """)
    }
    return soak.faults.isEmpty ? 0 : 1
  }

  /// Exit code 1 if something does not rest within 30 s, lies outside the box or overlaps too far.
  static func pour(_ arguments: Arguments, count: Int) throws -> Int32 {
    var pour = try MixedPour(count: count, seed: arguments.seed("--seed") ?? 0)
    let start = ProcessMeters.wallSeconds
    let restTime = pour.settle(within: 30)
    let outside = pour.outside
    let rest =
      restTime.map { "at rest after \(JudgeTable.fixed($0, 2)) s" }
      ?? "NOT at rest after 30 s: \(count - pour.sleeping) still move"
    Console.output(
      """
      \(count) solids: \(rest)
      outside or lost: \(outside.isEmpty ? "none" : outside.joined(separator: ", "))
      deepest overlap: \(JudgeTable.fixed(pour.overlap * 100, 4)) % of the thinner body \
      (allowed \(JudgeTable.fixed(MixedPour.allowedOverlap * 100, 0)) %)
      real time \(JudgeTable.fixed(ProcessMeters.wallSeconds - start, 1)) s
      """)
    return restTime != nil && outside.isEmpty && pour.overlap <= MixedPour.allowedOverlap ? 0 : 1
  }

  /// Exit code 1 if a hash differs from the known one.
  static func golden() throws -> Int32 {
    var differs = false
    for scene in GoldenScene.all {
      let outcome = try scene.run()
      Console.output("    " + GoldenScene.line(scene.name, outcome))
      if outcome != GoldenScene.known[scene.name] {
        differs = true
        Console.error("'\(scene.name)' differs from what is known of it")
      }
    }
    return differs ? 1 : 0
  }
}
