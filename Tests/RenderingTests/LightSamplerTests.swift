import Imaging
import Testing
import VectorMath

@testable import Rendering

/// Chi-square tests of what draws lights, directions after scattering and points of the lens: each draws what its density says.
@Suite struct LightSamplerTests {
  private static let seed: UInt64 = 31

  /// A cone of directions spread evenly over the whole sphere, so that small sources fill many cells.
  private struct Cone {
    let axis: Vector3
    let side: Vector3
    let up: Vector3
    /// 1 - cosine of its half angle.
    let height: Double

    init(toward v: Vector3, height: Double) {
      axis = v.normalized
      let a = tangents(axis.float).0
      side = (Vector3(a) - axis * dot(Vector3(a), axis)).normalized
      up = cross(axis, side)
      self.height = min(2, height)
    }
    /// About a ball of `radius`, seen from the origin.
    init(about centre: Vector3, radius: Double) {
      let sine2 = radius * radius / dot(centre, centre)
      self.init(toward: centre, height: sine2 >= 1 ? 2 : sine2 / (1 + (1 - sine2).squareRoot()))
    }
    /// Density on the spread sphere over that of directions.
    var scale: Double { height / 2 }

    func spread(_ d: Float3) -> Float3? {
      let v = Vector3(d)
      let (x, y) = (dot(v, side), dot(v, up))
      let flat = x * x + y * y
      let down = dot(v, axis) > 0 ? flat / (1 + max(0, 1 - flat).squareRoot()) : 1 - dot(v, axis)
      if down > height { return nil }
      let z = 1 - 2 * down / height
      let r = max(0, 1 - z * z).squareRoot() / max(1e-30, flat.squareRoot())
      return Vector3(x * r, y * r, z).float
    }
    func gathered(_ d: Float3) -> Vector3 {
      let v = Vector3(d)
      let down = (1 - v.z) / 2 * height
      let flat = (v.x * v.x + v.y * v.y).squareRoot()
      let r = max(0, down * (2 - down)).squareRoot() / max(1e-30, flat)
      return side * (v.x * r) + up * (v.y * r) + axis * (1 - down)
    }
  }

  private func point(_ random: inout SeededGenerator) -> SIMD2<Float> {
    SIMD2(Float(random.uniform()), min(Float(random.uniform()), 0.999_999_94))
  }

  private func report(_ what: String, _ chances: [(String, Double)]) {
    let threshold = ChiSquare.threshold(of: chances.count)
    for (name, p) in chances { #expect(p > threshold, "\(name): p = \(p)") }
    let least = chances.min { $0.1 < $1.1 }!
    print("chi-square of \(what): \(chances.count) tests, seed \(Self.seed), least p \(least.1) (\(least.0))")
  }

  @Test func lampsDrawTheirDensity() {
    // A sliver is too thin for the cells: it has a test of its own.
    var all = EmitterTests.all.filter { $0.name != "slim triangle" }
    var window = Emitter(kind: .portal, position: Float3(0.3, 0.4, 1.2))
    (window.halfWidth, window.halfHeight) = (0.8, 0.5)
    all.append(("portal", window))
    let chances = all.enumerated().map { i, named -> (String, Double) in
      let (name, e) = named
      let b = e.bounds
      let cone = Cone(about: Vector3(b.centre), radius: Double(0.5 * length(b.high - b.low)) * 1.001)
      // A tube fills few cells: a finer sum.
      let parts = name == "tube" ? 40 : 20
      let p = ChiSquare.chance(samples: 30_000, seed: Self.seed &+ UInt64(i), parts: parts) { d in
        let v = cone.gathered(d)
        if e.kind == .sphere {
          // Whether it is met, to the digits that a far one needs.
          let centre = Vector3(e.position)
          let across = cross(v, centre)
          if dot(across, across) > Double(e.radius * e.radius) { return 0 }
          return Float(Double(e.density(from: .zero, toward: v.float, at: e.position)) * cone.scale)
        }
        guard let t = EmitterTests.meet(e, v.float) else { return 0 }
        return Float(Double(e.density(from: .zero, toward: v.float, at: v.float * t)) * cone.scale)
      } draw: { random in
        e.sample(from: .zero, self.point(&random)).flatMap { cone.spread($0.direction) }
      }
      return (name, p)
    }
    report("lamps", chances)
  }

  /// A triangle seen nearly edge on, 60 times as wide as high: the numbers that a direction was drawn with, recovered from
  /// it in double precision, are those that were given. Arvo's cut in single precision failed the
  /// chi-square test here.
  @Test func sliversKeepTheirDigits() throws {
    let e = try #require(EmitterTests.all.first { $0.name == "slim triangle" }).emitter
    let view = try #require(SphericalTriangle(e, from: .zero))
    let a = Vector3(e.position).normalized
    let b = Vector3(e.position + e.axisX).normalized
    let c = Vector3(e.position + e.axisY).normalized
    func solidAngle(_ p: Vector3, _ q: Vector3, _ r: Vector3) -> Double {
      2 * PortableMath.arcTangent(y: dot(p, cross(q, r)).magnitude, x: 1 + dot(p, q) + dot(q, r) + dot(r, p))
    }
    let whole = solidAngle(a, b, c)
    #expect(abs(Double(view.solidAngle) / whole - 1) < 1e-5)
    var random = SeededGenerator(seed: Self.seed, stage: "sliver")
    for _ in 0..<5000 {
      let u = self.point(&random)
      let d = Vector3(try #require(view.sample(u, in: e, from: .zero))).normalized
      // The corner on a-c that the great circle through b and the direction meets.
      let corner = cross(cross(b, d), cross(a, c)).normalized
      let third = dot(corner, a + c) < 0 ? -corner : corner
      #expect(abs(solidAngle(a, b, third) / whole - Double(u.x)) < 3e-4, "\(u), seed \(Self.seed)")
      #expect(abs((1 - dot(d, b)) / (1 - dot(third, b)) - Double(u.y)) < 3e-4, "\(u), seed \(Self.seed)")
    }
  }

  @Test func treeChoosesByItsChances() {
    var random = SeededGenerator(seed: Self.seed, stage: "lamps of the tree")
    func between(_ a: Double, _ b: Double) -> Float { Float(a + (b - a) * random.uniform()) }
    func direction() -> Float3 { sphereDirection(SIMD2(between(0, 1), between(0, 1))) }
    let lamps = (0..<60).map { i -> Emitter in
      var e = EmitterTests.all[i % EmitterTests.all.count].emitter
      e.position = Float3(between(-4, 4), between(0, 3), between(-4, 4))
      e.radiance = Float3(repeating: between(0.1, 3))
      if e.kind == .sphere && i % 2 == 0 { (e.beam, e.edge, e.axisZ) = (0.9, 0.6, direction()) }
      return e
    }
    let tree = LightTree(lamps)
    let (nodes, trails) = (FixedBuffer(tree.nodes), FixedBuffer(tree.trails))
    let view = LightTree.View(nodes: nodes.pointer, trails: trails.pointer, count: nodes.count)
    let chances = (0..<8).map { k -> (String, Double) in
      let p = Float3(between(-3, 3), between(0, 2), between(-3, 3))
      let n: Float3 = k % 3 == 0 ? .zero : direction()
      var counts = [Double](repeating: 0, count: lamps.count)
      var missing = 0.0
      let draws = 40_000
      for _ in 0..<draws {
        if let (i, _) = view.sample(p, n, between(0, 0.999_999_9)) { counts[i] += 1 } else { missing += 1 }
      }
      let expected = lamps.indices.map { Double(view.chance($0, p, n)) * Double(draws) }
      return ("\(p), \(n)", ChiSquare.chance(counts: counts, expected: expected, missing: missing))
    }
    report("the tree of lights", chances)
  }

  /// The sky's table, the sun, and a window with the sky beside it.
  @Test func skyDrawsItsDensity() throws {
    let sky = LightSetTests.sky(elevation: 25)
    var chances: [(String, Double)] = []
    let table = try #require(sky.table).view
    // The table's cells are the test's, with height for its third axis.
    let p = ChiSquare.chance(samples: 60_000, seed: Self.seed) {
      table.density(cell: Sky.cell(Float3($0.x, $0.z, $0.y)))
    } draw: { random in
      let d: Float3 = table.sample(self.point(&random)).direction
      return Float3(d.x, d.z, d.y)
    }
    chances.append(("sky", p))
    let height = Double(sky.sunHeight)
    let cone = Cone(toward: Vector3(sky.sunDirection), height: height * 1.2)
    let sun = ChiSquare.chance(samples: 30_000, seed: Self.seed) { d in
      let v = cone.gathered(d)
      let down = 1 - dot(v, cone.axis)
      return down <= height ? Float(cone.scale) / sky.sunSolidAngle : 0
    } draw: { random in
      cone.spread(sky.sampleSun(self.point(&random)))
    }
    chances.append(("sun", sun))
    var window = Emitter(kind: .portal, position: Float3(0.3, 0.8, 1.2))
    (window.halfWidth, window.halfHeight) = (0.8, 0.5)
    let set = LightSet(sky: sky, emitters: [window], shares: Float3(0, 1, 0))
    let n = normalize(Float3(0.2, 1, 0.1))
    let both = ChiSquare.chance(samples: 60_000, seed: Self.seed) {
      set.density(from: .zero, normal: n, toward: $0, hit: nil)
    } draw: { random in
      let u = self.point(&random)
      return set.sample(from: .zero, normal: n, u: u, choice: Float(random.uniform()))?.direction
    }
    chances.append(("window and sky", both))
    report("the sky", chances)
  }

  @Test func dropletsScatterByTheirPhase() {
    let d = normalize(Float3(0.3, -0.5, 0.7))
    let chances = ([-0.5, 0, 0.3, 0.7, 0.9] as [Float]).map { g -> (String, Double) in
      let m = Medium(extinction: 1, base: 0, scaleHeight: .infinity, albedo: Float3(1, 1, 1), anisotropy: g)
      let p = ChiSquare.chance(samples: 40_000, seed: Self.seed) {
        m.phase(d, $0)
      } draw: { random in
        m.samplePhase(d, self.point(&random))
      }
      return ("mean cosine \(g)", p)
    }
    report("the phase function", chances)
  }

  @Test func lensIsEvenlyLit() {
    let chances = ([nil, 3, 5, 6, 9] as [Int?]).map { blades -> (String, Double) in
      let lens = Aperture(blades: blades)
      var random = SeededGenerator(seed: Self.seed, stage: "lens")
      let side = 24
      let parts = 24
      let draws = 60_000
      var counts = [Double](repeating: 0, count: side * side)
      for _ in 0..<draws {
        let p: SIMD2<Float> = (lens.point(self.point(&random)) + 1) * (0.5 * Float(side))
        counts[min(side - 1, Int(p.y)) * side + min(side - 1, Int(p.x))] += 1
      }
      let part = 4 / (Double(side * side * parts * parts) * Double(lens.area) * Double.pi) * Double(draws)
      let expected = (0..<(side * side)).map { cell -> Double in
        var sum = 0.0
        for k in 0..<(parts * parts) {
          let x = Float(cell % side * parts + k % parts) + 0.5
          let y = Float(cell / side * parts + k / parts) + 0.5
          if lens.contains(SIMD2(x, y) / Float(side * parts) * 2 - 1) { sum += part }
        }
        return sum
      }
      return (blades.map { "\($0) blades" } ?? "disc", ChiSquare.chance(counts: counts, expected: expected))
    }
    report("the lens", chances)
  }
}
