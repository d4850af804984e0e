import VectorMath

/// Light's way through a body that scatters inside: skin, wax, marble, milk.
///
/// A random walk with even scattering in all directions, one colour deciding each free path and all three weighed against
/// the mean of their densities (Chiang, Kutz & Burley, "Practical and controllable subsurface scattering for production
/// path tracing", 2016; Wilkie et al. 2014). Its body is the instance that it entered; the boundary is the surface's own
/// interface on the way in and out, and does not turn light back inside (what that would do is in the albedo).
struct SubsurfaceWalk {
  /// Single-scattering albedo and extinction (1/m), by colour.
  let albedo: Float3
  let extinction: Float3
  private static let longest = 1024

  /// - Parameters:
  ///   - colour: what a thick slab shows in diffuse light, its interface apart.
  ///   - meanFreePath: metres, by colour.
  init(colour: Float3, meanFreePath: Float3) {
    albedo = Float3(
      SubsurfaceWalk.scattering(of: colour.x), SubsurfaceWalk.scattering(of: colour.y),
      SubsurfaceWalk.scattering(of: colour.z))
    extinction = Float3(repeating: 1) / maximum(meanFreePath, Float3(repeating: 1e-6))
  }

  /// The single-scattering albedo with which a half space sends back `shown` of diffuse light: the inverse of van de
  /// Hulst's (1 - s)(1 - 0.139 s) / (1 + 1.17 s), s = sqrt(1 - albedo) ("Multiple Light Scattering", 1980, table 12).
  static func scattering(of shown: Float) -> Float {
    let a: Float = saturate(shown)
    let b: Float = 1.139 + 1.17 * a
    let s: Float = (b - (b * b - 4 * 0.139 * (1 - a)).squareRoot()) / (2 * 0.139)
    return 1 - saturate(s) * saturate(s)
  }

  /// Where light leaves again and how much of it; nil where it is lost.
  func follow(
    from start: Ray, instance: Int32, caster: RayCaster, _ random: inout SampleSequence
  ) -> (hit: Hit, ray: Ray, weight: Float3)? {
    var ray = start
    var weight = Float3(repeating: 1)
    for step in 0..<SubsurfaceWalk.longest {
      let u = random.next()
      let v = random.next()
      // A colour by its share of what is left.
      let sum: Float = weight.x + weight.y + weight.z
      let pick: Float = v.y * sum
      let rate: Float = pick < weight.x ? extinction.x : (pick < weight.x + weight.y ? extinction.y : extinction.z)
      let t: Float = -logarithm(max(1e-7, 1 - v.x)) / rate
      let hit = caster.closestHit(ray, of: instance, limit: t)
      let reached: Float = min(t, hit.distance)
      let depth: Float3 = extinction * reached
      let clear = Float3(decay(depth.x), decay(depth.y), decay(depth.z))
      let chances: Float3 = weight / sum
      if hit.instance >= 0 {
        let density: Float = dot(chances, clear)
        return density > 0 ? (hit, ray, weight * clear / density) : nil
      }
      let density: Float = dot(chances, clear * extinction)
      if !(density > 0) { return nil }
      weight *= clear * extinction * albedo / density
      if step > 8 {
        let survive: Float = min(1, largest(weight))
        if random.next().x >= survive { return nil }
        weight /= survive
      }
      ray = Ray(origin: ray.origin + ray.direction * t, direction: sphereDirection(u), time: ray.time)
    }
    return nil
  }
}
