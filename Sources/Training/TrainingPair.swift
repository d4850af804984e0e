import Imaging
import Refinement
import Rendering
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// What the refiner gets and what it should paint, for one square window of one frame.
public struct TrainingPair: Sendable {
  /// Side of the window, pixels.
  public var side: Int
  /// The filtered cheap frame, display-referred -1...1, [3, side, side].
  public var coarse: [Float]
  /// Condition planes, [Conditioning.channelCount, side, side].
  public var condition: [Float]
  /// The path-traced truth, display-referred -1...1, [3, side, side].
  public var truth: [Float]
  /// Surface-anchored noise, [3, side, side].
  public var noise: [Float]
}

/// Renders training pairs of practice scenes: cheap frame and guides in, reference out.
public struct PairMaker: Sendable {
  public var side = 96
  /// Extra pixels around the window, so that the wavelet filter sees past its edge as it does in whole frames.
  public var margin = 40
  /// Samples a pixel of the truth.
  public var referenceSamples = 96
  /// Windows taken from each scene.
  public var windowsPerScene = 4

  public init() {}

  /// All pairs of the practice scene with this seed; scenes that cannot be simulated are a defect and trap.
  public func pairs(seed: UInt64) throws -> [TrainingPair] {
    let scene = PracticeScene.make(seed: seed)
    var simulator = try Simulator(scene)
    let renderer = try SceneRenderer(scene: scene, header: simulator.header)
    var random = SeededGenerator(seed: seed, stage: "training windows")
    let chosen = 1 + random.index(scene.frameCount - 1)
    var previous: TraceFrame?
    while let frame = simulator.nextFrame() {
      if frame.index == chosen {
        return (0..<windowsPerScene).map { _ in
          pair(scene, renderer, frame, previous, &random)
        }
      }
      previous = frame
    }
    preconditionFailure("practice scene \(seed) ended before frame \(chosen)")
  }

  private func pair(
    _ scene: Scene, _ renderer: SceneRenderer, _ frame: TraceFrame, _ previous: TraceFrame?,
    _ random: inout SeededGenerator
  ) -> TrainingPair {
    let (x, y) = corner(scene, frame, &random)
    let outer = PixelWindow(x: x - margin, y: y - margin, width: side + 2 * margin, height: side + 2 * margin)
    var settings = RenderSettings(width: scene.width, height: scene.height, samples: 2, seed: random.next())
    settings.window = outer
    let guide = renderer.guides(frame, previous: previous, settings: settings)

    // In a film the sky's light has gathered over 1 to 10 frames, the sun's is of this frame: the same mixture here.
    let gathered = [1, 1, 2, 4, 6, 8, 10, 10][random.index(8)]
    settings.samples = 2 * gathered
    settings.seed = random.next()
    let longer = renderer.guides(frame, previous: previous, settings: settings)
    var history = LightHistory()
    var light = history.add(guide)
    history = LightHistory()
    light.indirect = history.add(longer).indirect
    light.age = light.age.map { _ in Float(gathered) }

    let conditioning = Conditioning(guide, light: light)
    let noise = AnchoredNoise.field(guide, seed: random.next())
    settings.window = PixelWindow(x: x, y: y, width: side, height: side)
    settings.seed = random.next()
    let truth = renderer.reference(frame, samples: referenceSamples, settings: settings, caustics: false)
    return TrainingPair(
      side: side, coarse: crop(conditioning.coarse, channels: 3, width: outer.width),
      condition: crop(conditioning.planes, channels: Conditioning.channelCount, width: outer.width),
      truth: Conditioning.planes(pictureFromRadiance(truth, exposure: guide.exposure)),
      noise: crop(planar(noise), channels: 3, width: outer.width))
  }

  private func planar(_ image: ImageBuffer<Float3>) -> [Float] {
    (0..<3).flatMap { c in image.pixels.map { $0[c] } }
  }

  /// Where a window begins: mostly around some thing, because empty ground teaches little, sometimes anywhere.
  private func corner(_ scene: Scene, _ frame: TraceFrame, _ random: inout SeededGenerator) -> (x: Int, y: Int) {
    let free = (x: scene.width - side - 2 * margin, y: scene.height - side - 2 * margin)
    let things =
      zip(scene.bodies, frame.bodies).filter { $0.0.motion == .dynamic }.map(\.1.position)
      + frame.people.map { $0.bones[random.index($0.bones.count)].translation }
    if things.isEmpty || random.uniform() < 0.2 {
      return (margin + random.index(free.x), margin + random.index(free.y))
    }
    let local = scene.camera.pose(at: frame.time).applyInverse(things[random.index(things.count)])
    let focal = scene.camera.focalPixels(width: scene.width, height: scene.height) / Swift.max(1e-3, -local.z)
    func begin(_ centre: Double, _ free: Int) -> Int {
      let jitter = random.uniform(-0.5...0.5) * Double(side)
      return margin + Int(Swift.min(Double(free), Swift.max(0, centre + jitter - Double(side / 2 + margin))))
    }
    return (
      begin(Double(scene.width) / 2 + local.x * focal, free.x),
      begin(Double(scene.height) / 2 - local.y * focal, free.y)
    )
  }

  /// The inner window of square planes of this width.
  private func crop(_ planes: [Float], channels: Int, width: Int) -> [Float] {
    var out: [Float] = []
    out.reserveCapacity(channels * side * side)
    for c in 0..<channels {
      for y in margin..<margin + side {
        let start = (c * width + y) * width + margin
        out += planes[start..<start + side]
      }
    }
    return out
  }
}
