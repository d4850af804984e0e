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
  /// Number of the first of this object's materials.
  var material: Int32
  /// Index into the guide frame's instances.
  var owner: Int32
  /// Index into that instance's parts.
  var part: Int32 = 0

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

  @inline(__always) func worldDirection(_ v: Float3) -> Float3 { axisX * v.x + axisY * v.y + axisZ * v.z }
  @inline(__always) func worldPoint(_ p: Float3) -> Float3 { worldDirection(p) + position }
  @inline(__always) func objectDirection(_ v: Float3) -> Float3 {
    Float3(dot(axisX, v), dot(axisY, v), dot(axisZ, v))
  }
  @inline(__always) func objectPoint(_ p: Float3) -> Float3 { objectDirection(p - position) }

  /// The box in the world of an object-space box.
  func worldBounds(_ object: Bounds) -> Bounds {
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

/// A half line; `direction` is a unit vector.
struct Ray {
  var origin: Float3
  var direction: Float3
}

/// The nearest surface along a ray; `instance` < 0 is a miss.
struct Hit {
  var distance: Float
  var instance: Int32 = -1
  var triangle: Int32 = 0
  var u: Float = 0
  var v: Float = 0
}
