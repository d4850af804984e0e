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
    /// Three softboxes in a plain room.
    case indoors
    /// Ten centimetres of it in low sun.
    case close
  }
  public private(set) var scene: Scene

  public init(_ material: Material, setting: Setting) {
    var scene = Scene()
    scene.title = "board of \(material.name)"
    var ground = Material()
    ground.name = "board ground"
    ground.colour = Colour(hex: 0x8E8C88)
    ground.roughness = 0.8
    ground.contrast = 0
    var shown = material
    shown.name = "shown"
    scene.materials = [ground, shown]
    self.scene = scene
    add("ground", .plane(SolidShape.Plane()), of: ground, at: .zero)
    switch setting {
    case .outdoors:
      things(of: shown)
      self.scene.light.sunElevation = 40
      self.scene.light.sunAzimuth = 42
      self.scene.light.exposureCompensation = -0.25
    case .indoors:
      things(of: shown)
      room()
    case .close:
      closeUp(of: shown)
    }
  }

  private mutating func add(
    _ name: String, _ shape: SolidShape, of material: Material, at p: Vector3, turned q: Quaternion = .identity
  ) {
    var b = Body()
    b.name = name
    b.shape = shape
    b.motion = .fixed
    b.material = material.name
    b.position = p
    b.orientation = q
    scene.bodies.append(b)
  }

  private mutating func things(of shown: Material) {
    add(
      "block", .box(halfExtents: Vector3(0.085, 0.05, 0.075), edgeRadius: 0.004), of: shown,
      at: Vector3(-0.04, 0.05, 0), turned: Quaternion(angle: 0.35, axis: .unitY))
    add("ball", .sphere(radius: 0.065), of: shown, at: Vector3(-0.04, 0.165, 0))
    let lean = Quaternion(angle: -0.35, axis: .unitY) * Quaternion(angle: -0.28, axis: .unitX)
    add(
      "sheet", .box(halfExtents: Vector3(0.07, 0.105, 0.0035), edgeRadius: 0.0008), of: shown,
      at: Vector3(0.108, 0.102, -0.07), turned: lean)
    scene.camera.position = Vector3(0.05, 0.34, 0.78)
    scene.camera.target = Vector3(0.011, 0.107, 0)
    scene.camera.focalLength = 85
  }

  private mutating func closeUp(of shown: Material) {
    add(
      "block", .box(halfExtents: Vector3(0.055, 0.024, 0.04), edgeRadius: 0.002), of: shown,
      at: Vector3(0, 0.024, 0), turned: Quaternion(angle: 0.5, axis: .unitY))
    add("ball", .sphere(radius: 0.017), of: shown, at: Vector3(0.026, 0.065, -0.008))
    add(
      "sheet", .box(halfExtents: Vector3(0.036, 0.0025, 0.028), edgeRadius: 0.0006), of: shown,
      at: Vector3(-0.016, 0.0505, 0.004), turned: Quaternion(angle: 0.2, axis: .unitY))
    scene.light.sunElevation = 34
    scene.light.sunAzimuth = 78
    scene.light.exposureCompensation = -0.25
    scene.camera.position = Vector3(0.02, 0.20, 0.30)
    scene.camera.target = Vector3(0.002, 0.036, 0)
    scene.camera.focalLength = 98
  }

  /// The three-point studio within walls, its lamps in the picture of every mirror; the exposure is a meter's at the
  /// place of the things, so that black stays black.
  private mutating func room() {
    var wall = Material()
    wall.name = "board wall"
    wall.colour = Colour(hex: 0xA09E9A)
    wall.roughness = 0.9
    wall.contrast = 0
    scene.materials.append(wall)
    for (name, half, place) in [
      ("back wall", Vector3(2.6, 1.4, 0.05), Vector3(0, 1.4, -3.65)),
      ("front wall", Vector3(2.6, 1.4, 0.05), Vector3(0, 1.4, 2.85)),
      ("left wall", Vector3(0.05, 1.4, 3.3), Vector3(-2.65, 1.4, -0.4)),
      ("right wall", Vector3(0.05, 1.4, 3.3), Vector3(2.65, 1.4, -0.4)),
      ("ceiling", Vector3(2.7, 0.05, 3.4), Vector3(0, 2.85, -0.4)),
    ] {
      add(name, .box(halfExtents: half, edgeRadius: 0.001), of: wall, at: place)
    }
    scene.light = LightPreset.studio.light(at: .zero)
    for i in scene.light.lamps.indices { scene.light.lamps[i].visible = true }
    scene.light.exposureValue = 7.8
  }

  /// The path tracer's picture, denoised, a square of `side` pixels, `samples` each.
  public func picture(side: Int, samples: Int) throws(RenderError) -> Frame {
    var header = TraceHeader()
    header.bodies = scene.bodies.map { TraceBody(name: $0.name, shape: $0.shape, isDynamic: false, mass: 1) }
    var frame = TraceFrame(index: 0, step: 0, time: 0)
    frame.bodies = scene.bodies.map { BodySample(position: $0.position, orientation: $0.orientation) }
    let renderer = try SceneRenderer(scene: scene, header: header)
    let settings = RenderSettings(width: side, height: side)
    let light = renderer.denoisedReference(frame, samples: samples, settings: settings, caustics: false)
    return pictureFromRadiance(light, exposure: renderer.exposure)
  }
}
