import SceneDescription
import TraceFormat
import VectorMath

/// One placed thing: its shape, and whose pose it follows.
struct PlacedPart: Sendable {
  enum Follows: Sendable {
    case body(Int)
    case bone(person: Int, bone: Int)
    case lamp(Int, RigidTransform)
  }
  var follows: Follows
  var kind: Instance.Kind
  var radius: Float = 0
  var halfHeight: Float = 0
  var meshRoot: Int32 = 0
  var material: Int32
  var owner: Int32
  var isOpen = false
  var isPassed = false
  var isUnseen = false
  /// What its material sends out, where next-event estimation looks for it.
  var glow: Emitter.Glow?
  var bounds = Bounds()

  /// Its pose in the scene as written; people stand at rest.
  func start(in scene: Scene) -> RigidTransform {
    switch follows {
    case .body(let i):
      return RigidTransform(rotation: scene.bodies[i].orientation, translation: scene.bodies[i].position)
    case .bone(let i, let bone):
      let rest = HumanSkeleton(height: scene.people[i].height).restPose[bone]
      return RigidTransform(rotation: rest.rotation, translation: rest.translation + scene.people[i].position)
    case .lamp(_, let pose): return pose
    }
  }

  /// Its pose in a frame.
  func pose(in frame: TraceFrame) -> RigidTransform {
    switch follows {
    case .body(let i): frame.bodies[i].pose
    case .bone(let person, let bone): frame.people[person].bones[bone]
    case .lamp(_, let pose): pose
    }
  }

  func placed(_ pose: RigidTransform) -> Instance {
    var instance = Instance(kind: kind, pose: pose, material: material, owner: owner)
    instance.radius = radius
    instance.halfHeight = halfHeight
    instance.meshRoot = meshRoot
    if case .bone(_, let bone) = follows { instance.part = Int32(bone) }
    instance.isOpen = isOpen
    instance.isPassed = isPassed
    instance.isUnseen = isUnseen
    return instance
  }

  mutating func takeSphere(radius r: Float) {
    kind = .sphere
    radius = r
    bounds.include(Float3(repeating: r))
    bounds.include(Float3(repeating: -r))
  }

  /// Along Y.
  mutating func takeCapsule(radius r: Float, halfHeight h: Float) {
    kind = .capsule
    radius = r
    halfHeight = h
    let reach = Float3(r, r + h, r)
    bounds.include(reach)
    bounds.include(-reach)
  }
}
