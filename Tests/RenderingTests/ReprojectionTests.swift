import Foundation
import Imaging
import SceneDescription
import Simulation
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

/// Motion and depth over the example scenes, each with its own camera and with one that orbits.
///
/// The second route: surface coordinates carried by the trace's poses and projected by the scene's camera, all in double
/// precision, and rays through the very places where the vectors land.
@Suite struct ReprojectionTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Scenes").path
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".json") }.sorted()

  @Test func theExamplesAreThere() { #expect(Self.names.contains("walking-person.json") && Self.names.count >= 8) }

  @Test(arguments: names, [Camera.Move.fixed, .orbit])
  func surfacePointsAreFoundAgain(name: String, move: Camera.Move) throws {
    let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: Self.folder + "/" + name)))
    var scene = try Scene(decoding: bytes, file: name)
    if move == .orbit { (scene.camera.move, scene.camera.rate) = (.orbit, 25) }
    var simulator = try Simulator(scene)
    let renderer = try SceneRenderer(scene: scene, header: simulator.header)
    var frames: [TraceFrame] = []
    while frames.count < 15, let frame = simulator.nextFrame() { frames.append(frame) }
    let settings = RenderSettings(width: 256, height: 144, samples: 1)
    let worlds = frames.suffix(3).map { renderer.world($0) }
    let middle = frames[frames.count - 2]
    let guide = renderer.geometry(worlds[1], before: worlds[0], after: worlds[2], frame: middle, settings: settings)

    var tally = Tally()
    for i in guide.depth.pixels.indices where guide.instance.pixels[i] > 0 {
      let centre = SIMD2(Double(i % 256) + 0.5, Double(i / 256) + 0.5)
      let here = scene.camera.pose(at: middle.time).applyInverse(worldPoint(guide, i, scene, middle))
      let depth = Double(guide.depth.pixels[i])
      tally.depthError = max(tally.depthError, abs(-here.z - depth) / depth)
      for (motion, other, world) in [
        (guide.motion.pixels[i], frames[frames.count - 3], worlds[0]),
        (guide.forwardMotion.pixels[i], frames[frames.count - 1], worlds[2]),
      ] {
        let there = scene.camera.pose(at: other.time).applyInverse(worldPoint(guide, i, scene, other))
        let focal = scene.camera.focalPixels(width: 256, height: 144)
        let place = SIMD2(128 - focal * there.x / there.z, 72 + focal * there.y / there.z)
        let error: SIMD2<Double> = place - centre - SIMD2(Double(motion.offset.x), Double(motion.offset.y))
        tally.vectorError = max(tally.vectorError, (error * error).sum().squareRoot())
        if motion.isValid { tally.land(renderer, world, guide, i, settings, at: centre.float + motion.offset) }
      }
    }
    #expect(tally.depthError < 1e-5, "depth is off by \(tally.depthError) of itself")
    #expect(tally.vectorError < 0.01, "a vector is off by \(tally.vectorError) pixels")
    #expect(tally.valid > 20_000, "\(tally.valid) valid vectors")
    #expect(
      Double(tally.found) >= 0.999 * Double(tally.valid), "\(tally.found) of \(tally.valid) land on their own surface")
    #expect(tally.isInside, "a valid vector leads out of the picture")
  }

  /// Where the pixel's surface point is in `frame`, by the trace's own poses.
  private func worldPoint(_ guide: GuideFrame, _ i: Int, _ scene: Scene, _ frame: TraceFrame) -> Vector3 {
    let owner = Int(guide.instance.pixels[i]) - 1
    let p = Vector3(guide.surface.pixels[i].position)
    let bodies = scene.bodies.count
    return owner < bodies
      ? frame.bodies[owner].pose.apply(p)
      : frame.people[owner - bodies].bones[Int(guide.part.pixels[i]) - 1].apply(p)
  }
}

private struct Tally {
  var depthError = 0.0
  var vectorError = 0.0
  var valid = 0
  var found = 0
  var isInside = true

  /// Casts a ray through the place where a valid vector lands and looks for the same point of the same part.
  mutating func land(
    _ renderer: SceneRenderer, _ world: FrameWorld, _ guide: GuideFrame, _ i: Int, _ settings: RenderSettings,
    at p: SIMD2<Float>
  ) {
    valid += 1
    isInside = isInside && p.x >= 0 && p.y >= 0 && p.x < Float(settings.width) && p.y < Float(settings.height)
    let projection = View.Projection(world.view, width: settings.width, height: settings.height)
    let ray = Ray(origin: world.view.eye, direction: projection.direction(p))
    withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
      let caster = renderer.caster(world, stack: stack.baseAddress!)
      let hit = caster.closestHit(ray)
      guard hit.instance >= 0 else { return }
      let point = SurfacePoint(hit, ray, caster)
      guard UInt32(point.owner) + 1 == guide.instance.pixels[i] else { return }
      // Half of what the pixel covers there along its longer way.
      let slant: Float = max(0.02, -dot(point.geometricNormal, ray.direction))
      let footprint: Float = hit.distance * projection.pixelAngle / slant
      let instance = caster.instances[Int(hit.instance)]
      let own = instance.worldPoint(guide.surface.pixels[i].position)
      let samePart = UInt32(instance.part) + 1 == guide.part.pixels[i]
      if samePart && length(own - point.position) <= 0.5 * footprint { found += 1 }
    }
  }
}

extension SIMD2<Double> {
  fileprivate var float: SIMD2<Float> { SIMD2<Float>(Float(x), Float(y)) }
}
