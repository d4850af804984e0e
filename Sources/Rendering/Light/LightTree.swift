import VectorMath

/// Chooses one of many emitters in rough proportion to what each sends to a point.
///
/// A binary tree over emitters whose nodes know box, cone of directions and power; the choice walks down by the importance
/// of the two children (Conty Estevez & Kulla, "Importance sampling of many lights with adaptive tree splitting", 2018, in
/// the form of Pharr, Jakob & Humphreys, Physically Based Rendering, 4th ed., 12.6.3).
struct LightTree {
  struct Node {
    var centre: Float3
    /// Of the box's bounding sphere.
    var radius: Float
    var axis: Float3
    /// Cosines of the spread of normals about `axis`, and of how far beyond a normal light is sent.
    var spread: Float
    var reach: Float
    var isTwoSided: Bool
    var power: Float
    /// Of the second child (the first follows its parent); or the emitter, at a leaf.
    var index: Int32
    var isLeaf: Bool
  }
  private(set) var nodes: [Node] = []
  /// For each emitter the turns from the root, lowest bit first, 1 for the second child.
  private(set) var trails: [UInt64]

  private struct Entry {
    var bounds: Bounds
    var node: Node
  }

  init(_ emitters: [Emitter]) {
    trails = [UInt64](repeating: 0, count: emitters.count)
    // What sends nothing has no place in the tree: no draw may end there.
    var entries: [Entry] = emitters.enumerated().filter { $1.power > 0 }.map { i, e in
      let b = e.bounds
      let isFlat = e.kind == .rectangle || e.kind == .disc || e.kind == .triangle || e.kind == .portal
      // A beam narrower than a half space sends all its light near the axis.
      let spread: Float = isFlat ? 1 : (e.beam > -1 ? 1 : -1)
      let reach: Float = isFlat ? 0 : (e.beam > -1 ? max(-1, e.edge) : 0)
      return Entry(
        bounds: b,
        node: Node(
          centre: b.centre, radius: 0.5 * length(b.high - b.low), axis: e.axisZ, spread: spread,
          reach: isFlat && e.beam > -1 ? max(0, e.edge) : reach, isTwoSided: e.kind == .triangle && !e.isOneSided,
          power: e.power,
          index: Int32(i), isLeaf: true))
    }
    if !entries.isEmpty { build(&entries, 0..<entries.count, trail: 0, depth: 0) }
  }

  private mutating func build(_ entries: inout [Entry], _ range: Range<Int>, trail: UInt64, depth: Int) {
    if range.count == 1 {
      let node = entries[range.lowerBound].node
      trails[Int(node.index)] = trail
      nodes.append(node)
      return
    }
    var box = Bounds()
    var centres = Bounds()
    var power: Float = 0
    for i in range {
      box.include(entries[i].bounds)
      centres.include(entries[i].node.centre)
      power += entries[i].node.power
    }
    // The middle of the longest side of the centres; equal halves where that leaves a side empty or the path gets long.
    let e: Float3 = centres.high - centres.low
    let axis = e.x >= e.y && e.x >= e.z ? 0 : (e.y >= e.z ? 1 : 2)
    let pivot: Float = centres.centre[axis]
    let part = entries[range].filter { $0.node.centre[axis] < pivot }
    let rest = entries[range].filter { $0.node.centre[axis] >= pivot }
    var middle = range.lowerBound + part.count
    entries.replaceSubrange(range, with: part + rest)
    if part.isEmpty || rest.isEmpty || depth > 24 { middle = (range.lowerBound + range.upperBound) / 2 }
    let own = nodes.count
    nodes.append(entries[range.lowerBound].node)
    build(&entries, range.lowerBound..<middle, trail: trail, depth: depth + 1)
    let second = nodes.count
    build(&entries, middle..<range.upperBound, trail: trail | 1 << UInt64(depth), depth: depth + 1)
    let (a, b) = (nodes[own + 1], nodes[second])
    let (coneAxis, spread) = LightTree.union(a.axis, a.spread, b.axis, b.spread)
    nodes[own] = Node(
      centre: box.centre, radius: 0.5 * length(box.high - box.low), axis: coneAxis, spread: spread,
      reach: min(a.reach, b.reach), isTwoSided: a.isTwoSided || b.isTwoSided, power: power, index: Int32(second),
      isLeaf: false)
  }

  /// A cone around two cones, by axis and cosine.
  private static func union(_ a: Float3, _ ca: Float, _ b: Float3, _ cb: Float) -> (Float3, Float) {
    if ca <= -1 || cb <= -1 { return (a, -1) }
    let between: Float = arcCosine(dot(a, b))
    let (ra, rb) = (arcCosine(ca), arcCosine(cb))
    if min(between + rb, .pi) <= ra { return (a, ca) }
    if min(between + ra, .pi) <= rb { return (b, cb) }
    let half: Float = (ra + between + rb) * 0.5
    if half >= .pi { return (a, -1) }
    let side: Float3 = b - a * dot(a, b)
    if dot(side, side) < 1e-10 { return (a, -1) }
    let turn: Float = (half - ra) * 0.159_154_94
    let (c, s) = circlePoint(turn)
    return (normalize(a * c + normalize(side) * s), Float(PortableMath.cosine(Double(half))))
  }

  struct View {
    let nodes: UnsafePointer<Node>
    let trails: UnsafePointer<UInt64>
    let count: Int

    /// An estimate of the irradiance that the node's lights give at `p` on a surface of normal `n` (zero: from all sides).
    @inline(__always) func importance(_ i: Int, _ p: Float3, _ n: Float3) -> Float {
      let node = nodes + i
      let v: Float3 = p - node.pointee.centre
      let r: Float = node.pointee.radius
      let squared: Float = dot(v, v)
      let d2: Float = max(squared, r * r)
      if d2 <= 0 { return node.pointee.power }
      let w: Float3 = squared > 1e-20 ? v / squared.squareRoot() : Float3(0, 1, 0)
      // The box's angular radius, as seen from the point.
      let boxCosine: Float = squared > r * r ? (1 - r * r / squared).squareRoot() : -1
      let boxSine: Float = (max(0, 1 - boxCosine * boxCosine)).squareRoot()
      var cosine: Float = dot(node.pointee.axis, w)
      if node.pointee.isTwoSided { cosine = cosine.magnitude }
      // The least angle between any normal and any way to the point.
      var least: Float = LightTree.reduced(cosine, by: node.pointee.spread)
      least = LightTree.reduced(least, by: boxCosine)
      if least <= node.pointee.reach && node.pointee.spread > -1 { return 0 }
      var value: Float = node.pointee.power * max(0.05, node.pointee.spread > -1 ? least : 1) / d2
      if n != .zero {
        let incoming: Float = -dot(w, n)
        let sine: Float = max(0, 1 - incoming * incoming).squareRoot()
        // Cosine of the least angle of arrival over the box.
        let best: Float = incoming > boxCosine ? 1 : incoming * boxCosine + sine * boxSine
        if best <= 0 && boxCosine > -1 { return 0 }
        value *= max(0.02, min(1, best))
      }
      return value
    }

    /// An emitter for `u` in 0..<1, and its chance; nil where none can reach the point.
    func sample(_ p: Float3, _ n: Float3, _ u: Float) -> (emitter: Int, chance: Float)? {
      if count == 0 { return nil }
      var i = 0
      var u = u
      var chance: Float = 1
      if nodes[0].isLeaf { return importance(0, p, n) > 0 ? (Int(nodes[0].index), 1) : nil }
      while !nodes[i].isLeaf {
        let second = Int(nodes[i].index)
        let a: Float = importance(i + 1, p, n)
        let b: Float = importance(second, p, n)
        if a + b <= 0 { return nil }
        let first: Float = a / (a + b)
        if u < first {
          u = min(0.999_999_94, u / first)
          chance *= first
          i += 1
        } else {
          u = min(0.999_999_94, (u - first) / (1 - first))
          chance *= 1 - first
          i = second
        }
      }
      return (Int(nodes[i].index), chance)
    }

    /// The chance with which `sample` gives that emitter.
    func chance(_ emitter: Int, _ p: Float3, _ n: Float3) -> Float {
      if count == 0 { return 0 }
      if nodes[0].isLeaf { return importance(0, p, n) > 0 ? 1 : 0 }
      var trail = trails[emitter]
      var i = 0
      var chance: Float = 1
      while !nodes[i].isLeaf {
        let second = Int(nodes[i].index)
        let a: Float = importance(i + 1, p, n)
        let b: Float = importance(second, p, n)
        if a + b <= 0 { return 0 }
        let first: Float = a / (a + b)
        chance *= trail & 1 == 0 ? first : 1 - first
        i = trail & 1 == 0 ? i + 1 : second
        trail >>= 1
      }
      return chance
    }
  }

  /// The cosine of an angle less another, not below zero degrees, both by their cosines.
  @inline(__always) private static func reduced(_ c: Float, by r: Float) -> Float {
    if c >= r { return 1 }
    let s: Float = max(0, 1 - c * c).squareRoot() * max(0, 1 - r * r).squareRoot()
    return c * r + s
  }
}
