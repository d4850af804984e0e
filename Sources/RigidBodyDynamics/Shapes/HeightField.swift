import VectorMath

/// Ground of which the height is known at the points of a square grid, solid all the way down. Fixed or kinematic.
///
/// Point (i, j) is at x = (i - (columns - 1) / 2) spacing and z = (j - (rows - 1) / 2) spacing; each square of four points
/// is two triangles that meet along the diagonal from (i, j) to (i + 1, j + 1). Immutable, and cheap to copy.
public final class HeightField: Hashable, @unchecked Sendable {
  /// Greatest number of points.
  public static let pointLimit = 16_000_000

  /// Points along x and along z, at least 2 each.
  public let columns: Int
  public let rows: Int
  /// Distance of neighbouring points along x and z, m.
  public let spacing: Double
  /// Height y of point (i, j) at j * columns + i, m.
  public let heights: [Double]
  /// What the inner loops read; it lives as long as the field.
  let handle: HeightFieldHandle

  /// - Throws: `ShapeError` for sizes below 2 points or beyond the limit, a count of heights that is not
  ///   columns * rows, and numbers that are not finite or out of range.
  public init(columns: Int, rows: Int, spacing: Double, heights: [Double]) throws(ShapeError) {
    self.columns = columns
    self.rows = rows
    self.spacing = spacing
    self.heights = heights
    for (field, n) in [("columns", columns), ("rows", rows)] where n < 2 {
      throw ShapeError(field: field, value: Double(n), reason: .tooFew(2))
    }
    let (count, overflows) = columns.multipliedReportingOverflow(by: rows)
    guard !overflows && count <= HeightField.pointLimit else {
      throw ShapeError(
        field: "columns * rows", value: Double(columns) * Double(rows), reason: .tooMany(HeightField.pointLimit))
    }
    guard heights.count == count else {
      let reason: ShapeError.Reason = heights.count < count ? .tooFew(count) : .tooMany(count)
      throw ShapeError(field: "heights", value: Double(heights.count), reason: reason)
    }
    guard spacing.isFinite else { throw ShapeError(field: "spacing", value: spacing, reason: .notFinite) }
    guard spacing > 0 else { throw ShapeError(field: "spacing", value: spacing, reason: .notPositive) }
    let limit = TriangleMesh.coordinateLimit
    let reach = spacing * Double(Swift.max(columns, rows) - 1) / 2
    guard spacing >= 1e-4 && reach <= limit else {
      throw ShapeError(field: "spacing", value: spacing, reason: .outOfRange(1e-4...limit))
    }
    for (i, h) in heights.enumerated() {
      guard h.isFinite else { throw ShapeError(field: "heights[\(i)]", value: h, reason: .notFinite) }
      guard h.magnitude <= limit else {
        throw ShapeError(field: "heights[\(i)]", value: h, reason: .outOfRange(-limit...limit))
      }
    }
    handle = HeightFieldHandle(columns, rows, spacing, heights)
  }

  deinit { handle.deallocate() }

  public static func == (a: HeightField, b: HeightField) -> Bool {
    a === b || (a.columns == b.columns && a.rows == b.rows && a.spacing == b.spacing && a.heights == b.heights)
  }
  public func hash(into hasher: inout Hasher) {
    hasher.combine(columns)
    hasher.combine(spacing)
    hasher.combine(heights)
  }
}

/// A reference to the arrays of a height field, without a reference count; the `HeightField` owns them.
///
/// Square (i, j) has the triangles 2 (j (columns - 1) + i), towards +z, and the next, towards +x.
struct HeightFieldHandle: TriangleSurface, @unchecked Sendable {
  private struct Storage {
    var columns: Int
    var rows: Int
    var spacing: Double
    /// Coordinates of point (0, 0).
    var firstX: Double
    var firstZ: Double
    var lowest: Double
    var highest: Double
    var heights: UnsafeMutablePointer<Double>
    var regions: UnsafeMutablePointer<Int32>
    var features: UnsafeMutablePointer<SurfaceFeatures>
  }
  private let storage: UnsafeMutablePointer<Storage>

  init(_ columns: Int, _ rows: Int, _ spacing: Double, _ heights: [Double]) {
    func copy<T>(_ array: [T]) -> UnsafeMutablePointer<T> {
      let p = UnsafeMutablePointer<T>.allocate(capacity: array.count)
      p.initialize(from: array, count: array.count)
      return p
    }
    storage = .allocate(capacity: 1)
    storage.initialize(
      to: Storage(
        columns: columns, rows: rows, spacing: spacing, firstX: -Double(columns - 1) / 2 * spacing,
        firstZ: -Double(rows - 1) / 2 * spacing, lowest: heights.min()!, highest: heights.max()!,
        heights: copy(heights), regions: copy([]), features: copy([])))
    let analysis = SurfaceAnalysis(self)
    storage.pointee.regions.deallocate()
    storage.pointee.features.deallocate()
    storage.pointee.regions = copy(analysis.regions)
    storage.pointee.features = copy(analysis.features)
  }

  func deallocate() {
    storage.pointee.heights.deallocate()
    storage.pointee.regions.deallocate()
    storage.pointee.features.deallocate()
    storage.deallocate()
  }

  var bounds: BoundingBox {
    let s = storage.pointee
    return BoundingBox(
      low: Vector3(s.firstX, s.lowest, s.firstZ), high: Vector3(-s.firstX, s.highest, -s.firstZ))
  }
  /// What it fills: the surface and all that is below.
  var solidBounds: BoundingBox {
    var box = bounds
    box.low.y -= HeightFieldHandle.depth
    return box
  }
  /// How far down a body may be and still be pushed out, m: as far as any body can be.
  private static let depth = 2e6
  var boundingRadius: Double { max(bounds.low.magnitudes, bounds.high.magnitudes).length }

  @inline(__always) private var cellColumns: Int { storage.pointee.columns - 1 }
  @inline(__always) private var cellRows: Int { storage.pointee.rows - 1 }
  @inline(__always) var triangleCount: Int { cellColumns * cellRows * 2 }

  @inline(__always) func corner(_ k: Int, of triangle: Int) -> Int {
    let cell = triangle >> 1
    let j = cell / cellColumns
    let first = cell + j
    let across = first + 1 + storage.pointee.columns
    if k == 0 { return first }
    return triangle & 1 == 0 ? (k == 1 ? across - 1 : across) : (k == 1 ? across : first + 1)
  }
  @inline(__always) func vertex(_ v: Int) -> Vector3 {
    let j = v / storage.pointee.columns
    let i = v - j * storage.pointee.columns
    return Vector3(
      storage.pointee.firstX + Double(i) * storage.pointee.spacing, storage.pointee.heights[v],
      storage.pointee.firstZ + Double(j) * storage.pointee.spacing)
  }
  @inline(__always) func neighbour(_ side: Int, of triangle: Int) -> Int {
    let cell = triangle >> 1
    let j = cell / cellColumns
    let i = cell - j * cellColumns
    if triangle & 1 == 0 {
      if side == 0 { return i > 0 ? triangle - 1 : -1 }
      if side == 1 { return j + 1 < cellRows ? triangle + 2 * cellColumns + 1 : -1 }
      return triangle + 1
    }
    if side == 0 { return triangle - 1 }
    if side == 1 { return i + 1 < cellColumns ? triangle + 1 : -1 }
    return j > 0 ? triangle - 2 * cellColumns - 1 : -1
  }
  @inline(__always) func features(of triangle: Int) -> SurfaceFeatures { storage.pointee.features[triangle] }
  @inline(__always) func region(of triangle: Int) -> Int { Int(storage.pointee.regions[triangle]) }
  var isSolidBelow: Bool { true }

  /// The square that holds a coordinate along x or z, clamped to those there are.
  @inline(__always) private func cell(_ x: Double, from first: Double, _ count: Int) -> Int {
    let f = ((x - first) / storage.pointee.spacing).rounded(.down)
    return Int(Swift.max(0, Swift.min(Double(count - 1), f)))
  }
  @inline(__always) func column(_ x: Double) -> Int { cell(x, from: storage.pointee.firstX, cellColumns) }
  @inline(__always) func row(_ z: Double) -> Int { cell(z, from: storage.pointee.firstZ, cellRows) }

  func query(_ box: BoundingBox, _ body: (Int) -> Void) {
    guard bounds.overlaps(box) else { return }
    let low = column(box.low.x)
    let high = column(box.high.x)
    for j in row(box.low.z)...row(box.high.z) {
      for i in low...high {
        for half in 0..<2 {
          let t = 2 * (j * cellColumns + i) + half
          if self.box(of: t).overlaps(box) { body(t) }
        }
      }
    }
  }

  /// Goes along the way in stretches of about a square, and looks at the squares below each.
  func cast(
    from origin: Vector3, direction: Vector3, halfExtents: Vector3, limit: Double, _ body: (Int, Double) -> Double
  ) {
    let ray = SlabRay(origin, direction, halfExtents)
    let (enter, leave) = ray.interval(bounds)
    guard enter <= leave else { return }
    var limit = Swift.min(limit, leave)
    var t = enter
    let stretch = Swift.max(storage.pointee.spacing, Swift.max(halfExtents.x, halfExtents.z))
    while t <= limit {
      let from = origin + direction * t
      let box = BoundingBox(centre: from, halfExtents: halfExtents).swept(by: direction * stretch)
      query(box) { triangle in limit = Swift.min(limit, body(triangle, limit)) }
      if limit <= 0 { return }
      t += stretch
    }
  }

  func triangle(under p: Vector3) -> Int {
    let s = storage.pointee
    guard p.x >= s.firstX && p.x <= -s.firstX && p.z >= s.firstZ && p.z <= -s.firstZ else { return -1 }
    let i = column(p.x)
    let j = row(p.z)
    let x: Double = p.x - s.firstX - Double(i) * s.spacing
    let z: Double = p.z - s.firstZ - Double(j) * s.spacing
    return 2 * (j * cellColumns + i) + (x > z ? 1 : 0)
  }
}
