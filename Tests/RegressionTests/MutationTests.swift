import Foundation
import Regression
import RigidBodyDynamics
import SceneDescription
import Simulation
import TestSupport
import Testing
import VectorMath

/// The suite must find faults: twenty are put in, one at a time, and each must be called DIVERGED or WRONG somewhere.
@Suite struct MutationTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    var name: String
    /// Scenarios in which it can show, so that each fault need not run all.
    var scenarios: [String]
    var change: @Sendable (inout Scene) -> Void = { _ in }
    var engine: EngineFault?
    var steps = 0..<Int.max
    var testDescription: String { name }
  }

  private static let faults: [Fault] = [
    // In the scene.
    Fault(
      name: "restitution + 1 %", scenarios: ["bouncing-ball", "ball-down-stairs"],
      change: eachBody {
        $0.restitution = $0.restitution.map { min(1, $0 * 1.01) }
      }),
    Fault(
      name: "gravity + 0.1 %", scenarios: ["bouncing-ball", "falling-chain", "newtons-cradle"],
      change: { $0.gravity.y *= 1.001 }),
    Fault(
      name: "friction + 2 %", scenarios: ["sliding-block"],
      change: eachBody { $0.friction = $0.friction.map { $0 * 1.02 } }),
    Fault(
      name: "friction of the wrong body", scenarios: ["sliding-block", "curling-stones"],
      change: { scene in
        let wrong = scene.bodies[0].friction
        for i in scene.bodies.indices { scene.bodies[i].friction = wrong }
      }),
    Fault(
      name: "a mass + 1 %", scenarios: ["head-on-equal", "head-on-unequal"],
      change: { scene in
        scene.bodies[0].mass = scene.bodies[0].mass.map { $0 * 1.01 }
      }),
    Fault(name: "a body 2 mm aside", scenarios: ["oblique-balls"], change: { $0.bodies[1].position.z += 0.002 }),
    Fault(
      name: "a velocity + 0.5 %", scenarios: ["head-on-equal", "rear-end"],
      change: eachBody { $0.velocity = $0.velocity * 1.005 }),
    Fault(
      name: "a radius + 0.5 %", scenarios: ["oblique-balls", "bank-shots"],
      change: eachBody {
        if case .sphere(var s) = $0.shape {
          s.radius *= 1.005
          $0.shape = .sphere(s)
        }
      }),
    Fault(
      name: "no rolling resistance", scenarios: ["bouncing-ball", "settling-coin"],
      change: eachBody { $0.rollingResistance = 0 }),
    Fault(
      name: "a joint 3 mm off", scenarios: ["newtons-cradle", "trapdoor"],
      change: { scene in
        for i in scene.joints.indices { scene.joints[i].anchor.x += 0.003 }
      }),
    Fault(
      name: "a spring 1 % stiffer", scenarios: ["spring-catcher"],
      change: { scene in
        for i in scene.joints.indices {
          if case .spring(var s) = scene.joints[i].kind {
            s.stiffness *= 1.01
            scene.joints[i].kind = .spring(s)
          }
        }
      }),
    Fault(
      name: "a joint that never breaks", scenarios: ["breaking-bridge"],
      change: { scene in
        for i in scene.joints.indices { (scene.joints[i].breakingForce, scene.joints[i].breakingTorque) = (nil, nil) }
      }),
    Fault(
      name: "spin forgotten", scenarios: ["dumbbell-spin", "spinning-top"],
      change: eachBody { $0.angularVelocity = .zero }),
    // In the engine.
    Fault(
      name: "contacts skipped where two blocks meet", scenarios: ["rear-end"],
      engine: .skippedContact, steps: 380..<390),
    Fault(
      name: "a normal swapped where two blocks meet", scenarios: ["rear-end"], engine: .swappedNormal,
      steps: 380..<390),
    Fault(
      name: "contact points 2 mm aside", scenarios: ["bank-shots", "ball-down-stairs", "rear-end"],
      engine: .shiftedPoint(Vector3(0.002, 0, 0))),
    Fault(name: "depths off by 2 mm", scenarios: ["stack-of-ten", "light-under-heavy"], engine: .falseDepth(2e-3)),
    Fault(name: "step x 1.01", scenarios: ["bouncing-ball", "head-on-equal"], engine: .longerStep(1.01)),
    Fault(
      name: "gravity of the engine + 0.1 %", scenarios: ["bouncing-ball", "falling-chain", "newtons-cradle"],
      engine: .strongerGravity(1.001)),
    Fault(
      name: "gravity 0.2 degrees askew", scenarios: ["bouncing-ball", "ball-down-stairs"],
      engine: .tiltedGravity(Vector3(0.034, 0, 0))),
  ]

  private static func eachBody(_ change: @escaping @Sendable (inout Body) -> Void) -> @Sendable (inout Scene) -> Void {
    { scene in for i in scene.bodies.indices { change(&scene.bodies[i]) } }
  }

  @Test("Twenty faults are found, and the step named first is the first whose bits differ", arguments: faults)
  func found(_ fault: Fault) throws {
    try withTemporaryFolder { folder in
      let suite = try projectSuite(cache: folder)
      let results = suite.run(fault.scenarios, keepsTraces: false, change: fault.change) { simulator in
        if let engine = fault.engine { simulator.plan(engine, in: fault.steps) }
      }
      #expect(results.contains { $0.verdict.kind == .diverged }, "\(fault.name): \(results.map(\.headline))")
      for result in results where result.verdict.kind == .diverged {
        // A second route to the first different step: the two runs side by side.
        var spoilt = try suite.scene(result.name)
        fault.change(&spoilt)
        var right = try Simulator(suite.scene(result.name), every: .step)
        var wrong = try Simulator(spoilt, every: .step)
        if let engine = fault.engine { wrong.plan(engine, in: fault.steps) }
        var first: Int?
        while first == nil, let a = right.nextFrame(), let b = wrong.nextFrame() {
          if a.step > 0 && UInt16(truncatingIfNeeded: a.stateHash) != UInt16(truncatingIfNeeded: b.stateHash) {
            first = a.step
          }
        }
        #expect(result.verdict.firstBitStep == first, "\(fault.name) in \(result.name)")
      }
    }
  }
}
