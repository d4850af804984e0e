import CRayKernels
import VectorMath

/// Finds what a ray meets in one frame's world.
///
/// A trivial bundle of pointers, one a thread: `stack` is that thread's scratch memory. The owners of the memory
/// (`FrameWorld`) must outlive it. What it answers depends on the surfaces alone, not on how the trees above them were
/// built: of surfaces at the same distance the one of the lowest instance and triangle counts.
struct RayCaster {
  /// Scratch memory of a thread: room for a walk through the world's tree and for bringing it to its alignment.
  typealias StackEntry = SIMD2<UInt64>
  static let stackSize = Int(RK_WALK_BYTES) / MemoryLayout<StackEntry>.stride + 2
  /// Rays end here, metres.
  static let reach: Float = 1e30
  /// The instruction set of the kernels; it does not change any bit of a result.
  static let level = rk_best_level()

  let meshNodes: UnsafePointer<BoundsNode>
  let packs: UnsafePointer<TrianglePack>
  let shading: UnsafePointer<TriangleShading>
  let worldNodes: UnsafePointer<BoundsNode>
  let worldNodeCount: Int
  let instances: UnsafePointer<Instance>
  /// Instances of the world tree come first, planes after them.
  let boundedCount: Int
  let instanceCount: Int
  let stack: UnsafeMutablePointer<StackEntry>
  var level = RayCaster.level

  func closestHit(_ ray: Ray, limit: Float = RayCaster.reach) -> Hit {
    var hit = Hit(distance: limit)
    for i in boundedCount..<instanceCount { _ = meetPlane(i, ray, &hit) }
    guard worldNodeCount > 0 else { return hit }
    let walk = start(ray)
    while true {
      let leaf = rk_next_leaf(level, walk, hit.distance)
      if leaf == 0 { return hit }
      _ = meet(Int(~leaf), ray, &hit, any: false)
    }
  }

  func isOccluded(_ ray: Ray, limit: Float = RayCaster.reach) -> Bool {
    var hit = Hit(distance: limit)
    for i in boundedCount..<instanceCount where meetPlane(i, ray, &hit) { return true }
    guard worldNodeCount > 0 else { return false }
    let walk = start(ray)
    while true {
      let leaf = rk_next_leaf(level, walk, limit)
      if leaf == 0 { return false }
      if meet(Int(~leaf), ray, &hit, any: true) { return true }
    }
  }

  /// Starts the walk through the world's tree.
  @inline(__always) private func start(_ ray: Ray) -> UnsafeMutableRawPointer {
    let walk = UnsafeMutableRawPointer(stack).alignedUp(toMultipleOf: 32)
    var r = rk_ray(ray.origin, ray.direction, limit: RayCaster.reach)
    rk_start_walk(level, walk, UnsafeRawPointer(worldNodes).assumingMemoryBound(to: Float.self), &r)
    return walk
  }

  @inline(__always) private func meet(_ i: Int, _ ray: Ray, _ hit: inout Hit, any: Bool) -> Bool {
    let instance = instances + i
    let (o, d) = instance.pointee.objectRay(ray)
    // A surface at the same distance counts if it comes first in the list.
    let limit: Float = Int32(i) < hit.instance ? hit.distance.nextUp : hit.distance
    switch instance.pointee.kind {
    case .sphere:
      guard let t = raySphere(o, d, radius: instance.pointee.radius, limit: limit) else { return false }
      hit = Hit(distance: t, instance: Int32(i))
    case .capsule:
      guard
        let t = rayCapsule(
          o, d, radius: instance.pointee.radius, halfHeight: instance.pointee.halfHeight, limit: limit)
      else { return false }
      hit = Hit(distance: t, instance: Int32(i))
    case .mesh:
      let mesh = rk_mesh(
        nodes: UnsafeRawPointer(meshNodes).assumingMemoryBound(to: Float.self),
        packs: UnsafeRawPointer(packs).assumingMemoryBound(to: Float.self), root: instance.pointee.meshRoot)
      var r = rk_ray(o, d, limit: limit)
      if any { return rk_is_occluded(level, mesh, &r) != 0 }
      var h = rk_hit()
      if rk_closest_hit(level, mesh, &r, &h) == 0 { return false }
      hit = Hit(distance: h.distance, instance: Int32(i), triangle: h.triangle, u: h.u, v: h.v)
    case .plane: return meetPlane(i, ray, &hit)
    }
    return true
  }

  @inline(__always) private func meetPlane(_ i: Int, _ ray: Ray, _ hit: inout Hit) -> Bool {
    let (o, d) = instances[i].objectRay(ray)
    if d.y.magnitude < 1e-9 { return false }
    let t: Float = -o.y / d.y
    if t > 0 && t < hit.distance {
      hit = Hit(distance: t, instance: Int32(i))
      return true
    }
    return false
  }
}

extension rk_ray {
  @inline(__always) init(_ o: Float3, _ d: Float3, from: Float = 0, limit: Float) {
    self.init(origin: (o.x, o.y, o.z), direction: (d.x, d.y, d.z), from: from, limit: limit)
  }
}
