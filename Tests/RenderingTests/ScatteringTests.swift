import Testing
import VectorMath

@testable import Rendering

@Suite struct ScatteringTests {
  /// In a furnace of radiance 1 a white surface of any layers sends out 1: nothing is lost, nothing gained.
  @Test func whiteFurnace() {
    var worst: (error: Float, at: String) = (0, "")
    for c in SurfaceCase.white {
      for cosine in [0.1, 0.3, 0.6, 1] as [Float] {
        let surface = tilted(c, cosine: cosine)
        var sum = 0.0
        let count = 32768
        evenPoints(count) { u, choice in
          if let next = surface.sample(u, choice: choice) { sum += Double(next.weight.x) }
        }
        let albedo = Float(sum / Double(count))
        let error: Float = (albedo - 1).magnitude
        if error > worst.error { worst = (error, "\(c) at \(cosine)") }
        #expect(error < 0.005, "\(c) at \(cosine): \(albedo)")
      }
    }
    print("white furnace: worst error \(worst.error), \(worst.at)")
  }

  /// With wandering followed, what enters below the surface and what the way out lets through add up as well.
  @Test func whatWandersLeavesWhole() {
    for r in SurfaceCase.roughnesses {
      let c = SurfaceCase("wax", roughness: r) {
        $0.subsurface = 0.7
        $0.coat = 0.3
      }
      var sent: Float = 0
      let count = 8192
      let surface = tilted(c, cosine: 0.6, wanders: true)
      evenPoints(count) { u, choice in
        if let next = surface.sample(u, choice: choice) { sent += next.weight.x / Float(count) }
      }
      #expect((sent - 1).magnitude < 0.005, "\(c): \(sent)")
      var left: Float = 0
      evenPoints(count) { u, _ in
        let d = cosineDirection(u)
        left += surface.leaves(d) * .pi / (d.z * Float(count))
      }
      #expect((left - 1).magnitude < 0.005, "\(c): leaves \(left)")
    }
  }

  /// Paths count the same both ways: f(v, l) / n(l)^2 = f(l, v) / n(v)^2, n the index where the direction lies.
  @Test func reciprocity() {
    let seed: UInt64 = 20_261
    var random = SeededGenerator(seed: seed)
    print("reciprocity: seed \(seed)")
    func unit() -> Float { Float(random.uniform()) }
    let up = Float3(0, 0, 1)
    for var c in SurfaceCase.white where c.sample.roughness >= 0.1 {
      c.sample.albedo = Float3(0.9, 0.5, 0.2)
      c.sample.edgeTint = Float3(0.8, 0.9, 1)
      for _ in 0..<40 {
        let v = hemisphereDirection(SIMD2(unit(), 0.03 + 0.97 * unit()))
        var l = hemisphereDirection(SIMD2(unit(), 0.03 + 0.97 * unit()))
        if unit() < 0.5 { l.z = -l.z }
        func look(from view: Float3, to light: Float3, eta: Float) -> Float3 {
          let n: Float3 = view.z > 0 ? up : -up
          let surface = Scattering(
            c.sample, frame: ShadingFrame(normal: n, geometricNormal: n, stretch: c.sample.direction), view: view,
            table: ScatteringTable.view, eta: eta)
          return surface.evaluate(light).value / light.z.magnitude
        }
        let isThrough = l.z < 0
        let isBent = isThrough && !c.sample.isThin
        let there: Float3 = look(from: v, to: l, eta: c.eta) / (isBent ? c.eta * c.eta : 1)
        let back: Float3 = look(from: l, to: v, eta: isBent ? 1 / c.eta : c.eta)
        #expect(
          length(there - back) <= 2e-3 * max(length(there), length(back)) + 1e-6,
          "\(c): \(there) and \(back), \(v) to \(l)")
      }
    }
  }

  /// Coloured surfaces never send out more than they get, in any channel, and darker ones send less.
  @Test func energyIsBounded() {
    for var c in SurfaceCase.white {
      c.sample.albedo = Float3(0.95, 0.5, 0.05)
      for cosine in [0.05, 0.4, 0.9] as [Float] {
        let surface = tilted(c, cosine: cosine)
        var sum: Float3 = .zero
        // Along the surface a few facets send most: rough glass weighs single directions with 30.
        let count = cosine < 0.2 ? 65536 : 8192
        evenPoints(count) { u, choice in
          if let next = surface.sample(u, choice: choice) { sum += next.weight / Float(count) }
        }
        #expect(largest(sum) < 1.01 && sum.x >= sum.z - 0.004, "\(c) at \(cosine): \(sum)")
      }
    }
  }

  /// A metal's colour at 82 degrees is Schlick's times the tint, and its mean is the mean.
  @Test func metalEdge() {
    let tint = Float3(0.7, 0.9, 1)
    let metal = Fresnel.Metal(Float3(0.9, 0.6, 0.3), edgeTint: tint)
    let plain = Fresnel.Metal(Float3(0.9, 0.6, 0.3), edgeTint: Float3(repeating: 1))
    let edge: Float3 = metal.reflectance(1.0 / 7) - plain.reflectance(1.0 / 7) * tint
    #expect(length(edge) < 1e-5)
    var mean: Float3 = .zero
    for k in 0..<4096 { mean += metal.reflectance(((Float(k) + 0.5) / 4096).squareRoot()) / 4096 }
    #expect(length(mean - metal.mean) < 1e-4)
  }

  /// Glass at normal incidence, Brewster's angle and beyond the critical angle.
  @Test func fresnelLaws() {
    #expect((Fresnel.dielectric(1, eta: 1.5) - 0.04).magnitude < 1e-6)
    #expect((Fresnel.dielectric(1, eta: 1 / 1.5) - 0.04).magnitude < 1e-6)
    // sin = 1/1.5 is the critical angle, cosine 0.745356.
    #expect(Fresnel.dielectric(0.745, eta: 1 / 1.5) == 1)
    #expect(Fresnel.dielectric(0.75, eta: 1 / 1.5) < 1)
    // At Brewster's angle only half of the light, the one across, is reflected: ((n^2 - 1) / (n^2 + 1))^2 / 2.
    let brewster: Float = 1 / (1 + 1.5 * 1.5 as Float).squareRoot()
    #expect((Fresnel.dielectric(brewster, eta: 1.5) - 0.073_964_5).magnitude < 1e-5)
    // Snell: sines in the ratio of the indices.
    let view = Float3(0.6, 0, 0.8)
    let bent = Fresnel.refract(view, Float3(0, 0, 1), eta: 1.5)!
    #expect((bent.x + 0.4).magnitude < 1e-6 && bent.z < 0 && (length(bent) - 1).magnitude < 1e-6)
  }
}
