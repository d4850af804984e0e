import Imaging
import SceneDescription
import TraceFormat
import VectorMath

/// How bright the camera shows what it sees.
enum Exposure {
  /// The tone curve's input for the middle grey that a meter aims at; the curve shows it as sRGB 0.5.
  static let middle = 0.30

  /// Multiplier of an exposure value at ISO 100: the luminance 2^EV * 12.5 / 100 becomes middle grey (ISO 2720).
  static func multiplier(exposureValue: Double) -> Float {
    let seen = PortableMath.power(2, exposureValue) * 0.125
    return Float(middle / Photometry.radiance(candelaPerSquareMetre: seen))
  }

  /// A look through the camera at the scene as it starts: a small path trace with a fixed seed, so that exposure depends on
  /// the scene alone.
  struct Reading {
    let exposure: Float
    /// The shares of the seen points that see the sun, the sky, the lamps (`LightSet.shares`).
    let shares: Float3
    private static let width = 64
    private static let height = 36

    init(_ renderer: SceneRenderer) {
      let frame = renderer.scene.startingFrame
      let world = renderer.world(frame)
      shares = Reading.shares(renderer, world)
      let settings = RenderSettings(width: Reading.width, height: Reading.height, seed: 0x5EED)
      var rules = PathRules.reference(caustics: false)
      rules.fogIsMean = false
      let (picture, _) = renderer.light(world, frame: 0, samples: 12, settings: settings, rules: rules, purpose: 2)
      // The brightest tenth are lamps and what shines back from them: they may burn out. Deep shadow says nothing either.
      let sorted = picture.pixels.map { Double(luminance($0)) }.sorted()
      let high = Swift.max(1e-12, sorted[sorted.count * 9 / 10])
      var sum = 0.0
      var weight = 0.0
      for y in 0..<Reading.height {
        for x in 0..<Reading.width {
          let value = Swift.min(high, Double(luminance(picture[x, y])))
          if value < high * 0.004 { continue }
          let (dx, dy) = (Double(2 * x + 1) / Double(Reading.width) - 1, Double(2 * y + 1) / Double(Reading.height) - 1)
          let w = 1.2 - 0.5 * (dx * dx + dy * dy)
          sum += w * PortableMath.logarithm(value)
          weight += w
        }
      }
      let mean = weight > 0 ? PortableMath.exponential(sum / weight) : high
      // The middle of a scene is darker than its bright parts by what is usual for daylight; where it lies lower yet, the
      // bright parts decide.
      let seen = Swift.max(mean, high * 0.12)
      // The eye does not adapt in full: below a lit room (30 cd/m^2) dim light is shown dimmer.
      let adapted = Swift.max(0.3, Swift.min(1, PortableMath.power(seen / 1e-3, 0.12)))
      exposure = Float(0.62 * middle / seen * adapted)
    }

    private static func shares(_ renderer: SceneRenderer, _ world: FrameWorld) -> Float3 {
      let projection = View.Projection(world.view, width: width, height: height)
      var seen = SIMD3<Int>.zero
      var count = 0
      withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
        let caster = renderer.caster(world, stack: stack.baseAddress!)
        let layout = SampleSequence.Layout(width: width, height: height, samples: 1, seed: 1, frame: 0, purpose: 3)
        for y in 0..<height {
          for x in 0..<width {
            let ray = Ray(
              origin: world.view.eye, direction: projection.direction(SIMD2(Float(x) + 0.5, Float(y) + 0.5)))
            let hit = caster.closestSeen(ray)
            if hit.instance < 0 { continue }
            let point = SurfacePoint(hit, ray, caster)
            let origin: Float3 = point.smoothPosition + point.geometricNormal * point.clearance
            count += 1
            if !caster.isOccluded(Ray(origin: origin, direction: renderer.sky.sunDirection)) { seen.x += 1 }
            var random = SampleSequence(layout, x: x, y: y, sample: 0)
            let u = random.next()
            let (c, s) = circlePoint(u.x)
            let (a, b) = tangents(point.normal)
            let r: Float = u.y.squareRoot()
            let d: Float3 = a * (r * c) + b * (r * s) + point.normal * (1 - u.y).squareRoot()
            if !caster.isOccluded(Ray(origin: origin, direction: normalize(d))) { seen.y += 1 }
          }
        }
      }
      if count == 0 { return Float3(1, 1, 1) }
      let scale: Float = 1 / Float(count)
      // The looks are few: none is ruled out. A window sends its light where it is looked for.
      let skyShare: Float = world.emitters.contains { $0.kind == .portal } ? 0.2 : 0.004
      return Float3(max(0.002, Float(seen.x) * scale), max(skyShare, Float(seen.y) * scale), 1)
    }
  }
}

extension Scene {
  /// The scene as it starts, without simulating: bodies where they are put, people standing.
  var startingFrame: TraceFrame {
    var frame = TraceFrame(index: 0, step: 0, time: 0)
    frame.bodies = bodies.map { BodySample(position: $0.position, orientation: $0.orientation) }
    frame.people = people.map { person in
      let bones = HumanSkeleton(height: person.height).restPose.map {
        RigidTransform(rotation: $0.rotation, translation: $0.translation + person.position)
      }
      return SkeletonSample(bones: bones, leftFootLocked: true, rightFootLocked: true)
    }
    return frame
  }
}
