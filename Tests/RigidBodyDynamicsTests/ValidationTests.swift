import RigidBodyDynamics
import Testing
import VectorMath

@Suite struct ValidationTests {
  private func refusal(_ world: inout World, _ change: (inout BodyDefinition) -> Void) -> String {
    var d = BodyDefinition(name: "crate", shape: .box(halfExtents: Vector3(0.1, 0.2, 0.3)), mass: 2)
    change(&d)
    do {
      _ = try world.add(d)
      return "accepted"
    } catch { return "\(error)" }
  }

  @Test func inertiaMustBeThatOfASolid() {
    var world = World(WorldSettings())
    let good = Matrix3(diagonal: Vector3(1, 2, 2.5))
    #expect(refusal(&world) { $0.inertia = good } == "accepted")
    var bad = good
    bad.c0.y = 0.1
    #expect(
      refusal(&world) { $0.inertia = bad }
        == "body 'crate': inertia must be symmetric, got elements that differ by 0.1")
    bad = good
    bad.c1.y = .nan
    #expect(refusal(&world) { $0.inertia = bad } == "body 'crate': inertia must be finite, got nan")
    #expect(
      refusal(&world) { $0.inertia = Matrix3(diagonal: Vector3(1, -2, 2)) }
        == "body 'crate': inertia: smallest principal moment must be above 0, got -2.0")
    #expect(
      refusal(&world) { $0.inertia = Matrix3(diagonal: Vector3(1, 2, 4)) }.hasPrefix(
        "body 'crate': inertia must have no principal moment above the sum of the others, got one of 1.33333"))
    #expect(refusal(&world) { $0.inertia = .zero }.contains("smallest principal moment must be above 0"))
    #expect(
      refusal(&world) { $0.inertia = Matrix3(diagonal: Vector3(1, 1, 1e-12)) }.contains("smallest over largest moment"))
  }

  /// A given inertia is the one that moves: a free spin about an inclined principal axis is steady, with energy I w^2 / 2.
  @Test func givenInertiaIsUsed() {
    var lab = Laboratory(gravity: .zero)
    let tilt = Quaternion(angle: 0.7, axis: Vector3(1, 2, -1).normalized)
    let r = tilt.matrix
    let tensor = r * Matrix3(diagonal: Vector3(0.3, 0.5, 0.4)) * r.transpose
    let axis = tilt.rotate(.unitY)
    let id = lab.add(
      BodyDefinition(
        name: "top", shape: .box(halfExtents: Vector3(0.3, 0.1, 0.2)), angularVelocity: axis * 6, mass: 3,
        inertia: tensor))
    #expect((lab.world.energy.kinetic - 0.5 * 0.5 * 36).magnitude < 1e-12)
    lab.run(seconds: 1)
    let s = lab.world.state(of: id)
    #expect((s.angularVelocity - axis * 6).length < 1e-9)
    #expect((s.orientation.rotate(axis) - axis).length < 1e-9 && s.position == .zero)
  }

  @Test func massesMustBeWithinAMillion() {
    var world = World(WorldSettings())
    #expect(refusal(&world) { $0.mass = 1e-3 } == "accepted")
    #expect(refusal(&world) { $0.mass = 1e3 } == "accepted")
    #expect(
      refusal(&world) {
        $0.name = "anvil"
        $0.mass = 1001
      }
        == "body 'anvil': mass must be within a factor of 1000000.0 of that of body 'crate', which is 0.001, got 1001.0"
    )
    #expect(
      refusal(&world) { $0.mass = 9e-4 }
        == "body 'crate': mass must be within a factor of 1000000.0 of that of body 'crate', which is 1000.0, got 0.0009"
    )
    #expect(
      refusal(&world) {
        $0.motion = .fixed
        $0.mass = 1e11
      } == "accepted")
    #expect(world.bodyCount == 3)
  }

  @Test func otherNumbers() {
    var world = World(WorldSettings())
    #expect(
      refusal(&world) { $0.position.x = 1.1e6 }
        == "body 'crate': position.x must be within -1000000.0...1000000.0, got 1100000.0")
    #expect(refusal(&world) { $0.gravityScale = .nan } == "body 'crate': gravityScale must be finite, got nan")
    #expect(refusal(&world) { $0.linearDamping = -1 } == "body 'crate': linearDamping must not be negative, got -1.0")
    #expect(refusal(&world) { $0.dragArea = .infinity } == "body 'crate': dragArea must be finite, got inf")
    #expect(throws: ShapeError.self) {
      try ConvexHull(points: [.zero, .unitX, .unitY, Vector3(1, 1, 0), Vector3(0.5, 0.2, 1e-9)])
    }
    #expect(world.bodyCount == 0)
  }

  /// Two boxes half inside each other are reported and come apart without speed; a touching and a far pair are not.
  @Test(arguments: [false, true])
  func overlapsAreReportedAndComeApartGently(onFloor: Bool) {
    var lab = Laboratory(gravity: onFloor ? Vector3(0, -9.81, 0) : .zero)
    let floor = lab.plane()
    func box(_ name: String, _ position: Vector3) -> BodyID {
      lab.add(BodyDefinition(name: name, shape: .box(halfExtents: Vector3(0.1, 0.1, 0.1)), position: position))
    }
    let lift = onFloor ? 0.0 : 3
    let a = box("a", Vector3(0, 0.1 + lift, 0))
    let b = box("b", Vector3(0.1, 0.1 + lift, 0.02))
    let sunk = box("sunk", Vector3(2, 0.099, 0))
    _ = box("touching", Vector3(2.2, 0.1, 0))
    let report1 = lab.world.overlappingPairs()
    #expect(report1.map(\.a) == [floor, a] && report1.map(\.b) == [sunk, b])
    #expect((report1[0].depth - 0.001).magnitude < 1e-12 && (report1[1].depth - 0.1).magnitude < 1e-12)
    var fastest = 0.0
    var height = 0.0
    for _ in 0..<960 {
      lab.world.step()
      for id in [a, b, sunk] {
        fastest = Swift.max(fastest, lab.velocity(id).length)
        height = Swift.max(height, lab.position(id).y - lift - 0.1)
      }
    }
    let last = [a, b, sunk].map { lab.velocity($0).length }.max()!
    report("boxes pushed apart: fastest", fastest * 1000, target: 50, "mm/s")
    report("boxes pushed apart: in the end", last * 1000, target: 0.1, "mm/s")
    report("boxes pushed apart: height", height * 1000, target: 0.15, "mm")
    // Without weight nothing gives them speed; on the floor they fall back by what tilting lifts them.
    #expect(fastest < (onFloor ? 0.05 : 1e-6))
    #expect(last < 1e-4)
    #expect(height < 1.5e-4)
    #expect(lab.world.overlappingPairs().isEmpty)
  }
}
