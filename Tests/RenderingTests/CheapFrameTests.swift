import Imaging
import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// What the cheap frame leaves out to be quick, and what it must not lose by that.
@Suite struct CheapFrameTests {
  /// Following what is faint by chance only leaves the mean of every part of the picture as it is: in fog that hides the
  /// things, under leaves, behind a pane and a clear ball.
  @Test(arguments: [Double.infinity, 4]) func chanceLosesNothing(visibility: Double) {
    var studio = Studio.crowded()
    studio.add("crown", .sphere(radius: 0.5), "leaf", at: Vector3(-0.4, 1.3, 0.2))
    studio.add("hedge", .box(halfExtents: Vector3(0.6, 0.3, 0.02)), "leaf", at: Vector3(0.6, 0.3, -0.3))
    studio.add("pane", .box(halfExtents: Vector3(0.4, 0.4, 0.005)), "window pane", at: Vector3(0.4, 0.4, 1.3))
    studio.add("marble", .sphere(radius: 0.15), "glass", at: Vector3(-0.1, 0.15, 1.1))
    studio.scene.light.sunElevation = 35
    if visibility.isFinite {
      var fog = Fog()
      fog.visibility = visibility
      studio.scene.light.fog = fog
    }
    let renderer = studio.renderer()
    let settings = RenderSettings(width: 48, height: 32, samples: 1, seed: 4)
    let world = renderer.world(studio.frame())
    func parts(_ purpose: UInt32, thinned: Bool) -> [Float] {
      var rules = PathRules.cheap(exposure: renderer.exposure)
      rules.thinsFaint = thinned
      let all = renderer.light(world, frame: 0, samples: 256, settings: settings, rules: rules, purpose: purpose).all
      var sums = [Float](repeating: 0, count: 12)
      for y in 0..<32 { for x in 0..<48 { sums[y / 11 * 4 + x / 12] += luminance(all[x, y]) } }
      return sums
    }
    let (whole, thinned) = (parts(0, thinned: false), parts(1, thinned: true))
    for (a, b) in zip(whole, thinned) { #expect(abs(a - b) < 0.02 * a, "\(b) for \(a)") }
  }

  /// A ray that asks for light is stopped, veiled or let through as what it meets along its whole way says, whatever comes
  /// first.
  @Test func coverIsTheWorstOfWhatIsMet() {
    var studio = Studio()
    studio.scene.camera.position = Vector3(0, 1, 9)
    for (i, column) in ["window pane", "leaf", "plaster", "window pane, leaf", "leaf, plaster", "plaster, leaf"]
      .enumerated()
    {
      for (k, material) in column.split(separator: ", ").enumerated() {
        studio.add(
          "\(i) \(k)", .box(halfExtents: Vector3(0.3, 0.3, 0.01)), String(material),
          at: Vector3(Double(i), 1, -Double(k)))
      }
    }
    let renderer = studio.renderer()
    let world = renderer.world(studio.frame())
    let expected: [RayCaster.Cover] = [.clear, .veiled, .stopped, .veiled, .stopped, .stopped, .none]
    withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
      let caster = renderer.caster(world, stack: stack.baseAddress!)
      for (i, cover) in expected.enumerated() {
        let ray = Ray(origin: Float3(Float(i), 1, 3), direction: Float3(0, 0, -1))
        #expect(caster.cover(ray, limit: RayCaster.reach, veilsStop: false) == cover, "column \(i)")
        let opaque: RayCaster.Cover = cover == .veiled ? .stopped : cover
        #expect(caster.cover(ray, limit: RayCaster.reach, veilsStop: true) == opaque, "column \(i)")
        #expect(caster.cover(ray, limit: 2, veilsStop: false) == .none, "column \(i)")
      }
    }
  }
}
