import SceneDescription
import Simulation
import Testing
import TraceFormat
import VectorMath

/// What scenes say of joints reaches the engine.
@Suite struct JointTests {
  private func joint(_ name: String, _ kind: JointKind, a: String? = nil, b: String, at anchor: Vector3) -> Joint {
    var joint = Joint()
    joint.name = name
    joint.kind = kind
    joint.a = a
    joint.b = b
    joint.anchor = anchor
    return joint
  }

  /// A bob on a rope falls until the rope is taut, and then no further; a joint that overlaps its bodies is no mistake.
  @Test func ropesHold() throws {
    var length = JointKind.Length()
    length.length = 0.5
    var film = scene(seconds: 2, [body("bob", .sphere(radius: 0.05), at: Vector3(0, 2, 0), restitution: 0)])
    film.joints = [joint("rope", .rope(length), b: "bob", at: Vector3(0, 2.1, 0))]
    film.joints[0].anchorOnB = Vector3(0, 2, 0)
    let trace = try simulate(film)
    #expect(trace.header.notes.isEmpty)
    #expect(trace.frames.allSatisfy { $0.bodies[0].position.y > 1.6 - 1e-3 })
    #expect(abs((trace.frames.last?.bodies[0].position.y ?? 0) - 1.6) < 1e-3)
  }

  /// Symptom: a bicycle whose pedal stood in a wheel stopped the program: an angle beyond 1e6 radians. Cause: a fixed body
  /// pressed almost straight at an axle, and the wheel was turned out of the way by overlap over lever. Expected: it turns
  /// by little a step, and nothing leaves its place, however short the lever.
  @Test(arguments: [1e-3, 1e-6, 1e-9, 1e-12]) func pressedAtItsAxleAWheelStays(lever: Double) throws {
    var post = body("post", .box(halfExtents: Vector3(0.02, 0.2, 0.02)), at: Vector3(0, 1.4, 0))
    post.motion = .fixed
    var film = scene(seconds: 0.5, [post, body("wheel", .sphere(radius: 0.3), at: Vector3(0, 1, 0))])
    var axle = joint("axle", .hinge(JointKind.Guided()), b: "wheel", at: Vector3(lever, 1, 0))
    axle.axis = Vector3(0, 0, 1)
    film.joints = [axle]
    let trace = try simulate(film)
    #expect(trace.frames.allSatisfy { ($0.bodies[1].position - Vector3(0, 1, 0)).length < 3e-3 })
  }

  /// What a joint takes from the velocities of a body is told; velocities that fit are left alone.
  @Test func velocitiesAgainstJointsAreTold() throws {
    var bob = body("bob", .sphere(radius: 0.05), at: Vector3(0, 2, 0))
    bob.velocity = Vector3(0, -1, 0)
    var wheel = body("wheel", .cylinder(radius: 0.2, halfHeight: 0.05), at: Vector3(2, 1, 0))
    wheel.angularVelocity = Vector3(0, 5, 0)
    var film = scene(seconds: 0.1, [bob, wheel])
    film.joints = [
      joint("hook", .ball(JointKind.Ball()), b: "bob", at: Vector3(0, 2.5, 0)),
      joint("axle", .hinge(JointKind.Guided()), b: "wheel", at: Vector3(2, 1, 0)),
    ]
    film.joints[1].axis = .unitY
    let header = try simulate(film).header
    #expect(
      header.notes == [
        "body 'bob': its joints do not allow velocity (0.0, -1.0, 0.0) m/s with spin (0.0, 0.0, 0.0) rad/s; "
          + "it starts with (0.0, 0.0, 0.0) m/s and (0.0, 0.0, 0.0) rad/s"
      ])
  }

  /// A motor turns a wheel at its speed.
  @Test func motorsTurn() throws {
    var hinge = JointKind.Guided()
    hinge.motor = JointKind.Motor()
    hinge.motor?.speed = 5
    var film = scene(seconds: 1, [body("wheel", .cylinder(radius: 0.2, halfHeight: 0.05), at: Vector3(0, 1, 0))])
    film.joints = [joint("axle", .hinge(hinge), b: "wheel", at: Vector3(0, 1, 0))]
    film.joints[0].axis = .unitY
    let last = try #require(try simulate(film).frames.last)
    #expect((last.bodies[0].angularVelocity - Vector3(0, 5, 0)).length < 1e-6)
    #expect((last.bodies[0].position - Vector3(0, 1, 0)).length < 1e-9)
  }

  /// A bob of 1 kg under a joint that bears 5 N falls at once, and the trace says so; one that bears 15 N holds.
  @Test(arguments: [5.0, 15]) func jointsBreak(load: Double) throws {
    var bob = body("bob", .sphere(radius: 0.05), at: Vector3(0, 2, 0))
    bob.mass = 1
    var film = scene(seconds: 0.5, [bob])
    film.joints = [joint("hook", .fixed(JointKind.Plain()), b: "bob", at: Vector3(0, 2.05, 0))]
    film.joints[0].breakingForce = load
    let trace = try simulate(film)
    let breaks = trace.frames.flatMap(\.events).filter { $0.kind == .jointBroke }
    #expect(breaks.count == (load < 9.81 ? 1 : 0))
    for event in breaks {
      #expect(event.a == .body(0) && event.b == nil && event.time < 0.01)
      #expect(abs((event.point?.y ?? 0) - 2.05) < 1e-3)
    }
    let y = try #require(trace.frames.last?.bodies[0].position.y)
    #expect(load < 9.81 ? y < 1 : abs(y - 2) < 1e-9)
  }

  /// A joint that nothing can move is refused by name.
  @Test func engineErrorsNameTheJoint() {
    var film = scene(seconds: 1, [ground, body("bob", .sphere(radius: 0.05), at: Vector3(0, 2, 0))])
    film.joints = [joint("loose end", .ball(JointKind.Ball()), b: "ground", at: .zero)]
    #expect { try simulate(film) } throws: { "\($0)".contains("loose end") }
  }
}
