import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// Lamps that the camera does not see light the scene like any other.
@Suite struct UnseenLampTests {
  private func studio(visible: Bool, lampAt position: Vector3, target: Vector3 = .zero) -> Studio {
    var studio = Studio()
    var lamp = Lamp()
    (lamp.kind, lamp.position, lamp.target, lamp.visible) = (.softbox, position, target, visible)
    (lamp.width, lamp.height) = (0.8, 0.8)
    studio.scene.light.lamps = [lamp]
    return studio
  }

  /// Symptom: under a softbox with `visible: false` glazes were dull and a wine glass stood on a black disc. Cause: the lamp
  /// had no body, so that no path ran into it, while light drawn towards it was weighed as if paths did, and stopped at
  /// glass. Expected: where the camera does not look at it, the picture is the same, visible or not.
  @Test(arguments: ["gloss", "glass"]) func lightsGlossAndGlass(body: String) {
    func mean(visible: Bool) -> Float {
      var studio = studio(visible: visible, lampAt: Vector3(-0.8, 1.2, 0.4))
      var gloss = Material()
      (gloss.name, gloss.roughness, gloss.contrast) = ("gloss", 0.12, 0)
      gloss.colour = Colour(hex: 0x101010)
      var glass = Material()
      (glass.name, glass.roughness, glass.contrast, glass.transmission) = ("glass", 0, 0, 1)
      glass.colour = Colour(hex: 0xFFFFFF)
      studio.scene.materials = [gloss, glass]
      studio.scene.camera.position = Vector3(0.9, 1.0, 0.3)
      studio.scene.camera.target = Vector3(0, 0.05, 0)
      studio.scene.camera.focalLength = 60
      studio.add("floor", .plane(SolidShape.Plane()), body == "gloss" ? "gloss" : "plaster")
      studio.add("slab", .box(halfExtents: Vector3(0.3, 0.02, 0.3), edgeRadius: 0), body, at: Vector3(0, 0.05, 0))
      let settings = RenderSettings(width: 16, height: 16, seed: 5)
      let seen = studio.renderer(sky: Sky(uniformRadiance: .zero)).reference(
        studio.frame(), samples: 1024, settings: settings
      ).pixels
      return seen.reduce(0) { $0 + luminance($1) } / Float(seen.count)
    }
    let (seen, unseen) = (mean(visible: true), mean(visible: false))
    #expect(seen > 0 && (unseen / seen - 1).magnitude < 0.02, "\(body): \(unseen) against \(seen)")
  }

  /// The camera and its guides look through it as if it were not there; a mirror shows it.
  @Test func isPassedByTheCamera() {
    let settings = RenderSettings(width: 16, height: 16, seed: 5)
    func look(at z: Double, visible: Bool) -> (light: Float, depth: Float) {
      var studio = studio(visible: visible, lampAt: Vector3(0, 1, 0), target: Vector3(0, 1, 3))
      var mirror = Material()
      (mirror.name, mirror.roughness, mirror.contrast, mirror.metalness) = ("mirror", 0, 0, 1)
      studio.scene.materials = [mirror]
      studio.scene.camera.position = Vector3(0, 1, 2)
      studio.scene.camera.target = Vector3(0, 1, z)
      studio.scene.camera.focalLength = 200
      studio.add("wall", .box(halfExtents: Vector3(3, 3, 0.1)), "mirror", at: Vector3(0, 1, -4.1))
      studio.add("opposite", .box(halfExtents: Vector3(3, 3, 0.1)), "mirror", at: Vector3(0, 1, 6.1))
      let renderer = studio.renderer(sky: Sky(uniformRadiance: .zero))
      let truth = renderer.reference(studio.frame(), samples: 4, settings: settings)
      let guides = renderer.guides(studio.frame(), previous: nil, settings: settings)
      return (luminance(truth.pixels[8 * 16 + 8]), guides.depth.pixels[8 * 16 + 8])
    }
    #expect((look(at: 0, visible: true).depth - 2).magnitude < 1e-3)
    let through = look(at: 0, visible: false)
    #expect((through.depth - 6).magnitude < 1e-3, "\(through.depth)")
    // In the mirror behind the camera it is seen 4 m behind that mirror, face on.
    #expect(look(at: 4, visible: false).light > 0)
  }
}
