import SceneDescription
import Simulation
import Testing
import VectorMath

/// Bodies that are let go, and where they must come to rest.
@Suite struct SettlingTests {
  private static func scene(_ shape: SolidShape, at position: Vector3, turned turn: Quaternion = .identity) -> Scene {
    var body = Body()
    body.name = "thing"
    body.shape = shape
    body.material = "oak"
    (body.position, body.orientation) = (position, turn)
    var scene = Scene()
    scene.bodies = [body]
    return scene
  }

  private static func settling(slope degrees: Double = 0) throws -> Settling {
    var floor = Self.scene(
      .plane(SolidShape.Plane()), at: .zero, turned: Quaternion(angle: degrees * Double.pi / 180, axis: .unitZ))
    floor.bodies[0].motion = .fixed
    var settling = Settling()
    try settling.add(still: floor)
    return settling
  }
  private static let cube = SolidShape.box(halfExtents: Vector3(0.1, 0.1, 0.1))

  @Test func whatIsAboveComesDown() throws {
    let poses = try #require(try Self.settling().settled(Self.scene(Self.cube, at: Vector3(1, 0.11, 2))))
    // Contacts let bodies overlap by a tenth of a millimetre.
    #expect((poses[0].translation - Vector3(1, 0.1, 2)).length < 2e-4)
  }

  @Test func oneStandsOnTheOther() throws {
    var settling = try Self.settling()
    try settling.add(still: Self.scene(Self.cube, at: Vector3(0, 0.1, 0)))
    let poses = try #require(try settling.settled(Self.scene(Self.cube, at: Vector3(0.05, 0.3001, 0))))
    #expect((poses[0].translation - Vector3(0.05, 0.3, 0)).length < 3e-4)
  }

  /// Its middle is 15 mm beyond its edge: it must fall on its side.
  @Test func whatLeansTooFarLiesDown() throws {
    let stick = SolidShape.box(halfExtents: Vector3(0.01, 0.1, 0.05))
    let lean = Quaternion(angle: 0.25, axis: .unitZ)
    let poses = try #require(try Self.settling().settled(Self.scene(stick, at: Vector3(0, 0.1, 0), turned: lean)))
    #expect((poses[0].translation.y - 0.01).magnitude < 2e-4)
    #expect(poses[0].rotation.rotate(.unitY).y.magnitude < 0.01)
  }

  /// Oak on oak holds to 20 degrees and more; a ball rolls from the first.
  @Test func aSlopeHoldsTheBoxAndNotTheBall() throws {
    let settling = try Self.settling(slope: 10)
    let turn = Quaternion(angle: 10 * Double.pi / 180, axis: .unitZ)
    let up = turn.rotate(.unitY)
    let poses = try #require(try settling.settled(Self.scene(Self.cube, at: up * 0.1, turned: turn)))
    #expect((poses[0].translation - up * 0.1).length < 1e-3)
    #expect(try settling.settled(Self.scene(.sphere(radius: 0.1), at: up * 0.1)) == nil)
  }

  /// The solver loses its digits where masses differ by over a million.
  @Test func massesTooFarApartAreRefused() throws {
    var (balloon, boulder) = (
      Self.scene(Self.cube, at: Vector3(9, 0.1, 0)), Self.scene(Self.cube, at: Vector3(0, 0.1, 0))
    )
    (balloon.bodies[0].mass, boulder.bodies[0].mass) = (2e-3, 2.1e3)
    var settling = try Self.settling()
    #expect(try settling.settled(boulder) != nil)
    try settling.add(still: balloon)
    #expect(try settling.settled(boulder) == nil)
  }

  @Test func theSameTwiceIsTheSameToTheBit() throws {
    let turn = Quaternion(angle: 0.4, axis: Vector3(1, 2, 3).normalized)
    let settling = try Self.settling()
    let first = try settling.settled(Self.scene(Self.cube, at: Vector3(0, 0.2, 0), turned: turn))
    #expect(try first != nil && settling.settled(Self.scene(Self.cube, at: Vector3(0, 0.2, 0), turned: turn)) == first)
  }
}
