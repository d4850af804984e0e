import Imaging
import Parallelism
import SceneDescription
import TraceFormat
import VectorMath

extension SceneRenderer {
  /// Linear radiance of the reference path tracer, `samples` a pixel, through the camera's lens: no clamping, up to 64
  /// bounces, roulette from the third.
  ///
  /// - Parameters:
  ///   - previous, next: the frames before and after. With either of them the shutter is open as long as the camera says,
  ///     about the frame's own time, and all moves on the way between the frames; on the side of an absent one only the
  ///     camera moves. Without both the picture is that of one instant.
  ///   - caustics: false takes surfaces that diffuse light meets for no smoother than satin, which removes nearly all
  ///     bright dots at a small loss of reflected sun spots; what pictures to learn from should use.
  public func reference(
    _ frame: TraceFrame, previous: TraceFrame? = nil, next: TraceFrame? = nil, samples: Int, settings: RenderSettings,
    caustics: Bool = true
  ) -> ImageBuffer<Float3> {
    func part(_ world: FrameWorld, _ chosen: Range<Int>) -> ImageBuffer<Float3> {
      light(
        world, frame: frame.index, samples: samples, chosen: chosen, settings: settings,
        rules: .reference(caustics: caustics, exposure: sky.exposure), purpose: 1,
        aperture: Aperture(blades: scene.camera.blades)
      ).all
    }
    guard let (open, close) = shutter(frame, previous: previous, next: next) else {
      return part(world(frame), 0..<samples)
    }
    if samples == 1 { return part(world(open, until: close), 0..<1) }
    let middle = samples / 2
    var all = part(world(open, until: frame), 0..<middle)
    let later = part(world(frame, until: close), middle..<samples)
    let share = Float(samples - middle) / Float(samples)
    for i in all.pixels.indices { all.pixels[i] = mix(all.pixels[i], later.pixels[i], share) }
    return all
  }

  /// The scene as the shutter opens and as it closes; nil where the picture is that of one instant.
  func shutter(
    _ frame: TraceFrame, previous: TraceFrame?, next: TraceFrame?
  ) -> (open: TraceFrame, close: TraceFrame)? {
    // Half of the shutter's time lies before the frame's own.
    let half: Double = scene.camera.shutterAngle / 720
    let interval = next.map { $0.time - frame.time } ?? previous.map { frame.time - $0.time } ?? 0
    if half == 0 || interval <= 0 { return nil }
    return (
      frame.moved(toward: previous, by: half, time: frame.time - half * interval),
      frame.moved(toward: next, by: half, time: frame.time + half * interval)
    )
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
  /// - Parameters:
  ///   - chosen: only these of the samples.
  ///   - aperture: nil looks through a pinhole whatever the lens.
  func light(
    _ world: FrameWorld, frame: Int, samples: Int, chosen: Range<Int>? = nil, settings: RenderSettings,
    rules: PathRules, purpose: UInt32, aperture: Aperture? = nil
  ) -> (all: ImageBuffer<Float3>, sun: ImageBuffer<Float3>) {
    precondition(samples >= 1, "\(samples) samples a pixel")
    let area = settings.area
    var all = ImageBuffer<Float3>(width: area.width, height: area.height, filledWith: .zero)
    var sun = all
    let lights = lights(world, isCheap: rules.fogIsMean)
    let hasClear = hasClear
    let projection = View.Projection(world.view, width: settings.width, height: settings.height)
    let layout = SampleSequence.Layout(
      width: settings.width, height: settings.height, samples: samples, seed: settings.seed, frame: frame,
      purpose: purpose)
    let chosen = chosen ?? 0..<samples
    let scale: Float = 1 / Float(chosen.count)
    let aperture = world.view.lens.radius > 0 ? aperture : nil
    all.pixels.withUnsafeMutableBufferPointer { allPixels in
      sun.pixels.withUnsafeMutableBufferPointer { sunPixels in
        let allOut = OutputPointer(pointer: allPixels.baseAddress!)
        let sunOut = OutputPointer(pointer: sunPixels.baseAddress!)
        forEachTile(area, world) { tile, caster in
          let tracer = tracer(caster, lights, rules, pixelAngle: projection.pixelAngle, hasClear: hasClear)
          for y in tile.y..<(tile.y + tile.height) {
            for x in tile.x..<(tile.x + tile.width) {
              var total = PathTracer.Light()
              for s in chosen {
                var random = SampleSequence(layout, x: x, y: y, sample: s)
                let p = SIMD2(Float(x), Float(y)) + random.next()
                let ray = cameraRay(world, projection, through: p, aperture, &random, settings)
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

  /// Whether anything lets light through.
  var hasClear: Bool { (0..<materials.count).contains { materials.pointer[$0].base.transmission > 0 } }

  func tracer(
    _ caster: RayCaster, _ lights: LightSet, _ rules: PathRules, pixelAngle: Float, hasClear: Bool
  ) -> PathTracer {
    PathTracer(
      caster: caster, lights: lights, medium: medium, materials: materials.pointer, table: ScatteringTable.view,
      rules: rules, pixelAngle: pixelAngle, hasClear: hasClear)
  }

  /// The ray of one sample. Random numbers are drawn for the lens where there is one, then for the time where the shutter
  /// is open.
  @inline(__always) func cameraRay(
    _ world: FrameWorld, _ opening: View.Projection, through p: SIMD2<Float>, _ aperture: Aperture?,
    _ random: inout SampleSequence, _ settings: RenderSettings
  ) -> Ray {
    let spot: SIMD2<Float> = if let aperture { aperture.point(random.next()) } else { .zero }
    var projection = opening
    var time: Float = 0
    if let closing = world.closing {
      time = random.next().x
      projection = View.Projection(
        View(from: world.view, to: closing, time), width: settings.width, height: settings.height)
    }
    if aperture != nil {
      var ray = projection.ray(p, aperture: spot)
      ray.time = time
      return ray
    }
    return Ray(origin: projection.view.eye, direction: projection.direction(p), time: time)
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
