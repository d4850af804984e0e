import Experiments
import Foundation
import LocatedJSON
import Parallelism
import Rendering

/// `kinema bench render`: rays, frames and reference samples per second, alone or beside other ray tracers.
enum RenderBench {
  static let options = [
    Option("--peer", value: "PROGRAM", help: "render: measure other ray tracers in turn with ours (.ci/render-peer)."),
    Option("--denoise", help: "render: measure how much nearer to the truth denoised pictures of SCENEs are instead."),
    Option("--at", value: "SECONDS", help: "render --denoise: the scenes' moment (default 0.5)."),
  ]
  /// Part of the peer's rate of scattered rays, and multiple of the peer's samples, that we want to reach.
  static let rayTarget = 0.9
  static let sampleTarget = 3.0
  /// Seconds for the guides and a lit frame of 2 samples at 512x288.
  static let frameTarget = 0.8

  /// Exit code 0; 1 if something that has a target falls short.
  static func run(_ arguments: Arguments) throws -> Int32 {
    if arguments.has("--denoise") { return try DenoiseBench.run(arguments) }
    let folder = arguments.text("--scenes") ?? "Scenes"
    let repeats = try arguments.integer("--repeats", in: 1...100) ?? 3
    let size = try FilmOptions.size(arguments) ?? (512, 288)
    let exchange = FileManager.default.temporaryDirectory.appendingPathComponent("kinema-bench-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: exchange, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: exchange) }
    var peer = arguments.text("--peer").map { RenderPeer(program: $0, folder: exchange) }

    let rays = try RayRates.measure(repeats: repeats, peer: &peer)
    let reference = try ReferenceRate.measure(repeats: repeats, peer: &peer)
    let frames = try FrameTimes.measure(folder: folder, width: size.0, height: size.1, repeats: repeats)
    let skipped = arguments.has("--peer") ? peer?.missing ?? [] : ["peers: no --peer PROGRAM"]

    let rayRatio = rays.filter { $0.kind != .camera }.compactMap(\.ratio).min()
    var verdicts = [Verdict("frame", frames.median, frameTarget, passes: frames.median <= frameTarget)]
    if let r = rayRatio { verdicts.append(Verdict("scattered rays", r, rayTarget, passes: r >= rayTarget)) }
    if let r = reference.ratio { verdicts.append(Verdict("reference", r, sampleTarget, passes: r >= sampleTarget)) }
    Console.output(
      arguments.has("--json")
        ? json(rays, reference, frames, size, skipped) : text(rays, reference, frames, size, skipped, verdicts))
    return verdicts.allSatisfy(\.passes) ? 0 : 1
  }

  struct Verdict {
    var what: String
    var value: Double
    var target: Double
    var passes: Bool
    init(_ what: String, _ value: Double, _ target: Double, passes: Bool) {
      (self.what, self.value, self.target, self.passes) = (what, value, target, passes)
    }
  }

  private static func text(
    _ rays: [RayRates], _ reference: ReferenceRate, _ frames: FrameTimes, _ size: (Int, Int), _ skipped: [String],
    _ verdicts: [Verdict]
  ) -> String {
    var lines = ["Rays per second of processor time on one thread, torus of 99,840 triangles:"]
    func beside(_ peer: Double?, _ ratio: Double?, _ engine: String?, _ unit: Double, _ name: String) -> String {
      guard let peer, let ratio, let engine else { return "" }
      return "   \(engine) \(JudgeTable.fixed(peer / unit, 2)) \(name)   ratio \(JudgeTable.fixed(ratio, 2))"
    }
    for row in rays {
      let name = row.kind.rawValue + String(repeating: " ", count: 8 - row.kind.rawValue.count)
      lines.append(
        "  \(name)\(JudgeTable.fixed(row.rate / 1e6, 2)) M" + beside(row.peerRate, row.ratio, row.engine, 1e6, "M"))
    }
    lines.append("Samples of the reference path tracer per second of processor time, that torus on a floor:")
    lines.append(
      "  \(JudgeTable.fixed(reference.rate / 1e3, 0)) k"
        + beside(reference.peerRate, reference.ratio, reference.engine, 1e3, "k"))
    lines.append("Guides and lit frame of 2 samples, \(size.0)x\(size.1), \(ThreadBudget.threads) threads:")
    lines += frames.scenes.map { "  \(JudgeTable.fixed($0.seconds, 3)) s   \($0.name)" }
    lines.append("  \(JudgeTable.fixed(frames.median, 3)) s   median")
    for v in verdicts {
      let (value, target) = (JudgeTable.fixed(v.value, 2), JudgeTable.fixed(v.target, 2))
      lines.append("\(v.what): \(value), target \(target): \(v.passes ? "ok" : "SHORT")")
    }
    if !skipped.isEmpty { lines.append("skipped: \(skipped.count): \(skipped.joined(separator: "; "))") }
    return lines.joined(separator: "\n")
  }

  private static func json(
    _ rays: [RayRates], _ reference: ReferenceRate, _ frames: FrameTimes, _ size: (Int, Int), _ skipped: [String]
  ) -> String {
    var writer = JSONWriter(pretty: true)
    func peer(_ w: inout JSONWriter, _ rate: Double?, _ ratio: Double?, _ engine: String?) {
      guard let rate, let ratio, let engine else { return }
      w.key("peer")
      w.string(engine)
      w.key("peerRate")
      w.number(rate)
      w.key("ratio")
      w.number(ratio)
    }
    writer.object { w in
      w.key("rays")
      w.array(breaks: true) { w in
        for row in rays {
          w.element()
          w.object { w in
            w.key("kind")
            w.string(row.kind.rawValue)
            w.key("perSecond")
            w.number(row.rate)
            peer(&w, row.peerRate, row.ratio, row.engine)
          }
        }
      }
      w.key("reference")
      w.object { w in
        w.key("samplesPerSecond")
        w.number(reference.rate)
        peer(&w, reference.peerRate, reference.ratio, reference.engine)
      }
      w.key("frames")
      w.object { w in
        w.key("width")
        w.integer(size.0)
        w.key("height")
        w.integer(size.1)
        w.key("threads")
        w.integer(ThreadBudget.threads)
        w.key("medianSeconds")
        w.number(frames.median)
        for scene in frames.scenes {
          w.key(scene.name)
          w.number(scene.seconds)
        }
      }
      w.key("skipped")
      w.array { w in
        for s in skipped {
          w.element()
          w.string(s)
        }
      }
    }
    return writer.text
  }
}
