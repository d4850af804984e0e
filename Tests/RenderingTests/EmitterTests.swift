import Testing
import VectorMath

@testable import Rendering

/// Lamps against closed forms, and their samples against their densities.
@Suite struct EmitterTests {
  static let all: [(name: String, emitter: Emitter)] = {
    let turn = Quaternion(angle: 0.7, axis: Vector3(0.6, 0, 0.8)).matrix
    func turned(_ kind: Emitter.Kind, at p: Float3) -> Emitter {
      Emitter(kind: kind, position: p, axisX: turn.c0.float, axisY: turn.c1.float, axisZ: turn.c2.float)
    }
    var sphere = turned(.sphere, at: Float3(0.5, 1, 0.2))
    sphere.radius = 0.3
    var far = turned(.sphere, at: Float3(5, 40, 2))
    far.radius = 0.05
    var rectangle = turned(.rectangle, at: Float3(-0.2, -0.4, -1.1))
    (rectangle.halfWidth, rectangle.halfHeight) = (0.9, 0.3)
    var distant = turned(.rectangle, at: Float3(-2, -4, -31))
    (distant.halfWidth, distant.halfHeight) = (0.5, 0.3)
    var disc = turned(.disc, at: Float3(-0.3, -0.2, -0.9))
    disc.radius = 0.4
    var tube = turned(.tube, at: Float3(0.4, 0.9, -0.3))
    (tube.radius, tube.halfHeight) = (0.05, 0.6)
    let triangle = Emitter(
      kind: .triangle, position: Float3(0.4, 1, 0.3), axisX: Float3(0.5, 0.1, 0), axisY: Float3(-0.1, 0.2, 0.7),
      axisZ: normalize(cross(Float3(0.5, 0.1, 0), Float3(-0.1, 0.2, 0.7))))
    var near = triangle
    near.position = Float3(-0.2, 0.3, -0.1)
    near.isOneSided = true
    if dot(near.position, near.axisZ) > 0 { near.axisZ = -near.axisZ }
    var slim = triangle
    slim.position = Float3(-0.8, 0.4, 0.1)
    (slim.axisX, slim.axisY) = (Float3(2, 0.1, 0), Float3(1.5, 0.6, 0.1))
    slim.axisZ = normalize(cross(slim.axisX, slim.axisY))
    return [
      ("sphere", sphere), ("far sphere", far), ("rectangle", rectangle), ("distant rectangle", distant), ("disc", disc),
      ("tube", tube), ("triangle", triangle), ("near triangle", near),
      ("slim triangle", slim),
    ].map { name, e in
      var e = e
      e.radiance = Float3(1, 1, 1)
      return (name, e)
    }
  }()

  /// The distance to the emitter's lit surface along `d` from the origin (without a tube's round ends).
  static func meet(_ e: Emitter, _ d: Float3) -> Float? {
    func local(_ v: Float3) -> Float3 { Float3(dot(v, e.axisX), dot(v, e.axisY), dot(v, e.axisZ)) }
    switch e.kind {
    case .sphere: return raySphere(-e.position, d, radius: e.radius, limit: .infinity)
    case .rectangle, .portal:
      guard let at = e.passage(from: .zero, toward: d) else { return nil }
      return e.kind == .rectangle && dot(d, e.axisZ) >= 0 ? nil : length(at)
    case .disc:
      let t: Float = dot(e.position, e.axisZ) / dot(d, e.axisZ)
      return dot(d, e.axisZ) < 0 && t > 0 && length(d * t - e.position) < e.radius ? t : nil
    case .tube:
      let o = local(-e.position)
      let v = local(d)
      // The capsule's own axis is Y.
      let t = rayCapsule(
        Float3(o.x, o.z, o.y), Float3(v.x, v.z, v.y), radius: e.radius, halfHeight: e.halfHeight, limit: .infinity)
      guard let t, (o.z + v.z * t).magnitude <= e.halfHeight else { return nil }
      return t
    case .triangle:
      let t: Float = dot(e.position, e.axisZ) / dot(d, e.axisZ)
      if !(t > 0) { return nil }
      let v: Float3 = d * t - e.position
      let (aa, ab, bb) = (dot(e.axisX, e.axisX), dot(e.axisX, e.axisY), dot(e.axisY, e.axisY))
      let (va, vb) = (dot(v, e.axisX), dot(v, e.axisY))
      let u: Float = (va * bb - vb * ab) / (aa * bb - ab * ab)
      let w: Float = (vb * aa - va * ab) / (aa * bb - ab * ab)
      return u >= 0 && w >= 0 && u + w <= 1 ? t : nil
    }
  }

  static func points(_ count: Int, seed: UInt64) -> [(SIMD2<Float>, Float)] {
    let layout = SampleSequence.Layout(width: 1, height: 1, samples: count, seed: seed, frame: 0, purpose: 0)
    return (0..<count).map {
      var r = SampleSequence(layout, x: 0, y: 0, sample: $0)
      return (r.next(), r.next().x)
    }
  }

  /// Each drawn point lies on the lamp where a ray meets it, and both ways of asking give one density.
  @Test(arguments: EmitterTests.all.indices) func samplesLieOnTheLamp(_ index: Int) throws {
    let (name, e) = EmitterTests.all[index]
    var drawn = 0
    for (u, _) in EmitterTests.points(2000, seed: 3) {
      guard let s = e.sample(from: .zero, u) else { continue }
      drawn += 1
      #expect(abs(length(s.direction) - 1) < 1e-5)
      #expect(length(s.direction * s.distance - s.point) < 1e-4 * s.distance, "\(name)")
      let again = e.density(from: .zero, toward: s.direction, at: s.direction * s.distance)
      // A disc's silhouette turns a rounding of the point into much of its cosine.
      #expect(abs(again - s.density) < 0.03 * s.density, "\(name): \(again) and \(s.density)")
      if let t = EmitterTests.meet(e, s.direction) { #expect(abs(t - s.distance) < 2e-3 * s.distance, "\(name)") }
    }
    #expect(drawn > 1900, "\(name) \(drawn)")
  }

  /// Density integrates to 1 over the directions that meet the lamp, by an even grid over a cone around it.
  @Test(arguments: EmitterTests.all.indices) func densityIntegratesToOne(_ index: Int) {
    let (name, e) = EmitterTests.all[index]
    let bounds = e.bounds
    let centre = normalize(bounds.centre)
    let size: Float = 0.5 * length(bounds.high - bounds.low) / length(bounds.centre)
    let cap: Float = size >= 1 ? 2 : 1 - max(0, 1 - size * size).squareRoot() + 1e-7
    let (a, b) = tangents(centre)
    var sum = 0.0
    let count = 1 << 20
    for (u, _) in EmitterTests.points(count, seed: 9) {
      let down: Float = u.y * cap
      let r: Float = max(0, down * (2 - down)).squareRoot()
      let (c, s) = circlePoint(u.x)
      let d = normalize(a * (r * c) + b * (r * s) + centre * (1 - down))
      if let t = EmitterTests.meet(e, d) { sum += Double(e.density(from: .zero, toward: d, at: d * t)) }
    }
    let whole = sum * 2 * Double.pi * Double(cap) / Double(count)
    #expect(abs(whole - 1) < 0.01, "\(name): \(whole)")
  }

  /// Irradiance at the origin on a surface of normal `n` by next-event estimation.
  static func irradiance(_ e: Emitter, _ n: Float3, samples: Int = 1 << 14) -> Double {
    var sum = 0.0
    for (u, _) in points(samples, seed: 21) {
      guard let s = e.sample(from: .zero, u) else { continue }
      let light: Float3 = e.radiance(toward: s.direction, at: s.point, normal: s.normal)
      sum += Double(light.y * max(0, dot(n, s.direction)) / s.density)
    }
    return sum / Double(samples)
  }

  /// Lambert 1760: a polygon's irradiance is half the sum over edges of angle times the cosine of the edge plane's normal.
  static func lambert(_ corners: [Vector3], _ n: Vector3) -> Double {
    var sum = 0.0
    for (i, p) in corners.enumerated() {
      let q = corners[(i + 1) % corners.count]
      let angle = PortableMath.arcCosine(dot(p.normalized, q.normalized))
      sum += angle * dot(cross(p, q).normalized, n)
    }
    return abs(sum) / 2
  }

  @Test(arguments: [0.3, 1, 4, 20] as [Float]) func rectangleAgainstLambert(distance: Float) {
    var e = Emitter(kind: .rectangle, position: Float3(0.2, distance, -0.1))
    (e.axisX, e.axisY, e.axisZ) = (Float3(1, 0, 0), Float3(0, 0, 1), Float3(0, -1, 0))
    (e.halfWidth, e.halfHeight) = (0.6, 0.25)
    e.radiance = Float3(1, 1, 1)
    let corners = [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map {
      Vector3(0.2 + 0.6 * $0.0, Double(distance), -0.1 + 0.25 * $0.1)
    }
    let expected = EmitterTests.lambert(corners, .unitY)
    let got = EmitterTests.irradiance(e, Float3(0, 1, 0))
    #expect(abs(got - expected) < 0.003 * expected, "\(got) against \(expected)")
  }

  /// A sphere above the horizon of the surface: pi L sin^2(angular radius) cos(angle); a disc overhead: pi L r^2 / (r^2 + h^2).
  @Test func roundLampsAgainstClosedForms() {
    for (height, radius) in [(2.0, 0.5), (1.0, 0.9), (50.0, 0.1)] as [(Float, Float)] {
      var e = Emitter(kind: .sphere, position: Float3(0, height, 0))
      e.radius = radius
      e.radiance = Float3(1, 1, 1)
      let sphere = Double.pi * Double(radius * radius / (height * height))
      #expect(abs(EmitterTests.irradiance(e, Float3(0, 1, 0)) - sphere) < 0.003 * sphere)
      e.kind = .disc
      (e.axisX, e.axisY, e.axisZ) = (Float3(1, 0, 0), Float3(0, 0, 1), Float3(0, -1, 0))
      let disc = Double.pi * Double(radius * radius / (radius * radius + height * height))
      #expect(abs(EmitterTests.irradiance(e, Float3(0, 1, 0)) - disc) < 0.003 * disc)
    }
  }

  /// The tube's straight part: a long one overhead gives
  /// E = 2 L (r / h) (a + sin a cos a) with tan a = half length / height (line source, r much smaller than h).
  @Test func tubeAgainstLineSource() {
    var e = Emitter(kind: .tube, position: Float3(0, 2, 0))
    (e.axisX, e.axisY, e.axisZ) = (Float3(0, 1, 0), Float3(0, 0, 1), Float3(1, 0, 0))
    (e.radius, e.halfHeight) = (0.01, 3)
    e.radiance = Float3(1, 1, 1)
    let a = PortableMath.arcTangent(y: 3, x: 2)
    let (s, c) = PortableMath.sineAndCosine(a)
    let expected = 2 * 0.01 / 2 * (a + s * c)
    let got = EmitterTests.irradiance(e, Float3(0, 1, 0))
    #expect(abs(got - expected) < 0.01 * expected, "\(got) against \(expected)")
  }

  /// The tree gives each of many lamps with the chance that it reports, and every lamp that lights the point can be drawn.
  @Test func treeChoosesAsItSays() {
    var g = SeededGenerator(seed: 5)
    let lamps: [Emitter] = (0..<40).map { i in
      func r(_ a: Double) -> Float { Float(g.uniform(-a...a)) }
      var e = Emitter(kind: i % 2 == 0 ? .sphere : .disc, position: Float3(r(6), r(6), r(6)))
      e.radius = 0.05
      e.axisZ = normalize(Float3(r(1), r(1), r(1)) + Float3(0, 0, 0.01))
      (e.axisX, e.axisY) = tangents(e.axisZ)
      e.radiance = Float3(repeating: 1 + r(0.9))
      return e
    }
    let tree = LightTree(lamps)
    tree.nodes.withUnsafeBufferPointer { nodes in
      tree.trails.withUnsafeBufferPointer { trails in
        let view = LightTree.View(nodes: nodes.baseAddress!, trails: trails.baseAddress!, count: nodes.count)
        for normal in [Float3.zero, Float3(0, 1, 0)] {
          let p = Float3(0.3, 0.1, -0.2)
          var seen = [Int](repeating: 0, count: lamps.count)
          let count = 40_000
          for k in 0..<count {
            guard let (i, chance) = view.sample(p, normal, (Float(k) + 0.5) / Float(count)) else { continue }
            seen[i] += 1
            #expect(abs(chance - view.chance(i, p, normal)) < 1e-5)
          }
          for (i, lamp) in lamps.enumerated() {
            let chance = Double(view.chance(i, p, normal))
            #expect(abs(Double(seen[i]) / Double(count) - chance) < 0.001, "lamp \(i), seed 5")
            let isSeen = lamp.kind == .sphere || dot(p - lamp.position, lamp.axisZ) > 0
            let isAbove = normal == .zero || dot(lamp.position - p, normal) > lamp.radius
            if isSeen && isAbove { #expect(chance > 0, "lamp \(i) is never drawn") }
          }
        }
      }
    }
  }
}
