import VectorMath

/// Where a ray met the scene, with all that shading and guides need.
struct SurfacePoint {
  var position: Float3
  /// Of the true surface, towards the viewer.
  var geometricNormal: Float3
  /// Of the smooth surface, towards the viewer, without micro relief.
  var normal: Float3
  /// In the object's space, m.
  var objectPosition: Float3
  /// In its material.
  var place: PatternPlace
  var material: Int32
  var owner: Int32
  /// The ray came from inside the body.
  var isBack = false
  /// Distance by which rays must leave the surface to clear its rounding error.
  var clearance: Float
  /// Start of shadow rays: moved out to the smooth surface, where the flat triangles would shade themselves (Hanika,
  /// "Hacking the shadow terminator", Ray Tracing Gems II, 2021).
  var smoothPosition: Float3
  /// Columns of worldFromMaterial.
  private var axisX: Float3
  private var axisY: Float3
  private var axisZ: Float3

  /// A direction of the material's space in the world at the ray's time.
  @inline(__always) func worldDirection(_ v: Float3) -> Float3 { axisX * v.x + axisY * v.y + axisZ * v.z }

  /// Sees the surface from its other side.
  mutating func turnRound() {
    geometricNormal = -geometricNormal
    normal = -normal
    place.normal = -place.normal
    isBack.toggle()
    smoothPosition = position
  }

  init(_ hit: Hit, _ ray: Ray, _ caster: RayCaster) {
    let instance = caster.instances + Int(hit.instance)
    if instance.pointee.isMoving {
      var now = instance.pointee.placed(at: ray.time)
      self = withUnsafePointer(to: &now) { SurfacePoint(hit, ray, caster, on: $0) }
    } else {
      self.init(hit, ray, caster, on: instance)
    }
  }

  /// - Parameter placed: the instance that was hit, at the ray's time; not copied, it is large.
  private init(_ hit: Hit, _ ray: Ray, _ caster: RayCaster, on placed: UnsafePointer<Instance>) {
    let o: Float3 = placed.pointee.objectPoint(ray.origin)
    let d: Float3 = placed.pointee.objectDirection(ray.direction)
    var p: Float3 = o + d * hit.distance
    var face: Float3
    var smooth: Float3
    var lifted: Float3
    var slot: Int32 = 0
    var piece: Int32 = -1
    var curvature: Float = 0
    switch placed.pointee.kind {
    case .sphere:
      face = normalize(p)
      curvature = 1 / placed.pointee.radius
      p = face * placed.pointee.radius  // onto the sphere, whatever the distance's rounding
      smooth = face
      lifted = p
    case .capsule:
      let axis: Float = max(-placed.pointee.halfHeight, min(placed.pointee.halfHeight, p.y))
      face = normalize(p - Float3(0, axis, 0))
      p = Float3(0, axis, 0) + face * placed.pointee.radius
      curvature = 1 / placed.pointee.radius
      smooth = face
      lifted = p
    case .plane:
      face = Float3(0, 1, 0)
      p.y = 0
      smooth = face
      lifted = p
    case .mesh:
      let t = caster.shading + Int(hit.triangle)
      let scale = placed.pointee.scale
      let (p0, p1, p2): (Float3, Float3, Float3) = (t.pointee.p0 * scale, t.pointee.p1 * scale, t.pointee.p2 * scale)
      let w: Float = 1 - hit.u - hit.v
      let a: Float3 = p0 * w
      p = a + p1 * hit.u + p2 * hit.v
      face = normalize(cross(p1 - p0, p2 - p0))
      let n: Float3 = t.pointee.n0 * w
      smooth = normalize(n + t.pointee.n1 * hit.u + t.pointee.n2 * hit.v)
      let l0: Float3 = t.pointee.n0 * (w * min(0, dot(p - p0, t.pointee.n0)))
      let l1: Float3 = t.pointee.n1 * (hit.u * min(0, dot(p - p1, t.pointee.n1)))
      let l2: Float3 = t.pointee.n2 * (hit.v * min(0, dot(p - p2, t.pointee.n2)))
      lifted = p - l0 - l1 - l2
      slot = t.pointee.slot
      piece = t.pointee.piece
      // Only what wears at its edges asks for it.
      if let materials = caster.materials, materials[Int(placed.pointee.material + slot)].imperfection.edgeWear <= 0 {
        curvature = 0
      } else {
        curvature = t.pointee.curvature / scale
      }
    }
    if dot(face, d) > 0 {
      isBack = true
      face = -face
      smooth = -smooth
      lifted = p
    }
    // A smooth normal may lean away from the viewer near a silhouette: bring it back to grazing.
    let lean: Float = dot(smooth, d)
    if lean > -0.01 { smooth = normalize(smooth - d * (lean + 0.01)) }
    objectPosition = p
    place = PatternPlace(
      position: p, normal: smooth, up: placed.pointee.objectDirection(Float3(0, 1, 0)), curvature: curvature)
    (axisX, axisY, axisZ) = (placed.pointee.axisX, placed.pointee.axisY, placed.pointee.axisZ)
    if piece >= 0, let frame = caster.frames.map({ $0 + Int(piece) }) {
      place.position = frame.pointee.pieceDirection(p - frame.pointee.centre * placed.pointee.scale)
      place.normal = frame.pointee.pieceDirection(smooth)
      place.up = frame.pointee.pieceDirection(place.up)
      place.seed = frame.pointee.seed
      place.halfThickness = frame.pointee.halfThickness * placed.pointee.scale
      axisX = placed.pointee.worldDirection(frame.pointee.axisX)
      axisY = placed.pointee.worldDirection(frame.pointee.axisY)
      axisZ = placed.pointee.worldDirection(frame.pointee.axisZ)
    }
    if placed.pointee.variation != 0 {
      place.seed ^= placed.pointee.variation
      place.variation = placed.pointee.variation
    }
    position = placed.pointee.worldPoint(p)
    smoothPosition = placed.pointee.worldPoint(lifted)
    geometricNormal = placed.pointee.worldDirection(face)
    normal = placed.pointee.worldDirection(smooth)
    material = placed.pointee.material + slot
    owner = placed.pointee.owner
    let reach: Float = max(largest(absolute(position)), largest(absolute(ray.origin)))
    clearance = 2e-5 + 2e-6 * (reach + hit.distance)
  }
}
