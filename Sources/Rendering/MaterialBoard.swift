import Imaging
import SceneDescription
import TraceFormat
import VectorMath

/// One material on things of the same shapes, to be looked at beside others: a ball on a block with eased edges, and a
/// thin sheet that shows face and edge.
public struct MaterialBoard: Sendable {
  public enum Setting: String, Sendable, CaseIterable {
    /// Afternoon sun on grey ground.
    case outdoors
    /// Under an even grey sky, as a shaded window gives.
    case indoors
  }
  public let scene: Scene

  public init(_ material: Material, setting: Setting) {
    var scene = Scene()
    scene.title = "board of \(material.name)"
    var ground = Material()
    ground.name = "board ground"
    ground.colour = Colour(hex: 0x8E8C88)
    ground.roughness = 0.8
    var shown = material
    shown.name = "shown"
    scene.materials = [ground, shown]
    func body(_ name: String, _ shape: SolidShape, _ material: String, at p: Vector3, turned q: Quaternion = .identity)
    {
      var b = Body()
      b.name = name
      b.shape = shape
      b.motion = .fixed
      b.material = material
      b.position = p
      b.orientation = q
      scene.bodies.append(b)
    }
    body("ground", .plane(SolidShape.Plane()), ground.name, at: .zero)
    body(
      "block", .box(halfExtents: Vector3(0.085, 0.05, 0.075), edgeRadius: 0.004), shown.name,
      at: Vector3(-0.04, 0.05, 0),
      turned: Quaternion(angle: 0.35, axis: .unitY))
    body("ball", .sphere(radius: 0.065), shown.name, at: Vector3(-0.04, 0.165, 0))
    let lean = Quaternion(angle: -0.5, axis: .unitY) * Quaternion(angle: -0.28, axis: .unitX)
    body(
      "sheet", .box(halfExtents: Vector3(0.075, 0.1, 0.0035), edgeRadius: 0.0008), shown.name,
      at: Vector3(0.135, 0.097, -0.03), turned: lean)
    scene.light.sunElevation = 38
    scene.light.sunAzimuth = -48
    if setting == .indoors { scene.light.cloudCover = 1 }
    scene.camera.position = Vector3(0.05, 0.34, 0.78)
    scene.camera.target = Vector3(0.02, 0.108, 0)
    scene.camera.focalLength = 78
    self.scene = scene
  }

  /// The path tracer's picture, a square of `side` pixels, `samples` each.
  public func picture(side: Int, samples: Int) throws(RenderError) -> Frame {
    var header = TraceHeader()
    header.bodies = scene.bodies.map { TraceBody(name: $0.name, shape: $0.shape, isDynamic: false, mass: 1) }
    var frame = TraceFrame(index: 0, step: 0, time: 0)
    frame.bodies = scene.bodies.map { BodySample(position: $0.position, orientation: $0.orientation) }
    let renderer = try SceneRenderer(scene: scene, header: header)
    let settings = RenderSettings(width: side, height: side)
    let light = renderer.reference(frame, samples: samples, settings: settings, caustics: false)
    return pictureFromRadiance(light, exposure: renderer.exposure)
  }
}
