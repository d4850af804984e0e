import Imaging
import SceneDescription
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

@Suite struct ShutterTests {
  /// A wall's edge that moves across the sky is a linear ramp, as wide as its way while the shutter is open and centred on
  /// where it stands at the frame's own time.
  @Test(arguments: [180, 360] as [Double]) func movingEdgesAreLinearRamps(angle: Double) {
    var studio = Studio()
    studio.scene.camera.position = Vector3(0, 0, 4)
    studio.scene.camera.target = .zero
    studio.scene.camera.shutterAngle = angle
    var card = Material()
    (card.name, card.pattern, card.colour, card.roughness) = ("card", .plain, Colour(hex: 0x202020), 1)
    studio.scene.materials = [card]
    studio.add("wall", .box(halfExtents: Vector3(1, 0.3, 0.001)), "card", at: Vector3(-1, 0, 0))
    let settings = RenderSettings(width: 192, height: 64, seed: 4)
    let step = 0.2  // metres a frame
    func frame(_ k: Int) -> TraceFrame { studio.frame(k + 1, shift: { _ in Vector3(step * Double(k), 0, 0) }) }
    let renderer = studio.renderer(sky: Sky(uniformRadiance: Float3(repeating: 1)))
    let sharp = renderer.reference(frame(0), samples: 32, settings: settings)
    let open = renderer.reference(
      frame(0), previous: frame(-1), next: frame(1), samples: 64, settings: settings)
    // The dark wall takes most of the even sky's light away: the same share wherever it stands.
    var taken: Float = 0
    for x in 60..<80 { taken += (1 - luminance(sharp[x, 32])) / 20 }
    #expect(taken > 0.5)
    let way = studio.scene.camera.focalPixels(width: 192, height: 64) / 3.999 * step * angle / 360
    for x in 70..<122 {
      var light: Float = 0
      for y in 28..<36 { light += luminance(open[x, y]) / 8 }
      let covered = Double((1 - light) / taken)
      let expected = max(0, min(1, 0.5 - (Double(x) + 0.5 - 96) / way))
      #expect(abs(covered - expected) < 0.08, "column \(x): \(covered), expected \(expected)")
    }
    // Frozen without neighbours, or with the shutter all but shut.
    #expect(luminance(sharp[94, 32]) < 1 - 0.9 * taken && luminance(sharp[98, 32]) > 0.999)
  }

  /// Two records of one world: the way from one to the other is straight, its turns go the shorter way.
  @Test func framesMoveTowardsEachOther() {
    let studio = Studio.crowded()
    let a = studio.frame(0)
    let b = studio.frame(
      1, shift: { Vector3(0.1 * Double($0), 0, -0.2) }, turn: { Vector3(0, 0.3 * Double($0), 0) })
    let c = a.moved(toward: b, by: 0.25, time: 0.01)
    for i in a.bodies.indices {
      #expect((c.bodies[i].position - a.bodies[i].position - Vector3(0.025 * Double(i), 0, -0.05)).length < 1e-12)
      let expected = Quaternion(rotationVector: Vector3(0, 0.075 * Double(i), 0)) * a.bodies[i].orientation
      let difference = (expected.conjugate * c.bodies[i].orientation).rotate(Vector3(1, 2, 3)) - Vector3(1, 2, 3)
      #expect(difference.length < 1e-6)
    }
    #expect(a.moved(toward: nil, by: 0.25, time: 0.01).bodies == a.bodies)
  }
}
