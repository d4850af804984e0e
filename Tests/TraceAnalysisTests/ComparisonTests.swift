import SceneDescription
import Simulation
import Testing
import TraceAnalysis
import TraceFormat
import VectorMath

/// Two blocks on a floor, one of which a ball hits.
func knockScene(seconds: Double = 1.5, ballSpeed: Double = 3) -> Scene {
  func body(_ name: String, _ shape: SolidShape, _ position: Vector3, _ motion: Body.Motion = .dynamic) -> Body {
    var b = Body()
    b.name = name
    b.shape = shape
    b.position = position
    b.motion = motion
    b.material = "wood"
    return b
  }
  var s = Scene()
  s.title = "A ball hits a stack"
  s.seconds = seconds
  s.bodies = [
    body("floor", .plane(SolidShape.Plane()), .zero, .fixed),
    body("low block", .box(halfExtents: Vector3(0.1, 0.1, 0.1)), Vector3(0, 0.1, 0)),
    body("high block", .box(halfExtents: Vector3(0.1, 0.1, 0.1)), Vector3(0, 0.3, 0)),
    body("ball", .sphere(radius: 0.08), Vector3(-1, 0.08, 0)),
    body("far ball", .sphere(radius: 0.08), Vector3(5, 0.08, 0)),
  ]
  s.bodies[3].velocity = Vector3(ballSpeed, 0, 0)
  return s
}

func compared(_ a: Trace, _ b: Trace, tolerance: Double? = nil) -> TraceComparison {
  var x = a.frames.makeIterator()
  var y = b.frames.makeIterator()
  var comparer = TraceComparer(a.header, b.header, tolerance: tolerance)
  try? comparer.compare({ x.next() }, { y.next() })
  return comparer.result
}

private func everyStep(_ scene: Scene) throws -> Trace {
  var simulator = try Simulator(scene, every: .step)
  var trace = Trace(header: simulator.header, frames: [])
  while let record = simulator.nextFrame() { trace.frames.append(record) }
  return trace
}

@Suite struct ComparisonTests {
  @Test func aRunIsEqualToItself() throws {
    let trace = try simulate(knockScene())
    let result = compared(trace, try simulate(knockScene()))
    #expect(result.verdict == .equal && result.firstStep == nil && result.recordsCompared == trace.frames.count)
  }

  /// One bit of one velocity at step k: step, body, quantity and contact are named, and nobody else is.
  @Test(arguments: [(1, 400), (2, 700), (1, 1)])
  func aFlippedBitIsNamed(body: Int, step: Int) throws {
    let trace = try everyStep(knockScene(seconds: 1))
    var other = trace
    let v = trace.frames[step].bodies[body].velocity.y
    other.frames[step].bodies[body].velocity.y = Double(bitPattern: v.bitPattern ^ 1)
    let result = compared(trace, other)
    let found = try #require(result.infections.first)
    #expect(result.verdict == .different && result.firstStep == step && result.firstHashStep == nil)
    #expect(found.body == body && found.step == step && found.number.quantity == "velocity.y")
    #expect(found.quantities == ["velocity.y"] && result.infections.count == 1)
    let contact = try #require(found.contact)
    #expect(contact.involved.contains(.body(body)))
    // Blocks that rest lean on what is below them; the strongest contact is named.
    let strongest = trace.frames[step].contacts.filter { $0.a == .body(body) || $0.b == .body(body) }
      .max { $0.normalImpulse < $1.normalImpulse }
    #expect(contact.normalImpulse == strongest?.normalImpulse && contact.kind == .same)
    let text = ComparisonReport(result, trace.header).lines.joined(separator: "\n")
    #expect(
      text.contains("first differing step \(step) ") && text.contains("'\(trace.header.bodies[body].name)' velocity.y"))
    // As much as the flipped bit is worth is a tolerance that forgives it.
    #expect(compared(trace, other, tolerance: 1e-9).verdict == .withinTolerance)
  }

  /// Records a frame apart still give the very step, from the hashes.
  @Test func theStepBetweenFramesIsKnown() throws {
    let trace = try simulate(knockScene())
    var other = trace
    for k in 20..<other.frames.count { other.frames[k].bodies[1].velocity.x += 1e-12 }
    let hashes = other.frames[20].stepHashes
    for k in 17..<40 { other.frames[20].stepHashes[k] = hashes[k] ^ 0x1000 }
    other.frames[20].stateHash ^= 0x1000
    let result = compared(trace, other)
    #expect(result.firstHashStep == 19 * 40 + 18 && result.firstRecordStep == 800 && result.firstStep == 778)
  }

  /// A ball a thousandth faster: it differs first, then whom it hits, in the order of the blows; who is far never does.
  @Test func infectionFollowsContacts() throws {
    let a = try everyStep(knockScene())
    let b = try everyStep(knockScene(ballSpeed: 3.003))
    let result = compared(a, b)
    let names = result.infections.map { a.header.bodies[$0.body].name }
    #expect(names.first == "ball" && Set(names) == ["ball", "low block", "high block"], "\(names)")
    #expect(result.infections[1].through == "ball", "\(result.infections[1])")
    #expect(result.infections[1].step > result.infections[0].step)
    #expect(result.headerDifferences.contains { $0.hasPrefix("scene hash") })
    #expect(result.event != nil && result.largestDistance.size > 1e-4)
  }

  @Test func traceOfStepsAgainstTraceOfFrames() throws {
    let (frames, steps) = (try simulate(knockScene()), try everyStep(knockScene()))
    #expect(frames.frames.flatMap(\.events).count > 5)
    for result in [compared(frames, steps), compared(steps, frames)] {
      #expect(result.verdict == .equal && result.event == nil && result.recordsCompared == 36, "\(result)")
    }
  }

  @Test func otherBodiesCannotBeCompared() throws {
    var scene = knockScene(seconds: 0.2)
    scene.bodies[2].name = "roof"
    let result = compared(try simulate(knockScene(seconds: 0.2)), try simulate(scene))
    #expect(result.verdict == .different && result.obstacle?.contains("'high block'") == true)
  }

  /// Single precision against double: rounded alike, they are the same.
  @Test func aRoundedTraceIsComparedRounded() throws {
    let trace = try simulate(knockScene(seconds: 0.5))
    var rounded = trace
    rounded.header.precision = .single
    rounded.frames = rounded.frames.map { $0.rounded(to: .single) }
    let result = compared(trace, rounded)
    #expect(result.firstStep == nil && result.infections.isEmpty)
  }
}
