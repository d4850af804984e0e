import VectorMath

/// An island that joints have a part in: its trees, joints and contacts as ranges of the workspace's lists.
struct CoupledIsland: Sendable {
  var trees = 0..<0
  /// Its blocks, joints before contacts.
  var blocks = 0..<0
  var rows = 0..<0
  /// Points and joint rows, for the budget of the solver.
  var size = 0
}

/// How far within the step a tree has been moved, and what is known of it there.
struct TreeProgress: Sendable {
  var time = 0.0
  /// `frames` and `dynamics` are those of the coordinates as they stand.
  var isEvaluated = false
  /// The responses are of this pose.
  var hasResponses = false
  /// An impact in the step has changed its velocities.
  var wasStruck = false
  /// Of an island's first tree: the energy that the island has gained in the step, J, where it must not gain any.
  var energyGained: Double?
  var base = BaseMotion()
}

/// Working memory of the islands with joints; dropping it never changes a result. Arrays only grow.
struct CoupledWorkspace: Sendable {
  /// Rows that a joint has at most.
  static let rowsOfJoint = 9

  var islands: [CoupledIsland] = []
  var treeOrder: [Int] = []
  var blocks: [CoupledBlock] = []
  var rows: [CoupledRow] = []
  var spots: [ContactSpot] = []
  /// Of bodies by themselves, while rows are solved.
  var rates: [Twist] = []
  var progress: [TreeProgress] = []
  var places: [Int] = []
  var responses: [LinkResponse] = []
  /// Impulses on each link in the step from all but its tree and gravity, about its centre of mass.
  var external: [LinkLoad] = []
  private var islandOfRoot: [Int] = []
  private var jointOrder: [Int] = []
  private var linkOrder: [Int] = []
  private var contactOrder: [Int] = []
  private var starts: [Int] = []

  /// Lists what each awake island with joints holds, in the order of the islands' first bodies.
  mutating func arrange(
    _ bodies: [RigidBody], _ manifolds: [Manifold], _ joints: [Joint], _ jointList: JointList,
    _ articulations: Articulations, _ groups: Islands
  ) {
    findIslands(bodies, groups)
    let trees = articulations.trees
    let islandOfRoot = islandOfRoot
    CoupledWorkspace.group(trees.count, islands.count, into: &treeOrder, &starts) { t in
      let first = articulations.links[trees[t].links.lowerBound].body
      let body = first >= 0 ? first : articulations.links[trees[t].links.lowerBound + 1].body
      return islandOfRoot[groups.root(of: body)]
    }
    for i in islands.indices { islands[i].trees = starts[i]..<starts[i + 1] }
    sortContacts(manifolds, articulations, groups)
    let withRows = jointList.withRows
    CoupledWorkspace.group(withRows.count, islands.count, into: &jointOrder, &starts) { i in
      let j = withRows[i]
      return islandOfRoot[groups.root(of: bodies[joints[j].b].isDynamic ? joints[j].b : joints[j].a)]
    }
    blocks.removeAll(keepingCapacity: true)
    var row = 0
    var spot = 0
    var next = 0
    for i in islands.indices {
      let firstBlock = blocks.count
      let firstRow = row
      for entry in starts[i]..<starts[i + 1] {
        let j = withRows[jointOrder[entry]]
        var k = CoupledBlock(
          a: side(joints[j].a, articulations), b: side(joints[j].b, articulations), source: j, isJoint: true)
        k.firstRow = row
        row += CoupledWorkspace.rowsOfJoint
        blocks.append(k)
      }
      islands[i].size = 3 * (blocks.count - firstBlock)
      // Both lists are in the order of the islands' roots.
      while next < contactOrder.count && islandOfRoot[groups.coupledRoots[next]] == i {
        let index = groups.coupledOrder[linkOrder[contactOrder[next]]]
        let m = manifolds[index]
        var k = CoupledBlock(a: side(m.a, articulations), b: side(m.b, articulations), source: index)
        k.firstRow = row
        k.firstSpot = spot
        k.pointCount = Int(m.count)
        k.rowCount = 3 * k.pointCount + (m.rollingLength > 0 ? 3 : 0)
        row += k.rowCount
        spot += k.pointCount
        islands[i].size += k.pointCount
        blocks.append(k)
        next += 1
      }
      islands[i].blocks = firstBlock..<blocks.count
      islands[i].rows = firstRow..<row
    }
    grow(bodies: bodies.count, rows: row, spots: spot, articulations)
  }

  /// Contacts island by island, and within each by link: walks through the trees are then short.
  private mutating func sortContacts(_ manifolds: [Manifold], _ articulations: Articulations, _ groups: Islands) {
    let count = groups.coupledOrder.count
    let islandOfRoot = islandOfRoot
    CoupledWorkspace.group(count, articulations.links.count, into: &linkOrder, &starts) { i in
      let m = manifolds[groups.coupledOrder[i]]
      return Swift.max(articulations.linkOfBody[m.a], articulations.linkOfBody[m.b], 0)
    }
    let linkOrder = linkOrder
    CoupledWorkspace.group(count, islands.count, into: &contactOrder, &starts) { i in
      islandOfRoot[groups.coupledRoots[linkOrder[i]]]
    }
  }

  private func side(_ body: Int, _ articulations: Articulations) -> CoupledSide {
    var s = CoupledSide(body: body)
    if body >= 0 && articulations.linkOfBody[body] >= 0 {
      s.link = articulations.linkOfBody[body]
      s.tree = articulations.treeOfLink[s.link]
    }
    return s
  }

  private mutating func findIslands(_ bodies: [RigidBody], _ groups: Islands) {
    islands.removeAll(keepingCapacity: true)
    islandOfRoot.removeAll(keepingCapacity: true)
    for i in bodies.indices {
      let isRoot = groups.root(of: i) == i && groups.isCoupled(i) && groups.isAwake(i) && bodies[i].isDynamic
      islandOfRoot.append(isRoot ? islands.count : -1)
      if isRoot { islands.append(CoupledIsland()) }
    }
  }

  /// Counting sort of 0..<count by island; `starts[i]..<starts[i + 1]` are then the entries of island i.
  private static func group(
    _ count: Int, _ islandCount: Int, into order: inout [Int], _ starts: inout [Int], island: (Int) -> Int
  ) {
    starts.removeAll(keepingCapacity: true)
    for _ in 0...islandCount + 1 { starts.append(0) }
    order.removeAll(keepingCapacity: true)
    for item in 0..<count {
      let i = island(item)
      if i >= 0 {
        starts[i + 2] += 1
        order.append(0)
      }
    }
    for i in 1..<starts.count { starts[i] += starts[i - 1] }
    for item in 0..<count {
      let i = island(item)
      if i >= 0 {
        order[starts[i + 1]] = item
        starts[i + 1] += 1
      }
    }
  }

  private mutating func grow(
    bodies bodyCount: Int, rows rowCount: Int, spots spotCount: Int, _ articulations: Articulations
  ) {
    while rates.count < bodyCount { rates.append(Twist()) }
    while rows.count <= rowCount { rows.append(CoupledRow()) }
    while spots.count <= spotCount { spots.append(ContactSpot(rA: .zero, rB: .zero, separation: 0)) }
    while progress.count <= articulations.trees.count {
      progress.append(TreeProgress())
      places.append(0)
    }
    while responses.count < articulations.links.count {
      responses.append(LinkResponse())
      external.append(LinkLoad())
    }
  }
}
