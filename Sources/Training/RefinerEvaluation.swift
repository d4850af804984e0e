import Imaging
import LocatedJSON
import Refinement
import Rendering
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// How near refined frames come to the path-traced truth, beside what there is without the network.
///
/// Rows: the cheap frame as it is; the cheap frame after the wavelet filter; the same after light history, as a film has
/// it; and the refined frame. Each in PSNR and SSIM, on scenes that training never saw. The filter may choose the best of
/// all its settings by looking at the truth, and its time is that of all tries: more than the refiner takes.
public struct RefinerEvaluation: Sendable {
  public struct Row: Sendable {
    public var name: String
    public var psnr: Double
    public var ssim: Double
    public var seconds: Double
  }
  public struct SceneResult: Sendable {
    public var title: String
    public var rows: [Row]
  }

  /// Settings of the filter that the baseline may choose from, per scene, by looking at the truth: a generous baseline.
  public static let baselines: [WaveletFilter] = [
    WaveletFilter(passes: 3), WaveletFilter(passes: 4), WaveletFilter(passes: 5),
    WaveletFilter(passes: 5, normalPower: 128, depthTolerance: 0.01, lightTolerance: 8),
    WaveletFilter(passes: 5, normalPower: 32, lightTolerance: 2), WaveletFilter(passes: 6, lightTolerance: 16),
  ]

  public var referenceSamples = 256
  public var samples = 2
  public init() {}

  /// Judges one frame of a scene, as a film would show it: the refiner sees all frames up to it.
  public func judge(_ scene: Scene, frame index: Int, refiner: inout Refiner, clock: () -> Double) throws -> SceneResult
  {
    var simulator = try Simulator(scene)
    let renderer = try SceneRenderer(scene: scene, header: simulator.header)
    let settings = RenderSettings(width: scene.width, height: scene.height, samples: samples, seed: scene.seed)
    var history = LightHistory()
    var previous: TraceFrame?
    refiner.cut()
    while let frame = simulator.nextFrame() {
      let guide = renderer.guides(frame, previous: previous, settings: settings)
      let light = history.add(guide)
      let start = clock()
      let refined = refiner.refine(guide)
      let refinerSeconds = clock() - start
      previous = frame
      if frame.index < index { continue }

      var referenceSettings = settings
      referenceSettings.seed = ~settings.seed
      let radiance = renderer.reference(frame, samples: referenceSamples, settings: referenceSettings)
      let truth = pictureFromRadiance(radiance, exposure: guide.exposure)
      var fresh = LightHistory()
      let filtered = Self.bestFiltered(guide, fresh.add(guide), truth: truth, clock: clock)
      let gathered = Self.bestFiltered(guide, light, truth: truth, clock: clock)
      return SceneResult(
        title: scene.title,
        rows: [
          row("cheap", pictureFromRadiance(guide.lit, exposure: guide.exposure), truth, 0),
          row("filtered", filtered.frame, truth, filtered.seconds),
          row("gathered", gathered.frame, truth, gathered.seconds), row("refined", refined, truth, refinerSeconds),
        ])
    }
    preconditionFailure("scene '\(scene.title)' has no frame \(index)")
  }

  private func row(_ name: String, _ frame: Frame, _ truth: Frame, _ seconds: Double) -> Row {
    Row(name: name, psnr: ImageMetrics.psnr(frame, truth), ssim: ImageMetrics.ssim(frame, truth), seconds: seconds)
  }

  /// The filter's best frame by PSNR over all settings; its time is that of all tries.
  static func bestFiltered(
    _ guide: GuideFrame, _ light: LightHistory.Light, truth: Frame, clock: () -> Double
  ) -> (frame: Frame, seconds: Double) {
    let start = clock()
    var best: (frame: Frame, psnr: Double)?
    for filter in baselines {
      let indirect = filter.apply(light.indirect, guide)
      for sun in [WaveletFilter.sun.apply(light.sun, guide), light.sun, filter.apply(light.sun, guide)] {
        var radiance = guide.lit
        for i in radiance.pixels.indices {
          radiance.pixels[i] = (indirect.pixels[i] + sun.pixels[i]) * LightHistory.divisor(guide.albedo.pixels[i])
        }
        let frame = pictureFromRadiance(radiance, exposure: guide.exposure)
        let psnr = ImageMetrics.psnr(frame, truth)
        if psnr > best?.psnr ?? -.infinity { best = (frame, psnr) }
      }
    }
    return (best!.frame, clock() - start)
  }
}

extension RefinerEvaluation {
  /// Mean of each row over scenes.
  public static func means(_ results: [SceneResult]) -> [Row] {
    guard let first = results.first else { return [] }
    return first.rows.indices.map { r in
      let rows = results.map { $0.rows[r] }
      func mean(_ f: (Row) -> Double) -> Double { rows.map(f).reduce(0, +) / Double(rows.count) }
      return Row(
        name: first.rows[r].name, psnr: mean { $0.psnr }, ssim: mean { $0.ssim }, seconds: mean { $0.seconds })
    }
  }
}
