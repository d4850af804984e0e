import Imaging
import SceneDescription
import Testing
import VectorMath

@testable import Rendering

@Suite struct MaterialTests {
  /// Random points of a surface that faces up, by a hash.
  private struct Points {
    var state: UInt32
    mutating func next() -> Float {
      state = hash32(state &+ 0x9E37_79B9)
      return unitFloat(state)
    }
    mutating func point() -> Float3 { Float3((next() - 0.5) * 0.6, 0.05, (next() - 0.5) * 0.6) }
  }

  private func mean(_ m: Material, footprint: Float, samples: Int) -> Float3 {
    var sum = Float3.zero
    for identity in 0..<6 as Range<UInt64> {
      let surface = SurfaceMaterial(m, colour: nil, identity: identity &* 7919 &+ 3)
      var points = Points(state: UInt32(identity) &+ 12345)
      for _ in 0..<samples {
        sum += surface.sample(points.point(), normal: Float3(0, 1, 0), footprint: footprint).albedo
      }
    }
    return sum / Float(6 * samples)
  }

  /// From far away a pattern has the colour that it has on the mean near by: nothing changes its tone as the camera
  /// moves off.
  @Test(arguments: Material.standard.map(\.name))
  func patternsFadeToTheirMean(name: String) throws {
    let m = try #require(Material.standard(name))
    let near = mean(m, footprint: 0.00002, samples: 800)
    for footprint in [0.002, 0.02] as [Float] {
      let far = mean(m, footprint: footprint, samples: 500)
      let change: Float = luminance(far) / luminance(near) - 1
      #expect(change.magnitude < 0.08, "\(footprint) m: \(change)")
      let hue: Float = (far.x / far.z) / (near.x / near.z) - 1
      #expect(hue.magnitude < 0.12, "\(footprint) m: hue \(hue)")
    }
  }

  /// Neighbouring pixels see neighbouring values: no pattern has features finer than the pixel that asks.
  @Test(arguments: Material.standard.map(\.name))
  func patternsDoNotAlias(name: String) throws {
    let m = try #require(Material.standard(name))
    let surface = SurfaceMaterial(m, colour: nil, identity: 11)
    for footprint in [0.001, 0.004, 0.02] as [Float] {
      var points = Points(state: 77)
      var squares: Float = 0
      let count = 600
      for _ in 0..<count {
        let p = points.point()
        // A quarter of a pixel off: what a moving camera adds from frame to frame.
        let q: Float3 = p + Float3(0.25, 0, 0.1) * footprint
        let a = luminance(surface.sample(p, normal: Float3(0, 1, 0), footprint: footprint).albedo)
        let b = luminance(surface.sample(q, normal: Float3(0, 1, 0), footprint: footprint).albedo)
        squares += (a - b) * (a - b) / (0.25 * (a + b) * (a + b))
      }
      let change: Float = (squares / Float(count)).squareRoot()
      #expect(change < 0.2, "\(footprint) m: \(change)")
    }
  }

  /// Whatever is asked for, numbers come back, within physical bounds.
  @Test func samplesAreAlwaysPhysical() {
    for m in Material.standard {
      let surface = SurfaceMaterial(m, colour: Colour(200, 30, 60), identity: 5, grain: 2)
      var points = Points(state: 9)
      for k in 0..<400 {
        let reach: Float = k % 4 == 0 ? 2000 : 1
        let p = Float3(points.next() - 0.5, points.next() - 0.5, points.next() - 0.5) * reach
        let n = normalize(Float3(points.next() - 0.5, points.next() - 0.5, points.next() - 0.499))
        let footprint: Float = k % 3 == 0 ? 1e-7 : (k % 3 == 1 ? points.next() * 0.01 : points.next() * 10)
        let s = surface.sample(p, normal: n, footprint: footprint, curvature: points.next() * 900)
        #expect(s.albedo.x >= 0 && s.albedo.y >= 0 && s.albedo.z >= 0 && largest(s.albedo) <= 0.98, "\(m.name) at \(p)")
        #expect(s.roughness >= 0 && s.roughness <= 1 && s.coatRoughness >= 0 && s.coatRoughness <= 1, "\(m.name)")
        #expect((0...1).contains(s.coat) && (0...1).contains(s.metalness) && (0...1).contains(s.transmission))
        #expect(dot(s.slope, s.slope) < 100, "\(m.name): slope \(s.slope) at \(p), footprint \(footprint)")
      }
    }
  }

  /// The pattern belongs to the thing: the same for the same identity, another for another.
  @Test func patternsFollowIdentity() throws {
    for name in ["oak", "pine", "granite", "marble", "rusted steel", "leather", "gravel", "chrome"] {
      let m = try #require(Material.standard(name))
      let one = SurfaceMaterial(m, colour: nil, identity: 1)
      let same = SurfaceMaterial(m, colour: nil, identity: 1)
      let other = SurfaceMaterial(m, colour: nil, identity: 2)
      var points = Points(state: 3)
      var differing = 0
      for _ in 0..<200 {
        let p = points.point()
        let n = Float3(0, 1, 0)
        let a = one.sample(p, normal: n, footprint: 0.0002)
        let b = same.sample(p, normal: n, footprint: 0.0002)
        #expect(a.albedo == b.albedo && a.slope == b.slope && a.roughness == b.roughness)
        let c = other.sample(p, normal: n, footprint: 0.0002)
        if a.albedo != c.albedo || a.roughness != c.roughness { differing += 1 }
      }
      #expect(differing > 150, "\(name): \(differing) of 200 points differ")
    }
  }

  /// What bumps widen the highlight by, once unresolved, is what their slopes vary by while they are.
  @Test func unseenReliefBecomesRoughness() {
    var points = Points(state: 21)
    var variance: Float = 0
    for _ in 0..<20_000 {
      var near = Relief()
      near.bumps(Float3(points.next(), points.next(), points.next()) * 40, size: 0.01, height: 0.001, footprint: 1e-5)
      #expect(near.unseen == 0)
      variance += dot(near.slope, near.slope) / 3 / 20_000
    }
    var far = Relief()
    far.bumps(.zero, size: 0.01, height: 0.001, footprint: 1)
    #expect(far.slope == .zero)
    #expect((far.unseen / variance - 1).magnitude < 0.05, "\(far.unseen) for \(variance)")
    // Beckmann's alpha^2 is twice the variance of slopes along one axis.
    var s = SurfaceSample(albedo: .zero, roughness: 0.3, metalness: 0, coat: 0)
    far.apply(to: &s, strength: 1)
    let alpha: Float = s.roughness * s.roughness
    #expect((alpha * alpha - 0.0081 - 2 * far.unseen).magnitude < 1e-5)
  }

  /// Rounded edges are as convex as their radius says, faces are flat; edges wear, faces do not.
  @Test func edgesAreKnownByTheirCurvature() throws {
    let mesh = Mesh.roundedBox(halfExtents: Float3(0.1, 0.05, 0.08), radius: 0.002)
    var store = MeshStore()
    _ = store.add(mesh)
    var (flat, round) = (0, 0)
    let shading = store.joined().shading
    for t in UnsafeBufferPointer(start: shading.pointer, count: shading.count) where dot(t.n0, t.n0) > 0 {
      let size: Float = length(cross(t.p1 - t.p0, t.p2 - t.p0))
      if t.n0 == t.n1 && t.n1 == t.n2 {
        flat += 1
        #expect(t.curvature == 0)
      } else if size > 1e-9 {
        round += 1
        #expect((t.curvature * 0.002 - 1).magnitude < 0.1, "\(t.curvature)")
      }
    }
    #expect(flat == 12 && round > 100)
    var iron = try #require(Material.standard("cast iron"))
    iron.edgeWear = 1
    let surface = SurfaceMaterial(iron, colour: nil, identity: 1)
    iron.edgeWear = 0
    let new = SurfaceMaterial(iron, colour: nil, identity: 1)
    var points = Points(state: 4)
    var worn: Float = 0
    for _ in 0..<300 {
      let p = points.point()
      let n = Float3(0, 1, 0)
      #expect(
        surface.sample(p, normal: n, footprint: 0.001).albedo == new.sample(p, normal: n, footprint: 0.001).albedo)
      worn +=
        luminance(surface.sample(p, normal: n, footprint: 0.001, curvature: 500).albedo)
        / luminance(new.sample(p, normal: n, footprint: 0.001, curvature: 500).albedo) / 300
    }
    #expect(worn > 1.15, "\(worn)")
  }

  /// What is made smooth is a mirror to scattering, but where fingers touched it.
  @Test(arguments: ["glass", "window pane", "crystal", "water", "chrome", "acrylic", "honey"])
  func smoothIsAMirror(name: String) throws {
    let surface = SurfaceMaterial(try #require(Material.standard(name)), colour: nil, identity: 21)
    var points = Points(state: 31)
    var mirrors = 0
    for _ in 0..<400 {
      let s = surface.sample(points.point(), normal: Float3(0, 0, 1), footprint: 0.0005)
      if s.roughness < Scattering.smoothest { mirrors += 1 }
    }
    #expect(mirrors > 220, "\(mirrors) of 400 points")
  }

  /// Worn edges are tilted unevenly, by a few degrees; faces are not.
  @Test func wornEdgesAreUneven() throws {
    var stone = try #require(Material.standard("stone"))
    func slopes(_ wear: Double, curvature: Float) -> Float {
      stone.edgeWear = wear
      stone.relief = 0
      let surface = SurfaceMaterial(stone, colour: nil, identity: 3)
      var points = Points(state: 12)
      var squares: Float = 0
      for _ in 0..<500 {
        let s = surface.sample(points.point(), normal: Float3(0, 1, 0), footprint: 0.0001, curvature: curvature)
        squares += dot(s.slope, s.slope) / 500
      }
      return squares.squareRoot()
    }
    #expect(slopes(0.4, curvature: 0) == 0)
    #expect(slopes(0, curvature: 500) == 0)
    let (little, much) = (slopes(0.1, curvature: 500), slopes(0.5, curvature: 500))
    #expect(little > 0.02 && much > 2 * little && much < 0.9, "\(little), \(much)")
  }

  /// Brushed paint is chipped where faces meet, down to the wood, and whole on the faces.
  @Test func paintChipsAtEdges() throws {
    let surface = SurfaceMaterial(try #require(Material.standard("painted wood")), colour: nil, identity: 3)
    let paint: Float = luminance(surface.base.albedo)
    func bare(_ curvature: Float) -> Int {
      var points = Points(state: 15)
      return (0..<600).count { _ in
        let s = surface.sample(points.point(), normal: Float3(0, 1, 0), footprint: 0.0004, curvature: curvature)
        return luminance(s.albedo) < 0.6 * paint
      }
    }
    #expect(bare(0) == 0)
    #expect((60..<420).contains(bare(500)), "\(bare(500)) of 600")
  }

  /// A block of coloured glass is deep in colour, a pane of 4 mm tinted: neither black nor clear.
  @Test(arguments: ["green glass", "blue glass", "amber glass"])
  func colouredGlassIsSeenThrough(name: String) throws {
    let s = SurfaceSample(try #require(Material.standard(name)), colour: nil)
    func through(_ metres: Float) -> Float3 {
      Float3(decay(s.absorption.x * metres), decay(s.absorption.y * metres), decay(s.absorption.z * metres))
    }
    #expect(largest(through(0.1)) > 0.2, "\(through(0.1)) through 10 cm")
    let pane = through(0.004)
    let least: Float = min(pane.x, min(pane.y, pane.z))
    #expect(largest(pane) > 0.9 && least < 0.85 && least > 0.4, "\(pane) through 4 mm")
  }

  /// Grass on a wall differs from place to place up the wall as it does along it: no stripes.
  @Test func grassStandsOnWalls() throws {
    let surface = SurfaceMaterial(try #require(Material.standard("grass")), colour: nil, identity: 5)
    func change(_ step: Float3) -> Float {
      var points = Points(state: 8)
      var sum: Float = 0
      for _ in 0..<800 {
        let p = Float3(0, points.next(), points.next())
        let n = Float3(1, 0, 0)
        let a = luminance(surface.sample(p, normal: n, footprint: 0.0008).albedo)
        sum += (luminance(surface.sample(p + step, normal: n, footprint: 0.0008).albedo) - a).magnitude / 800
      }
      return sum
    }
    let (up, along) = (change(Float3(0, 0.05, 0)), change(Float3(0, 0, 0.05)))
    #expect(up > 0.6 * along && along > 0.01, "\(up) up, \(along) along")
  }

  /// A brick is of one tone, another is of another: within one, places two centimetres apart differ less than bricks do.
  @Test func bricksAreEvenAndUnlike() throws {
    let brick = try #require(Material.standard("brick"))
    var within: Float = 0
    var tones: [Float] = []
    for identity in 0..<24 as Range<UInt64> {
      let surface = SurfaceMaterial(brick, colour: nil, identity: identity &* 31 &+ 7)
      var points = Points(state: 5)
      var places: [Float] = []
      for place in 0..<8 {
        var sum: Float = 0
        for _ in 0..<60 {
          let p = Float3(Float(place) * 0.025 + points.next() * 0.02, 0, points.next() * 0.02)
          sum += luminance(surface.sample(p, normal: Float3(0, 1, 0), footprint: 0.0005).albedo) / 60
        }
        places.append(sum)
      }
      let mean = places.reduce(0, +) / 8
      within += places.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) } / (8 * 24)
      tones.append(mean)
    }
    let mean = tones.reduce(0, +) / 24
    let between = tones.reduce(0) { $0 + ($1 / mean - 1) * ($1 / mean - 1) } / 24
    #expect(within.squareRoot() < 0.05, "\(within.squareRoot()) within a brick")
    #expect(between > within, "\(between.squareRoot()) between bricks, \(within.squareRoot()) within")
  }

  /// In the studio the exposure does not follow the things: beside black and beside white the ground is as bright.
  @Test func studioIsMeteredForTheLight() throws {
    func picture(_ name: String) throws -> (ground: Float, thing: Float) {
      let material = try #require(Material.standard(name))
      let frame = try MaterialBoard(material, setting: .indoors).picture(side: 24, samples: 16)
      var sums: (Float, Float) = (0, 0)
      for x in 0..<24 { sums.0 += luminance(frame.colour[x, 1]) / 24 }
      for x in 6..<12 { sums.1 += luminance(frame.colour[x, 14]) / 6 }
      return sums
    }
    let (black, white) = (try picture("rubber"), try picture("chalk"))
    #expect((black.ground / white.ground - 1).magnitude < 0.1, "\(black.ground), \(white.ground)")
    #expect(black.ground > 0.2 && black.ground < 0.9)
    #expect(white.thing > 2 * black.thing, "\(black.thing), \(white.thing)")
  }

  /// Dust lies on what faces up in the world, however the thing is turned.
  @Test func dustLiesOnTop() {
    var m = Material()
    m.name = "black"
    m.colour = Colour(hex: 0x202020)
    m.dust = 0.6
    let surface = SurfaceMaterial(m, colour: nil, identity: 8)
    func brightness(_ up: Float3) -> Float {
      var points = Points(state: 6)
      var sum: Float = 0
      for _ in 0..<200 {
        sum += luminance(surface.sample(points.point(), normal: Float3(0, 1, 0), footprint: 0.001, up: up).albedo) / 200
      }
      return sum
    }
    let (top, side, below) = (brightness(Float3(0, 1, 0)), brightness(Float3(1, 0, 0)), brightness(Float3(0, -1, 0)))
    #expect(side == below)
    #expect(top > 3 * side, "\(top) on top, \(side) at the side")
  }

  /// A material's light arrives in the renderer's unit: a surface of 1 kcd/m^2 looks as bright as its luminance says.
  @Test func luminanceIsHonoured() throws {
    var m = Material()
    m.name = "panel"
    m.emissionColour = Colour(hex: 0xFFB060)
    m.luminance = 1000
    let s = SurfaceSample(m, colour: nil)
    #expect((Double(luminance(s.emission)) * Photometry.luminanceOfOne - 1000).magnitude < 1)
  }
}
