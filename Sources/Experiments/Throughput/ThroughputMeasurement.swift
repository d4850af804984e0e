import Parallelism
import RigidBodyDynamics

/// How fast the engine ran one scene, and whether what it computed was sane.
public struct ThroughputMeasurement: Sendable {
  /// Times of one run.
  public struct Run: Sendable {
    public var cpuSeconds: Double
    public var wallSeconds: Double
    /// One body through one full step of collision and solving.
    public var bodySteps: Int
    /// Body-steps per second of processor time.
    public var rate: Double { Double(bodySteps) / cpuSeconds }
  }

  public let scene: ThroughputScene
  public let settings: WorldSettings
  /// Steps of one run.
  public let steps: Int
  public let movingBodies: Int
  public private(set) var singleThreaded: [Run] = []
  /// Runs on several threads, each just after one on a single thread.
  public private(set) var threaded: [Run] = []
  /// Growth of resident memory from before the world was made to the end of the first run, over the number of bodies.
  public private(set) var bytesPerBody = 0
  /// At the end of a run: touching pairs, the deepest overlap in m, and heights of centres in m.
  public private(set) var contacts = 0
  public private(set) var deepest = 0.0
  public private(set) var heights: (lowest: Double, median: Double, highest: Double) = (0, 0, 0)
  /// Of the state at the end; the same for every run and thread count, else the measurement traps.
  public private(set) var stateHash: UInt64 = 0

  /// Body-steps per second of processor time on one thread, median of the runs.
  public var rate: Double { median(singleThreaded.map(\.rate)) }
  /// Largest less smallest rate over the median.
  public var spread: Double {
    let rates = singleThreaded.map(\.rate)
    return ((rates.max() ?? 0) - (rates.min() ?? 0)) / rate
  }
  /// Real time on one thread over real time on several, median of the pairs of runs; nil if there are none.
  public var speedUp: Double? {
    guard !threaded.isEmpty else { return nil }
    return median(zip(singleThreaded, threaded).map { $0.wallSeconds / $1.wallSeconds })
  }

  /// Nothing measured yet.
  ///
  /// - Parameters:
  ///   - lengthFactor: part of the scene's own time to simulate; below 1 for a quick look.
  ///   - settings: the defaults, with which all accuracy figures are measured, unless said otherwise.
  public init(_ scene: ThroughputScene, lengthFactor: Double = 1, settings: WorldSettings = WorldSettings()) {
    precondition(lengthFactor > 0, "length factor \(lengthFactor)")
    self.scene = scene
    self.settings = settings
    steps = Swift.max(1, Int((scene.seconds * lengthFactor / settings.timeStep).rounded()))
    movingBodies = scene.movingCount
  }

  /// Runs the scene once from its start, on this many threads.
  public mutating func measure(threads: Int = 1) throws {
    let formerBudget = ThreadBudget.threads
    ThreadBudget.threads = threads
    defer { ThreadBudget.threads = formerBudget }
    let isFirst = singleThreaded.isEmpty && threaded.isEmpty
    let memory = isFirst ? ProcessMeters.residentBytes : 0
    var world = try scene.world(settings)
    let cpu = ProcessMeters.cpuSeconds
    let wall = ProcessMeters.wallSeconds
    for _ in 0..<steps {
      world.step()
      _ = world.drainEvents()
    }
    let run = Run(
      cpuSeconds: ProcessMeters.cpuSeconds - cpu, wallSeconds: ProcessMeters.wallSeconds - wall,
      bodySteps: steps * movingBodies)
    if isFirst {
      bytesPerBody = (ProcessMeters.residentBytes - memory) / scene.bodies.count
      stateHash = world.stateHash()
      look(at: world)
    }
    precondition(world.stateHash() == stateHash, "'\(scene.name)' with \(threads) threads: another state hash")
    if threads == 1 { singleThreaded.append(run) } else { threaded.append(run) }
  }

  private mutating func look(at world: World) {
    let manifolds = world.contacts
    contacts = manifolds.count
    deepest = manifolds.map(\.depth).max() ?? 0
    let sorted = scene.bodies.indices.filter { scene.bodies[$0].motion == .dynamic }.map {
      world.state(of: BodyID(index: $0)).position.y
    }.sorted()
    heights = (sorted[0], sorted[sorted.count / 2], sorted[sorted.count - 1])
  }
}

/// The middle value, or the mean of the two middle ones.
public func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
