import RigidBodyDynamics
import SceneDescription
import Simulation
import VectorMath

/// A scene in motion, seen step by step.
struct Apparatus {
  let scene: Scene
  private var simulator: Simulator

  init(_ scene: Scene) throws(ExperimentError) {
    self.scene = scene
    do { simulator = try Simulator(scene) } catch { throw ExperimentError(error) }
  }

  var timeStep: Double { 1 / Double(simulator.header.stepRate) }
  /// Time since the start, s.
  var time: Double { Double(simulator.world.stepIndex) / Double(simulator.header.stepRate) }

  mutating func step() { simulator.step() }

  /// Runs to the end of the scene, or to `seconds`, rounded to whole steps; `look` is called after each step.
  mutating func run(until seconds: Double? = nil, _ look: (Apparatus) -> Void = { _ in }) {
    let steps = Int(((seconds ?? scene.seconds) * Double(simulator.header.stepRate)).rounded())
    while simulator.world.stepIndex < steps {
      step()
      look(self)
    }
  }

  /// Runs until `done` holds after a step, but not beyond the end of the scene.
  mutating func runUntil(_ done: (Apparatus) -> Bool) {
    let steps = Int((scene.seconds * Double(simulator.header.stepRate)).rounded())
    while simulator.world.stepIndex < steps {
      step()
      if done(self) { return }
    }
  }

  // MARK: Readings

  func state(_ name: String) throws(ExperimentError) -> BodyState { state(try scene.index(of: name)) }
  func state(_ index: Int) -> BodyState { simulator.world.state(of: BodyID(index: index)) }
  func mass(_ index: Int) -> Double { simulator.world.mass(of: BodyID(index: index)) }
  /// Moments of inertia about the body's axes, kg m^2.
  func inertia(_ index: Int) -> Vector3 {
    let id = BodyID(index: index)
    return simulator.world.shape(of: id).inertia(mass: simulator.world.mass(of: id))
  }
  var energy: (kinetic: Double, potential: Double) { simulator.world.energy }
  var totalEnergy: Double { energy.kinetic + energy.potential }
  /// Angular momentum about the world's origin, kg m^2/s.
  var angularMomentum: Vector3 { simulator.world.momentum.angular }
  /// Deepest overlap of any contact, m.
  var deepestOverlap: Double { simulator.world.contacts.reduce(0) { Swift.max($0, $1.depth) } }
}
