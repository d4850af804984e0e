import VectorMath

/// Sum of squared distances to planes: where a cell's vertex lies best (Ju, Losasso, Schaefer & Warren 2002, Dual
/// contouring of Hermite data, section 2.3).
struct QuadraticError {
  private var xx = 0.0
  private var xy = 0.0
  private var xz = 0.0
  private var yy = 0.0
  private var yz = 0.0
  private var zz = 0.0
  private var rhs = Vector3.zero
  private let origin: Vector3

  /// About the mean of the points, near which the least solution lies.
  init(about origin: Vector3) { self.origin = origin }

  mutating func add(_ point: Vector3, normal n: Vector3) {
    xx += n.x * n.x
    xy += n.x * n.y
    xz += n.x * n.z
    yy += n.y * n.y
    yz += n.y * n.z
    zz += n.z * n.z
    rhs += n * dot(n, point - origin)
  }

  /// The point of least error that is nearest to the origin: eigenvalues below a tenth of the greatest count as 0,
  /// so that a nearly flat cell's vertex stays within it.
  func minimum() -> Vector3 {
    var a = Matrix3(columns: Vector3(xx, xy, xz), Vector3(xy, yy, yz), Vector3(xz, yz, zz))
    var v = Matrix3.identity
    // Cyclic Jacobi (Golub & Van Loan, Matrix computations, 8.5): five sweeps reach the last bit of a 3 x 3.
    for _ in 0..<5 {
      QuadraticError.rotate(&a, &v, 0, 1)
      QuadraticError.rotate(&a, &v, 0, 2)
      QuadraticError.rotate(&a, &v, 1, 2)
    }
    let values = [a.c0.x, a.c1.y, a.c2.z]
    let limit = 0.1 * Swift.max(values[0], Swift.max(values[1], values[2]))
    var x = Vector3.zero
    let axes = [v.c0, v.c1, v.c2]
    for i in 0..<3 where values[i] > limit { x += axes[i] * (dot(axes[i], rhs) / values[i]) }
    return origin + x
  }

  private static func rotate(_ a: inout Matrix3, _ v: inout Matrix3, _ p: Int, _ q: Int) {
    let off = column(a, q)[p]
    if off == 0 { return }
    let theta = (column(a, q)[q] - column(a, p)[p]) / (2 * off)
    let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    // a <- J^T a J, v <- v J with J = [[c, s], [-s, c]] in the plane of p and q.
    turnColumns(&a, p, q, c, s)
    a = a.transpose
    turnColumns(&a, p, q, c, s)
    a = a.transpose
    turnColumns(&v, p, q, c, s)
  }
  private static func turnColumns(_ m: inout Matrix3, _ p: Int, _ q: Int, _ c: Double, _ s: Double) {
    let mp = column(m, p)
    let mq = column(m, q)
    setColumn(&m, p, mp * c - mq * s)
    setColumn(&m, q, mp * s + mq * c)
  }
  private static func column(_ m: Matrix3, _ i: Int) -> Vector3 { i == 0 ? m.c0 : (i == 1 ? m.c1 : m.c2) }
  private static func setColumn(_ m: inout Matrix3, _ i: Int, _ v: Vector3) {
    switch i {
    case 0: m.c0 = v
    case 1: m.c1 = v
    default: m.c2 = v
    }
  }
}
