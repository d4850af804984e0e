import VectorMath

// Contacts four at a time: what `ContactBlock` and `ContactRow` say of one, in lanes. Catto, "SIMD matters" (box2d.org,
// 2024). A lane that nothing fills has no mass and so stays still.
//
// The sweeps search for a change of impulses and velocities, from a start that is calculated in double precision, and
// the change that they find is applied in double precision. So what they lose by calculating in single precision is a
// ten-millionth of the change, far less than what they leave unsolved in a large island. Impulses are counted in
// `massUnit` m/s, which keeps their squares in the range of single precision whatever the masses.

/// What the sweeps have changed in one body: velocity in m/s and spin in 1/s; the last lanes are unused.
struct WideRates: Sendable {
  var velocity = SIMD4<Float>.zero
  var spin = SIMD4<Float>.zero
}

/// Up to four blocks of one colour: they share no body that can move.
struct WideBlock: Sendable {
  /// Its blocks in the workspace, consecutive, and its rows among the wide ones.
  var blocks = 0..<0
  var rows = 0..<0
  /// Bodies.
  var a = SIMD4<Int32>.zero
  var b = SIMD4<Int32>.zero
  var rolls = false
  var massA = Lanes.zero
  var massB = Lanes.zero
  var inertiaA = WideMatrix()
  var inertiaB = WideMatrix()
  var normal = WideVector()
  var tangent1 = WideVector()
  var tangent2 = WideVector()
  var friction = Lanes.zero
  /// One over the least effective mass of the points of each block, 1/kg.
  var perMass = Lanes.zero
  var rollingLength = Lanes.zero
  var spinningLength = Lanes.zero
  var spinningMass = Lanes.zero
  var rollingMass = WideMatrix()
  var rollingImpulse = WideVector()
  /// Spin of b relative to a at the start, 1/s.
  var rollingSpin = WideVector()

  init() {}
}

/// One point of each block of a wide block; see `ContactRow`.
struct WideRow: Sendable {
  var impulses = WideVector()
  /// Velocity at the start along normal and tangents, that along the normal less the bias, m/s.
  var start = WideVector()
  var rA = WideVector()
  var rB = WideVector()
  var sA = WideVector()
  var sB = WideVector()
  var normalMass = Lanes.zero
  var t11 = Lanes.zero
  var t12 = Lanes.zero
  var t22 = Lanes.zero
  var slide = Lanes.zero
  var coupling1 = Lanes.zero
  var coupling2 = Lanes.zero

  init() {}

  /// Takes the row that `row` has for each lane.
  @inline(__always) init(massUnit: Double, _ row: (Int) -> UnsafePointer<ContactRow>) {
    let (r0, r1, r2, r3) = (row(0), row(1), row(2), row(3))
    @inline(__always) func of(_ lane: Int) -> UnsafePointer<ContactRow> {
      lane == 0 ? r0 : (lane == 1 ? r1 : (lane == 2 ? r2 : r3))
    }
    let perUnit: Double = 1 / massUnit
    impulses = WideVector { of($0).pointee.impulses * perUnit }
    rA = WideVector { of($0).pointee.rA }
    rB = WideVector { of($0).pointee.rB }
    sA = WideVector { of($0).pointee.sA }
    sB = WideVector { of($0).pointee.sB }
    normalMass = Lanes { of($0).pointee.mass.normal * perUnit }
    t11 = Lanes { of($0).pointee.mass.t11 * perUnit }
    t12 = Lanes { of($0).pointee.mass.t12 * perUnit }
    t22 = Lanes { of($0).pointee.mass.t22 * perUnit }
    slide = Lanes { of($0).pointee.mass.slide * perUnit }
    coupling1 = Lanes { of($0).pointee.coupling1 * massUnit }
    coupling2 = Lanes { of($0).pointee.coupling2 * massUnit }
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
  /// Of all bodies of the world.
  var rates: [WideRates] = []
  /// See `WideContactSolver`.
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
    let width = isSequential ? 1 : Lanes.count
    for start in stride(from: range.lowerBound, to: range.upperBound, by: width) {
      let end = Swift.min(start + width, range.upperBound)
      var points = 0
      for i in start..<end { points = Swift.max(points, pointCount(i)) }
      if blockCount == blocks.count {
        blocks.append(WideBlock())
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
