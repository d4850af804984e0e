import VectorMath

// Contacts four at a time: what `ContactBlock` and `ContactRow` say of one, in lanes. Catto, "SIMD matters" (box2d.org,
// 2024). Lanes that nothing fills have no mass and so stay still.

/// Up to four blocks of one colour: no two share a body that can move.
struct WideBlock: Sendable {
  /// Its blocks in the workspace, consecutive, and its rows among the wide ones.
  var blocks = 0..<0
  var rows = 0..<0
  var a = SIMD4<Int32>.zero
  var b = SIMD4<Int32>.zero
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
  var rolls = false
  var rollingLength = Lanes.zero
  var rollingMass = WideMatrix()
  var rollingImpulse = WideVector()

  init() {}
}

/// One point of each block of a wide block; see `ContactRow`.
struct WideRow: Sendable {
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
  var bias = Lanes.zero
  var impulses = WideVector()

  init() {}

  @inline(__always) init(
    _ a: UnsafePointer<ContactRow>, _ b: UnsafePointer<ContactRow>, _ c: UnsafePointer<ContactRow>,
    _ d: UnsafePointer<ContactRow>
  ) {
    rA = WideVector(a.pointee.rA, b.pointee.rA, c.pointee.rA, d.pointee.rA)
    rB = WideVector(a.pointee.rB, b.pointee.rB, c.pointee.rB, d.pointee.rB)
    sA = WideVector(a.pointee.sA, b.pointee.sA, c.pointee.sA, d.pointee.sA)
    sB = WideVector(a.pointee.sB, b.pointee.sB, c.pointee.sB, d.pointee.sB)
    @inline(__always) func lanes(_ pick: (UnsafePointer<ContactRow>) -> Double) -> Lanes {
      Lanes(pick(a), pick(b), pick(c), pick(d))
    }
    normalMass = lanes { $0.pointee.mass.normal }
    t11 = lanes { $0.pointee.mass.t11 }
    t12 = lanes { $0.pointee.mass.t12 }
    t22 = lanes { $0.pointee.mass.t22 }
    slide = lanes { $0.pointee.mass.slide }
    coupling1 = lanes { $0.pointee.coupling1 }
    coupling2 = lanes { $0.pointee.coupling2 }
    bias = lanes { $0.pointee.bias }
    impulses = WideVector(a.pointee.impulses, b.pointee.impulses, c.pointee.impulses, d.pointee.impulses)
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

/// `RowSearch`, four at a time.
struct WideSearch: Sendable {
  var start = WideVector()
  var direction = WideVector()

  init() {}
}

/// The wide blocks of one step; arrays only grow.
struct WideContacts: Sendable {
  var blocks: [WideBlock] = []
  var rows: [WideRow] = []
  var searches: [WideSearch] = []
  var progress: [BlockProgress] = []
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
        progress.append(BlockProgress())
      }
      blocks[blockCount].blocks = start..<end
      blocks[blockCount].rows = rowCount..<rowCount + points
      blockCount += 1
      rowCount += points
    }
    while rows.count < rowCount {
      rows.append(WideRow())
      searches.append(WideSearch())
    }
    return first..<blockCount
  }
}
