/// Three single-precision lanes: a direction, point or linear colour in the renderer.
public typealias Float3 = SIMD3<Float>

@inlinable @inline(__always) public func dot(_ a: Float3, _ b: Float3) -> Float { a.x * b.x + a.y * b.y + a.z * b.z }
@inlinable @inline(__always) public func cross(_ a: Float3, _ b: Float3) -> Float3 {
  Float3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}
@inlinable @inline(__always) public func length(_ a: Float3) -> Float { dot(a, a).squareRoot() }

/// The unit vector of the same direction, or zero where the length is zero.
@inlinable @inline(__always) public func normalize(_ a: Float3) -> Float3 {
  let l: Float = length(a)
  return l > 0 ? a / l : .zero
}
@inlinable @inline(__always) public func mix(_ a: Float3, _ b: Float3, _ t: Float) -> Float3 { a * (1 - t) + b * t }
@inlinable @inline(__always) public func reflect(_ v: Float3, _ n: Float3) -> Float3 { v - n * (2 * dot(v, n)) }

/// Rec. 709 luminance of a linear colour.
@inlinable @inline(__always) public func luminance(_ c: Float3) -> Float { 0.2126 * c.x + 0.7152 * c.y + 0.0722 * c.z }
