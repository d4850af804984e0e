import Imaging
import Parallelism
import SceneDescription
import TraceFormat
import VectorMath

extension SceneRenderer {
  /// Linear radiance of the reference path tracer, `samples` a pixel, through the camera's lens: no clamping, up to 6
  /// bounces.
  ///
  /// - Parameters:
  ///   - caustics: false takes surfaces that diffuse light meets for no smoother than satin, which removes nearly all
  ///     bright dots at a small loss of reflected sun spots; what pictures to learn from should use.
  public func reference(
    _ frame: TraceFrame, samples: Int, settings: RenderSettings, caustics: Bool = true
  ) -> ImageBuffer<Float3> {
    let (all, _) = light(
      world(frame), frame: frame.index, samples: samples, settings: settings, rules: .reference(caustics: caustics),
      purpose: 1, aperture: Aperture(blades: scene.camera.blades))
    return all
  }

  /// All guide channels and the cheap path trace of one frame.
  ///
  /// - Parameters:
  ///   - previous: the frame before, for backward motion; nil on the first.
  ///   - next: the frame after, for forward motion; nil on the last.
  public func guides(
    _ frame: TraceFrame, previous: TraceFrame?, next: TraceFrame? = nil, settings: RenderSettings
  ) -> GuideFrame {
    let now = world(frame)
    let (all, sun) = light(
      now, frame: frame.index, samples: settings.samples, settings: settings, rules: .cheap(exposure: sky.exposure),
      purpose: 0)
    var guide = geometry(
      now, before: previous.map { world($0) }, after: next.map { world($0) }, frame: frame, settings: settings)
    guide.lit = all
    guide.sunlit = sun
    return guide
  }

  /// Linear multiplier from radiance to the tone curve's input: a function of the scene's light only.
  public var exposure: Float { sky.exposure }

  /// The mean light of `samples` jittered samples a pixel: all of it, and what came straight from the sun.
  ///
  /// - Parameter aperture: nil looks through a pinhole whatever the lens.
  func light(
    _ world: FrameWorld, frame: Int, samples: Int, settings: RenderSettings, rules: PathRules, purpose: UInt32,
    aperture: Aperture? = nil
  ) -> (all: ImageBuffer<Float3>, sun: ImageBuffer<Float3>) {
    precondition(samples >= 1, "\(samples) samples a pixel")
    let area = settings.area
    var all = ImageBuffer<Float3>(width: area.width, height: area.height, filledWith: .zero)
    var sun = all
    let table = ScatteringTable.view
    let projection = View.Projection(world.view, width: settings.width, height: settings.height)
    let layout = SampleSequence.Layout(
      width: settings.width, height: settings.height, samples: samples, seed: settings.seed, frame: frame,
      purpose: purpose)
    let scale: Float = 1 / Float(samples)
    let aperture = world.view.lens.radius > 0 ? aperture : nil
    all.pixels.withUnsafeMutableBufferPointer { allPixels in
      sun.pixels.withUnsafeMutableBufferPointer { sunPixels in
        let allOut = OutputPointer(pointer: allPixels.baseAddress!)
        let sunOut = OutputPointer(pointer: sunPixels.baseAddress!)
        forEachTile(area, world) { tile, caster in
          let tracer = PathTracer(
            caster: caster, sky: sky, materials: materials.pointer, table: table, rules: rules,
            pixelAngle: projection.pixelAngle)
          for y in tile.y..<(tile.y + tile.height) {
            for x in tile.x..<(tile.x + tile.width) {
              var total = PathTracer.Light()
              for s in 0..<samples {
                var random = SampleSequence(layout, x: x, y: y, sample: s)
                let p = SIMD2(Float(x), Float(y)) + random.next()
                let ray =
                  if let aperture {
                    projection.ray(p, aperture: aperture.point(random.next()))
                  } else {
                    Ray(origin: world.view.eye, direction: projection.direction(p))
                  }
                let l = tracer.trace(ray, &random)
                total.all += l.all
                total.sun += l.sun
              }
              let i = (y - area.y) * area.width + x - area.x
              allOut[i] = total.all * scale
              sunOut[i] = total.sun * scale
            }
          }
        }
      }
    }
    return (all, sun)
  }

  /// Runs `body` on tiles of the area in parallel, each with a ray caster of its own.
  func forEachTile(_ area: PixelWindow, _ world: FrameWorld, _ body: @Sendable (PixelWindow, RayCaster) -> Void) {
    let side = 16
    let columns = (area.width + side - 1) / side
    let rows = (area.height + side - 1) / side
    parallelFor(columns * rows) { i in
      let x = area.x + i % columns * side
      let y = area.y + i / columns * side
      let tile = PixelWindow(
        x: x, y: y, width: min(side, area.x + area.width - x), height: min(side, area.y + area.height - y))
      withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
        body(tile, caster(world, stack: stack.baseAddress!))
      }
    }
  }
}

/// The picture of a linear radiance: exposure and tone curve, pixel by pixel.
public func pictureFromRadiance(_ radiance: ImageBuffer<Float3>, exposure: Float) -> Frame {
  Frame(colour: radiance.map { ToneCurve.display($0, exposure: exposure) })
}
