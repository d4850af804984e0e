import VectorMath

/// Weighted sum of squared distances to planes, as a quadratic form of the place (Garland & Heckbert 1997, Surface
/// simplification using quadric error metrics, section 5).
struct PlaneQuadric: BitwiseCopyable {
  private var xx = 0.0
  private var xy = 0.0
  private var xz = 0.0
  private var yy = 0.0
  private var yz = 0.0
  private var zz = 0.0
  private var x = 0.0
  private var y = 0.0
  private var z = 0.0
  private var constant = 0.0
  private var weight = 0.0

  init() {}

  /// The plane through a point, with a unit normal.
  mutating func add(through p: Vector3, normal n: Vector3, weight w: Double) {
    let d = -dot(n, p)
    xx += w * n.x * n.x
    xy += w * n.x * n.y
    xz += w * n.x * n.z
    yy += w * n.y * n.y
    yz += w * n.y * n.z
    zz += w * n.z * n.z
    x += w * n.x * d
    y += w * n.y * d
    z += w * n.z * d
    constant += w * d * d
    weight += w
  }

  mutating func add(_ o: PlaneQuadric) {
    xx += o.xx
    xy += o.xy
    xz += o.xz
    yy += o.yy
    yz += o.yz
    zz += o.zz
    x += o.x
    y += o.y
    z += o.z
    constant += o.constant
    weight += o.weight
  }

  /// Mean squared distance, m^2.
  @inline(__always) func mean(at p: Vector3) -> Double {
    let squares: Double = xx * p.x * p.x + yy * p.y * p.y + zz * p.z * p.z
    let mixed: Double = xy * p.x * p.y + xz * p.x * p.z + yz * p.y * p.z
    let linear: Double = x * p.x + y * p.y + z * p.z
    let sum: Double = squares + 2 * (mixed + linear) + constant
    return weight > 0 ? Swift.max(0, sum) / weight : 0
  }
}
