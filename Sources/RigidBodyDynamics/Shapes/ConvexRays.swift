import VectorMath

// Where the ray p + t u, |u| = 1, enters a solid: distance t > 0 and outward normal, in the solid's frame. Nil where the
// ray misses, points away or starts inside.

/// A cylinder about Y.
func enterCylinder(_ p: Vector3, _ u: Vector3, radius r: Double, halfHeight h: Double) -> (
  distance: Double, normal: Vector3
)? {
  // Through the caps first: a ray enters by the last of the surfaces that it crosses inwards.
  var enter = -Double.infinity
  var leave = Double.infinity
  var normal = Vector3.zero
  if u.y == 0 {
    if p.y.magnitude > h { return nil }
  } else {
    let sign: Double = u.y > 0 ? -1 : 1
    enter = (sign * h - p.y) / u.y
    leave = (-sign * h - p.y) / u.y
    normal = Vector3(0, sign, 0)
  }
  let a: Double = u.x * u.x + u.z * u.z
  let b: Double = p.x * u.x + p.z * u.z
  let c: Double = p.x * p.x + p.z * p.z - r * r
  if a == 0 {
    if c > 0 { return nil }
  } else {
    let discriminant: Double = b * b - a * c
    guard discriminant >= 0 else { return nil }
    let root = discriminant.squareRoot()
    let near = (-b - root) / a
    if near > enter {
      enter = near
      let q = p + u * near
      normal = Vector3(q.x / r, 0, q.z / r)
    }
    leave = Swift.min(leave, (-b + root) / a)
  }
  return enter > 0 && enter <= leave ? (enter, normal) : nil
}

/// A cone about Y, its apex up and its origin at the centre of mass.
func enterCone(_ p: Vector3, _ u: Vector3, radius r: Double, height: Double) -> (distance: Double, normal: Vector3)? {
  let apex: Double = 0.75 * height
  let base: Double = -0.25 * height
  var best: (distance: Double, normal: Vector3)?
  if u.y > 0 && p.y < base {
    let t = (base - p.y) / u.y
    let x = p.x + u.x * t
    let z = p.z + u.z * t
    if x * x + z * z <= r * r { best = (t, Vector3(0, -1, 0)) }
  }
  // The side: x^2 + z^2 = (k (apex - y))^2.
  let k = r / height
  let w = apex - p.y
  let a: Double = u.x * u.x + u.z * u.z - k * k * u.y * u.y
  let b: Double = p.x * u.x + p.z * u.z + k * k * w * u.y
  let c: Double = p.x * p.x + p.z * p.z - k * k * w * w
  let discriminant: Double = b * b - a * c
  guard discriminant >= 0 else { return best }
  let root = discriminant.squareRoot()
  // Both roots of a t^2 + 2 b t + c without cancellation.
  let q: Double = b < 0 ? -b + root : -b - root
  let roots = (a == 0 ? Double.nan : q / a, q == 0 ? Double.nan : c / q)
  for t in [roots.0, roots.1] where t > 0 && t < best?.distance ?? .infinity {
    let at = p + u * t
    guard at.y >= base && at.y <= apex else { continue }
    let n = Vector3(at.x, k * k * (apex - at.y), at.z).normalized
    // On the way in only; at the very apex any side will do.
    guard dot(n, u) < 0 else { continue }
    best = (t, n)
  }
  return best
}

/// A convex polyhedron: the ray is clipped to the half spaces of its faces (Cyrus & Beck 1978).
func enterHull(_ p: Vector3, _ u: Vector3, _ hull: UnsafePointer<HullTopology>) -> (
  distance: Double, normal: Vector3
)? {
  var enter = -Double.infinity
  var leave = Double.infinity
  var normal = Vector3.zero
  for i in 0..<hull.pointee.faceCount {
    let f = hull.pointee.faces[i]
    let height = dot(f.normal, p) - f.offset
    let slope = dot(f.normal, u)
    if slope == 0 {
      if height > 0 { return nil }
      continue
    }
    let t = -height / slope
    if slope < 0 {
      if t > enter {
        enter = t
        normal = f.normal
      }
    } else {
      leave = Swift.min(leave, t)
    }
  }
  return enter > 0 && enter <= leave ? (enter, normal) : nil
}
