/// Which bodies a manifold is between and how many points it has: what most loops over all manifolds ask, close together.
struct ManifoldEnds: Sendable {
  var a: Int32 = 0
  var b: Int32 = 0
  var count: UInt8 = 0

  init() {}
  @inline(__always) init(_ m: UnsafePointer<Manifold>) {
    a = Int32(truncatingIfNeeded: m.pointee.a)
    b = Int32(truncatingIfNeeded: m.pointee.b)
    count = m.pointee.count
  }
}

extension World {
  /// Lists the ends of the manifolds from one number on.
  mutating func listEnds(from first: Int) {
    if ends.count > manifolds.count { ends.removeLast(ends.count - manifolds.count) }
    while ends.count < manifolds.count { ends.append(ManifoldEnds()) }
    manifolds.withUnsafeBufferPointer { manifolds in
      for i in first..<manifolds.count { ends[i] = ManifoldEnds(manifolds.baseAddress! + i) }
    }
  }
}
