import SceneDescription
import VectorMath

/// How one connected piece of a thing was cut from its material: where it lies, which way the grain runs, how thick it is.
///
/// A table's legs and boards are one mesh, but each is sawn along its own length. In the piece's coordinates X runs along the
/// grain and Y across the layers; the origin is the piece's middle.
struct PieceFrame {
  /// The piece's axes in the object's space.
  var axisX = Float3(1, 0, 0)
  var axisY = Float3(0, 1, 0)
  var axisZ = Float3(0, 0, 1)
  /// In the object's space, metres.
  var centre = Float3.zero
  /// Across the layers, metres.
  var halfThickness = Float.infinity
  /// Sets the piece apart from the others of its thing.
  var seed: UInt32 = 0

  @inline(__always) func pieceDirection(_ v: Float3) -> Float3 { Float3(dot(axisX, v), dot(axisY, v), dot(axisZ, v)) }
  @inline(__always) func objectDirection(_ v: Float3) -> Float3 { axisX * v.x + axisY * v.y + axisZ * v.z }
}

extension PieceFrame {
  /// A triangle's.
  typealias Corners = (Vector3, Vector3, Vector3)

  /// The frame of a piece by the way its surface is spread.
  ///
  /// The grain follows the longest principal axis where the piece is clearly longer than wide, the layers the shortest
  /// where it is clearly flat; the rest follows the object's axes, so that what stands straight is cut straight.
  init(_ corners: ArraySlice<Corners>, seed: UInt32) {
    self.seed = seed
    guard let any = corners.first?.0 else { return }
    var (low, high) = (any, any)
    for (a, b, c) in corners {
      low = min(low, min(a, min(b, c)))
      high = max(high, max(a, max(b, c)))
    }
    let extent = high - low
    let (values, axes) = SurfaceMoments(corners).principal
    let isLong = values.x > 2 * values.y
    let isFlat = values.z < 0.25 * values.y
    func least(_ e: Vector3) -> Int { e.y <= e.x && e.y <= e.z ? 1 : (e.x <= e.z ? 0 : 2) }
    func longest(_ e: Vector3) -> Int { e.x >= e.y && e.x >= e.z ? 0 : (e.y >= e.z ? 1 : 2) }
    /// The axis with the greatest extent, or the next, that is not nearly `other`.
    func straight(_ order: [Int], aside other: Vector3) -> Vector3 {
      let unit = [Vector3.unitX, .unitY, .unitZ]
      let k = order.first { dot(unit[$0], other).magnitude < 0.8 } ?? order[0]
      return (unit[k] - other * dot(unit[k], other)).normalized
    }
    func byLength() -> [Int] { [0, 1, 2].sorted { (extent[$0], -$0) > (extent[$1], -$1) } }
    var x: Vector3
    var y: Vector3
    switch (isLong, isFlat) {
    case (true, true): (x, y) = (PieceFrame.settled(axes.c0), PieceFrame.settled(axes.c2))
    case (true, false):
      x = PieceFrame.settled(axes.c0)
      y = straight(byLength().reversed(), aside: x)
    case (false, true):
      y = PieceFrame.settled(axes.c2)
      x = straight(byLength(), aside: y)
    case (false, false):
      let grain = longest(extent)
      var layering = least(extent)
      // What is as long as it is thick (a cube) still has one grain and other layers.
      if layering == grain { layering = (grain + 1) % 3 }
      let unit = [Vector3.unitX, .unitY, .unitZ]
      (x, y) = (unit[grain], unit[layering])
    }
    y = (y - x * dot(x, y)).normalized
    let z = cross(x, y)
    (axisX, axisY, axisZ) = (x.float, y.float, z.float)
    // The middle and the thickness as the frame sees them.
    var (least, most) = (Vector3(.infinity, .infinity, .infinity), Vector3(-.infinity, -.infinity, -.infinity))
    for (a, b, c) in corners {
      func include(_ p: Vector3) {
        let q = Vector3(dot(x, p), dot(y, p), dot(z, p))
        least = min(least, q)
        most = max(most, q)
      }
      include(a)
      include(b)
      include(c)
    }
    let middle = (least + most) * 0.5
    centre = (x * middle.x + y * middle.y + z * middle.z).float
    halfThickness = Float((most.y - least.y) / 2)
  }

  /// An axis of the object where `v` is within three degrees of it.
  private static func settled(_ v: Vector3) -> Vector3 {
    for unit in [Vector3.unitX, .unitY, .unitZ] where dot(unit, v).magnitude > 0.9986 { return unit }
    return v
  }
}

/// How the area of some triangles is spread about its middle.
private struct SurfaceMoments {
  /// Variances and covariances, by columns, m^2.
  private var spread = Matrix3.zero

  init(_ corners: ArraySlice<PieceFrame.Corners>) {
    var area = 0.0
    var first = Vector3.zero
    for (a, b, c) in corners {
      let own = cross(b - a, c - a).length / 2
      area += own
      first = first + (a + b + c) * (own / 3)
    }
    guard area > 0 else { return }
    let middle = first / area
    for (a, b, c) in corners {
      let weight = cross(b - a, c - a).length / (24 * area)
      let (p, q, r) = (a - middle, b - middle, c - middle)
      // The integral of the square over a triangle: its corners' and their sum's, a twelfth of the area each.
      func add(_ v: Vector3) { spread = spread + Matrix3(columns: v * v.x, v * v.y, v * v.z) * weight }
      add(p)
      add(q)
      add(r)
      add(p + q + r)
    }
  }

  /// Variances along the principal axes, the greatest first, and those axes as columns (Jacobi's rotations).
  var principal: (values: Vector3, axes: Matrix3) {
    var a: InlineArray<3, Vector3> = [spread.c0, spread.c1, spread.c2]
    var v: InlineArray<3, Vector3> = [.unitX, .unitY, .unitZ]
    /// Turns the coordinates p and q so that their product's mean is 0; whether it was not yet.
    @inline(__always) func rotate(_ p: Int, _ q: Int) -> Bool {
      if a[q][p].magnitude <= 1e-15 * (a[p][p] + a[q][q]) { return false }
      let theta = (a[q][q] - a[p][p]) / (2 * a[q][p])
      let t = (theta < 0 ? -1.0 : 1.0) / (theta.magnitude + (theta * theta + 1).squareRoot())
      let c = 1 / (t * t + 1).squareRoot()
      let s = t * c
      (a[p], a[q]) = (a[p] * c - a[q] * s, a[p] * s + a[q] * c)
      for k in 0..<3 { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
      (v[p], v[q]) = (v[p] * c - v[q] * s, v[p] * s + v[q] * c)
      return true
    }
    for _ in 0..<12 {
      let isTurned = (rotate(0, 1), rotate(0, 2), rotate(1, 2))
      if isTurned == (false, false, false) { break }
    }
    // The greatest first; of equal ones the first.
    func value(_ k: Int) -> Double { a[k][k] }
    var order = (0, 1, 2)
    if value(order.1) > value(order.0) { order = (order.1, order.0, order.2) }
    if value(order.2) > value(order.1) { order = (order.0, order.2, order.1) }
    if value(order.1) > value(order.0) { order = (order.1, order.0, order.2) }
    return (
      Vector3(value(order.0), value(order.1), value(order.2)),
      Matrix3(columns: v[order.0], v[order.1], v[order.2])
    )
  }
}

extension Material.Pattern {
  /// Whether it has a direction: pieces of it are cut each along its own length.
  var hasGrain: Bool {
    switch self {
    case .wood, .softwood, .ringPorousWood, .diffusePorousWood, .plywood, .cardboard, .brushedMetal, .leaf, .petal,
      .bark, .birchBark, .brushedPaint, .bone, .fur:
      true
    default: false
    }
  }

  /// Whether it is country that goes on to the horizon.
  var isOpenCountry: Bool {
    switch self {
    case .grass, .sand, .soil, .mud, .gravel, .snow, .ice, .water: true
    default: false
    }
  }
}
