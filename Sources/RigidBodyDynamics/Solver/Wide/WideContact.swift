import VectorMath

// Contacts two at a time: what `ContactBlock` and `ContactRow` say of one, in lanes. Catto, "SIMD matters" (box2d.org,
// 2024). A lane that nothing fills has no mass and so stays still.
//
// The sweeps over a large island wait for memory, so what does not change in them is stored in single precision: levers
// to a ten-millionth of their length, and masses, which only decide how fast the sweeps converge. Impulses and
// velocities are doubles.

/// Up to two blocks of one colour: they share no body that can move.
struct WideBlock: Sendable {
  /// Its blocks in the workspace, consecutive, and its rows among the wide ones.
  var blocks = 0..<0
  var rows = 0..<0
  /// Bodies.
  var a0: Int32 = 0
  var a1: Int32 = 0
  var b0: Int32 = 0
  var b1: Int32 = 0
  var rolls = false
  var massA = Lanes.zero
  var massB = Lanes.zero
  var inertiaA = StoredMatrix()
  var inertiaB = StoredMatrix()
  var normal = StoredVector()
  var tangent1 = StoredVector()
  var tangent2 = StoredVector()
  var friction = StoredLanes()
  /// One over the least effective mass of the points of each block, 1/kg.
  var perMass = StoredLanes()
  var rollingLength = Lanes.zero
  var rollingMass = StoredMatrix()
  var rollingImpulse = WideVector()

  init() {}
}

/// One point of each block of a wide block; see `ContactRow`.
struct WideRow: Sendable {
  var impulses = WideVector()
  var rA = StoredVector()
  var rB = StoredVector()
  var sA = StoredVector()
  var sB = StoredVector()
  var normalMass = StoredLanes()
  var t11 = StoredLanes()
  var t12 = StoredLanes()
  var t22 = StoredLanes()
  var slide = StoredLanes()
  var coupling1 = StoredLanes()
  var coupling2 = StoredLanes()
  var bias = StoredLanes()

  init() {}

  @inline(__always) init(_ a: UnsafePointer<ContactRow>, _ b: UnsafePointer<ContactRow>) {
    impulses = WideVector(a.pointee.impulses, b.pointee.impulses)
    rA = StoredVector(a.pointee.rA, b.pointee.rA)
    rB = StoredVector(a.pointee.rB, b.pointee.rB)
    sA = StoredVector(a.pointee.sA, b.pointee.sA)
    sB = StoredVector(a.pointee.sB, b.pointee.sB)
    normalMass = StoredLanes(a.pointee.mass.normal, b.pointee.mass.normal)
    t11 = StoredLanes(a.pointee.mass.t11, b.pointee.mass.t11)
    t12 = StoredLanes(a.pointee.mass.t12, b.pointee.mass.t12)
    t22 = StoredLanes(a.pointee.mass.t22, b.pointee.mass.t22)
    slide = StoredLanes(a.pointee.mass.slide, b.pointee.mass.slide)
    coupling1 = StoredLanes(a.pointee.coupling1, b.pointee.coupling1)
    coupling2 = StoredLanes(a.pointee.coupling2, b.pointee.coupling2)
    bias = StoredLanes(a.pointee.bias, b.pointee.bias)
  }

  /// The row that fills lanes without a point: nothing that it does has an effect.
  static let none: ContactRow = {
    var row = ContactRow()
    row.mass.normal = 0
    row.mass.t11 = 0
    row.mass.t22 = 0
    row.mass.slide = 0
    return row
  }()
}

/// The wide blocks of one step; arrays only grow.
struct WideContacts: Sendable {
  var blocks: [WideBlock] = []
  var rows: [WideRow] = []
  /// The largest change of a pass in each, m/s.
  var changes: [Double] = []
  private(set) var blockCount = 0
  private(set) var rowCount = 0

  mutating func removeAll() {
    blockCount = 0
    rowCount = 0
  }

  /// Appends the wide blocks of consecutive blocks, as many to each as there is room for, or one.
  mutating func append(_ range: Range<Int>, isSequential: Bool, pointCount: (Int) -> Int) -> Range<Int> {
    let first = blockCount
    let width = isSequential ? 1 : Lanes.scalarCount
    for start in stride(from: range.lowerBound, to: range.upperBound, by: width) {
      let end = Swift.min(start + width, range.upperBound)
      var points = 0
      for i in start..<end { points = Swift.max(points, pointCount(i)) }
      if blockCount == blocks.count {
        blocks.append(WideBlock())
        changes.append(0)
      }
      blocks[blockCount].blocks = start..<end
      blocks[blockCount].rows = rowCount..<rowCount + points
      blockCount += 1
      rowCount += points
    }
    while rows.count < rowCount { rows.append(WideRow()) }
    return first..<blockCount
  }
}
