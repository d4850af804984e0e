import Parallelism
import RigidBodyDynamics
import VectorMath

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

  public var scene: String
  public var movingBodies: Int
  public var singleThreaded: [Run] = []
  /// Runs on `threads` threads, each just after one on a single thread.
  public var threaded: [Run] = []
  public var threads = 1
  /// Growth of resident memory from an empty process to the end of the first run, over the number of bodies.
  public var bytesPerBody = 0
  /// At the end of the last run.
  public var contacts = 0
  public var deepest = 0.0
  public var heights: (lowest: Double, median: Double, highest: Double) = (0, 0, 0)
  /// Of the state at the end; the same for every run and thread count, else the measurement traps.
  public var stateHash: UInt64 = 0

  /// Body-steps per second of processor time on one thread, median of the runs.
  public var rate: Double { median(singleThreaded.map(\.rate)) }
  /// Largest less smallest rate over the median.
  public var spread: Double {
    let rates = singleThreaded.map(\.rate)
    return ((rates.max() ?? 0) - (rates.min() ?? 0)) / rate
  }
  /// Real time on one thread over real time on `threads`, median of the pairs; nil for one thread.
  public var speedUp: Double? {
    guard !threaded.isEmpty else { return nil }
    return median(zip(singleThreaded, threaded).map { $0.wallSeconds / $1.wallSeconds })
  }

  /// Runs a scene `repeats` times on one thread and, with `threads` above 1, as often on that many.
  ///
  /// - Parameters:
  ///   - lengthFactor: part of the scene's own time to simulate; below 1 for a quick look.
  ///   - timeStep: length of a step, s; nil for the default, with which all accuracy figures are measured.
  public init(
    _ scene: ThroughputScene, repeats: Int = 3, threads: Int = 1, lengthFactor: Double = 1, timeStep: Double? = nil
  ) throws {
    precondition(repeats > 0 && threads > 0 && lengthFactor > 0, "\(repeats) repeats, \(threads) threads")
    self.scene = scene.name
    self.threads = threads
    movingBodies = scene.movingCount
    let formerBudget = ThreadBudget.threads
    defer { ThreadBudget.threads = formerBudget }
    var settings = WorldSettings()
    if let timeStep { settings.timeStep = timeStep }
    let steps = Int((scene.seconds * lengthFactor / settings.timeStep).rounded())
    for index in 0..<repeats {
      for count in threads > 1 ? [1, threads] : [1] {
        ThreadBudget.threads = count
        let isFirst = index == 0 && count == 1
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
          look(at: world, scene)
        }
        precondition(world.stateHash() == stateHash, "'\(scene.name)' with \(count) threads: another state hash")
        if count == 1 { singleThreaded.append(run) } else { threaded.append(run) }
      }
    }
  }

  private mutating func look(at world: World, _ scene: ThroughputScene) {
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
func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
