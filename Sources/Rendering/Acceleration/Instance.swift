import VectorMath

/// A shape placed in the world for one frame.
struct Instance {
  enum Kind: UInt8 { case sphere, capsule, mesh, plane }
  var kind: Kind
  /// Columns of worldFromObject.
  var axisX: Float3
  var axisY: Float3
  var axisZ: Float3
  var position: Float3
  /// Sphere and capsule.
  var radius: Float = 0
  /// Capsule: half of the cylinder along Y.
  var halfHeight: Float = 0
  var meshRoot: Int32 = 0
  /// Of a mesh: metres in the world for a metre of the mesh. The object's space, too, is in the world's metres.
  var scale: Float = 1 { didSet { inverseScale = 1 / scale } }
  private(set) var inverseScale: Float = 1
  /// Number of the first of this object's materials.
  var material: Int32
  /// Index into the guide frame's instances.
  var owner: Int32
  /// Index into that instance's parts.
  var part: Int32 = 0
  /// Sets a copy of a model apart from the others in colour and pattern; 0: it is no copy.
  var variation: UInt32 = 0
  /// Whether it is one of many copies that are one thing of the guide, in the world's coordinates.
  var isDressing = false
  /// Whether rays may pass through its surface: its material has holes or lets some of the light by.
  var isOpen = false
  /// Whether it stops no ray that only asks for what lies between: a flame, a lamp unseen.
  var isPassed = false
  /// A lamp that only mirrors and scattered light tell of.
  var isUnseen = false
  /// What it does while the shutter is open, from the pose above on: nothing unless `isMoving`.
  private(set) var isMoving = false
  private var shift = Float3.zero
  private var turnAxis = Float3.zero
  private var turns: Float = 0

  init(kind: Kind, pose: RigidTransform, material: Int32, owner: Int32) {
    self.kind = kind
    self.material = material
    self.owner = owner
    let m = pose.rotation.matrix
    axisX = m.c0.float
    axisY = m.c1.float
    axisZ = m.c2.float
    position = pose.translation.float
  }

  /// From now on the pose so far is that of ray time 0, and `pose` that of time 1: the origin moves straight, the rest
  /// turns about it the shorter way at a steady rate (Shoemake, "Animating rotation with quaternion curves", 1985).
  mutating func move(from open: RigidTransform, to close: RigidTransform) {
    shift = (close.translation - open.translation).float
    let q = (close.rotation * open.rotation.conjugate).normalized
    let axis = Vector3(q.x, q.y, q.z) * (q.w < 0 ? -1 : 1)
    turnAxis = axis.length > 0 ? axis.normalized.float : .zero
    turns = Float(PortableMath.arcTangent(y: axis.length, x: q.w.magnitude) / Double.pi)
    isMoving = shift != .zero || turns != 0
  }

  /// The pose at a ray's time.
  func placed(at time: Float) -> Instance {
    if !isMoving { return self }
    var now = self
    now.position = position + shift * time
    let (c, s) = circlePoint(turns * time)
    func turned(_ v: Float3) -> Float3 {
      let along: Float3 = turnAxis * (dot(turnAxis, v) * (1 - c))
      return v * c + cross(turnAxis, v) * s + along
    }
    now.axisX = turned(axisX)
    now.axisY = turned(axisY)
    now.axisZ = turned(axisZ)
    return now
  }

  /// A ray seen from the object at the ray's time.
  @inline(__always) func objectRay(_ ray: Ray) -> (origin: Float3, direction: Float3) {
    if isMoving {
      let now = placed(at: ray.time)
      return (now.objectPoint(ray.origin), now.objectDirection(ray.direction))
    }
    return (objectPoint(ray.origin), objectDirection(ray.direction))
  }

  @inline(__always) func worldDirection(_ v: Float3) -> Float3 { axisX * v.x + axisY * v.y + axisZ * v.z }
  @inline(__always) func worldPoint(_ p: Float3) -> Float3 { worldDirection(p) + position }
  @inline(__always) func objectDirection(_ v: Float3) -> Float3 {
    Float3(dot(axisX, v), dot(axisY, v), dot(axisZ, v))
  }
  @inline(__always) func objectPoint(_ p: Float3) -> Float3 { objectDirection(p - position) }

  /// The box in the world of a box in the mesh's own space, all the time that the shutter is open.
  func worldBounds(_ own: Bounds) -> Bounds {
    var object = own
    object.low *= scale
    object.high *= scale
    if !isMoving { return stillBounds(object) }
    // A point follows a smooth curve. Between two instants h apart it strays from the chord by no more than h^2 / 8
    // times its greatest acceleration, here radius times squared angular velocity.
    let farthest: Float3 = maximum(absolute(object.low), absolute(object.high))
    let radius: Float = length(farthest)
    let angle: Float = 6.283_185_3 * turns
    let steps = max(1, Int((angle * 8).rounded(.up)))
    var all = Bounds()
    for k in 0...steps { all.include(placed(at: Float(k) / Float(steps)).stillBounds(object)) }
    let each: Float = angle / Float(steps)
    let stray = Float3(repeating: radius * each * each / 8)
    all.low -= stray
    all.high += stray
    return all
  }

  private func stillBounds(_ object: Bounds) -> Bounds {
    let c: Float3 = worldPoint(object.centre)
    let h: Float3 = (object.high - object.low) * 0.5
    let e: Float3 = absolute(axisX) * h.x + absolute(axisY) * h.y + absolute(axisZ) * h.z
    // A little more than needed: the rounding of the transform must not cut a surface off.
    let margin = Float3(repeating: 1e-6 + 4e-7 * (largest(absolute(c)) + largest(e)))
    var b = Bounds()
    b.low = c - e - margin
    b.high = c + e + margin
    return b
  }
}

/// A half line; `direction` is a unit vector. `time` runs from 0, where the shutter opens, to 1, where it closes.
struct Ray {
  var origin: Float3
  var direction: Float3
  var time: Float = 0
}

/// The nearest surface along a ray; `instance` < 0 is a miss.
struct Hit {
  var distance: Float
  var instance: Int32 = -1
  var triangle: Int32 = 0
  var u: Float = 0
  var v: Float = 0
}
