import VectorMath

/// Finds what a ray meets in one frame's world.
///
/// A trivial bundle of pointers, one a thread: `stack` is that thread's scratch memory. The owners of the memory
/// (`FrameWorld`) must outlive it.
struct RayCaster {
  static let stackSize = 512
  /// Rays end here, metres.
  static let reach: Float = 1e30
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

  struct StackEntry {
    var child: Int32
    var near: Float
  }

  /// A ray's constants for box tests, one copy in each lane.
  struct BoxRay {
    let ox, oy, oz, ix, iy, iz: SIMD4<Float>
    @inline(__always) init(_ origin: Float3, _ direction: Float3) {
      ox = SIMD4(repeating: origin.x)
      oy = SIMD4(repeating: origin.y)
      oz = SIMD4(repeating: origin.z)
      ix = SIMD4(repeating: BoxRay.inverse(direction.x))
      iy = SIMD4(repeating: BoxRay.inverse(direction.y))
      iz = SIMD4(repeating: BoxRay.inverse(direction.z))
    }
    // A finite inverse keeps 0 * infinity out of the slab test.
    @inline(__always) static func inverse(_ d: Float) -> Float {
      let m: Float = d.magnitude < 1e-12 ? 1e-12 : d.magnitude
      return d < 0 ? -1 / m : 1 / m
    }
  }

  /// Entry distances of the four boxes; infinite where missed.
  @inline(__always) private func enter(_ n: UnsafePointer<BoundsNode>, _ r: BoxRay, _ limit: Float) -> SIMD4<Float> {
    let ax: SIMD4<Float> = (n.pointee.lowX - r.ox) * r.ix
    let bx: SIMD4<Float> = (n.pointee.highX - r.ox) * r.ix
    let ay: SIMD4<Float> = (n.pointee.lowY - r.oy) * r.iy
    let by: SIMD4<Float> = (n.pointee.highY - r.oy) * r.iy
    let az: SIMD4<Float> = (n.pointee.lowZ - r.oz) * r.iz
    let bz: SIMD4<Float> = (n.pointee.highZ - r.oz) * r.iz
    var near: SIMD4<Float> = ax.replacing(with: bx, where: bx .< ax)
    var far: SIMD4<Float> = ax.replacing(with: bx, where: bx .> ax)
    let nearY: SIMD4<Float> = ay.replacing(with: by, where: by .< ay)
    let farY: SIMD4<Float> = ay.replacing(with: by, where: by .> ay)
    let nearZ: SIMD4<Float> = az.replacing(with: bz, where: bz .< az)
    let farZ: SIMD4<Float> = az.replacing(with: bz, where: bz .> az)
    near.replace(with: nearY, where: nearY .> near)
    near.replace(with: nearZ, where: nearZ .> near)
    far.replace(with: farY, where: farY .< far)
    far.replace(with: farZ, where: farZ .< far)
    let zero = SIMD4<Float>.zero
    let top = SIMD4<Float>(repeating: limit)
    near.replace(with: zero, where: zero .> near)
    far.replace(with: top, where: top .< far)
    // Widened by a few units in the last place: rounding must not lose a box that is thin or just touched.
    far *= 1.000_001
    return near.replacing(with: SIMD4(repeating: .infinity), where: near .> far)
  }

  /// Pushes the children that a ray enters, the nearest last; returns the new top.
  @inline(__always) private func push(_ node: UnsafePointer<BoundsNode>, _ near: SIMD4<Float>, _ top: Int) -> Int {
    var top = top
    let base = top
    let child = node.pointee.child
    for lane in 0..<4 {
      let t = near[lane]
      if t < .infinity {
        var slot = top
        while slot > base && stack[slot - 1].near < t {
          stack[slot] = stack[slot - 1]
          slot -= 1
        }
        stack[slot] = StackEntry(child: child[lane], near: t)
        top += 1
      }
    }
    precondition(top + 4 <= RayCaster.stackSize, "box tree deeper than the stack of \(RayCaster.stackSize)")
    return top
  }

  func closestHit(_ ray: Ray, limit: Float = RayCaster.reach) -> Hit {
    var hit = Hit(distance: limit)
    for i in boundedCount..<instanceCount { meetPlane(i, ray, &hit) }
    guard worldNodeCount > 0 else { return hit }
    let box = BoxRay(ray.origin, ray.direction)
    var top = push(worldNodes, enter(worldNodes, box, hit.distance), 0)
    while top > 0 {
      top -= 1
      let entry = stack[top]
      if entry.near > hit.distance { continue }
      if entry.child >= 0 {
        let node = worldNodes + Int(entry.child)
        top = push(node, enter(node, box, hit.distance), top)
      } else {
        _ = meet(Int(~entry.child), ray, top, &hit, any: false)
      }
    }
    return hit
  }

  func isOccluded(_ ray: Ray, limit: Float = RayCaster.reach) -> Bool {
    var hit = Hit(distance: limit)
    for i in boundedCount..<instanceCount {
      meetPlane(i, ray, &hit)
      if hit.instance >= 0 { return true }
    }
    guard worldNodeCount > 0 else { return false }
    let box = BoxRay(ray.origin, ray.direction)
    var top = push(worldNodes, enter(worldNodes, box, limit), 0)
    while top > 0 {
      top -= 1
      let child = stack[top].child
      if child >= 0 {
        let node = worldNodes + Int(child)
        top = push(node, enter(node, box, limit), top)
      } else if meet(Int(~child), ray, top, &hit, any: true) {
        return true
      }
    }
    return false
  }

  @inline(__always) private func meet(_ i: Int, _ ray: Ray, _ top: Int, _ hit: inout Hit, any: Bool) -> Bool {
    let instance = instances + i
    let o: Float3 = instance.pointee.objectPoint(ray.origin)
    let d: Float3 = instance.pointee.objectDirection(ray.direction)
    switch instance.pointee.kind {
    case .sphere:
      if let t = raySphere(o, d, radius: instance.pointee.radius, limit: hit.distance) {
        hit = Hit(distance: t, instance: Int32(i))
        return true
      }
    case .capsule:
      let t = rayCapsule(
        o, d, radius: instance.pointee.radius, halfHeight: instance.pointee.halfHeight, limit: hit.distance)
      if let t {
        hit = Hit(distance: t, instance: Int32(i))
        return true
      }
    case .mesh:
      if meetMesh(instance.pointee.meshRoot, o, d, top, &hit, any: any) {
        hit.instance = Int32(i)
        return true
      }
    case .plane: break
    }
    return false
  }

  @inline(__always) private func meetPlane(_ i: Int, _ ray: Ray, _ hit: inout Hit) {
    let p = instances + i
    let d: Float = dot(p.pointee.axisY, ray.direction)
    if d.magnitude < 1e-9 { return }
    let t: Float = dot(p.pointee.axisY, p.pointee.position - ray.origin) / d
    if t > 0 && t < hit.distance { hit = Hit(distance: t, instance: Int32(i)) }
  }

  /// Möller & Trumbore, "Fast, minimum storage ray/triangle intersection", 1997, on four triangles at once.
  @inline(__always)
  private func meetMesh(_ root: Int32, _ o: Float3, _ d: Float3, _ base: Int, _ hit: inout Hit, any: Bool) -> Bool {
    let box = BoxRay(o, d)
    var found = false
    var top = push(meshNodes + Int(root), enter(meshNodes + Int(root), box, hit.distance), base)
    while top > base {
      top -= 1
      let entry = stack[top]
      if entry.near > hit.distance { continue }
      if entry.child >= 0 {
        let node = meshNodes + Int(entry.child)
        top = push(node, enter(node, box, hit.distance), top)
        continue
      }
      let number = Int(~entry.child)
      let p = packs + number
      let e1x = p.pointee.edge1X
      let e1y = p.pointee.edge1Y
      let e1z = p.pointee.edge1Z
      let e2x = p.pointee.edge2X
      let e2y = p.pointee.edge2Y
      let e2z = p.pointee.edge2Z
      let px: SIMD4<Float> = d.y * e2z - d.z * e2y
      let py: SIMD4<Float> = d.z * e2x - d.x * e2z
      let pz: SIMD4<Float> = d.x * e2y - d.y * e2x
      let det: SIMD4<Float> = e1x * px + e1y * py + e1z * pz
      let inv: SIMD4<Float> = 1 / det
      let sx: SIMD4<Float> = o.x - p.pointee.originX
      let sy: SIMD4<Float> = o.y - p.pointee.originY
      let sz: SIMD4<Float> = o.z - p.pointee.originZ
      let u: SIMD4<Float> = (sx * px + sy * py + sz * pz) * inv
      let qx: SIMD4<Float> = sy * e1z - sz * e1y
      let qy: SIMD4<Float> = sz * e1x - sx * e1z
      let qz: SIMD4<Float> = sx * e1y - sy * e1x
      let v: SIMD4<Float> = (d.x * qx + d.y * qy + d.z * qz) * inv
      let t: SIMD4<Float> = (e2x * qx + e2y * qy + e2z * qz) * inv
      // NaN of a lane without area fails every comparison.
      let zero = SIMD4<Float>.zero
      let inside = (u .>= zero) .& (v .>= zero) .& (u + v .<= 1) .& (t .> zero) .& (t .< hit.distance)
      for lane in 0..<4 where inside[lane] && t[lane] < hit.distance {
        hit.distance = t[lane]
        hit.triangle = Int32(number * 4 + lane)
        hit.u = u[lane]
        hit.v = v[lane]
        found = true
      }
      if any && found { return true }
    }
    return found
  }
}

/// The nearest positive distance below `limit` to a sphere about the origin; `d` is a unit vector.
@inline(__always) func raySphere(_ o: Float3, _ d: Float3, radius: Float, limit: Float) -> Float? {
  let b: Float = -dot(o, d)
  // The distance from the centre to the line, not b^2 - |o|^2: no cancellation far away (Haines et al. 2019).
  let f: Float3 = o + d * b
  let disc: Float = radius * radius - dot(f, f)
  if disc < 0 { return nil }
  let root: Float = disc.squareRoot()
  let near: Float = b - root
  if near > 0 { return near < limit ? near : nil }
  let far: Float = b + root
  return far > 0 && far < limit ? far : nil
}

/// The same for a capsule along Y: the cylinder's side between the caps, else the caps' spheres.
@inline(__always)
func rayCapsule(_ o: Float3, _ d: Float3, radius: Float, halfHeight: Float, limit: Float) -> Float? {
  var best = Float.infinity
  let a: Float = d.x * d.x + d.z * d.z
  if a > 1e-12 {
    let b: Float = -(o.x * d.x + o.z * d.z) / a
    let fx: Float = o.x + d.x * b
    let fz: Float = o.z + d.z * b
    let disc: Float = (radius * radius - fx * fx - fz * fz) / a
    if disc < 0 { return nil }
    let root: Float = disc.squareRoot()
    let near: Float = b - root
    let far: Float = b + root
    if near > 0 && (o.y + near * d.y).magnitude <= halfHeight {
      best = near
    } else if far > 0 && (o.y + far * d.y).magnitude <= halfHeight {
      best = far
    }
  }
  for end in 0..<2 {
    let y: Float = end == 0 ? halfHeight : -halfHeight
    let c: Float3 = o - Float3(0, y, 0)
    let b: Float = -dot(c, d)
    let f: Float3 = c + d * b
    let disc: Float = radius * radius - dot(f, f)
    if disc < 0 { continue }
    let root: Float = disc.squareRoot()
    // Only the half of the sphere beyond the cylinder belongs to the capsule.
    let near: Float = b - root
    if near > 0 && near < best && (o.y + near * d.y - y) * y >= 0 { best = near }
    let far: Float = b + root
    if far > 0 && far < best && (o.y + far * d.y - y) * y >= 0 { best = far }
  }
  return best < limit ? best : nil
}
