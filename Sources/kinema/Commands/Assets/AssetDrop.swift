import AssetLibrary
import RigidBodyDynamics
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// What becomes of an asset that falls half a metre onto a floor.
struct AssetDrop {
  /// When the last of its bodies came to rest for good, s; nil where it still moved at the end.
  private(set) var settled: Double?
  /// Whether it has not come to rest but moves on evenly, as wheels do.
  private(set) var rollsOn = false
  /// The greatest speed of its bodies at the end, m/s.
  private(set) var speed = 0.0
  /// How far any of its bodies was in the last half second from where an even motion had brought it, m: what rolls on
  /// does not jitter.
  private(set) var jitter = 0.0
  /// What it had left after `time`, and the most that it won back later, both as shares of the energy of the fall; 0 for
  /// what was at rest or rolled evenly by then.
  private(set) var (left, won) = (0.0, 0.0)
  /// Height of its lowest point at the end, m; below 0 it has sunk in.
  private(set) var lowest = 0.0
  /// Which of its sides is up at the end: "upright", "on its back".
  private(set) var side = ""
  /// Joints that went beyond their limits, with how far: radians or metres.
  private(set) var strained: [(part: String, by: Double)] = []

  /// Height of the drop, m, how long it may take, s, and how long what rocks on may.
  ///
  /// What stands on edges rocks long: at each change of edge a slender thing loses only some sin^2 of the angle between
  /// its axis and its corner (Housner 1963, "The behavior of inverted pendulum structures during earthquakes", equation 7),
  /// and a change takes the longer the larger it is, by the root of its size.
  static let height = 0.5
  static let time = 5.0
  static let rockingTime = 15.0
  /// So long it has to be at rest, s.
  private static let period = 0.5

  init(_ looks: Looks, _ model: AssetModel, _ library: Library) throws {
    var scene = AssetDrop.floor(titled: "drop of a \(looks.asset)")
    scene.seconds = AssetDrop.rockingTime + AssetDrop.period
    var thing = Thing()
    thing.name = "thing"
    thing.looks = looks
    thing.position = Vector3(0, AssetDrop.height - model.bounds.min.y, 0)
    scene.things = [thing]
    let furnished = try library.furnish(scene).scene
    var simulator = try Simulator(furnished)
    let own = furnished.bodies.indices.dropFirst()
    var still: Double?
    var places: [(time: Double, places: [Vector3])] = []
    var (last, rocking) = (TraceFrame?.none, TraceFrame?.none)
    var (least, rise) = (Double.infinity, 0.0)
    while let frame = simulator.nextFrame() {
      let isStill = own.allSatisfy { i in
        frame.bodies[i].velocity.length < 0.01 && frame.bodies[i].angularVelocity.length < 0.1
      }
      if !isStill { still = nil } else if still == nil { still = frame.time }
      strain(frame, furnished, model)
      last = frame
      if frame.time < AssetDrop.time { continue }
      places.append((frame.time, own.map { frame.bodies[$0].pose.apply(furnished.bodies[$0].shape.centreOfMass) }))
      places.removeAll { $0.time < frame.time - AssetDrop.period - 1e-9 }
      if rocking == nil { rocking = frame }
      least = min(least, frame.energy.total)
      rise = max(rise, frame.energy.total - least)
      if frame.time < AssetDrop.time + AssetDrop.period { continue }
      speed = own.reduce(0) { max($0, frame.bodies[$1].velocity.length) }
      jitter = AssetDrop.unevenness(of: places)
      if let still, frame.time >= still + AssetDrop.period { break }
      // What rocks on is slow and even now and then: only the first moment tells, and the last.
      if frame.time < AssetDrop.time + AssetDrop.period + 1 / Double(scene.frameRate) && isEven { break }
    }
    guard let last, last.bodies.count > 1 else { return }
    if let still, still + AssetDrop.period <= last.time { settled = still }
    rollsOn = settled == nil && isEven
    if let rocking, settled.map({ $0 > AssetDrop.time }) ?? !rollsOn {
      let fall: Double = model.mass * furnished.gravity.length * AssetDrop.height
      (left, won) = ((rocking.energy.total - last.energy.total) / fall, rise / fall)
    }
    lowest = own.reduce(.infinity) { least, i in
      guard case .compound(let solid) = furnished.bodies[i].shape else { return least }
      return min(least, solid.lowest(at: last.bodies[i].pose))
    }
    side = AssetDrop.side(last.bodies[1].orientation)
  }

  /// A floor of concrete.
  static func floor(titled title: String) -> Scene {
    var scene = Scene()
    scene.title = title
    var floor = Body()
    floor.name = "floor"
    floor.shape = .plane(SolidShape.Plane())
    floor.motion = .fixed
    floor.material = "concrete"
    scene.bodies = [floor]
    return scene
  }

  /// What may still roll after `time`, m/s.
  private static let rollingSpeed = 0.5
  private var isEven: Bool { jitter <= 0.001 && speed < AssetDrop.rollingSpeed }

  /// How far places are from an even motion between the first and the last, m.
  private static func unevenness(of places: [(time: Double, places: [Vector3])]) -> Double {
    guard let first = places.first, let end = places.last, end.time > first.time else { return 0 }
    return places.reduce(0) { most, moment in
      let share = (moment.time - first.time) / (end.time - first.time)
      return moment.places.indices.reduce(most) {
        max($0, (moment.places[$1] - mix(first.places[$1], end.places[$1], share)).length)
      }
    }
  }

  private mutating func strain(_ frame: TraceFrame, _ scene: Scene, _ model: AssetModel) {
    for link in model.links {
      guard let joint = link.joint, let range = joint.limits,
        let a = scene.bodies.firstIndex(where: { $0.name == (joint.to.isEmpty ? "thing" : "thing/" + joint.to) }),
        let b = scene.bodies.firstIndex(where: { $0.name == "thing/" + link.name })
      else { continue }
      let value = joint.value(between: frame.bodies[a].pose, frame.bodies[b].pose)
      let beyond = max(range.low - value, value - range.high)
      if beyond > (joint.isTurn ? 0.035 : 0.005) {
        if let k = strained.firstIndex(where: { $0.part == link.name }) {
          strained[k].by = max(strained[k].by, beyond)
        } else {
          strained.append((link.name, beyond))
        }
      }
    }
  }

  /// From the direction that is up in the asset's own frame.
  static func side(_ orientation: Quaternion) -> String {
    let up = orientation.inverseRotate(.unitY)
    let axes: [(String, Vector3)] = [
      ("upright", .unitY), ("upside down", -Vector3.unitY), ("on its back", .unitZ), ("on its face", -Vector3.unitZ),
      ("on its right side", .unitX), ("on its left side", -Vector3.unitX),
    ]
    let best = axes.max { dot($0.1, up) < dot($1.1, up) }!
    return dot(best.1, up) > 0.9 ? best.0 : "leaning, nearly \(best.0)"
  }
}

extension AssetModel.Joint {
  /// Angle or travel of a hinge or slider between two bodies: radians or metres.
  func value(between a: RigidTransform, _ b: RigidTransform) -> Double {
    let relative = a.inverse * b
    if !isTurn { return dot(relative.apply(anchor) - anchor, axis) }
    let q = relative.rotation
    return 2 * PortableMath.arcTangent(y: dot(q.vector, axis) * (q.w < 0 ? -1 : 1), x: q.w.magnitude)
  }
}

extension SolidShape.Compound {
  /// Height of its lowest point with its frame at `pose`.
  func lowest(at pose: RigidTransform) -> Double {
    parts.reduce(.infinity) { least, part in
      let place = pose * RigidTransform(rotation: part.orientation.normalized, translation: part.position)
      let down = place.rotation.inverseRotate(-Vector3.unitY)
      let across = Vector3(down.x, 0, down.z).length
      let depth: Double =
        switch part.shape {
        case .sphere(let s): s.radius
        case .box(let b): dot(down.magnitudes, b.halfExtents)
        case .capsule(let c): down.y.magnitude * c.halfHeight + c.radius
        case .cylinder(let c): down.y.magnitude * c.halfHeight + across * c.radius
        case .cone(let c): max(down.y * 0.75 * c.height, -down.y * c.height / 4 + across * c.radius)
        case .hull(let h): h.points.reduce(-.infinity) { max($0, dot(down, $1)) }
        case .compound, .mesh, .heightField, .plane: 0
        }
      return min(least, place.translation.y - depth)
    }
  }
}
