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
  var instance: UInt32 = 0
  var surface = SurfaceCoordinate(position: .zero, footprint: 0)
  var motion = MotionVector(offset: .zero, isValid: false)
}

extension SceneRenderer {
  /// The channels that one ray through each pixel's centre gives; `lit` and `sunlit` are left black.
  func geometry(_ now: FrameWorld, before: FrameWorld?, frame: TraceFrame, settings: RenderSettings) -> GuideFrame {
    let area = settings.area
    var pixels = [GuidePixel](repeating: GuidePixel(), count: area.width * area.height)
    let projection = View.Projection(now.view, width: settings.width, height: settings.height)
    pixels.withUnsafeMutableBufferPointer { buffer in
      let out = OutputPointer(pointer: buffer.baseAddress!)
      forEachTile(area, now) { tile, caster in
        withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
          let past = before.map { world in
            (
              caster: self.caster(world, stack: stack.baseAddress!),
              projection: View.Projection(world.view, width: settings.width, height: settings.height)
            )
          }
          for y in tile.y..<(tile.y + tile.height) {
            for x in tile.x..<(tile.x + tile.width) {
              let centre = SIMD2(Float(x) + 0.5, Float(y) + 0.5)
              let ray = Ray(origin: now.view.eye, direction: projection.direction(centre))
              let hit = caster.closestHit(ray)
              var pixel = guidePixel(ray, hit, projection, caster)
              if let past {
                pixel.motion = motion(
                  from: centre, hit, pixel, past.caster, past.projection, width: settings.width,
                  height: settings.height)
              }
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
      index: frame.index, exposure: sky.exposure, depth: channel { $0.depth }, normal: channel { $0.normal },
      albedo: channel { $0.albedo }, roughness: channel { $0.roughness }, metalness: channel { $0.metalness },
      instance: channel { $0.instance }, surface: channel { $0.surface }, motion: channel { $0.motion }, lit: black,
      sunlit: black, samples: settings.samples, instances: instances,
      poses: poses(now, frame: frame, settings: settings))
  }

  private func guidePixel(_ ray: Ray, _ hit: Hit, _ projection: View.Projection, _ caster: RayCaster) -> GuidePixel {
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
    let sample = materials.pointer[Int(point.material)].sample(
      point, footprint: width / max(0.15, slant).squareRoot())
    pixel.albedo = sample.albedo
    pixel.roughness = sample.roughness
    pixel.metalness = sample.metalness
    pixel.instance = UInt32(point.owner) + 1
    pixel.surface = SurfaceCoordinate(position: point.objectPosition, footprint: footprint)
    return pixel
  }

  /// Where the pixel's surface point was in the frame before, and whether it was seen there.
  private func motion(
    from centre: SIMD2<Float>, _ hit: Hit, _ pixel: GuidePixel, _ past: RayCaster, _ projection: View.Projection,
    width: Int, height: Int
  ) -> MotionVector {
    let origin = projection.view.eye
    var toPoint: Float3
    var limit = RayCaster.reach
    if hit.instance < 0 {
      toPoint = pixel.surface.position  // the sky only turns
    } else {
      let there: Float3 = past.instances[Int(hit.instance)].worldPoint(pixel.surface.position)
      toPoint = there - origin
      limit = length(toPoint)
      // Stop short of the surface by more than the rounding of both ends.
      limit -= 1e-4 + 2e-5 * limit
    }
    guard let was = projection.pixel(of: toPoint) else { return MotionVector(offset: .zero, isValid: false) }
    let offset: SIMD2<Float> = was - centre
    let inside = was.x >= 0 && was.y >= 0 && was.x < Float(width) && was.y < Float(height)
    if !inside { return MotionVector(offset: offset, isValid: false) }
    let ray = Ray(origin: origin, direction: normalize(toPoint))
    return MotionVector(offset: offset, isValid: !past.isOccluded(ray, limit: limit))
  }
}
