import VectorMath

/// A distance field as flat arrays, and on top of them, as on a stack, the shorter fields that do for a part of space.
///
/// Near a cell most nodes, edges, segments and triangles cannot be the nearest ones. `narrow` pushes a copy without
/// those, `release` pops it, as in M. Keeter, Massively parallel rendering of complex closed-form implicit surfaces
/// (SIGGRAPH 2020), section 3.2. A narrowed field returns the same bits as the whole one inside its ball, so that
/// neighbouring cells agree about the signs of the corners that they share.
final class FieldTape {
  private(set) var nodes = Stack<FieldNode>()
  private(set) var edges = Stack<SectionEdge>()
  private(set) var segments = Stack<SpineSegment>()
  private(set) var triangles = Stack<FieldTriangle>()

  /// Heights of the stacks.
  struct Mark {
    fileprivate var nodes, edges, segments, triangles: Int
  }
  var mark: Mark { Mark(nodes: nodes.count, edges: edges.count, segments: segments.count, triangles: triangles.count) }
  func release(to mark: Mark) {
    nodes.count = mark.nodes
    edges.count = mark.edges
    segments.count = mark.segments
    triangles.count = mark.triangles
  }

  func push(_ node: FieldNode) -> Int { nodes.push(node) }
  func push(edges added: [SectionEdge]) -> Int {
    let first = edges.count
    for e in added { _ = edges.push(e) }
    return first
  }
  func push(segments added: [SpineSegment]) -> Int {
    let first = segments.count
    for s in added { _ = segments.push(s) }
    return first
  }
  func push(triangles added: [FieldTriangle]) -> Int {
    let first = triangles.count
    for t in added { _ = triangles.push(t) }
    return first
  }
  func replace(_ index: Int, by node: FieldNode) { nodes.base[index] = node }

  // MARK: Values

  /// Signed distance at a point, m; negative inside. Near rounded edges a bound of it.
  func value(_ root: Int, _ p: Vector3) -> Double {
    let node = nodes.base + root
    let v: Double
    if node.pointee.kind == .union {
      var least = Double.infinity
      var squares = 0.0
      let rounding = node.pointee.rounding
      for i in node.pointee.first..<node.pointee.first + node.pointee.count {
        let d = value(i, p)
        least = Swift.min(least, d)
        let inside = Swift.max(rounding - d, 0)
        squares += inside * inside
      }
      v = FieldTape.rounded(least, squares, rounding)
    } else {
      v = primitive(node, node.pointee.frame.local(p)) * node.pointee.frame.scale
    }
    return node.pointee.isComplement ? -v : v
  }

  /// Union whose inner edges are rounded by an arc of the radius: the arc is where the depths below it are the legs of
  /// a right triangle (fOpUnionRound of Mercury's hg_sdf, for any number of solids). Symmetric in them, and without
  /// effect on those farther than the radius.
  @inline(__always) private static func rounded(_ least: Double, _ squares: Double, _ radius: Double) -> Double {
    radius > 0 ? Swift.max(radius, least) - squares.squareRoot() : least
  }

  /// Between which the values lie within a ball. All combinations rise with each of their terms, so that the ends
  /// follow from the ends.
  func bounds(_ root: Int, _ p: Vector3, within ball: Double) -> (low: Double, high: Double) {
    let node = nodes.base + root
    var low: Double
    var high: Double
    if node.pointee.kind == .union {
      var leastLow = Double.infinity
      var leastHigh = Double.infinity
      var squaresLow = 0.0
      var squaresHigh = 0.0
      let rounding = node.pointee.rounding
      for i in node.pointee.first..<node.pointee.first + node.pointee.count {
        let (l, h) = bounds(i, p, within: ball)
        leastLow = Swift.min(leastLow, l)
        leastHigh = Swift.min(leastHigh, h)
        let deepLow = Swift.max(rounding - l, 0)
        let deepHigh = Swift.max(rounding - h, 0)
        squaresLow += deepLow * deepLow
        squaresHigh += deepHigh * deepHigh
      }
      low = FieldTape.rounded(leastLow, squaresLow, rounding)
      high = FieldTape.rounded(leastHigh, squaresHigh, rounding)
    } else {
      let v = primitive(node, node.pointee.frame.local(p)) * node.pointee.frame.scale
      low = v - ball * node.pointee.slope
      high = v + ball * node.pointee.slope
    }
    return node.pointee.isComplement ? (-high, -low) : (low, high)
  }

  /// In the primitive's own frame.
  private func primitive(_ node: UnsafeMutablePointer<FieldNode>, _ p: Vector3) -> Double {
    let size = node.pointee.size
    let rounding = node.pointee.rounding
    switch node.pointee.kind {
    case .union: return 0
    case .box: return PrimitiveDistance.box(p, half: size) - rounding
    case .cylinder: return PrimitiveDistance.cylinder(p, radius: size.x, half: size.y) - rounding
    case .sphere: return p.length - size.x
    case .ellipsoid: return PrimitiveDistance.ellipsoid(p, radii: size)
    case .torus: return PrimitiveDistance.torus(p, radius: size.x, thickness: size.y)
    case .revolved:
      let r = (p.x * p.x + p.z * p.z).squareRoot()
      return section(node, SIMD2(r, p.y)) - rounding
    case .extruded:
      // The ends' edges are rounded by an arc, as of an intersection.
      let d = section(node, SIMD2(p.x, p.y)) + rounding
      let z = p.z.magnitude - size.z + rounding
      if d > 0 && z > 0 { return (d * d + z * z).squareRoot() - rounding }
      return Swift.max(d, z) - rounding
    case .tube:
      var least = Double.infinity
      for i in node.pointee.first..<node.pointee.first + node.pointee.count {
        least = Swift.min(least, PrimitiveDistance.segment(p, segments.base[i]))
      }
      return least
    case .mesh:
      var nearest = (squared: Double.infinity, side: 0.0)
      for i in node.pointee.first..<node.pointee.first + node.pointee.count {
        let d = PrimitiveDistance.triangle(p, triangles.base[i])
        if d.squared < nearest.squared { nearest = d }
      }
      let distance = nearest.squared.squareRoot()
      return nearest.side < 0 ? -distance : distance
    }
  }

  @inline(__always) private func section(_ node: UnsafeMutablePointer<FieldNode>, _ p: SIMD2<Double>) -> Double {
    var nearest = (squared: Double.infinity, side: 0.0)
    for i in node.pointee.first..<node.pointee.first + node.pointee.count {
      let d = PrimitiveDistance.edge(p, edges.base[i])
      if d.squared < nearest.squared { nearest = d }
    }
    let distance = nearest.squared.squareRoot()
    return nearest.side < 0 ? -distance : distance
  }

  // MARK: Narrowing

  /// Pushes the field that does within a ball; its root.
  func narrow(_ root: Int, _ p: Vector3, within ball: Double) -> Int {
    let slot = nodes.push(nodes.base[root])
    narrow(into: slot, p, ball)
    return slot
  }

  private func narrow(into slot: Int, _ p: Vector3, _ ball: Double) {
    var node = nodes.base[slot]
    switch node.kind {
    case .union:
      let first = nodes.count
      var leastHigh = Double.infinity
      for i in node.first..<node.first + node.count {
        leastHigh = Swift.min(leastHigh, bounds(i, p, within: ball).high)
      }
      for i in node.first..<node.first + node.count {
        let low = bounds(i, p, within: ball).low
        if low > leastHigh && low > node.rounding { continue }
        _ = nodes.push(nodes.base[i])
      }
      node.count = nodes.count - first
      node.first = first
      nodes.base[slot] = node
      for i in first..<first + node.count { narrow(into: i, p, ball) }
      return
    case .box, .cylinder, .sphere, .ellipsoid, .torus: return
    case .revolved, .extruded, .tube, .mesh: break
    }
    // In the primitive's frame; a little more than the ball for rounding errors.
    let q = node.frame.local(p)
    let reach = 2.000_001 * ball * node.slope / node.frame.scale
    if node.kind == .tube {
      var least = Double.infinity
      for i in node.first..<node.first + node.count {
        least = Swift.min(least, PrimitiveDistance.segment(q, segments.base[i]))
      }
      let first = segments.count
      for i in node.first..<node.first + node.count
      where PrimitiveDistance.segment(q, segments.base[i]) <= least + reach {
        _ = segments.push(segments.base[i])
      }
      (node.first, node.count) = (first, segments.count - first)
    } else if node.kind == .mesh {
      var least = Double.infinity
      for i in node.first..<node.first + node.count {
        least = Swift.min(least, PrimitiveDistance.triangle(q, triangles.base[i]).squared)
      }
      let limit = least.squareRoot() + reach
      let first = triangles.count
      for i in node.first..<node.first + node.count
      where PrimitiveDistance.triangle(q, triangles.base[i]).squared <= limit * limit {
        _ = triangles.push(triangles.base[i])
      }
      (node.first, node.count) = (first, triangles.count - first)
    } else {
      let r = (q.x * q.x + q.z * q.z).squareRoot()
      let s = node.kind == .revolved ? SIMD2(r, q.y) : SIMD2(q.x, q.y)
      var least = Double.infinity
      for i in node.first..<node.first + node.count {
        least = Swift.min(least, PrimitiveDistance.edge(s, edges.base[i]).squared)
      }
      let limit = least.squareRoot() + reach
      let first = edges.count
      for i in node.first..<node.first + node.count
      where PrimitiveDistance.edge(s, edges.base[i]).squared <= limit * limit {
        _ = edges.push(edges.base[i])
      }
      (node.first, node.count) = (first, edges.count - first)
    }
    nodes.base[slot] = node
  }
}

/// An array of trivial elements whose storage can be read without reference counting or exclusivity checks.
struct Stack<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base = UnsafeMutablePointer<Element>.allocate(capacity: 64)
  private var capacity = 64
  var count = 0

  /// Index of the new element.
  mutating func push(_ element: Element) -> Int {
    if count == capacity {
      let larger = UnsafeMutablePointer<Element>.allocate(capacity: 2 * capacity)
      larger.moveInitialize(from: base, count: count)
      base.deallocate()
      base = larger
      capacity *= 2
    }
    base[count] = element
    count += 1
    return count - 1
  }
  deinit { base.deallocate() }
}
