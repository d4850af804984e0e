import VectorMath

/// Blocks into lanes, and what the lanes have found back into blocks.
///
/// All impulses are numbers of single precision from the start on, so that the change is exact.
struct WideExchange {
  let rates: UnsafeMutablePointer<BodyRates>
  let blocks: UnsafeMutablePointer<ContactBlock>
  let rows: UnsafeMutablePointer<ContactRow>
  let wideBlocks: UnsafeMutablePointer<WideBlock>
  let wideRows: UnsafeMutablePointer<WideRow>
  let none: UnsafePointer<ContactRow>

  /// Applies the impulses that the blocks start with.
  @inline(__always) func push(_ i: Int, massUnit: Double) {
    for index in wideBlocks[i].blocks {
      let k = blocks + index
      var sum = BlockImpulse()
      for j in k.pointee.firstRow..<k.pointee.firstRow + k.pointee.rowCount {
        rows[j].impulses = rounded(rows[j].impulses, massUnit)
        sum.add(rows[j].impulses, rows + j, k)
      }
      if k.pointee.spinningLength > 0 {
        k.pointee.rollingImpulse = rounded(k.pointee.rollingImpulse, massUnit)
        sum.turn(k.pointee.rollingImpulse)
      }
      sum.apply(to: rates, k)
    }
  }

  @inline(__always) private func rounded(_ v: Vector3, _ massUnit: Double) -> Vector3 {
    let u = v * (1 / massUnit)
    return Vector3(Double(Float(u.x)), Double(Float(u.y)), Double(Float(u.z))) * massUnit
  }

  /// Fills the lanes, once all impulses of the start have been applied.
  @inline(__always) func load(_ i: Int, massUnit: Double) {
    let k = wideBlocks + i
    let perUnit: Double = 1 / massUnit
    let count = k.pointee.blocks.count
    let first = blocks + k.pointee.blocks.lowerBound
    // A lane without a block has the bodies of the first one, but neither mass nor impulse.
    @inline(__always) func of(_ lane: Int) -> UnsafeMutablePointer<ContactBlock> { lane < count ? first + lane : first }
    @inline(__always) func has(_ lane: Int) -> Double { lane < count ? 1 : 0 }
    for lane in 0..<Lanes.count {
      k.pointee.a[lane] = Int32(truncatingIfNeeded: of(lane).pointee.a)
      k.pointee.b[lane] = Int32(truncatingIfNeeded: of(lane).pointee.b)
    }
    k.pointee.massA = Lanes { of($0).pointee.massA * (massUnit * has($0)) }
    k.pointee.massB = Lanes { of($0).pointee.massB * (massUnit * has($0)) }
    k.pointee.friction = Lanes { of($0).pointee.friction }
    k.pointee.perMass = Lanes { perMass(of($0)) * (massUnit * has($0)) }
    k.pointee.normal = WideVector { of($0).pointee.normal }
    k.pointee.tangent1 = WideVector { of($0).pointee.tangent1 }
    k.pointee.tangent2 = WideVector { of($0).pointee.tangent2 }
    k.pointee.inertiaA = WideMatrix { rates[of($0).pointee.a].inverseInertia * massUnit }
    k.pointee.inertiaB = WideMatrix { rates[of($0).pointee.b].inverseInertia * massUnit }
    k.pointee.rollingLength = Lanes { of($0).pointee.rollingLength * has($0) }
    k.pointee.spinningLength = Lanes { of($0).pointee.spinningLength * has($0) }
    k.pointee.rolls = k.pointee.spinningLength.largest > 0
    if k.pointee.rolls {
      // What does not roll or spin has length 0, and with it no impulse.
      k.pointee.spinningMass = Lanes {
        of($0).pointee.spinningLength > 0 ? of($0).pointee.spinningMass * perUnit : 0
      }
      k.pointee.rollingMass = WideMatrix {
        of($0).pointee.rollingLength > 0 ? of($0).pointee.rollingMass * perUnit : .zero
      }
      k.pointee.rollingImpulse = WideVector { of($0).pointee.rollingImpulse * (perUnit * has($0)) }
      k.pointee.rollingSpin = WideVector { rates[of($0).pointee.b].spin - rates[of($0).pointee.a].spin }
    }
    for j in 0..<k.pointee.rows.count {
      let row = wideRows + (k.pointee.rows.lowerBound + j)
      row.pointee = WideRow(massUnit: massUnit) { $0 < count && j < of($0).pointee.rowCount ? point(of($0), j) : none }
      row.pointee.start = WideVector { j < of($0).pointee.rowCount ? start(of($0), point(of($0), j)) : .zero }
    }
  }

  @inline(__always) private func point(_ k: UnsafeMutablePointer<ContactBlock>, _ j: Int) -> UnsafePointer<ContactRow> {
    UnsafePointer(rows + (k.pointee.firstRow + j))
  }

  /// Velocities of a point along normal and tangents, that along the normal less the bias.
  @inline(__always) private func start(
    _ k: UnsafeMutablePointer<ContactBlock>, _ r: UnsafePointer<ContactRow>
  ) -> Vector3 {
    let u = rates[k.pointee.b].velocity(at: r.pointee.rB) - rates[k.pointee.a].velocity(at: r.pointee.rA)
    return Vector3(
      dot(k.pointee.normal, u) - r.pointee.bias, dot(k.pointee.tangent1, u), dot(k.pointee.tangent2, u))
  }

  @inline(__always) private func perMass(_ k: UnsafeMutablePointer<ContactBlock>) -> Double {
    var mass = Double.infinity
    for j in 0..<k.pointee.rowCount { mass = Swift.min(mass, rows[k.pointee.firstRow + j].mass.normal) }
    return 1 / mass
  }

  /// Takes the impulses over, and applies what has changed.
  @inline(__always) func store(_ i: Int, massUnit: Double) {
    let wide = wideBlocks + i
    for lane in 0..<wide.pointee.blocks.count {
      let k = blocks + (wide.pointee.blocks.lowerBound + lane)
      var sum = BlockImpulse()
      for j in 0..<k.pointee.rowCount {
        let row = rows + (k.pointee.firstRow + j)
        let impulses = wideRows[wide.pointee.rows.lowerBound + j].impulses[lane] * massUnit
        sum.add(impulses - row.pointee.impulses, row, k)
        row.pointee.impulses = impulses
      }
      if k.pointee.spinningLength > 0 {
        let impulse = wide.pointee.rollingImpulse[lane] * massUnit
        sum.turn(impulse - k.pointee.rollingImpulse)
        k.pointee.rollingImpulse = impulse
      }
      sum.apply(to: rates, k)
    }
  }
}
