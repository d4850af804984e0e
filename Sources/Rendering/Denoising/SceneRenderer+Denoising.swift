import Imaging
import TraceFormat
import VectorMath

extension SceneRenderer {
  /// What `reference` shows, its noise filtered out as far as its samples and what they met tell it from the picture.
  ///
  /// Either half of the samples has random numbers of its own. Of fewer samples a pixel than `Denoiser.leastSamples` the
  /// noise is unknown: the picture is that of `reference`.
  public func denoisedReference(
    _ frame: TraceFrame, previous: TraceFrame? = nil, next: TraceFrame? = nil, samples: Int, settings: RenderSettings,
    caustics: Bool = true, denoiser: Denoiser = Denoiser()
  ) -> ImageBuffer<Float3> {
    if samples < Denoiser.leastSamples {
      return reference(
        frame, previous: previous, next: next, samples: samples, settings: settings, caustics: caustics)
    }
    return denoiser.picture(
      of: halfBuffers(
        frame, previous: previous, next: next, samples: samples, settings: settings, caustics: caustics))
  }

  /// What the denoiser works on, to look at before and after.
  public func denoisingStudy(
    _ frame: TraceFrame, previous: TraceFrame? = nil, next: TraceFrame? = nil, samples: Int, settings: RenderSettings,
    caustics: Bool = true
  ) -> DenoisingStudy {
    DenoisingStudy(
      halves: halfBuffers(
        frame, previous: previous, next: next, samples: samples, settings: settings, caustics: caustics))
  }

  /// The samples of a picture in two halves, each at least two a pixel.
  func halfBuffers(
    _ frame: TraceFrame, previous: TraceFrame? = nil, next: TraceFrame? = nil, samples: Int, settings: RenderSettings,
    caustics: Bool = true
  ) -> (HalfBuffer, HalfBuffer) {
    let area = settings.area
    let rules = PathRules.reference(caustics: caustics, exposure: sky.exposure)
    let counts = (samples / 2, samples - samples / 2)
    let halves = (
      HalfBuffer(width: area.width, height: area.height, samples: counts.0),
      HalfBuffer(width: area.width, height: area.height, samples: counts.1)
    )
    let worlds =
      shutter(frame, previous: previous, next: next).map {
        [world($0.open, until: frame), world(frame, until: $0.close)]
      }
      ?? [world(frame)]
    let lights = worlds.map { self.lights($0, isCheap: false) }
    let projections = worlds.map { View.Projection($0.view, width: settings.width, height: settings.height) }
    let apertures = worlds.map { $0.view.lens.radius > 0 ? Aperture(blades: scene.camera.blades) : nil }
    let hasClear = hasClear
    forEachTile(area, worlds[0]) { tile, caster in
      let tracers = worlds.indices.map {
        tracer(
          self.caster(worlds[$0], stack: caster.stack), lights[$0], rules, pixelAngle: projections[$0].pixelAngle,
          hasClear: hasClear)
      }
      for (number, half) in [halves.0, halves.1].enumerated() {
        let layout = SampleSequence.Layout(
          width: settings.width, height: settings.height, samples: half.samples, seed: settings.seed,
          frame: frame.index, purpose: UInt32(2 + number))
        for y in tile.y..<(tile.y + tile.height) {
          for x in tile.x..<(tile.x + tile.width) {
            var pixel = HalfBuffer.Pixel()
            for (i, tracer) in tracers.enumerated() {
              // Each span of the shutter's time has its part of the samples.
              for s in half.samples * i / tracers.count..<half.samples * (i + 1) / tracers.count {
                var random = SampleSequence(layout, x: x, y: y, sample: s)
                let p = SIMD2(Float(x), Float(y)) + random.next()
                let ray = cameraRay(worlds[i], projections[i], through: p, apertures[i], &random, settings)
                var features = PathFeatures()
                pixel.add(tracer.trace(ray, &random, features: &features).all, features)
              }
            }
            pixel.write(to: half, x: x - area.x, y: y - area.y)
          }
        }
      }
    }
    return halves
  }
}

/// The samples of one picture, and what they show with their noise and without.
public struct DenoisingStudy: Sendable {
  private let halves: (HalfBuffer, HalfBuffer)
  /// The mean of the samples.
  public let noisy: ImageBuffer<Float3>

  init(halves: (HalfBuffer, HalfBuffer)) {
    self.halves = halves
    noisy = ImageBuffer(halves)
  }

  public consuming func denoised(_ denoiser: Denoiser = Denoiser()) -> ImageBuffer<Float3> {
    denoiser.picture(of: halves)
  }
}
