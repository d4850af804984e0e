import SceneDescription
import Testing
import VectorMath

@testable import Rendering

@Suite struct LightSetTests {
  static func sky(elevation: Double, cloud: Double = 0.1) -> Sky {
    var light = Light()
    light.sunElevation = elevation
    light.cloudCover = cloud
    return Sky(light)
  }

  /// The table of the sky: density integrates to 1, and drawing by it finds the map's whole light.
  @Test func skyTableHoldsTheWholeSky() throws {
    let sky = LightSetTests.sky(elevation: 25)
    let table = try #require(sky.table).view
    let points = EmitterTests.points(1 << 16, seed: 4)
    var whole = 0.0
    var strays = 0
    var byTable = Vector3.zero
    var byGrid = Vector3.zero
    for (u, _) in points {
      let y: Float = u.y * 2 - 1
      let r: Float = max(0, 1 - y * y).squareRoot()
      let (c, s) = circlePoint(u.x)
      let d = Float3(r * c, y, r * s)
      whole += Double(table.density(cell: Sky.cell(d)))
      byGrid += Vector3(sky.blurredRadiance(d))
      let drawn = table.sample(u)
      let density: Float = table.density(cell: drawn.cell)
      #expect(abs(length(drawn.direction) - 1) < 1e-5 && density > 0)
      // `cell` knows the azimuth to a few hundred-thousandths of a turn: some fall just beyond the border.
      strays += drawn.cell == Sky.cell(drawn.direction) ? 0 : 1
      byTable += Vector3(sky.blurredRadiance(cell: drawn.cell)) * (1 / Double(density))
    }
    let n = Double(points.count)
    #expect(abs(whole * 4 * Double.pi / n - 1) < 0.003, "\(whole * 4 * Double.pi / n)")
    let (a, b) = (byTable * (1 / n), byGrid * (4 * Double.pi / n))
    #expect((a - b).length < 0.01 * b.length, "\(a) against \(b)")
    #expect(Double(strays) < 0.005 * n, "\(strays) of \(n) directions outside their cells")
  }

  static func lamps() -> [Emitter] {
    var bulb = Emitter(kind: .sphere, position: Float3(0.5, 1.5, 0))
    bulb.radius = 0.05
    bulb.radiance = Float3(20, 15, 8)
    var box = Emitter(kind: .rectangle, position: Float3(-1, 1, 0))
    (box.axisX, box.axisY, box.axisZ) = (Float3(0, 0, -1), Float3(0, 1, 0), Float3(1, 0, 0))
    (box.halfWidth, box.halfHeight) = (0.4, 0.3)
    box.radiance = Float3(1, 1, 1.2)
    var window = Emitter(kind: .portal, position: Float3(0, 1.2, 2))
    window.axisZ = Float3(0, 0, -1)
    (window.halfWidth, window.halfHeight) = (0.8, 0.5)
    return [bulb, box, window]
  }

  /// What a lamp's surface or the sky shows along `d` from `p`, by the lamps alone.
  static func look(_ emitters: [Emitter], _ p: Float3, _ d: Float3) -> Hit? {
    var hit = Hit(distance: .infinity)
    for (i, e) in emitters.enumerated() where e.kind != .portal {
      var moved = e
      moved.position -= p
      if let t = EmitterTests.meet(moved, d), t < hit.distance { hit = Hit(distance: t, instance: Int32(i)) }
    }
    return hit.instance < 0 ? nil : hit
  }

  static func set(_ sky: Sky, _ emitters: [Emitter]) -> LightSet {
    let owners = emitters.indices.filter { emitters[$0].kind != .portal }.map {
      LightSet.Owner(instance: $0, firstEmitter: $0)
    }
    return LightSet(sky: sky, emitters: emitters, owners: owners, instanceCount: emitters.count)
  }

  /// The sample's density is what `density` says of its direction, and all of it integrates to 1.
  @Test(arguments: [Float3(0, 1, 0), Float3.zero, normalize(Float3(0.5, 0.4, 0.8))]) func densityIsOfTheSamples(
    normal: Float3
  ) {
    let emitters = LightSetTests.lamps()
    let set = LightSetTests.set(LightSetTests.sky(elevation: 30, cloud: 0.8), emitters)
    let p = Float3(0.1, 0, 0.2)
    let points = EmitterTests.points(1 << 16, seed: 8)
    var kinds = SIMD3<Int>.zero
    for (u, choice) in points.prefix(4000) {
      guard let s = set.sample(from: p, normal: normal, u: u, choice: choice) else { continue }
      let hit = LightSetTests.look(emitters, p, s.direction)
      kinds[s.isSun ? 0 : (s.distance.isFinite ? 2 : 1)] += 1
      if s.distance.isFinite {
        guard let hit, abs(hit.distance - s.distance) < 1e-3 * s.distance else { continue }  // behind another lamp
      } else if hit != nil {
        continue
      }
      let density = set.density(from: p, normal: normal, toward: s.direction, hit: hit)
      #expect(abs(density - s.density) < 0.01 * s.density, "\(density) and \(s.density)")
    }
    #expect(kinds.x > 100 && kinds.y > 100 && kinds.z > 100, "\(kinds)")
    var whole = 0.0
    for (u, _) in points {
      let y: Float = u.y * 2 - 1
      let r: Float = max(0, 1 - y * y).squareRoot()
      let (c, s) = circlePoint(u.x)
      let d = Float3(r * c, y, r * s)
      whole += Double(set.density(from: p, normal: normal, toward: d, hit: LightSetTests.look(emitters, p, d)))
    }
    whole *= 4 * Double.pi / Double(points.count)
    // Directions to the sun through which a lamp is met, and draws that miss, leave a little less than 1.
    #expect(whole > 0.93 && whole < 1.02, "\(whole)")
  }

  /// Irradiance by drawing lights equals that by drawing directions evenly: nothing is lost and nothing counted twice.
  @Test func lightsAddUp() {
    let emitters = LightSetTests.lamps()
    let set = LightSetTests.set(LightSetTests.sky(elevation: 30, cloud: 0.8), emitters)
    let p = Float3(0.1, 0, 0.2)
    let n = Float3(0, 1, 0)
    var drawn = Vector3.zero
    var even = Vector3.zero
    let points = EmitterTests.points(1 << 18, seed: 12)
    for (u, choice) in points {
      if let s = set.sample(from: p, normal: n, u: u, choice: choice) {
        let hit = LightSetTests.look(emitters, p, s.direction)
        if hit == nil || hit!.distance > s.distance * 0.999 {
          drawn += Vector3(s.radiance) * Double(max(0, s.direction.y) / s.density)
        }
      }
      let r: Float = max(0, 1 - u.y * u.y).squareRoot()
      let (c, s) = circlePoint(u.x)
      let d = Float3(r * c, u.y, r * s)
      if let hit = LightSetTests.look(emitters, p, d) {
        let at: Float3 = p + d * hit.distance
        let normal: Float3 = hit.instance == 0 ? normalize(at - emitters[0].position) : emitters[1].axisZ
        even +=
          Vector3(set.emission(of: hit, toward: d, at: at, normal: normal, byCamera: false)) * Double(d.y * 2 * .pi)
      } else {
        even += Vector3(set.radiance(toward: d, spread: 1)) * Double(d.y * 2 * .pi)
      }
    }
    let (a, b) = (drawn * (1 / Double(points.count)), even * (1 / Double(points.count)))
    #expect((a - b).length < 0.01 * b.length, "\(a) against \(b)")
  }

  /// With the sun as the only thing to draw, each draw is the sun's with its own density.
  @Test func sunAlone() throws {
    let sky = LightSetTests.sky(elevation: 40)
    let set = LightSet(sky: sky, shares: Float3(1, 0, 0))
    for (u, choice) in EmitterTests.points(100, seed: 2) {
      let s = try #require(set.sample(from: .zero, normal: Float3(0, 1, 0), u: u, choice: choice))
      #expect(s.isSun && abs(s.density * sky.sunSolidAngle - 1) < 1e-4)
    }
  }
}
