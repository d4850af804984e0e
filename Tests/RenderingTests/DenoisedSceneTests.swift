import Imaging
import Parallelism
import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// The denoiser on rendered scenes, and the features that it is guided by.
@Suite struct DenoisedSceneTests {
  private func features(
    _ studio: Studio, toward d: Float3 = Float3(0, -1, 0), from eye: Float3 = Float3(0, 2, 0)
  ) -> [PathFeatures] {
    samples(studio, .reference(caustics: true), toward: d, from: eye).map(\.features)
  }

  private func samples(
    _ studio: Studio, _ rules: PathRules, toward d: Float3, from eye: Float3
  ) -> [(light: Float3, features: PathFeatures)] {
    let renderer = studio.renderer()
    let world = renderer.world(studio.frame())
    let lights = renderer.lights(world, isCheap: false)
    return withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
      let tracer = renderer.tracer(
        renderer.caster(world, stack: stack.baseAddress!), lights, rules, pixelAngle: 1e-3,
        hasClear: renderer.hasClear)
      let layout = SampleSequence.Layout(width: 16, height: 16, samples: 64, seed: 1, frame: 0, purpose: 9)
      return (0..<64).map { s in
        var random = SampleSequence(layout, x: 3, y: 5, sample: s)
        var f = PathFeatures()
        let light = tracer.trace(Ray(origin: eye, direction: d), &random, features: &f)
        return (light.all, f)
      }
    }
  }

  private func floor(_ material: String) -> Studio {
    var studio = Studio()
    studio.add("floor", .plane(SolidShape.Plane()), material)
    return studio
  }

  /// Straight above a floor: its colour, its normal, one over the height; asked for or not, the light is the same.
  @Test func featuresAreThoseOfTheFirstSurface() {
    for f in features(floor("chalk")) {
      #expect(f.albedo.min() > 0.6 && f.albedo.max() < 1, "\(f.albedo)")
      #expect(f.normal.y > 0.98 && (f.nearness - 0.5).magnitude < 1e-3)
    }
    let sky = features(floor("chalk"), toward: Float3(0, 1, 0))[0]
    #expect(sky.albedo == Float3(repeating: 1) && sky.normal == .zero && sky.nearness == 0)
  }

  /// A mirror shows the features of what is seen in it, further by the way there.
  @Test func mirrorsShowWhatIsSeenInThem() {
    var studio = floor("chalk")
    var mirror = Material()
    (mirror.name, mirror.metalness, mirror.roughness) = ("mirror", 1, 0)
    mirror.pattern = .polished
    mirror.colour = Colour(hex: 0xFFFFFF)
    studio.scene.materials = [mirror]
    studio.add("mirror", .box(halfExtents: Vector3(1, 0.01, 1), edgeRadius: 0), "mirror", at: Vector3(0, 2.99, 0))
    let f = features(studio, toward: Float3(0, 1, 0), from: Float3(0, 2, 0))[0]
    // 0.98 m up to the mirror, 2.98 m down to the floor.
    #expect(f.normal.y > 0.98, "\(f)")
    #expect((f.nearness - 1 / 3.96).magnitude < 2e-3, "\(f)")
  }

  /// Symptom: a windscreen was strewn with black and white dots. Cause: the lamp that it reflects, which one path in ten
  /// chances upon, was kept from the filters as a lamp's own sharp edge is. Expected: what shines counts as glare in all
  /// paths where a mirror shows it, and in none where glass does.
  @Test func glassKeepsNoGlareBack() {
    func glare(_ change: (inout Material) -> Void) -> [Float] {
      var studio = floor("chalk")
      var (lamp, sheet) = (Material(), Material())
      (lamp.name, lamp.luminance) = ("lamp", 1_000_000)
      (sheet.name, sheet.roughness) = ("sheet", 0)
      sheet.pattern = .polished
      change(&sheet)
      studio.scene.materials = [lamp, sheet]
      studio.add("sheet", .box(halfExtents: Vector3(1, 0.01, 1), edgeRadius: 0), "sheet", at: Vector3(0, 1, 0))
      studio.add("lamp", .box(halfExtents: Vector3(1, 0.01, 1), edgeRadius: 0), "lamp", at: Vector3(0, 4, 0))
      return features(studio).map { largest($0.glare) }
    }
    let mirror = glare {
      $0.metalness = 1
      $0.colour = Colour(hex: 0xFFFFFF)
    }
    #expect(mirror.allSatisfy { $0 > 0 }, "\(mirror)")
    let glass = glare { $0.transmission = 1 }
    #expect(glass.allSatisfy { $0 == 0 }, "\(glass)")
  }

  /// Symptom: a black square on a ball of glass in a room with lamps. Cause: without caustics the light of a lamp that is
  /// seen through a body of glass is held down, but what of it outshines white was put aside whole: the rest was
  /// negative, the test for outliers divided by 0, and one pixel without a number spreads over all windows that see it.
  /// Expected: no more is put aside than was counted, and every pixel is a number.
  @Test func noMoreGlareThanLight() throws {
    var studio = floor("chalk")
    var (lamp, glass) = (Material(), Material())
    (lamp.name, lamp.luminance) = ("lamp", 1_000_000)
    (glass.name, glass.roughness, glass.transmission) = ("pane", 0, 1)
    glass.pattern = .polished
    studio.scene.materials = [lamp, glass]
    studio.add("pane", .box(halfExtents: Vector3(1, 0.01, 1), edgeRadius: 0), "pane", at: Vector3(0, 3, 0))
    studio.add("lamp", .box(halfExtents: Vector3(1, 0.01, 1), edgeRadius: 0), "lamp", at: Vector3(0, 4, 0))
    for caustics in [false, true] {
      let all = samples(
        studio, .reference(caustics: caustics, exposure: studio.renderer().exposure), toward: Float3(0, 1, 0),
        from: Float3(0, 2, 0))
      #expect(all.contains { largest($0.features.glare) > 0 })
      for (light, features) in all {
        #expect((light - features.glare).min() >= -1e-5 * largest(light), "\(light), of it \(features.glare)")
      }
    }
    for name in ["glass", "crystal", "water", "ice"] {
      let material = try #require(Material.standard(name))
      let picture = try MaterialBoard(material, setting: .indoors).picture(side: 64, samples: 8).colour
      // What is no number would be black.
      #expect(picture.pixels.allSatisfy { largest($0) > 0.01 && largest($0) <= 1 }, "\(name)")
    }
  }

  /// Without noise in the way a reference's pattern is as sharp as its pixels: the albedo that it sees differs from
  /// pixel to pixel by more than with a footprint of a whole pixel, and its mean over the picture is the same.
  @Test func footprintsAreNarrow() {
    var studio = floor("gravel")
    studio.scene.camera.position = Vector3(0, 1.2, 1)
    studio.scene.camera.target = Vector3(0, 0, 0)
    let renderer = studio.renderer()
    let world = renderer.world(studio.frame())
    let lights = renderer.lights(world, isCheap: false)
    func albedos(_ rules: PathRules) -> [Float] {
      withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
        let tracer = renderer.tracer(
          renderer.caster(world, stack: stack.baseAddress!), lights, rules, pixelAngle: 0.01, hasClear: false)
        let layout = SampleSequence.Layout(width: 32, height: 32, samples: 64, seed: 1, frame: 0, purpose: 9)
        return (0..<1024).map { i in
          let (x, y) = (i % 32, i / 32)
          var sum: Float = 0
          for s in 0..<64 {
            var random = SampleSequence(layout, x: x, y: y, sample: s)
            let p = SIMD2(Float(x), Float(y)) + random.next()
            var f = PathFeatures()
            _ = tracer.trace(
              Ray(origin: Float3(0, 1.2, 0), direction: normalize(Float3((p.x - 16) * 0.01, -1, (p.y - 16) * 0.01))),
              &random, features: &f)
            sum += f.albedo.y / 64
          }
          return sum
        }
      }
    }
    func moments(_ v: [Float]) -> (mean: Float, spread: Float) {
      let mean = v.reduce(0, +) / Float(v.count)
      return (mean, (v.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Float(v.count)).squareRoot())
    }
    var blurred = PathRules.reference(caustics: true)
    blurred.footprint = 1
    let (narrow, wide) = (moments(albedos(.reference(caustics: true))), moments(albedos(blurred)))
    #expect(narrow.spread > 1.05 * wide.spread, "\(narrow), \(wide)")
    #expect((narrow.mean / wide.mean - 1).magnitude < 0.05, "\(narrow), \(wide)")
  }

  /// Fog makes features fade, but lends them none of its noise.
  @Test func fogLeavesFeaturesFreeOfNoise() {
    var studio = floor("chalk")
    var fog = Fog()
    fog.visibility = 4
    studio.scene.light.fog = fog
    let all = features(studio)
    let clear = decay(2 * 3.912 / 4)
    for f in all {
      #expect((f.normal - all[0].normal).max() < 1e-5 && (f.normal.y - clear).magnitude < 0.01, "\(f)")
      #expect((f.albedo - all[0].albedo).max() < 1e-5 && (f.nearness / f.normal.y - 0.5).magnitude < 5e-3)
    }
  }

  @Test func threadCountNeverChangesAPixel() {
    let studio = Studio.crowded()
    let renderer = studio.renderer()
    let settings = RenderSettings(width: 96, height: 54, seed: 11)
    let usual = ThreadBudget.threads
    defer { ThreadBudget.threads = usual }
    func picture(_ threads: Int) -> ImageBuffer<Float3> {
      ThreadBudget.threads = threads
      return renderer.denoisedReference(
        studio.frame(1), previous: studio.frame(0), samples: 5, settings: settings)
    }
    let one = picture(1)
    for threads in [2, 5] { #expect(picture(threads) == one) }
  }

  /// A floor full of things in the sun, which has little noise to begin with: nearer to the truth than the samples alone.
  @Test func scenesComeNearerToTheTruth() {
    let studio = Studio.crowded()
    let renderer = studio.renderer()
    let settings = RenderSettings(width: 96, height: 54, seed: 1)
    var other = settings
    other.seed = 2
    let truth = renderer.reference(studio.frame(), samples: 384, settings: other)
    func error(_ picture: ImageBuffer<Float3>) -> Double {
      var sum = 0.0
      for (p, t) in zip(picture.pixels, truth.pixels) {
        let d: Float3 = p - t
        sum += Double((d * d / (t * t + 1e-3)).sum())
      }
      return sum
    }
    let noisy = error(ImageBuffer(renderer.halfBuffers(studio.frame(), samples: 16, settings: settings)))
    let clean = error(renderer.denoisedReference(studio.frame(), samples: 16, settings: settings))
    #expect(clean < noisy / 1.5, "\(noisy) to \(clean)")
  }
}
