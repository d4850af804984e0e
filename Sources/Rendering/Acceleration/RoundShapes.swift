import VectorMath

/// The nearest distance between `from` and `limit` to a sphere about the origin; `d` is a unit vector.
@inline(__always)
func raySphere(_ o: Float3, _ d: Float3, radius: Float, from: Float = 0, limit: Float) -> Float? {
  let b: Float = -dot(o, d)
  // The distance from the centre to the line, not b^2 - |o|^2: no cancellation far away (Haines et al. 2019).
  let f: Float3 = o + d * b
  let disc: Float = radius * radius - dot(f, f)
  if disc < 0 { return nil }
  let root: Float = disc.squareRoot()
  let near: Float = b - root
  if near > from { return near < limit ? near : nil }
  let far: Float = b + root
  return far > from && far < limit ? far : nil
}

/// The same for a capsule along Y: the cylinder's side between the caps, else the caps' spheres.
@inline(__always)
func rayCapsule(
  _ o: Float3, _ d: Float3, radius: Float, halfHeight: Float, from: Float = 0, limit: Float
) -> Float? {
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
    if near > from && (o.y + near * d.y).magnitude <= halfHeight {
      best = near
    } else if far > from && (o.y + far * d.y).magnitude <= halfHeight {
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
    if near > from && near < best && (o.y + near * d.y - y) * y >= 0 { best = near }
    let far: Float = b + root
    if far > from && far < best && (o.y + far * d.y - y) * y >= 0 { best = far }
  }
  return best < limit ? best : nil
}
