import AssetLibrary
import Imaging
import Modelling
import SceneDescription
import TraceFormat
import VectorMath

/// A model of an asset in a photographer's studio: on a ground that bends up behind it, in the light of two softboxes and
/// a white room, with a grid on the ground that tells its size.
///
/// Light, exposure and background grow with the model: a thimble and a house are lit alike.
public struct AssetBoard: Sendable {
  public enum View: String, Sendable, CaseIterable { case quarter, front, side, top }

  public private(set) var scene = Scene()
  /// Distance of the grid's lines, m.
  public let grid: Double
  private var scenery = Scenery()

  /// - Parameters:
  ///   - looks: what the model is of.
  ///   - materials: those that its parts name and that are not standard.
  ///   - aspect: width over height of the picture.
  ///   - isOpen: doors, lids and drawers stand at their open values.
  public init(
    _ model: AssetModel, looks: Looks, materials: [Material] = [], view: View = .quarter, aspect: Double = 4.0 / 3,
    isOpen: Bool = false
  ) {
    let poses = AssetBoard.poses(of: model, isOpen: isOpen)
    let points = zip(model.links, poses).flatMap { link, pose in
      link.parts.flatMap { $0.mesh.positions.map(pose.apply) }
    }
    let (low, high) = points.reduce((Vector3.zero, Vector3.zero)) { (min($0.0, $1), max($0.1, $1)) }
    let size = max(1e-3, (high - low).length / 2)
    grid = AssetBoard.pitch(for: max(high.x - low.x, high.z - low.z))
    let side = AssetBoard.direction(view, high - low)
    let angle = side.azimuth * Double.pi / 180

    scene.title = "board of \(model.name)"
    scene.materials = AssetBoard.studioMaterials + materials
    scene.light = AssetBoard.light(size: size, azimuth: angle)
    let turn = Quaternion(angle: angle, axis: .unitY)
    let foot = Vector3((low.x + high.x) / 2, min(0, low.y), (low.z + high.z) / 2)
    add("ground", AssetBoard.cyclorama(size), of: "studio paper", at: foot, turned: turn)
    add("grid", AssetBoard.lines(pitch: grid, reach: size), of: "studio pencil", at: foot)
    for (link, pose) in zip(model.links, poses) {
      add("link \(link.name)", .sphere(radius: 0.01), of: link.material, at: pose.translation, turned: pose.rotation)
      var own = looks
      own.link = link.name
      scene.bodies[scene.bodies.count - 1].looks = own
    }
    var key = looks
    key.link = ""
    scenery.models[key] = model
    scene.camera =
      SubjectView(of: points, azimuth: side.azimuth, elevation: side.elevation, aspect: aspect).camera
  }

  /// The path tracer's picture.
  public func picture(width: Int, height: Int, samples: Int) throws(RenderError) -> Frame {
    var header = TraceHeader()
    header.bodies = scene.bodies.map { TraceBody(name: $0.name, shape: $0.shape, isDynamic: false, mass: 1) }
    let renderer = try SceneRenderer(scene: scene, header: header, scenery: scenery)
    let light = renderer.reference(
      scene.startingFrame, samples: samples, settings: RenderSettings(width: width, height: height), caustics: false)
    return pictureFromRadiance(light, exposure: renderer.exposure)
  }

  /// Where each link is, its joint at 0 or open.
  private static func poses(of model: AssetModel, isOpen: Bool) -> [RigidTransform] {
    var poses: [RigidTransform] = []
    for link in model.links {
      guard isOpen, let joint = link.joint else {
        poses.append(.identity)
        continue
      }
      let parent = model.links.firstIndex { $0.name == joint.to }.map { $0 < poses.count ? poses[$0] : .identity }
      var own = RigidTransform.identity
      switch joint.kind {
      case .hinge:
        let turn = Quaternion(angle: joint.open, axis: joint.axis.normalized)
        own = RigidTransform(rotation: turn, translation: joint.anchor - turn.rotate(joint.anchor))
      case .slider: own.translation = joint.axis.normalized * joint.open
      default: break
      }
      poses.append((parent ?? .identity) * own)
    }
    return poses
  }

  /// A line every 1, 10 or 100 cm and so on, so that a few lie under the thing.
  private static func pitch(for width: Double) -> Double {
    var pitch = 0.01
    while width > 12 * pitch { pitch *= 10 }
    return pitch
  }

  private mutating func add(
    _ name: String, _ shape: SolidShape, of material: String, at p: Vector3, turned q: Quaternion = .identity
  ) {
    var body = Body()
    (body.name, body.shape, body.motion, body.material) = (name, shape, .fixed, material)
    (body.position, body.orientation) = (p, q)
    scene.bodies.append(body)
  }
}
