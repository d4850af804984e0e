import Imaging
import SceneDescription
import TraceFormat
import VectorMath

/// One pixel of the geometry channels.
private struct GuidePixel {
  var depth = Float.infinity
  var normal = Float3.zero
  var albedo = Float3.zero
  var roughness: Float = 1
  var metalness: Float = 0
  var transmission: Float = 0
  var instance: UInt32 = 0
  var part: UInt32 = 0
  var surface = SurfaceCoordinate(position: .zero, footprint: 0)
  var motion = MotionVector.unknown
  var forwardMotion = MotionVector.unknown
  var sunVisibility: Float = 0
}

/// A neighbouring frame, as one thread sees it.
private struct Neighbour {
  let caster: RayCaster
  let projection: View.Projection
}

extension SceneRenderer {
  /// The channels that one ray through each pixel's centre gives; `lit` and `sunlit` are left black.
  func geometry(
    _ now: FrameWorld, before: FrameWorld?, after: FrameWorld? = nil, frame: TraceFrame, settings: RenderSettings
  ) -> GuideFrame {
    let area = settings.area
    var pixels = [GuidePixel](repeating: GuidePixel(), count: area.width * area.height)
    let projection = View.Projection(now.view, width: settings.width, height: settings.height)
    pixels.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      forEachTile(area, now) { tile, caster in
        withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
          func neighbour(_ world: FrameWorld) -> Neighbour {
            Neighbour(
              caster: self.caster(world, stack: stack.baseAddress!),
              projection: View.Projection(world.view, width: settings.width, height: settings.height))
          }
          let past = before.map(neighbour)
          let future = after.map(neighbour)
          for y in tile.y..<(tile.y + tile.height) {
            for x in tile.x..<(tile.x + tile.width) {
              let centre = SIMD2(Float(x) + 0.5, Float(y) + 0.5)
              let ray = Ray(origin: now.view.eye, direction: projection.direction(centre))
              let hit = caster.closestSeen(ray)
              var pixel = guidePixel(ray, hit, projection, caster, hash32(UInt32(x) &+ UInt32(y) << 16))
              if let past { pixel.motion = motion(from: centre, hit, pixel, to: past, settings) }
              if let future { pixel.forwardMotion = motion(from: centre, hit, pixel, to: future, settings) }
              out[(y - area.y) * area.width + x - area.x] = pixel
            }
          }
        }
      }
    }
    func channel<T>(_ of: (GuidePixel) -> T) -> ImageBuffer<T> {
      ImageBuffer(width: area.width, height: area.height, pixels: pixels.map(of))
    }
    let black = ImageBuffer<Float3>(width: area.width, height: area.height, filledWith: .zero)
    return GuideFrame(
      index: frame.index, exposure: sky.exposure, camera: GuideCamera(scene.camera, at: frame.time, settings),
      depth: channel { $0.depth }, normal: channel { $0.normal }, albedo: channel { $0.albedo },
      roughness: channel { $0.roughness }, metalness: channel { $0.metalness },
      transmission: channel { $0.transmission }, instance: channel { $0.instance }, part: channel { $0.part },
      surface: channel { $0.surface }, motion: channel { $0.motion }, forwardMotion: channel { $0.forwardMotion },
      sunVisibility: channel { $0.sunVisibility }, lit: black, sunlit: black, samples: settings.samples,
      instances: instances, poses: poses(now, frame: frame, settings: settings))
  }

  private func guidePixel(
    _ ray: Ray, _ hit: Hit, _ projection: View.Projection, _ caster: RayCaster, _ dither: UInt32
  ) -> GuidePixel {
    var pixel = GuidePixel()
    guard hit.instance >= 0 else {
      pixel.surface = SurfaceCoordinate(position: ray.direction, footprint: projection.pixelAngle)
      return pixel
    }
    let point = SurfacePoint(hit, ray, caster)
    let view = projection.view
    let axial: Float = -dot(ray.direction, view.back)
    pixel.depth = hit.distance * axial
    pixel.normal = Float3(dot(point.normal, view.right), dot(point.normal, view.up), dot(point.normal, view.back))
    // The side of a square as large as the pixel's parallelogram on the surface.
    let slant: Float = max(0.02, -dot(point.geometricNormal, ray.direction))
    let width: Float = projection.pixelAngle * hit.distance * axial
    let footprint: Float = width / slant.squareRoot()
    let sample = materials.pointer.sample(point, footprint: width / max(0.15, slant).squareRoot())
    pixel.albedo = sample.albedo
    pixel.roughness = sample.roughness
    pixel.metalness = sample.metalness
    pixel.transmission = sample.transmission
    pixel.instance = UInt32(point.owner) + 1
    let instance = caster.instances + Int(hit.instance)
    pixel.part = UInt32(instance.pointee.part + materials.pointer[Int(point.material)].part) + 1
    pixel.sunVisibility = sunVisibility(point, caster, dither)
    pixel.surface = SurfaceCoordinate(
      position: instance.pointee.isDressing ? point.position : point.objectPosition, footprint: footprint)
    return pixel
  }

  /// The share of the sun's disc that is seen from `point`: four places of the disc, turned by `dither`.
  private func sunVisibility(_ point: SurfacePoint, _ caster: RayCaster, _ dither: UInt32) -> Float {
    guard sky.sunSolidAngle > 0, largest(sky.sunRadiance) > 0, dot(point.geometricNormal, sky.sunDirection) > 0 else {
      return 0
    }
    let turn: Float = unitFloat(dither)
    var seen: Float = 0
    for i in 0..<4 {
      let angle: Float = turn + Float(i) * 0.25
      // Alternating between the inner and the outer half of the disc's area.
      let d = sky.sampleSun(SIMD2(angle - angle.rounded(.down), i & 1 == 0 ? 0.25 : 0.75))
      let start: Float3 = point.smoothPosition + point.geometricNormal * point.clearance
      if !caster.isOccluded(Ray(origin: start, direction: d)) { seen += 0.25 }
      // Opposite places agree nearly everywhere: only penumbras are asked further.
      if i == 1 && seen != 0.25 { return seen * 2 }
    }
    return seen
  }

  /// Where the pixel's surface point is in a neighbouring frame, and whether it is seen there.
  private func motion(
    from centre: SIMD2<Float>, _ hit: Hit, _ pixel: GuidePixel, to there: Neighbour, _ settings: RenderSettings
  ) -> MotionVector {
    let origin = there.projection.view.eye
    var toPoint: Float3
    var limit = RayCaster.reach
    if hit.instance < 0 {
      toPoint = pixel.surface.position  // the sky only turns
    } else {
      let instance = there.caster.instances + Int(hit.instance)
      let p: Float3 = pixel.surface.position
      toPoint = (instance.pointee.isDressing ? p : instance.pointee.worldPoint(p)) - origin
      limit = length(toPoint)
      // Stop short of the surface by more than the rounding of both ends.
      limit -= 1e-4 + 2e-5 * limit
    }
    guard let place = there.projection.pixel(of: toPoint) else { return .unknown }
    let offset: SIMD2<Float> = place - centre
    let (w, h) = (Float(settings.width), Float(settings.height))
    if !(place.x >= 0 && place.y >= 0 && place.x < w && place.y < h) {
      return MotionVector(offset: offset, isValid: false)
    }
    let ray = Ray(origin: origin, direction: normalize(toPoint))
    return MotionVector(offset: offset, isValid: !there.caster.isOccluded(ray, limit: limit))
  }
}
