import Experiments
import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ThroughputTests {
  /// The loads are what their names say.
  @Test func loadsHaveTheirBodies() throws {
    let counts = Dictionary(
      uniqueKeysWithValues: ThroughputScene.standard.map { ($0.name, ($0.movingCount, $0.joints.count)) })
    #expect(counts["spheres"]! == (1000, 0))
    #expect(counts["pile"]! == (1000, 0))
    #expect(counts["ragdolls"]! == (1700, 1600))
    #expect(counts["pyramid"]! == (5050, 0))
  }

  /// No load begins with an overlap, which would be pushed apart and not be the load that was meant.
  @Test(arguments: ThroughputScene.standard)
  func loadsBeginWithoutOverlap(_ scene: ThroughputScene) throws {
    var world = try scene.world()
    world.step()
    let deepest = world.contacts.map(\.depth).max() ?? 0
    #expect(deepest < 1e-4)
  }

  /// Six hundredths of a second of the spheres, in which they only fall: the figures are those of that fall.
  @Test func measurementHangsTogether() throws {
    var measured = ThroughputMeasurement(.spheres, lengthFactor: 0.02)
    try measured.measure()
    try measured.measure(threads: 2)
    let run = measured.singleThreaded[0]
    #expect(measured.steps == 58 && run.bodySteps == 58_000 && run.cpuSeconds > 0)
    #expect((measured.rate * run.cpuSeconds / 58_000 - 1).magnitude < 1e-12)
    #expect(measured.speedUp != nil)
    let time = 58.0 / 960
    #expect((measured.heights.lowest - (0.3 - 9.81 / 2 * time * time)).magnitude < 1e-12)
    #expect(measured.contacts == 0)
    print("measured  falling spheres: \(Int(measured.rate)) body-steps per processor second")
  }

  /// The peer's report is read, a missing module is told apart from a bad one, and the ratio is what it should be.
  @Test func peersAreCompared() throws {
    let text = #"{"engine": "Rapier 0.36.1", "rate": 248000, "contacts": 3000, "medianHeight": 2.5, "asleep": 0}"#
    let run = try #require(try PeerRun(json: text))
    #expect(try PeerRun(json: #"{"missing": "rapier3d"}"#) == nil)
    #expect(throws: (any Error).self) { try PeerRun(json: #"{"engine": "Rapier 0.36.1"}"#) }
    var comparison = PeerComparison(scene: "spheres")
    comparison.add(run, ours: 93_301)
    let box3D = try #require(comparison.box3DRate)
    #expect((box3D - 311_000).magnitude < 1e-6)
    #expect(comparison.passes)
    var slow = PeerComparison(scene: "spheres")
    slow.add(run, ours: 93_299)
    #expect(!slow.passes)
    var unknown = PeerComparison(scene: "avalanche")
    unknown.add(run, ours: 1)
    #expect(unknown.ratio == nil)
  }
}
