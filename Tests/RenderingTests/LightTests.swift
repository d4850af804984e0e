import Imaging
import Parallelism
import SceneDescription
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

@Suite(.serialized) struct LightTests {
  @Test func furnacePictureIsEven() {
    var studio = Studio()
    var white = Material()
    white.name = "white"
    white.colour = Colour(hex: 0xFFFFFF)
    white.roughness = 0.7
    studio.scene.materials = [white]
    studio.add("ball", .sphere(radius: 0.6), "white", at: Vector3(0, 0.4, 0))
    let renderer = studio.renderer(sky: Sky(uniformRadiance: Float3(repeating: 1)))
    let picture = renderer.reference(
      studio.frame(), samples: 64, settings: RenderSettings(width: 48, height: 32, seed: 2))
    var mean: Float = 0
    for p in picture.pixels { mean += p.x / Float(picture.pixels.count) }
    // The albedo is held to 0.98, and varies by a few per cent around it.
    #expect(mean > 0.97 && mean < 1.005, "\(mean)")
  }

  @Test func threadCountNeverChangesAPixel() {
    let studio = Studio.crowded()
    let renderer = studio.renderer()
    let settings = RenderSettings(width: 96, height: 54, samples: 2, seed: 11)
    let usual = ThreadBudget.threads
    defer { ThreadBudget.threads = usual }
    ThreadBudget.threads = 1
    let one = renderer.guides(studio.frame(1), previous: studio.frame(0), settings: settings)
    let oneReference = renderer.reference(studio.frame(1), samples: 2, settings: settings)
    for threads in [2, 5] {
      ThreadBudget.threads = threads
      #expect(renderer.guides(studio.frame(1), previous: studio.frame(0), settings: settings) == one)
      #expect(renderer.reference(studio.frame(1), samples: 2, settings: settings) == oneReference)
    }
  }

  /// With the reference's rules the cheap estimator's mean is the reference's; two independent estimates agree.
  @Test func samplesConvergeToOnePicture() {
    let studio = Studio.crowded()
    let renderer = studio.renderer()
    let settings = RenderSettings(width: 48, height: 32, samples: 1, seed: 4)
    let world = renderer.world(studio.frame())
    func mean(_ samples: Int, _ purpose: UInt32, _ rules: PathRules) -> Float {
      let (all, _) = renderer.light(
        world, frame: 0, samples: samples, settings: settings, rules: rules, purpose: purpose)
      return all.pixels.reduce(0) { $0 + luminance($1) / Float(all.pixels.count) }
    }
    let reference = mean(128, 1, .reference(caustics: true))
    #expect(abs(mean(128, 0, .reference(caustics: true)) - reference) < 0.01 * reference)
    // The cheap frame loses only what later bounces and bright dots bring.
    let cheap = mean(128, 0, .cheap(exposure: renderer.exposure))
    #expect(cheap <= reference * 1.01 && cheap > 0.85 * reference, "\(cheap) of \(reference)")
  }

  /// Sunlight on level ground: `sunlit` on an open floor is the sun's irradiance times the floor's reflection.
  @Test func sunlitIsTheSunsPart() {
    var studio = Studio()
    studio.add("floor", .plane(SolidShape.Plane()), "plaster")
    studio.add("roof", .box(halfExtents: Vector3(40, 0.1, 40)), "plaster", at: Vector3(0, 6, 0))
    let settings = RenderSettings(width: 32, height: 18, samples: 4)
    let covered = studio.renderer().guides(studio.frame(), previous: nil, settings: settings)
    #expect(covered.sunlit[16, 17] == .zero)
    studio.scene.bodies.removeLast()
    let open = studio.renderer().guides(studio.frame(), previous: nil, settings: settings)
    let sun = open.sunlit[16, 17]
    #expect(sun.x > 0 && all(sun .<= open.lit[16, 17]))
  }

  /// Every light from night to noon and clear to overcast gives a finite picture whose sunlit grey lands mid-scale.
  @Test(arguments: [-12, 2, 15, 42, 80] as [Double], [0, 0.4, 1] as [Double])
  func exposureSuitsTheLight(elevation: Double, cloud: Double) {
    var studio = Studio()
    var grey = Material()
    grey.name = "grey"
    grey.colour = Colour(hex: 0x767676)
    grey.roughness = 0.9
    studio.scene.materials = [grey]
    studio.scene.light.sunElevation = elevation
    studio.scene.light.cloudCover = cloud
    studio.add("card", .box(halfExtents: Vector3(3, 0.05, 3)), "grey")
    let renderer = studio.renderer()
    let picture = renderer.reference(
      studio.frame(), samples: 16, settings: RenderSettings(width: 32, height: 18))
    #expect(picture.pixels.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.z.isFinite && $0.min() >= 0 })
    let shown = pictureFromRadiance(picture, exposure: renderer.exposure)
    let y = luminance(shown.colour[16, 12])
    #expect(y > (elevation < 0 ? 0.05 : 0.25) && y < 0.75, "level card shown as \(y)")
  }

  @Test func emptySceneIsSky() {
    let studio = Studio()
    let guide = studio.renderer().guides(
      studio.frame(), previous: studio.frame(), settings: RenderSettings(width: 16, height: 16))
    #expect(guide.instance.pixels.allSatisfy { $0 == 0 } && guide.depth.pixels.allSatisfy { $0.isInfinite })
    #expect(guide.lit.pixels.allSatisfy { luminance($0) > 0 })
    #expect(guide.motion.pixels.allSatisfy { $0.isValid })
  }

  @Test func mismatchesAreNamed() {
    let studio = Studio.crowded()
    #expect(throws: RenderError.bodyCount(scene: 10, trace: 0)) {
      _ = try SceneRenderer(scene: studio.scene, header: TraceHeader())
    }
    var header = studio.header
    header.people = []
    #expect(throws: RenderError.personCount(scene: 1, trace: 0)) {
      _ = try SceneRenderer(scene: studio.scene, header: header)
    }
    var scene = studio.scene
    scene.bodies[2].material = "unobtainium"
    #expect(throws: RenderError.unknownMaterial("unobtainium", body: "block 1")) {
      _ = try SceneRenderer(scene: scene, header: studio.header)
    }
  }
}
