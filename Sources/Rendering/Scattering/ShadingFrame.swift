import VectorMath

/// Axes of the surface: z is the shading normal, x the stretch of an anisotropic highlight.
struct ShadingFrame {
  let tangent: Float3
  let bitangent: Float3
  let normal: Float3
  /// Of the true surface, in these axes.
  let geometric: Float3

  /// - Parameter stretch: the direction of x, any length, not necessarily in the surface; zero lets it fall anywhere.
  @inline(__always) init(normal: Float3, geometricNormal: Float3, stretch: Float3 = .zero) {
    self.normal = normal
    var axes = tangents(normal)
    if stretch != .zero {
      let flat: Float3 = stretch - normal * dot(normal, stretch)
      let size: Float = length(flat)
      if size > 1e-6 * length(stretch) {
        axes.0 = flat / size
        axes.1 = cross(normal, axes.0)
      }
    }
    (tangent, bitangent) = axes
    geometric = Float3(dot(tangent, geometricNormal), dot(bitangent, geometricNormal), dot(normal, geometricNormal))
  }

  @inline(__always) func local(_ d: Float3) -> Float3 { Float3(dot(tangent, d), dot(bitangent, d), dot(normal, d)) }
  @inline(__always) func world(_ d: Float3) -> Float3 { tangent * d.x + bitangent * d.y + normal * d.z }
}

/// A direction about z, in proportion to its cosine (Malley's method).
@inline(__always) func cosineDirection(_ u: SIMD2<Float>) -> Float3 {
  let (c, s) = circlePoint(u.x)
  let r: Float = u.y.squareRoot()
  return Float3(r * c, r * s, max(1e-5, (1 - u.y).squareRoot()))
}

/// A direction about z, uniform over the hemisphere.
@inline(__always) func hemisphereDirection(_ u: SIMD2<Float>) -> Float3 {
  let (c, s) = circlePoint(u.x)
  let r: Float = max(0, (1 - u.y) * (1 + u.y)).squareRoot()
  return Float3(r * c, r * s, max(1e-5, u.y))
}

/// A direction, uniform over the sphere.
@inline(__always) func sphereDirection(_ u: SIMD2<Float>) -> Float3 {
  let (c, s) = circlePoint(u.x)
  let z: Float = 1 - 2 * u.y
  let r: Float = max(0, (1 - z) * (1 + z)).squareRoot()
  return Float3(r * c, r * s, z)
}
