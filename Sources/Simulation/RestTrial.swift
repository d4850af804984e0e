import RigidBodyDynamics
import SceneDescription
import TraceFormat
import VectorMath

/// Whether a scene can stay as it starts: nothing overlaps, and what is set down stays where it is.
public struct RestTrial: Sendable {
  /// Two bodies that overlap at the start by more than contacts do at rest.
  public struct Overlap: Sendable {
    public var a: String
    public var b: String
    /// m
    public var depth: Double
  }
  /// A body that can move, and how far the corner of its bounds went that went farthest, m: turning counts.
  public struct Drift: Sendable {
    public var body: String
    public var distance: Double
  }
  /// Deepest first; pairs that joints or groups keep from touching do not count.
  public let overlaps: [Overlap]
  /// In the scene's order, all bodies that can move; empty where no time was simulated.
  public let drifts: [Drift]

  /// What places and arrangements are held to: overlap, and way in the time, m.
  public static let (greatestOverlap, greatestDrift) = (1e-3, 5e-3)

  /// Without a step rate of its own the scene gets the lowest: what is at rest needs no finer steps, however small it is,
  /// and rest is hardest in long ones.
  ///
  /// - Parameters:
  ///   - scene: its length is the trial's.
  ///   - simulating: false only looks at the start.
  ///   - toTheEnd: false ends sooner where all has come to lie still: in two half seconds on end nothing went farther than
  ///     0.01 mm, nor farther in the second than in the first. What it went in the second then counts for each one left.
  /// - Throws: what the simulator refuses.
  public init(_ scene: Scene, simulating: Bool = true, toTheEnd: Bool = false) throws(SimulationError) {
    var scene = scene
    if scene.stepRate == nil && scene.frameRate > 0 { scene.stepRate = StepRate.usual(scene) }
    var simulator = try Simulator(scene)
    let names = scene.bodies.map(\.name)
    func name(_ id: BodyID) -> String { id.index < names.count ? names[id.index] : "a person" }
    overlaps = simulator.world.overlappingPairs()
      .map { Overlap(a: name($0.a), b: name($0.b), depth: $0.depth) }
      .sorted { ($1.depth, $0.a, $0.b) < ($0.depth, $1.a, $1.b) }
    guard simulating, let start = simulator.nextFrame() else {
      drifts = []
      return
    }
    let moving = scene.bodies.indices.filter { scene.bodies[$0].motion == .dynamic }
    func ways(_ a: TraceFrame, _ b: TraceFrame) -> [Double] {
      moving.map { RestTrial.way(of: scene.bodies[$0].shape, a.bodies[$0], b.bodies[$0]) }
    }
    let period = Swift.max(1, scene.frameRate / 2)
    var (last, mark) = (start, start)
    var before: [Double]?
    var rest = [Double](repeating: 0, count: moving.count)
    while let frame = simulator.nextFrame() {
      last = frame
      guard !toTheEnd && frame.index % period == 0 else { continue }
      let now = ways(mark, frame)
      mark = frame
      if let before, zip(before, now).allSatisfy({ RestTrial.isStill($0, $1) }) {
        let left = Double(scene.frameCount - 1 - frame.index) / Double(period)
        rest = now.map { $0 * left }
        break
      }
      before = now
    }
    drifts = zip(zip(moving, ways(start, last)), rest).map { Drift(body: names[$0.0], distance: $0.1 + $1) }
  }

  /// Whether what went so far in two periods on end, m, lies still.
  private static func isStill(_ first: Double, _ second: Double) -> Bool {
    first < 1e-5 && second < 1e-5 && second <= first + 1e-7
  }

  private static func way(of shape: SolidShape, _ a: BodySample, _ b: BodySample) -> Double {
    let (low, high) = shape.localBounds ?? (.zero, .zero)
    let poses = [a, b].map { RigidTransform(rotation: $0.orientation, translation: $0.position) }
    return (0..<8).reduce(0) { most, i in
      let corner = Vector3(
        i & 1 == 0 ? low.x : high.x, i & 2 == 0 ? low.y : high.y, i & 4 == 0 ? low.z : high.z)
      return max(most, (poses[1].apply(corner) - poses[0].apply(corner)).length)
    }
  }

  /// What falls short, a line each.
  public var faults: [String] {
    overlaps.filter { $0.depth > RestTrial.greatestOverlap }.map {
      "'\($0.a)' and '\($0.b)' overlap by \(RestTrial.millimetres($0.depth)) mm"
    }
      + drifts.filter { !($0.distance <= RestTrial.greatestDrift) }.map {
        "'\($0.body)' went \(RestTrial.millimetres($0.distance)) mm"
      }
  }

  private static func millimetres(_ metres: Double) -> String {
    metres.isFinite ? "\((metres * 1e4).rounded() / 10)" : "\(metres)"
  }
}
