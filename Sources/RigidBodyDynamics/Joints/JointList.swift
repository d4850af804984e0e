/// What the steps ask of all joints, close together; it follows from the joints alone.
struct JointList: Sendable {
  /// Bodies of a joint; a is -1 for the world.
  struct Ends: Sendable {
    var a: Int32
    var b: Int32
  }
  /// Of the joints that are not broken.
  private(set) var ends: [Ends] = []
  /// The joints that have rows in the solver.
  private(set) var withRows: [Int] = []
  private(set) var canBreak = false
  /// Set by whatever adds, breaks or changes a joint.
  var isStale = false

  mutating func renew(_ joints: [Joint]) {
    guard isStale else { return }
    isStale = false
    canBreak = false
    ends.removeAll(keepingCapacity: true)
    withRows.removeAll(keepingCapacity: true)
    for i in joints.indices where !joints[i].isBroken {
      ends.append(Ends(a: Int32(truncatingIfNeeded: joints[i].a), b: Int32(truncatingIfNeeded: joints[i].b)))
      if joints[i].hasRows { withRows.append(i) }
      if joints[i].canBreak { canBreak = true }
    }
  }
}
