import SceneDescription
import Simulation
import Testing
import VectorMath

@Suite struct RestTrialTests {
  private static func box(_ name: String, _ position: Vector3) -> Body {
    var body = Body()
    body.name = name
    body.shape = .box(halfExtents: Vector3(0.1, 0.1, 0.1))
    body.material = "oak"
    body.position = position
    return body
  }

  private static func scene(_ bodies: [Body]) -> Scene {
    var floor = Body()
    floor.name = "floor"
    floor.shape = .plane(SolidShape.Plane())
    floor.motion = .fixed
    floor.material = "concrete"
    var scene = Scene()
    scene.bodies = [floor] + bodies
    scene.seconds = 0.2
    return scene
  }

  @Test func whatStandsHasNoFaults() throws {
    let trial = try RestTrial(Self.scene([Self.box("a", Vector3(0, 0.1, 0)), Self.box("b", Vector3(1, 0.1, 0))]))
    #expect(trial.faults.isEmpty, "\(trial.faults)")
    #expect(trial.drifts.map(\.body) == ["a", "b"])
  }

  /// 5 mm into each other; 0.2 s of fall, to a film frame, are 19.6 cm.
  @Test func overlapAndFallAreTold() throws {
    let trial = try RestTrial(
      Self.scene([
        Self.box("a", Vector3(0, 0.1, 0)), Self.box("b", Vector3(0.195, 0.1, 0)), Self.box("high", Vector3(3, 2, 0)),
      ]))
    let overlap = try #require(trial.overlaps.first)
    #expect([overlap.a, overlap.b] == ["a", "b"])
    #expect((overlap.depth - 0.005).magnitude < 1e-6)
    let fall = try #require(trial.drifts.last)
    let frame = 1.0 / 24
    #expect(fall.body == "high" && abs((2 * fall.distance / 9.80665).squareRoot() - 0.2) < 1.1 * frame)
    #expect(trial.faults.count >= 2)
  }

  /// What rests after a second rests after two; what slides down a slope just too steep for it is watched to the end.
  @Test func whatLiesStillNeedsNoWatching() throws {
    var scene = Self.scene([Self.box("a", Vector3(0, 0.1, 0))])
    scene.seconds = 2
    let (short, whole) = try (RestTrial(scene), RestTrial(scene, toTheEnd: true))
    #expect((short.drifts[0].distance - whole.drifts[0].distance).magnitude < 1e-4)
    scene.bodies[0].orientation = Quaternion(angle: 0.6, axis: .unitZ)
    scene.bodies[1].orientation = scene.bodies[0].orientation
    scene.bodies[1].position = scene.bodies[0].orientation.rotate(Vector3(0, 0.1, 0))
    for i in 0..<2 { scene.bodies[i].friction = 0.65 }
    #expect(try RestTrial(scene).drifts[0].distance == RestTrial(scene, toTheEnd: true).drifts[0].distance)
    #expect(try RestTrial(scene).drifts[0].distance > 0.1)
  }
}
