import VectorMath

/// All that lights one frame: sun or moon, sky, and the emitters that stand in the scene; made anew each frame.
///
/// `sample` draws one direction towards one of them, `density` tells with which density it would have drawn a given one, so
/// that the tracer can weigh it against sampling the surface (Veach 1997). All strategies towards the sky count together:
/// whatever drew a direction, its density is the sum over sun, sky table and portals. A class, because paths ask it at
/// every turn and a sky is too large to be copied each time.
final class LightSet: Sendable {
  let sky: Sky
  /// How much of each kind's light is expected to arrive unshadowed, for choosing only: (sun, sky, emitters).
  let shares: Float3
  private let emitters: FixedBuffer<Emitter>
  private let nodes: FixedBuffer<LightTree.Node>
  private let trails: FixedBuffer<UInt64>
  private let portals: FixedBuffer<Emitter>
  private let portalShare: Float
  /// For each instance of the frame's world the first of its emitters, or -1.
  private let firstEmitter: FixedBuffer<Int32>
  /// For each instance the triangle number that its first emitter stands for; -1 for lamps that are one emitter.
  private let firstTriangle: FixedBuffer<Int32>
  private let sunPower: Float
  private let skyPower: Float
  /// Of `sky`, which owns it.
  private let skyTable: SkyTable.View?

  /// What an instance sends out: the emitter of a lamp, or those of a mesh's triangles in order.
  struct Owner {
    var instance: Int
    var firstEmitter: Int
    var firstTriangle: Int32 = -1
  }

  /// - Parameters:
  ///   - emitters: in world space; portals are told apart by their kind.
  ///   - owners: which instances the emitters belong to; an emitter of none is not hit by rays.
  ///   - shares: see `shares`; a share of 0 leaves that kind to surface sampling alone.
  init(
    sky: Sky, emitters all: [Emitter] = [], owners: [Owner] = [], instanceCount: Int = 0,
    shares: Float3 = Float3(1, 1, 1)
  ) {
    precondition(
      owners.isEmpty || !all.contains { $0.kind == .portal } || all.last?.kind == .portal, "portals come last")
    self.sky = sky
    let shining = all.filter { $0.kind != .portal }
    let openings = all.filter { $0.kind == .portal }
    let tree = LightTree(shining)
    emitters = FixedBuffer(shining)
    nodes = FixedBuffer(tree.nodes)
    trails = FixedBuffer(tree.trails)
    portals = FixedBuffer(openings)
    var first = [Int32](repeating: -1, count: instanceCount)
    var triangle = [Int32](repeating: -1, count: instanceCount)
    for o in owners {
      first[o.instance] = Int32(o.firstEmitter)
      triangle[o.instance] = o.firstTriangle
    }
    firstEmitter = FixedBuffer(first)
    firstTriangle = FixedBuffer(triangle)
    sunPower = luminance(sky.sunRadiance) * sky.sunSolidAngle
    skyTable = sky.table?.view
    skyPower = sky.table == nil ? 0 : luminance(sky.levelIrradiance)
    portalShare = openings.isEmpty ? 0 : 0.8
    self.shares = Float3(
      shares.x, sky.table == nil && openings.isEmpty ? 0 : shares.y, tree.nodes.isEmpty ? 0 : shares.z)
  }

  /// Whether rays may run into lamps.
  var hasEmitters: Bool { shares.z > 0 }

  private var tree: LightTree.View { LightTree.View(nodes: nodes.pointer, trails: trails.pointer, count: nodes.count) }

  /// The chances of choosing sun, sky and emitters at a point; `n` zero: light from all sides counts.
  @inline(__always) private func chances(_ p: Float3, _ n: Float3) -> Float3 {
    var w = Float3.zero
    var bare = Float3.zero
    if sunPower > 0 && shares.x > 0 {
      let cosine: Float = n == .zero ? 1 : dot(n, sky.sunDirection)
      // A sun that the horizon of the surface cuts still lights it.
      if cosine > -1.1 * (1 - sky.sunCosine * sky.sunCosine).squareRoot() {
        bare.x = sunPower * max(0.05, min(1, cosine))
        w.x = bare.x * shares.x
      }
    }
    if shares.y > 0 {
      bare.y = max(skyPower, 1e-9) * (n == .zero ? 1 : 0.55 + 0.45 * n.y)
      w.y = bare.y * shares.y
    }
    if shares.z > 0 {
      bare.z = tree.importance(0, p, n) * 0.318_309_89
      w.z = bare.z * shares.z
    }
    let sum: Float = w.x + w.y + w.z
    if !(sum > 0) { return .zero }
    w /= sum
    // What is rare on the whole may be all the light there is at this point: none that can reach it gets less than a
    // twenty-fifth, one that would outshine the others where it is not shadowed up to a fifth.
    var floor: Float3 = bare * (0.16 / (bare.x + bare.y + bare.z)) + 0.04
    floor.replace(with: 0, where: w .<= 0)
    return w * (1 - floor.x - floor.y - floor.z) + floor
  }

  /// One direction towards a light.
  ///
  /// - Parameters:
  ///   - n: shading normal on the side of the light; zero in a volume, or where light may come from both sides.
  ///   - u: the point on the light.
  ///   - choice: the light.
  /// - Returns: nil where no light can reach the point from that draw.
  @inline(never) func sample(from p: Float3, normal n: Float3, u: SIMD2<Float>, choice: Float) -> LightSample? {
    let c = chances(p, n)
    if choice < c.z {
      guard let (e, chance) = tree.sample(p, n, min(0.999_999_94, choice / c.z)) else { return nil }
      let emitter = emitters.pointer + e
      guard let s = emitter.pointee.sample(from: p, u) else { return nil }
      let light: Float3 = emitter.pointee.radiance(toward: s.direction, at: s.point, normal: s.normal)
      if largest(light) <= 0 { return nil }
      return LightSample(
        direction: s.direction, distance: s.distance, radiance: light, density: c.z * chance * s.density)
    }
    if c.x + c.y <= 0 { return nil }
    let rest: Float = choice - c.z
    var d: Float3
    var drawn: Int?
    if rest < c.x {
      d = sky.sampleSun(u)
    } else {
      let within: Float = min(0.999_999_94, (rest - c.x) / max(1e-9, c.y))
      if within < portalShare {
        let i = min(portals.count - 1, Int(within / portalShare * Float(portals.count)))
        guard let s = portals.pointer[i].sample(from: p, u) else { return nil }
        d = s.direction
      } else if let skyTable {
        let s = skyTable.sample(u)
        d = s.direction
        drawn = s.cell
      } else {
        return nil
      }
    }
    let isSun = sky.meetsSun(d)
    let cell = drawn ?? Sky.cell(d)
    let density: Float = skyDensity(p, d, c, meetsSun: isSun, cell: cell)
    if !(density > 0) { return nil }
    let light: Float3 = sky.blurredRadiance(cell: cell) + (isSun ? sky.discRadiance(d) : .zero)
    return LightSample(direction: d, distance: .infinity, radiance: light, density: density, isSun: isSun)
  }

  /// The density per steradian with which `sample` would have drawn `d` from `p`.
  ///
  /// - Parameters:
  ///   - n: the normal that `sample` was given at `p`.
  ///   - hit: what a ray from `p` along `d` meets; nil where it escapes.
  @inline(never) func density(from p: Float3, normal n: Float3, toward d: Float3, hit: Hit?) -> Float {
    guard let hit else {
      return density(from: p, normal: n, beyond: d, meetsSun: sky.meetsSun(d), cell: Sky.cell(d))
    }
    let c = chances(p, n)
    guard c.z > 0, let e = emitter(of: hit) else { return 0 }
    let density: Float = emitters.pointer[e].density(from: p, toward: d, at: p + d * hit.distance)
    return density > 0 ? c.z * tree.chance(e, p, n) * density : 0
  }

  /// The same of a direction that escapes.
  ///
  /// - Parameters:
  ///   - meetsSun: whether it meets sun or moon (`Sky.meetsSun`).
  ///   - cell: the cell of the sky's map that holds it (`Sky.cell`).
  @inline(__always)
  func density(from p: Float3, normal n: Float3, beyond d: Float3, meetsSun: Bool, cell: Int) -> Float {
    skyDensity(p, d, chances(p, n), meetsSun: meetsSun, cell: cell)
  }

  @inline(__always)
  private func skyDensity(_ p: Float3, _ d: Float3, _ c: Float3, meetsSun: Bool, cell: Int) -> Float {
    var sum: Float = meetsSun ? c.x / sky.sunSolidAngle : 0
    if c.y <= 0 { return sum }
    if let skyTable { sum += c.y * (1 - portalShare) * skyTable.density(cell: cell) }
    if portals.count > 0 {
      let each: Float = c.y * portalShare / Float(portals.count)
      for i in 0..<portals.count {
        if let at = portals.pointer[i].passage(from: p, toward: d) {
          sum += each * portals.pointer[i].density(from: p, toward: d, at: at)
        }
      }
    }
    return sum
  }

  /// The number of the emitter that a ray met, or nil.
  @inline(__always) private func emitter(of hit: Hit) -> Int? {
    let i = Int(hit.instance)
    if i < 0 || i >= firstEmitter.count || firstEmitter.pointer[i] < 0 { return nil }
    let first = firstTriangle.pointer[i]
    return Int(firstEmitter.pointer[i]) + (first >= 0 ? Int(hit.triangle - first) : 0)
  }

  /// Whether what a ray met is an emitter or part of one.
  @inline(__always) func shines(_ hit: Hit) -> Bool { emitter(of: hit) != nil }

  /// Whether a ray goes on straight through what it met: flames and unseen lamps cast no shadow and hide nothing.
  @inline(__always) func isClear(_ hit: Hit) -> Bool {
    guard let e = emitter(of: hit) else { return false }
    return emitters.pointer[e].isFlame || emitters.pointer[e].isUnseen
  }

  /// Light that a lamp's own surface sends back along a ray that met it (materials' emission is the material's affair).
  ///
  /// - Parameters:
  ///   - at: where, in world space.
  ///   - normal: of the true surface, towards the viewer.
  ///   - byCamera: whether the ray is the camera's own.
  @inline(__always)
  func emission(of hit: Hit, toward d: Float3, at: Float3, normal: Float3, byCamera: Bool) -> Float3 {
    guard let e = emitter(of: hit), !emitters.pointer[e].isOfMaterial else { return .zero }
    if byCamera && emitters.pointer[e].isUnseen { return .zero }
    return emitters.pointer[e].radiance(toward: d, at: at, normal: normal)
  }

  /// What a ray that escapes along `d` sees, sun and moon included.
  ///
  /// - Parameter spread: half angle of the cone that the ray stands for, radians; wide ones see the blurred sky.
  @inline(__always) func radiance(toward d: Float3, spread: Float) -> Float3 {
    let light: Float3 = spread > 0.06 ? sky.blurredRadiance(d) : sky.radiance(d)
    return sky.meetsSun(d) ? light + sky.discRadiance(d) : light
  }
}

extension Emitter {
  /// Where a ray passes through a portal.
  @inline(__always) func passage(from p: Float3, toward d: Float3) -> Float3? {
    let speed: Float = dot(d, axisZ)
    if speed.magnitude < 1e-7 { return nil }
    let t: Float = dot(position - p, axisZ) / speed
    if t <= 0 { return nil }
    let at: Float3 = p + d * t
    let v: Float3 = at - position
    return dot(v, axisX).magnitude <= halfWidth && dot(v, axisY).magnitude <= halfHeight ? at : nil
  }
}
