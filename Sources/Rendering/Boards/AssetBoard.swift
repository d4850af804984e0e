import AssetLibrary
import Imaging
import Modelling
import SceneDescription
import TraceFormat
import VectorMath

/// A model of an asset in a photographer's studio: on a ground that bends up behind it, in the light of two softboxes and
/// a white room, with a grid printed on the ground that tells its size.
///
/// Light, exposure and background grow with the model: a thimble and a house are lit alike.
public struct AssetBoard: Sendable {
  public enum View: String, Sendable, CaseIterable { case quarter, front, side, top }

  public private(set) var scene = Scene()
  /// Distance of the grid's lines, m.
  public let grid: Double
  /// Where the grid's middle is, and half of the thing's diagonal, m.
  let foot: Vector3
  let size: Double
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
    size = max(1e-3, (high - low).length / 2)
    foot = Vector3((low.x + high.x) / 2, min(0, low.y), (low.z + high.z) / 2)
    grid = AssetBoard.pitch(for: (high - low).largest)
    let side = AssetBoard.direction(view, high - low)
    let angle = side.azimuth * Double.pi / 180

    scene.title = "board of \(model.name)"
    scene.materials = AssetBoard.studioMaterials + materials
    scene.light = AssetBoard.light(size: size, azimuth: angle)
    let turn = Quaternion(angle: angle, axis: .unitY)
    add("ground", AssetBoard.cyclorama(size), of: "studio paper", at: foot, turned: turn)
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

  /// What the path tracer sees, denoised, and the geometry behind it.
  public struct Picture: Sendable {
    /// Linear.
    public var radiance: ImageBuffer<Float3>
    /// Its light is left black.
    public var guide: GuideFrame
    public var exposure: Float
  }

  public func picture(width: Int, height: Int, samples: Int) throws(RenderError) -> Picture {
    var header = TraceHeader()
    header.bodies = scene.bodies.map { TraceBody(name: $0.name, shape: $0.shape, isDynamic: false, mass: 1) }
    let renderer = try SceneRenderer(scene: scene, header: header, scenery: scenery)
    let settings = RenderSettings(width: width, height: height)
    let frame = scene.startingFrame
    return Picture(
      radiance: renderer.denoisedReference(frame, samples: samples, settings: settings, caustics: false),
      guide: renderer.geometry(renderer.world(frame), before: nil, frame: frame, settings: settings),
      exposure: renderer.exposure)
  }

  /// Prints the grid on the ground that a picture shows.
  public func printGrid(on radiance: inout ImageBuffer<Float3>, _ guide: GuideFrame) {
    let (w, h) = (guide.width, guide.height)
    let turn = scene.bodies[0].orientation
    let ground = guide.instance.pixels.indices.map { i -> SIMD2<Float>? in
      if guide.instance.pixels[i] != 1 { return nil }
      let p = turn.rotate(Vector3(guide.surface.pixels[i].position))
      return SIMD2(Float(p.x), Float(p.z))
    }
    let (pitch, width, end) = (Float(grid), Float(0.005 * size), Float(1.5 * size))
    for i in ground.indices {
      guard let p = ground[i], max(p.x.magnitude, p.y.magnitude) < end else { continue }
      // How far it is to the neighbours tells how much of the paper the pixel shows.
      let right = i % w + 1 < w ? ground[i + 1] : (i % w > 0 ? ground[i - 1] : nil)
      let below = i / w + 1 < h ? ground[i + w] : (i / w > 0 ? ground[i - w] : nil)
      guard let right, let below else { continue }
      var free: Float = 1
      for axis in 0..<2 {
        let seen: Float = max(1e-6, (right[axis] - p[axis]).magnitude + (below[axis] - p[axis]).magnitude)
        let away: Float = (p[axis] - (p[axis] / pitch).rounded() * pitch).magnitude
        let overlap: Float = min(away + width / 2, seen / 2) - max(away - width / 2, -seen / 2)
        free *= 1 - min(1, max(0, overlap / seen))
      }
      // It fades out at its rim.
      let fade: Float = min(1, 4 * (1 - max(p.x.magnitude, p.y.magnitude) / end))
      radiance.pixels[i] *= 1 - 0.5 * fade * (1 - free)
    }
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
    while width > 10 * pitch { pitch *= 10 }
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
