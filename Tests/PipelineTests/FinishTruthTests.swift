import Finishing
import Imaging
import Rendering
import SceneDescription
import Testing
import TraceFormat
import VectorMath

/// The film's lens and shutter against the path tracer's true ones, on sharp pictures by the same path tracer.
@Suite struct FinishTruthTests {
  /// Blocks near and far, one of them on its way, and open ground.
  private static func stage() -> (scene: Scene, header: TraceHeader, frame: (Int) -> TraceFrame) {
    var scene = Scene()
    scene.camera.position = Vector3(0.3, 0.6, 2.4)
    scene.camera.target = Vector3(0, 0.2, 0)
    let places = [Vector3(-0.5, 0.15, 1.2), Vector3(0.1, 0.15, 0), Vector3(1.2, 0.15, -3)]
    for (i, place) in places.enumerated() {
      var body = Body()
      (body.name, body.position, body.material) = ("block \(i)", place, "plaster")
      body.shape = .box(halfExtents: Vector3(0.15, 0.15, 0.15), edgeRadius: 0.01)
      body.colour = [Colour(hex: 0xC4241C), Colour(hex: 0xE8E6E1), Colour(hex: 0x1F4FB5)][i]
      scene.bodies.append(body)
    }
    var floor = Body()
    (floor.name, floor.shape, floor.material) = ("floor", .plane(SolidShape.Plane()), "plaster")
    floor.colour = Colour(hex: 0x808285)
    scene.bodies.append(floor)
    var header = TraceHeader()
    header.bodies = scene.bodies.map { TraceBody(name: $0.name, shape: $0.shape, isDynamic: true, mass: 1) }
    let bodies = scene.bodies
    return (
      scene, header,
      { k in
        var frame = TraceFrame(index: k, step: 40 * k, time: Double(k) / 24)
        frame.bodies = bodies.enumerated().map { i, body in
          BodySample(
            position: body.position + (i == 1 ? Vector3(0.12 * Double(k - 1), 0, 0) : .zero),
            orientation: body.orientation)
        }
        return frame
      }
    )
  }

  @Test(arguments: [(0.7, 0), (nil, 180)] as [(Double?, Double)])
  func theFilmsBlurIsNearTheTruth(fNumber: Double?, shutter: Double) throws {
    let (stage, header, frame) = Self.stage()
    var scene = stage
    scene.camera.focusDistance = 1.2
    let settings = RenderSettings(width: 128, height: 72, samples: 1, seed: 2)
    scene.camera.shutterAngle = 0
    let sharp = try SceneRenderer(scene: scene, header: header).reference(frame(1), samples: 64, settings: settings)
    (scene.camera.fNumber, scene.camera.shutterAngle) = (fNumber, shutter)
    let renderer = try SceneRenderer(scene: scene, header: header)
    let truth = renderer.reference(
      frame(1), previous: frame(0), next: frame(2), samples: 64, settings: settings)
    let guide = renderer.guides(frame(1), previous: frame(0), next: frame(2), settings: settings)
    func picture(_ light: ImageBuffer<Float3>) -> Frame { pictureFromRadiance(light, exposure: renderer.exposure) }
    var finish = Finish.none
    (finish.hasLens, finish.hasShutter) = (true, true)
    let film = finish.apply(picture(sharp), guide: guide, seed: 0)
    let (before, after) = (ImageMetrics.psnr(picture(sharp), picture(truth)), ImageMetrics.psnr(film, picture(truth)))
    #expect(after > before + 1, "\(after) dB, without \(before) dB")
  }
}
