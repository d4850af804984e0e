import SceneDescription
import Testing
import VectorMath

@testable import Rendering

@Suite struct MediumTests {
  static let fogs = [
    Medium(extinction: 0.05, base: 0, scaleHeight: .infinity, albedo: Float3(1, 1, 1), anisotropy: 0.7),
    Medium(extinction: 0.08, base: 1, scaleHeight: 12, albedo: Float3(1, 1, 1), anisotropy: -0.3),
    Medium(extinction: 0.02, base: -5, scaleHeight: 300, albedo: Float3(1, 1, 1), anisotropy: 0),
  ]
  static let directions = [
    Float3(1, 0, 0), normalize(Float3(1, 1e-4, 0)), normalize(Float3(1, 0.3, 0)), Float3(0, 1, 0),
    normalize(Float3(1, -0.02, 0.3)),
  ]

  /// Optical depth against a sum of slices.
  @Test(arguments: fogs.indices) func transmittanceIsTheIntegral(_ fog: Int) {
    let m = MediumTests.fogs[fog]
    let p = Float3(0.4, 1.6, 2)
    for d in MediumTests.directions {
      for distance in [0.5, 20, 90] as [Float] {
        var sum = 0.0
        let slices = 4000
        for i in 0..<slices {
          let y = Double(p.y) + Double(d.y) * Double(distance) * (Double(i) + 0.5) / Double(slices)
          let drop = (y - Double(m.base)) * Double(m.falloff)
          sum += Double(m.extinction) * PortableMath.exponential(-drop) * Double(distance) / Double(slices)
        }
        let expected = PortableMath.exponential(-sum)
        let got = Double(m.transmittance(from: p, toward: d, distance: distance))
        #expect(abs(got - expected) < 2e-4 * expected + 1e-7, "\(d) \(distance): \(got) against \(expected)")
      }
    }
    // Straight up out of fog of scale height H the depth is sigma H.
    if m.falloff > 0 {
      let up = m.opticalDepth(from: p, toward: Float3(0, 1, 0), distance: .infinity)
      #expect(abs(up - m.extinction(at: p.y) / m.falloff) < 1e-5 * up)
    }
  }

  /// The share of free paths that end before a distance is what transmittance leaves out.
  @Test(arguments: fogs.indices) func freePathsFollowTransmittance(_ fog: Int) {
    let m = MediumTests.fogs[fog]
    let p = Float3(0.4, 1.6, 2)
    let count = 20_000
    for d in MediumTests.directions {
      for distance in [3, 40] as [Float] {
        var stopped = 0
        for k in 0..<count
        where m.sampleDistance(from: p, toward: d, limit: distance, u: (Float(k) + 0.5) / Float(count)) != nil {
          stopped += 1
        }
        let expected: Float = 1 - m.transmittance(from: p, toward: d, distance: distance)
        #expect(abs(Float(stopped) / Float(count) - expected) < 3e-4, "\(d) \(distance)")
      }
    }
  }

  /// The phase function integrates to 1, its draws have its mean cosine, which is g.
  @Test(arguments: fogs.indices) func phaseFunction(_ fog: Int) {
    let m = MediumTests.fogs[fog]
    let d = normalize(Float3(0.3, -0.5, 0.7))
    let count = 1 << 15
    var whole = 0.0
    var mean = 0.0
    for (u, _) in EmitterTests.points(count, seed: 6) {
      let y: Float = u.y * 2 - 1
      let r: Float = max(0, 1 - y * y).squareRoot()
      let (c, s) = circlePoint(u.x)
      whole += Double(m.phase(d, Float3(r * c, y, r * s))) * 4 * Double.pi / Double(count)
      mean += Double(dot(d, m.samplePhase(d, u))) / Double(count)
    }
    #expect(abs(whole - 1) < 0.002, "\(whole)")
    #expect(abs(mean - Double(m.anisotropy)) < 0.002, "\(mean)")
  }

  /// Under a cloudy sky in deep fog, lights drawn and weighed against chance give the mean of chance alone, which has no
  /// weights to go wrong.
  @Test func drawnLightIsThatOfChance() {
    var studio = Studio()
    studio.scene.light.clouds = .overcast
    studio.add("ground", .plane(SolidShape.Plane()), "plaster")
    let renderer = studio.renderer()
    let world = renderer.world(studio.frame())
    let fog = Medium(extinction: 0.1, base: 0, scaleHeight: 12, albedo: Float3(1, 1, 1), anisotropy: 0.6)
    let count = 20_000
    func mean(_ shares: Float3, seed: UInt64) -> (value: Double, deviation: Double) {
      let sums = Sums()
      renderer.forEachTile(PixelWindow(x: 0, y: 0, width: 1, height: 1), world) { _, caster in
        let tracer = PathTracer(
          caster: caster, lights: LightSet(sky: renderer.sky, shares: shares), medium: fog,
          materials: renderer.materials.pointer, table: ScatteringTable.view, rules: .reference(caustics: true),
          pixelAngle: 0.01, hasClear: false)
        let layout = SampleSequence.Layout(width: 16, height: 16, samples: count, seed: seed, frame: 0, purpose: 0)
        for k in 0..<count {
          var random = SampleSequence(layout, x: 0, y: 0, sample: k)
          let d = normalize(Float3(0.3, 0.2 * random.next().x - 0.1, -1))
          let light = Double(luminance(tracer.trace(Ray(origin: Float3(0, 1.5, 4), direction: d), &random).all))
          sums.value += light
          sums.square += light * light
        }
      }
      let m = sums.value / Double(count)
      return (m, ((sums.square / Double(count) - m * m) / Double(count)).squareRoot())
    }
    let drawn = mean(Float3(1, 1, 1), seed: 3)
    let chance = mean(.zero, seed: 4)
    let allowed = 4 * (drawn.deviation * drawn.deviation + chance.deviation * chance.deviation).squareRoot()
    print("fog: drawn \(drawn), by chance \(chance)")
    #expect(abs(drawn.value - chance.value) < allowed)
    #expect(allowed < 0.06 * chance.value)
  }
  private final class Sums: @unchecked Sendable {
    var value = 0.0
    var square = 0.0
  }
}
