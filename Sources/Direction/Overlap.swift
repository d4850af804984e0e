import AssetLibrary
import SceneDescription
import VectorMath

/// A solid at its place in the world.
struct PlacedSolid {
  var shape: SolidShape
  var pose: RigidTransform
  var bounds: AxisBounds

  /// Staging knows spheres, boxes, capsules and planes; it takes every other shape for the box around it.
  init(shape: SolidShape, pose: RigidTransform) {
    self.shape = shape
    self.pose = pose
    switch shape {
    case .sphere, .box, .capsule, .plane: break
    case .cylinder, .cone, .hull, .compound, .mesh, .heightField:
      if let local = shape.localBounds {
        let half = (local.high - local.low) * 0.5
        self.shape = .box(halfExtents: max(half, Vector3(1e-4, 1e-4, 1e-4)))
        self.pose.translation = pose.apply((local.low + local.high) * 0.5)
      }
    }
    bounds = AxisBounds(of: self.shape, at: self.pose)
  }
  static func bounds(of body: Body) -> AxisBounds {
    AxisBounds(of: body.shape, at: RigidTransform(rotation: body.orientation, translation: body.position))
  }
  /// A body's solids: those of a compound one by one, so that there is room between a table's legs.
  static func solids(of shape: SolidShape, at pose: RigidTransform) -> [PlacedSolid] {
    guard case .compound(let compound) = shape else { return [PlacedSolid(shape: shape, pose: pose)] }
    return compound.parts.map { part in
      PlacedSolid(
        shape: part.shape,
        pose: pose * RigidTransform(rotation: part.orientation.normalized, translation: part.position))
    }
  }
  /// The upright capsule that a standing person keeps to.
  init(_ person: Person) {
    let radius = Asset.personRadius(height: person.height)
    self.init(
      shape: .capsule(radius: radius, halfHeight: person.height / 2 - radius),
      pose: RigidTransform(translation: person.position + Vector3(0, person.height / 2, 0)))
  }
}

/// Whether two solids share more than their surfaces. Exact for all pairs of shapes up to rounding (1e-9 m).
///
/// Boxes by the separating-axis theorem (Gottschalk, Lin & Manocha 1996); round shapes by the distance between their
/// cores, which for a segment and a box is the minimum of a convex function of the place on the segment.
func interpenetrate(_ a: PlacedSolid, _ b: PlacedSolid) -> Bool {
  let rounding = 1e-9
  switch (a.shape, b.shape) {
  case (.plane, .plane): return false
  case (.plane, _): return depthBelow(a.pose, b) > rounding
  case (_, .plane): return depthBelow(b.pose, a) > rounding
  default: break
  }
  if !a.bounds.overlaps(b.bounds) { return false }
  switch (a.shape, b.shape) {
  case (.box(let p), .box(let q)): return boxesOverlap(p.halfExtents, a.pose, q.halfExtents, b.pose, rounding)
  case (.box(let p), _): return distance(fromCoreOf: b, toBox: p.halfExtents, a.pose) < coreRadius(b) - rounding
  case (_, .box(let q)): return distance(fromCoreOf: a, toBox: q.halfExtents, b.pose) < coreRadius(a) - rounding
  default:
    let (p0, p1) = core(a)
    let (q0, q1) = core(b)
    return segmentDistance(p0, p1, q0, q1) < coreRadius(a) + coreRadius(b) - rounding
  }
}

/// The point or segment that a round shape surrounds at `coreRadius`.
private func core(_ s: PlacedSolid) -> (Vector3, Vector3) {
  guard case .capsule(let c) = s.shape else { return (s.pose.translation, s.pose.translation) }
  return (s.pose.apply(Vector3(0, -c.halfHeight, 0)), s.pose.apply(Vector3(0, c.halfHeight, 0)))
}
private func coreRadius(_ s: PlacedSolid) -> Double {
  switch s.shape {
  case .sphere(let x): x.radius
  case .capsule(let x): x.radius
  case .box, .cylinder, .cone, .hull, .compound, .mesh, .heightField, .plane: 0
  }
}

private func depthBelow(_ plane: RigidTransform, _ s: PlacedSolid) -> Double {
  let up = plane.rotation.rotate(.unitY)
  var lowest = Double.infinity
  if case .box(let b) = s.shape {
    let m = s.pose.rotation.matrix
    let h = b.halfExtents
    let reach: Double = dot(m.c0, up).magnitude * h.x + dot(m.c1, up).magnitude * h.y + dot(m.c2, up).magnitude * h.z
    lowest = dot(s.pose.translation - plane.translation, up) - reach
  } else {
    let (p, q) = core(s)
    lowest = Swift.min(dot(p - plane.translation, up), dot(q - plane.translation, up)) - coreRadius(s)
  }
  return -lowest
}

private func boxesOverlap(
  _ ha: Vector3, _ a: RigidTransform, _ hb: Vector3, _ b: RigidTransform, _ rounding: Double
) -> Bool {
  let ma = a.rotation.matrix
  let mb = b.rotation.matrix
  let axesA = [ma.c0, ma.c1, ma.c2]
  let axesB = [mb.c0, mb.c1, mb.c2]
  let between = b.translation - a.translation
  func separates(_ axis: Vector3) -> Bool {
    let length = axis.length
    if length < 1e-6 { return false }  // parallel edges: the face axes decide
    var reach = 0.0
    for i in 0..<3 { reach += dot(axesA[i], axis).magnitude * ha[i] + dot(axesB[i], axis).magnitude * hb[i] }
    return (dot(between, axis).magnitude - reach) / length >= -rounding
  }
  for i in 0..<3 where separates(axesA[i]) || separates(axesB[i]) { return false }
  for i in 0..<3 {
    for j in 0..<3 where separates(cross(axesA[i], axesB[j])) { return false }
  }
  return true
}

/// From the core of a round solid to a box; 0 where the core reaches inside.
private func distance(fromCoreOf s: PlacedSolid, toBox half: Vector3, _ box: RigidTransform) -> Double {
  let (p, q) = core(s)
  let a = box.applyInverse(p)
  let b = box.applyInverse(q)
  func gap(_ t: Double) -> Double {
    let x = mix(a, b, t).magnitudes - half
    return max(x, .zero).length
  }
  if case .sphere = s.shape { return gap(0) }
  // Distance to a convex set along a line is convex: thirds close in on its minimum.
  var low = 0.0
  var high = 1.0
  for _ in 0..<80 {
    let t1 = low + (high - low) / 3
    let t2 = high - (high - low) / 3
    if gap(t1) <= gap(t2) { high = t2 } else { low = t1 }
  }
  return gap((low + high) / 2)
}

/// Shortest distance between two segments (Ericson, "Real-Time Collision Detection", 5.1.9); points are allowed.
private func segmentDistance(_ p0: Vector3, _ p1: Vector3, _ q0: Vector3, _ q1: Vector3) -> Double {
  let d1 = p1 - p0
  let d2 = q1 - q0
  let r = p0 - q0
  let a = d1.lengthSquared
  let e = d2.lengthSquared
  let f = dot(d2, r)
  func unit(_ x: Double) -> Double { Swift.min(1, Swift.max(0, x)) }
  var s = 0.0
  var t = 0.0
  if a <= 1e-18 && e <= 1e-18 {
    return r.length
  } else if a <= 1e-18 {
    t = unit(f / e)
  } else {
    let c = dot(d1, r)
    if e <= 1e-18 {
      s = unit(-c / a)
    } else {
      let b = dot(d1, d2)
      let denominator = a * e - b * b
      s = denominator > 1e-18 ? unit((b * f - c * e) / denominator) : 0
      t = (b * s + f) / e
      if t < 0 {
        t = 0
        s = unit(-c / a)
      } else if t > 1 {
        t = 1
        s = unit((b - c) / a)
      }
    }
  }
  return ((p0 + d1 * s) - (q0 + d2 * t)).length
}

extension Scene {
  /// Names of pairs that share space at the start; fixed things may be joined to each other. Surfaces (meshes and
  /// height fields) are not judged.
  public var overlapsAtStart: [(String, String)] {
    var solids = bodies.map { body in
      let pose = RigidTransform(rotation: body.orientation, translation: body.position)
      return (
        name: body.name, isFixed: body.motion == .fixed, bounds: PlacedSolid.bounds(of: body),
        parts: PlacedSolid.solids(of: body.shape, at: pose)
      )
    }
    // People stand on planes; their capsules just touch them.
    solids += people.map { person in
      let solid = PlacedSolid(person)
      return (name: person.name, isFixed: false, bounds: solid.bounds, parts: [solid])
    }
    let linked = Set(joints.flatMap { joint in joint.a.map { [[$0, joint.b], [joint.b, $0]] } ?? [] })
    var pairs: [(String, String)] = []
    let surfaces = Set(bodies.indices.filter { bodies[$0].shape.isSurface })
    for i in solids.indices where !surfaces.contains(i) {
      for j in solids.indices.dropFirst(i + 1)
      where !surfaces.contains(j) && !(solids[i].isFixed && solids[j].isFixed) {
        let (a, b) = (solids[i], solids[j])
        // Planes have no bounds.
        if !a.bounds.isEmpty && !b.bounds.isEmpty && !a.bounds.grown(by: 1e-6).overlaps(b.bounds) { continue }
        if linked.contains([a.name, b.name]) { continue }
        if a.parts.contains(where: { p in b.parts.contains { interpenetrate(p, $0) } }) {
          pairs.append((a.name, b.name))
        }
      }
    }
    return pairs
  }
}
