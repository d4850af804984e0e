import SceneDescription
import Simulation
import Testing
import TraceFormat
import VectorMath

struct FallingBall {
  /// x(t) = 2 - g t^2 / 2 until the ball's underside meets the ground, at every frame.
  @Test(arguments: [24, 25, 30, 60])
  func fallsAsGalileoSays(frameRate: Int) throws {
    let ball = body("ball", .sphere(radius: 0.1), at: Vector3(0, 2, 0), restitution: 0.5)
    let trace = try simulate(scene(seconds: 1.5, frameRate: frameRate, [ground, ball]))
    let landing = (2 * 1.9 / 9.81).squareRoot()
    for frame in trace.frames where frame.time < landing {
      #expect((frame.bodies[1].position.y - (2 - 0.5 * 9.81 * frame.time * frame.time)).magnitude < 1e-9)
      #expect((frame.bodies[1].velocity.y + 9.81 * frame.time).magnitude < 1e-9)
    }
    let first = trace.frames.flatMap(\.events).first { $0.kind == .contactBegin }
    let begin = try #require(first)
    #expect((begin.time - landing).magnitude < 2.0 / 960)
    #expect(begin.a == .body(0) && begin.b == .body(1))
    #expect((try #require(begin.speed) - 9.81 * landing).magnitude < 0.02)
    // It rebounds to e^2 of its fall.
    let after = trace.frames.filter { $0.time > landing }.map { $0.bodies[1].position.y - 0.1 }
    #expect((try #require(after.max()) - 1.9 * 0.25).magnitude < 0.02)
  }

  @Test func energyAndMomentumAreThoseOfTheBall() throws {
    let ball = body("ball", .sphere(radius: 0.1), at: Vector3(1, 2, 0), velocity: Vector3(0, 0, 3))
    let trace = try simulate(scene(seconds: 0.2, [ball]))
    let mass = trace.header.bodies[0].mass
    #expect((mass - 650 * 4.0 / 3 * Double.pi * 1e-3).magnitude < 1e-9)
    for frame in trace.frames {
      let v = frame.bodies[0].velocity
      #expect((frame.energy.kinetic - 0.5 * mass * v.lengthSquared).magnitude < 1e-9)
      #expect((frame.energy.potential - mass * 9.81 * frame.bodies[0].position.y).magnitude < 1e-9)
      #expect((frame.energy.momentum - v * mass).length < 1e-9)
      #expect((frame.energy.angularMomentum - cross(frame.bodies[0].position, v * mass)).length < 1e-9)
    }
  }

  @Test func aFullBounceEndsItsContactAtTheStepItLeaves() throws {
    let ball = body("ball", .sphere(radius: 0.1), at: Vector3(0, 1, 0), restitution: 0.8)
    let events = try simulate(scene(seconds: 1.2, [ground, ball])).frames.flatMap(\.events)
    let kinds = events.map(\.kind)
    #expect(kinds.starts(with: [.contactBegin, .contactEnd, .contactBegin]))
    #expect(events[1].step - events[0].step <= 2)
  }

  /// Rest, rolling and rattle are one contact, not hundreds.
  @Test func restingBodiesReportOneContact() throws {
    var bodies = [ground]
    for k in 0..<3 {
      bodies.append(
        body("block \(k)", .box(halfExtents: Vector3(0.1, 0.1, 0.1)), at: Vector3(0, 0.1 + 0.2 * Double(k), 0)))
    }
    let events = try simulate(scene(seconds: 3, bodies)).frames.flatMap(\.events)
    #expect(events.filter { $0.kind == .contactBegin }.count == 3)
    #expect(events.filter { $0.kind == .contactEnd || $0.kind == .toppled }.isEmpty)
  }
}

struct RampBallAndDominoes {
  @Test func ballRollsDownAndAllDominoesFallInOrder() throws {
    let trace = try simulate(dominoScene())
    let events = trace.frames.flatMap(\.events)
    func firstTouch(_ a: Int, _ b: Int) throws -> Int {
      let all: [TraceEvent] = events.filter { $0.kind == .contactBegin && $0.a == .body(a) && $0.b == .body(b) }
      return try #require(all.first, "bodies \(a) and \(b) never touch").step
    }
    let (rampTouch, groundTouch) = (try firstTouch(1, 2), try firstTouch(0, 2))
    let (hit, second, third) = (try firstTouch(2, 3), try firstTouch(3, 4), try firstTouch(4, 5))
    #expect(rampTouch < groundTouch && groundTouch < hit && hit < second && second < third)
    let toppled = events.filter { $0.kind == .toppled }
    #expect(toppled.map(\.a) == [.body(3), .body(4), .body(5)])
    #expect(toppled[0].step > hit && toppled[2].step > third)
  }

  @Test func eventsAreInOrderAndContactsNameTheirBodies() throws {
    for frame in try simulate(dominoScene()).frames {
      #expect(frame.events.map(\.step) == frame.events.map(\.step).sorted())
      for contact in frame.contacts {
        guard case .body(let a) = contact.a, case .body(let b) = contact.b else {
          Issue.record("\(contact) is not between bodies")
          continue
        }
        #expect(a < b && b < 6)
        #expect((contact.normal.length - 1).magnitude < 1e-9 && contact.normalImpulse >= 0)
      }
    }
  }

  @Test func twoRunsAreEqualAndFrameRateDoesNotMatter() throws {
    let once = try simulate(dominoScene())
    let isRepeatable = try simulate(dominoScene()) == once
    #expect(isRepeatable)
    let twice = try simulate(dominoScene(frameRate: 48))
    #expect(once.header.stepRate == 960 && twice.header.stepRate == 960)
    for frame in once.frames where 2 * frame.index < twice.frames.count {
      let other = twice.frames[2 * frame.index]
      #expect(other.step == frame.step && other.bodies == frame.bodies && other.stateHash == frame.stateHash)
      #expect(other.contacts == frame.contacts && other.energy == frame.energy)
    }
    // Ends of contacts become certain 20 ms late: compare up to there, by step.
    func settled(_ trace: Trace) -> [String] {
      trace.frames.flatMap(\.events).filter { $0.step < 3700 }.map { "\($0.step + 10_000) \($0)" }.sorted()
    }
    let sameEvents = settled(once) == settled(twice)
    #expect(sameEvents && settled(once).count > 10)
  }

  @Test func aTraceComesBackFromItsFileBitForBit() throws {
    var s = dominoScene()
    s.people = [walker(to: [Vector3(3, 0, 3)])]
    s.seconds = 1
    let trace = try simulate(s)
    #expect(try TraceReader.trace(from: Array(TraceWriter.text(trace).utf8), file: "t") == trace)
  }
}

struct People {
  @Test func aWalkerPushesALightBlock() throws {
    let block = body(
      "block", .box(halfExtents: Vector3(0.15, 0.15, 0.15)), at: Vector3(0, 0.15, 2), material: "wood", friction: 0.3)
    var s = scene(seconds: 4, [ground, block], people: [walker(to: [Vector3(0, 0, 4)])])
    s.bodies[1].mass = 0.5
    let trace = try simulate(s)
    let end = try #require(trace.frames.last).bodies[1]
    #expect(end.position.z > 3, "the block is at \(end.position)")
    #expect(end.position.isFinite && end.position.y < 2)
    let touch: TraceEvent? = trace.frames.flatMap(\.events).first {
      if case .bone = $0.b, $0.kind == .contactBegin { true } else { false }
    }
    #expect(try #require(touch).a == .body(1))
  }

  @Test func footEventsAlternateAndLieInTheirFrames() throws {
    let trace = try simulate(scene(seconds: 5, [ground], people: [walker(to: [Vector3(0, 0, 4)], start: 0.5)]))
    var previous = 0.0
    var downs: [TraceParticipant] = []
    for frame in trace.frames {
      for event in frame.events where event.kind == .footDown || event.kind == .footUp {
        #expect(event.time > previous - 1e-12 && event.time <= frame.time)
        if event.kind == .footDown { downs.append(event.a) }
      }
      previous = frame.time
    }
    #expect(downs.count >= 6)
    for (a, b) in zip(downs, downs.dropFirst()) { #expect(a != b) }
    #expect(trace.header.people[0].bones.map(\.name) == Bone.allCases.map(\.name))
    // Before and after the walk both feet are locked.
    for frame in [trace.frames[5], trace.frames[trace.frames.count - 1]] {
      #expect(frame.people[0].leftFootLocked && frame.people[0].rightFootLocked)
    }
  }
}

struct Refusals {
  private func refusal(_ s: Scene, limits: SimulationLimits = SimulationLimits()) -> SimulationError? {
    do throws(SimulationError) {
      _ = try Simulator(s, limits: limits)
      return nil
    } catch { return error }
  }

  @Test func badValuesNameBodyAndField() throws {
    let sphere = SolidShape.sphere(radius: 0.1)
    var heavy = body("b", sphere, at: .zero)
    heavy.mass = -1
    var spun = body("b", sphere, at: .zero)
    spun.orientation = Quaternion(x: 0, y: 0, z: 0, w: 0)
    var lost = walker()
    lost.walk?.path = [Vector3(.nan, 0, 0)]
    var hasty = walker()
    hasty.walk?.speed = 40
    let cases: [(Scene, String)] = [
      (scene(seconds: 1, [body("b", sphere, at: Vector3(.nan, 0, 0))]), "body 'b': position.x"),
      (scene(seconds: 1, [heavy]), "body 'b': mass"),
      (scene(seconds: 1, [spun]), "body 'b': orientation"),
      (scene(seconds: 1, [body("b", .sphere(radius: 0), at: .zero)]), "body 'b': shape.radius"),
      (scene(seconds: 1, [body("b", sphere, at: .zero, material: "wod")]), "body 'b': material 'wod'"),
      (scene(seconds: 1, [body("b", .plane(SolidShape.Plane()), at: .zero)]), "body 'b': motion"),
      (scene(seconds: 1, [], people: [lost]), "person 'walker': walk.path[0]"),
      (scene(seconds: 1, [], people: [hasty]), "person 'walker': walk.speed"),
      (scene(seconds: 1, frameRate: 0, []), "scene: frameRate"),
      (scene(seconds: .nan, []), "scene: seconds"),
    ]
    for (s, start) in cases {
      let error = try #require(refusal(s), "expected: \(start)")
      #expect(error.description.hasPrefix(start), "\(error)")
      #expect(error.exitCode == 65 && !error.description.contains("\n"))
    }
  }

  @Test func limitsAreCheckedBeforeTheWorldIsBuilt() throws {
    let s = scene(seconds: 3600, frameRate: 240, [ground])
    var limits = SimulationLimits()
    limits.maxSteps = 1000
    let error = try #require(refusal(s, limits: limits))
    #expect(error.kind == .limit && error.exitCode == 4)
    limits = SimulationLimits(maxBodies: 10)
    #expect(refusal(scene(seconds: 1, [], people: [walker()]), limits: limits)?.kind == .limit)
    #expect(refusal(scene(seconds: 1, [ground]), limits: limits) == nil)
  }

  @Test func overlapsAtTheStartAreNotedAndComeApartGently() throws {
    let half = Vector3(0.1, 0.1, 0.1)
    let trace = try simulate(
      scene(
        seconds: 2,
        [
          ground, body("a", .box(halfExtents: half), at: Vector3(0, 0.1, 0)),
          body("b", .box(halfExtents: half), at: Vector3(0, 0.28, 0)),
        ]))
    #expect(trace.header.notes.contains { $0.contains("'b'") && $0.contains("overlaps") })
    let fastest = trace.frames.flatMap(\.bodies).map(\.velocity.length).max() ?? 0
    #expect(fastest < 0.5, "\(fastest) m/s")
    #expect((trace.frames.last?.bodies[2].position.y ?? 0) > 0.29)
  }

  @Test func smallFastBodiesGetMoreSteps() throws {
    func rate(_ b: Body, _ adjust: (inout Scene) -> Void = { _ in }) throws -> TraceHeader {
      var s = scene(seconds: 1, [ground, b])
      adjust(&s)
      return try Simulator(s).header
    }
    #expect(try rate(body("b", .sphere(radius: 0.1), at: Vector3(0, 2, 0))).stepRate == 960)
    let bullet = body("bullet", .sphere(radius: 0.005), at: Vector3(0, 1, 0), velocity: Vector3(18, 0, 0))
    let header = try rate(bullet)
    #expect(header.stepRate == 960 * 5, "\(header.stepRate)")
    #expect(header.notes.contains { $0.contains("bullet") })
    #expect(try rate(bullet) { $0.stepRate = 240 }.stepRate == 240)
    #expect(
      try rate(bullet) {
        $0.frameRate = 25
        $0.gravity = .zero
        $0.bodies[1].velocity = .zero
      }.stepRate == 975)
  }
}

struct PushingFeet {
  /// A foot that swings into a ball sends it off faster than the walk.
  @Test func aWalkerKicksABall() throws {
    let ball = body(
      "ball", .sphere(radius: 0.11), at: Vector3(-0.05, 0.11, 2), material: "leather", restitution: 0.6)
    var s = scene(seconds: 3, [ground, ball], people: [walker(to: [Vector3(0, 0, 5)])])
    s.bodies[1].mass = 0.43
    let trace = try simulate(s)
    let fastest = trace.frames.map { $0.bodies[1].velocity.z }.max() ?? 0
    #expect(fastest > 1.3 && fastest < 15, "\(fastest) m/s")
    let kick: TraceEvent? = trace.frames.flatMap(\.events).first {
      if case .bone = $0.b, $0.kind == .contactBegin { true } else { false }
    }
    guard case .bone(0, let bone) = try #require(kick).b else { return }
    #expect(Bone(rawValue: bone)?.name.contains("oot") == true || Bone(rawValue: bone)?.name.contains("oes") == true)
  }

  @Test func aWalkerIsSimulatedFasterThanItsFilmRuns() throws {
    let s = scene(seconds: 10, [ground], people: [walker(to: [Vector3(0, 0, 10)])])
    let time = try ContinuousClock().measure { _ = try simulate(s) }
    #expect(time < .seconds(10))
  }
}
