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
  /// What the leaves of the world's tree stand for.
  let entries: UnsafePointer<WorldEntry>
  let instances: UnsafePointer<Instance>
  /// The same as the kernels take them; planes need none.
  let records: UnsafePointer<InstanceRecord>
  /// Instances of the world tree come first, planes after them.
  let boundedCount: Int
  let instanceCount: Int
  let stack: UnsafeMutablePointer<StackEntry>
  /// Decide at open instances whether a ray is stopped; nil stops it everywhere.
  var materials: UnsafePointer<SurfaceMaterial>?
  /// How pieces of meshes are cut from their materials.
  var frames: UnsafePointer<PieceFrame>?
  var level = RayCaster.level

  func closestHit(_ ray: Ray, limit: Float = RayCaster.reach) -> Hit {
    var hit = Hit(distance: limit)
    for i in boundedCount..<instanceCount { _ = meet(whole(i), ray, &hit, any: false) }
    guard worldNodeCount > 0 else { return hit }
    _ = walk(ray, &hit, any: false)
    return hit
  }

  /// The nearest surface that the camera sees: unseen lamps are passed.
  func closestSeen(_ ray: Ray) -> Hit {
    var (onward, before) = (ray, Float(0))
    while true {
      var hit = closestHit(onward)
      if hit.instance < 0 { return hit }
      if !instances[Int(hit.instance)].isUnseen {
        hit.distance += before
        return hit
      }
      let step: Float = hit.distance * 1.000_01 + 1e-5
      onward.origin += onward.direction * step
      before += step
    }
  }

  /// The nearest surface of one instance alone.
  func closestHit(_ ray: Ray, of instance: Int32, limit: Float = RayCaster.reach) -> Hit {
    var hit = Hit(distance: limit)
    _ = meet(whole(Int(instance)), ray, &hit, any: false)
    return hit
  }

  @inline(__always) private func whole(_ i: Int) -> WorldEntry {
    WorldEntry(instance: Int32(i), root: instances[i].meshRoot)
  }

  /// Number of the material where a ray met something.
  @inline(__always) func material(of hit: Hit) -> Int32 {
    let instance = instances + Int(hit.instance)
    let slot: Int32 = instance.pointee.kind == .mesh ? shading[Int(hit.triangle)].slot : 0
    return instance.pointee.material + slot
  }

  func isOccluded(_ ray: Ray, limit: Float = RayCaster.reach) -> Bool {
    var hit = Hit(distance: limit)
    for i in boundedCount..<instanceCount where meet(whole(i), ray, &hit, any: true) { return true }
    return worldNodeCount > 0 && walk(ray, &hit, any: true)
  }

  /// What a ray that asks for light meets: anything that stops it, or else what it may pass.
  enum Cover { case none, veiled, clear, stopped }

  /// - Parameter veilsStop: taken for opaque: what blurs light (`StraightLight.veiled`).
  func cover(_ ray: Ray, limit: Float, veilsStop: Bool) -> Cover {
    var all = Cover.none
    let unmet = Hit(distance: limit)
    for i in boundedCount..<instanceCount {
      var hit = unmet
      if meet(whole(i), ray, &hit, any: true) && isStopped(by: hit, veilsStop, &all) { return .stopped }
    }
    guard worldNodeCount > 0 else { return all }
    let memory = walkMemory
    var r = rk_ray(ray.origin, ray.direction, limit: limit)
    var world = kernelWorld
    var met = rk_world_hit(unmet)
    var leaf = rk_first_leaf(level, memory, &world, &r, &met, 2)
    while leaf != 0 || met.instance >= 0 {
      var hit = leaf == 0 ? Hit(met) : unmet
      if leaf == 0 || meet(entries[Int(~leaf)], ray, &hit, any: true) {
        if isStopped(by: hit, veilsStop, &all) { return .stopped }
      }
      met = rk_world_hit(unmet)
      leaf = rk_next_leaf(level, memory, &met, 2)
    }
    return all
  }

  @inline(__always) private func isStopped(by hit: Hit, _ veilsStop: Bool, _ all: inout Cover) -> Bool {
    switch materials?[Int(material(of: hit))].straightLight ?? .stopped {
    case .stopped: return true
    case .veiled:
      all = .veiled
      return veilsStop
    case .passed:
      if all == .none { all = .clear }
      return false
    }
  }

  private var walkMemory: UnsafeMutableRawPointer { UnsafeMutableRawPointer(stack).alignedUp(toMultipleOf: 32) }

  @inline(__always) private var kernelWorld: rk_world {
    rk_world(
      nodes: UnsafeRawPointer(worldNodes).assumingMemoryBound(to: Float.self), entries: entries, instances: records,
      mesh_nodes: UnsafeRawPointer(meshNodes).assumingMemoryBound(to: Float.self),
      packs: UnsafeRawPointer(packs).assumingMemoryBound(to: Float.self), beside: shading,
      stride: Int64(MemoryLayout<TriangleShading>.stride))
  }

  /// Meets what stands in the world's tree: the kernels most of it, `meet` what they leave to us. With `any` tells whether
  /// something is met.
  @inline(__always) private func walk(_ ray: Ray, _ hit: inout Hit, any: Bool) -> Bool {
    let memory = walkMemory
    var r = rk_ray(ray.origin, ray.direction, limit: hit.distance)
    var world = kernelWorld
    let way: Int32 = any ? 1 : 0
    var met = rk_world_hit(hit)
    var leaf = rk_first_leaf(level, memory, &world, &r, &met, way)
    while leaf != 0 {
      hit = Hit(met)
      if meet(entries[Int(~leaf)], ray, &hit, any: any) {
        if any { return true }
        met = rk_world_hit(hit)
      }
      leaf = rk_next_leaf(level, memory, &met, way)
    }
    hit = Hit(met)
    return met.instance >= 0
  }

  /// Meets an entry's instance; `hit` becomes what stops the ray there, if that is nearer.
  @inline(__always) private func meet(_ entry: WorldEntry, _ ray: Ray, _ hit: inout Hit, any: Bool) -> Bool {
    let i = Int(entry.instance)
    if any && instances[i].isPassed { return false }
    // A surface at the same distance counts if it comes first in the list.
    let limit: Float = entry.instance <= hit.instance ? hit.distance.nextUp : hit.distance
    let isOpen = instances[i].isOpen && materials != nil
    guard var found = surface(entry, ray, from: 0, limit: limit, any: any && !isOpen) else { return false }
    if isOpen {
      while !stops(ray, found) {
        guard let next = surface(entry, ray, from: found.distance, limit: limit, any: false) else { return false }
        found = next
      }
    }
    if entry.instance == hit.instance && found.distance == hit.distance && found.triangle >= hit.triangle {
      return false
    }
    hit = found
    return true
  }

  /// The entry's first surface beyond `from` and before `limit`; with `any`, one that need not be the first.
  @inline(__always) private func surface(
    _ entry: WorldEntry, _ ray: Ray, from: Float, limit: Float, any: Bool
  ) -> Hit? {
    let instance = instances + Int(entry.instance)
    var hit = Hit(distance: limit, instance: entry.instance)
    if instance.pointee.kind == .plane && !instance.pointee.isMoving {
      // Only its height counts.
      let height: Float = dot(instance.pointee.axisY, ray.origin - instance.pointee.position)
      guard let t = rayPlane(height, dot(instance.pointee.axisY, ray.direction), from: from, limit: limit) else {
        return nil
      }
      hit.distance = t
      return hit
    }
    let (o, d) = instance.pointee.objectRay(ray)
    switch instance.pointee.kind {
    case .sphere:
      guard let t = raySphere(o, d, radius: instance.pointee.radius, from: from, limit: limit) else { return nil }
      hit.distance = t
    case .capsule:
      let (radius, halfHeight) = (instance.pointee.radius, instance.pointee.halfHeight)
      guard let t = rayCapsule(o, d, radius: radius, halfHeight: halfHeight, from: from, limit: limit) else {
        return nil
      }
      hit.distance = t
    case .plane:
      guard let t = rayPlane(o.y, d.y, from: from, limit: limit) else { return nil }
      hit.distance = t
    case .mesh:
      let mesh = rk_mesh(
        nodes: UnsafeRawPointer(meshNodes).assumingMemoryBound(to: Float.self),
        packs: UnsafeRawPointer(packs).assumingMemoryBound(to: Float.self), root: entry.root,
        beside: shading, stride: Int64(MemoryLayout<TriangleShading>.stride))
      // The mesh's own metres. From a surface on: rounding must not find that surface again.
      let scale = instance.pointee.scale
      let unit = instance.pointee.inverseScale
      let start: Float = scale == 1 ? from : from * unit * 1.000_001
      var r = rk_ray(o * unit, d, from: start, limit: limit * unit)
      var h = rk_hit()
      if (any ? rk_any_hit(level, mesh, &r, &h) : rk_closest_hit(level, mesh, &r, &h)) == 0 { return nil }
      hit = Hit(distance: h.distance * scale, instance: entry.instance, triangle: h.triangle, u: h.u, v: h.v)
    }
    return hit
  }

  /// Whether an open surface stops the ray: always where it is opaque, never in its holes, and by chance between, so that
  /// the mean over many rays is right. The chance is a hash of ray and place, the same whoever asks.
  @inline(never) private func stops(_ ray: Ray, _ hit: Hit) -> Bool {
    guard let materials else { return true }
    let opacity: Float = materials[Int(material(of: hit))].coverage
    if opacity >= 1 { return true }
    if opacity <= 0 { return false }
    let place = UInt32(bitPattern: hit.instance) &* 0x9E37_79B9 ^ UInt32(bitPattern: hit.triangle)
    return ray.chance(place, at: hit.distance) < opacity
  }
}

extension Ray {
  /// A number of 0..<1 that belongs to the ray and a place on it, the same whoever asks.
  @inline(__always) func chance(_ salt: UInt32, at distance: Float = 0) -> Float {
    var bits = salt
    let all = SIMD8<Float>(direction.x, direction.y, direction.z, origin.x, origin.y, origin.z, distance, time)
    for lane in 0..<8 { bits = hash32(bits ^ all[lane].bitPattern) }
    return unitFloat(bits)
  }
}

/// The distance between `from` and `limit` to a plane that lies `height` below the ray's origin, `climb` being the part of
/// the ray's direction away from it.
@inline(__always) private func rayPlane(_ height: Float, _ climb: Float, from: Float, limit: Float) -> Float? {
  if climb.magnitude < 1e-9 { return nil }
  let t: Float = -height / climb
  return t > from && t < limit ? t : nil
}

/// An instance as the kernels take it.
typealias InstanceRecord = rk_instance

extension Instance {
  var record: InstanceRecord {
    InstanceRecord(
      axes: ((axisX.x, axisX.y, axisX.z), (axisY.x, axisY.y, axisY.z), (axisZ.x, axisZ.y, axisZ.z)),
      position: (position.x, position.y, position.z), scale: scale, inverse_scale: inverseScale, unused: 0,
      is_plain: kind == .mesh && !isMoving && !isOpen && !isPassed ? 1 : 0)
  }
}

extension Hit {
  @inline(__always) fileprivate init(_ h: rk_world_hit) {
    self.init(distance: h.distance, instance: h.instance, triangle: h.triangle, u: h.u, v: h.v)
  }
}

extension rk_world_hit {
  @inline(__always) fileprivate init(_ h: Hit) {
    self.init(distance: h.distance, instance: h.instance, triangle: h.triangle, u: h.u, v: h.v, own: h.distance)
  }
}

extension rk_ray {
  @inline(__always) init(_ o: Float3, _ d: Float3, from: Float = 0, limit: Float) {
    self.init(origin: (o.x, o.y, o.z), direction: (d.x, d.y, d.z), from: from, limit: limit)
  }
}
