import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// Bodies whose material shines, found by next-event estimation: small noise, and the closed form's light.
@Suite struct GlowTests {
  private static let radiance = Photometry.radiance(candelaPerSquareMetre: 160_000)
  private static let albedo = Double(linear(Colour(hex: 0xC0C0C0)).x)

  /// A matte floor lit by one shining body, seen where it lies under the origin.
  private static func floor(_ shape: SolidShape, at p: Vector3) -> Studio {
    var studio = Studio()
    var matte = Material()
    matte.name = "matte"
    matte.colour = Colour(hex: 0xC0C0C0)
    (matte.contrast, matte.roughness, matte.ior) = (0, 1, 1)
    var glow = matte
    glow.name = "glow"
    glow.colour = Colour(hex: 0x000000)
    glow.luminance = 160_000
    studio.scene.materials += [matte, glow]
    studio.scene.camera.position = Vector3(0.9, 0.25, 0)
    studio.scene.camera.target = .zero
    studio.scene.camera.focalLength = 2000
    studio.add("floor", .box(halfExtents: Vector3(2, 0.1, 2)), "matte", at: Vector3(0, -0.1, 0))
    studio.add("lamp", shape, "glow", at: p)
    return studio
  }

  private static func seen(_ studio: Studio) -> Double {
    let renderer = studio.renderer(sky: Sky(uniformRadiance: .zero))
    let picture = renderer.reference(
      studio.frame(), samples: 16, settings: RenderSettings(width: 16, height: 16, seed: 3))
    return picture.pixels.reduce(0) { $0 + Double($1.y) } / 256
  }

  /// A ball at height h gives pi L (r / h)^2. Without being looked for it would be met by one path in a thousand.
  @Test func ball() {
    let (radius, height) = (0.03, 0.8)
    let expected = GlowTests.albedo * GlowTests.radiance * radius * radius / (height * height)
    let found = GlowTests.seen(GlowTests.floor(.sphere(radius: radius), at: Vector3(0, height, 0)))
    #expect(abs(found / expected - 1) < 0.01, "\(found), expected \(expected)")
  }

  /// A panel right above: four corners of the rectangle's closed form (Howell's catalogue of view factors, B-4).
  @Test(arguments: [(0.5, 0.4, 1.2), (0.05, 0.02, 0.6), (0.8, 0.8, 0.3)]) func panel(a: Double, b: Double, h: Double) {
    func half(_ a: Double, _ b: Double) -> Double {
      let r = (a * a + h * h).squareRoot()
      return a / r * PortableMath.arcTangent(y: b, x: r)
    }
    let expected = GlowTests.albedo * GlowTests.radiance * 2 * (half(a, b) + half(b, a)) / Double.pi
    let shape = SolidShape.box(halfExtents: Vector3(a, 0.01, b))
    let found = GlowTests.seen(GlowTests.floor(shape, at: Vector3(0, h + 0.01, 0)))
    #expect(abs(found / expected - 1) < 0.012, "\(found), expected \(expected)")
  }

  /// A body that is left to surface sampling (here: one with the same form that light passes a little) shows the same
  /// light: nothing is counted twice or lost where both ways meet.
  @Test func sameLightWithoutBeingLookedFor() {
    var found: [Double] = []
    for opacity in [1, 0.999] {
      var studio = GlowTests.floor(
        .capsule(radius: 0.3, halfHeight: 0.3), at: Vector3(-0.2, 0.7, 0))
      studio.scene.materials[studio.scene.materials.count - 1].opacity = opacity
      let world = studio.renderer(sky: Sky(uniformRadiance: .zero)).world(studio.frame())
      #expect(world.emitters.isEmpty == (opacity < 1))
      let renderer = studio.renderer(sky: Sky(uniformRadiance: .zero))
      let picture = renderer.reference(
        studio.frame(), samples: 64, settings: RenderSettings(width: 16, height: 16, seed: 9))
      found.append(picture.pixels.reduce(0) { $0 + Double($1.y) } / 256)
    }
    #expect(abs(found[0] / found[1] - 1) < 0.015, "\(found)")
  }

  /// A flame hides nothing from another light, though rays that look meet it.
  @Test func flamesCastNoShadow() {
    var studio = Studio()
    var candle = Lamp()
    candle.kind = .candle
    candle.position = Vector3(0, 1, 0)
    studio.scene.light.lamps = [candle]
    let renderer = studio.renderer()
    let world = renderer.world(studio.frame())
    withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
      let caster = renderer.caster(world, stack: stack.baseAddress!)
      let ray = Ray(origin: Float3(-1, 1, 0), direction: Float3(1, 0, 0))
      #expect(caster.closestHit(ray).instance == 0)
      #expect(!caster.isOccluded(ray, limit: 2))
    }
  }
}
