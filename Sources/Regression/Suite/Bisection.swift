import SceneDescription
import Simulation
import TraceFormat

/// Shrinks a scene as far as two versions of the simulator still treat it differently: first the bodies, by leaving out
/// ever smaller groups of them (Zeller & Hildebrandt, "Simplifying and isolating failure-inducing input", 2002), then
/// the time.
public struct Bisection {
  private let differs: (Scene) throws -> Bool

  /// - Parameter differs: whether the two versions differ on a scene.
  public init(_ differs: @escaping (Scene) throws -> Bool) { self.differs = differs }

  /// The smallest scene found; nil when they do not differ on the whole one.
  public func smallest(_ scene: Scene) throws -> Scene? {
    guard try differs(scene) else { return nil }
    var kept = Array(scene.bodies.indices)
    var parts = 2
    while kept.count > 1 {
      let size = Swift.max(1, (kept.count + parts - 1) / parts)
      var shrunk = false
      for start in stride(from: 0, to: kept.count, by: size) {
        let rest = Array(kept[..<start] + kept[Swift.min(start + size, kept.count)...])
        if !rest.isEmpty, try differs(only(rest, of: scene)) {
          kept = rest
          parts = Swift.max(2, parts - 1)
          shrunk = true
          break
        }
      }
      if shrunk { continue }
      if size == 1 { break }
      parts = Swift.min(kept.count, parts * 2)
    }
    var small = only(kept, of: scene)
    // Halving the time until it no longer differs finds the first frame that does.
    var (short, long) = (0, small.frameCount)
    while long - short > 1 {
      let middle = (short + long) / 2
      var trial = small
      trial.seconds = Double(middle) / Double(small.frameRate)
      if trial.seconds >= 0.04, try differs(trial) { long = middle } else { short = middle }
    }
    small.seconds = Swift.max(0.04, Double(long) / Double(small.frameRate))
    return small
  }

  /// The scene with some of its bodies, and the joints that still have both of theirs.
  private func only(_ bodies: [Int], of scene: Scene) -> Scene {
    var part = scene
    part.bodies = bodies.map { scene.bodies[$0] }
    let names = part.bodies.map(\.name)
    part.joints = scene.joints.filter { joint in names.contains(joint.b) && joint.a.map(names.contains) ?? true }
    part.people = []
    part.regression = nil
    return part
  }

  /// Whether a scene's run has other states than a trace of it.
  public static func differs(_ scene: Scene, fromTrace path: String) throws -> Bool {
    var old = try TraceInput(path: path)
    var simulator = try Simulator(scene)
    while let mine = simulator.nextFrame() {
      guard let theirs = try old.nextFrame() else { return true }
      // Hashes of older versions may cover other things: what both record is compared.
      if mine.bodies != theirs.bodies || mine.energy != theirs.energy { return true }
    }
    return false
  }
}
