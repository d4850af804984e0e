import Parallelism
import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// Lamps and fog in whole pictures.
@Suite(.serialized) struct MeteringTests {
  /// A table in a dark place under one bulb.
  private func studio(lumens: Double, fog: Fog? = nil) -> Studio {
    var studio = Studio()
    studio.scene.light.sunElevation = -90
    studio.scene.light.stars = 0
    var bulb = Lamp()
    bulb.position = Vector3(0, 1.5, 0)
    bulb.lumens = lumens
    bulb.visible = false
    studio.scene.light.lamps = [bulb]
    studio.scene.light.fog = fog
    studio.add("floor", .plane(SolidShape.Plane()), "plaster")
    studio.add("block", .box(halfExtents: Vector3(0.3, 0.3, 0.3)), "plaster", at: Vector3(0.4, 0.3, 0))
    return studio
  }
  private let settings = RenderSettings(width: 32, height: 18, seed: 3)

  /// Exposure is a matter of the scene alone: the same for any number of threads. Four times the light is shown with a
  /// quarter of the exposure, but for what the eye does not adapt.
  @Test func exposureFollowsTheLight() {
    let usual = ThreadBudget.threads
    defer { ThreadBudget.threads = usual }
    ThreadBudget.threads = 1
    let one = studio(lumens: 800).renderer().exposure
    ThreadBudget.threads = 3
    #expect(studio(lumens: 800).renderer().exposure == one)
    let four = studio(lumens: 3200).renderer().exposure
    #expect(one / four > 3.2 && one / four < 4.05, "\(one / four)")
    var manual = studio(lumens: 800)
    manual.scene.light.exposureValue = 15
    #expect(abs(manual.renderer().exposure - Exposure.multiplier(exposureValue: 15)) < 1e-6)
  }

  /// Light is linear in lumens, sample by sample.
  @Test func twiceTheLumensTwiceTheLight() {
    let frame = studio(lumens: 1).frame()
    let dim = studio(lumens: 500).renderer().reference(frame, samples: 8, settings: settings)
    let bright = studio(lumens: 1000).renderer().reference(frame, samples: 8, settings: settings)
    var (a, b) = (0.0, 0.0)
    for (p, q) in zip(dim.pixels, bright.pixels) {
      a += Double(luminance(p))
      b += Double(luminance(q))
    }
    #expect(a > 0 && abs(b / a - 2) < 0.02, "\(b / a)")
  }

  /// Fog about a lamp glows where there was nothing, and dims what lies behind it; both renderings stay finite.
  @Test func fogGlowsAndDims() {
    var fog = Fog()
    fog.visibility = 12
    let clear = studio(lumens: 800).renderer()
    let foggy = studio(lumens: 800, fog: fog).renderer()
    let frame = studio(lumens: 800).frame()
    let a = clear.reference(frame, samples: 64, settings: settings)
    let b = foggy.reference(frame, samples: 64, settings: settings)
    #expect(b.pixels.allSatisfy { $0.x.isFinite && $0.min() >= 0 })
    var (above, aboveFog) = (0.0, 0.0)
    for x in 0..<32 {
      for y in 0..<4 {
        above += Double(luminance(a[x, y]))
        aboveFog += Double(luminance(b[x, y]))
      }
    }
    #expect(aboveFog > 2 * above, "\(aboveFog) against \(above)")
    let guide = foggy.guides(frame, previous: nil, settings: settings)
    #expect(guide.lit.pixels.allSatisfy { $0.x.isFinite && $0.min() >= 0 })
  }
}
