import CRayKernels
import VectorMath

/// A leaf of the world's tree as the kernels take it: an instance, or a part of its mesh.
typealias WorldEntry = rk_entry

/// What the leaves of the world's tree stand for.
///
/// Tufts of grass and crowns of trees stand in each other's boxes, and most rays that meet such a box meet nothing in it:
/// to turn the ray into the mesh's space and to look at its first boxes is in vain. So the largest instances stand in the
/// tree as the parts below the first nodes of their meshes, whose boxes are smaller (Benthin, Woop, Wald & Afra,
/// "Improved two-level BVHs using partial re-braiding", HPG 2017).
struct WorldLeaves: Sendable {
  /// Those of things that may move come first.
  let entries: FixedBuffer<WorldEntry>
  /// As the scene starts.
  let startBoxes: [Bounds]
  /// In their own space, of those that may move.
  private let ownBoxes: [Bounds]
  /// What all of it takes.
  var bytes: Int { entries.bytes + (startBoxes.count + ownBoxes.count) * MemoryLayout<Bounds>.stride }

  /// Leaves for each instance, and at least so many in all: more of them fill the caches with little to gain.
  private static let perInstance = 4
  private static let least = 16_384

  /// A leaf that may be opened.
  private struct Candidate {
    var entry: WorldEntry
    var own: Bounds
    var world: Bounds
  }

  /// - Parameters:
  ///   - moving: as they start, with the boxes of their own space.
  ///   - still: follows those in the list of instances.
  ///   - nodes: of all meshes.
  ///   - most: leaves to open up to; nil as many as serve.
  init(
    moving: [(instance: Instance, bounds: Bounds)], still: StillThings, nodes: UnsafePointer<BoundsNode>,
    most: Int? = nil
  ) {
    let instances = moving.map(\.instance) + still.instances
    var all: [Candidate] = instances.enumerated().map { i, instance in
      let isStill = i >= moving.count
      return Candidate(
        entry: WorldEntry(instance: Int32(i), root: instance.meshRoot),
        own: isStill ? Bounds() : moving[i].bounds,
        world: isStill ? still.boxes[i - moving.count] : instance.worldBounds(moving[i].bounds))
    }
    WorldLeaves.open(&all, instances, nodes, until: most ?? max(WorldLeaves.least, WorldLeaves.perInstance * all.count))
    // Things in their order: what is near in the list is near in memory.
    all.sort { ($0.entry.instance, $0.entry.root) < ($1.entry.instance, $1.entry.root) }
    entries = FixedBuffer(all.map(\.entry))
    startBoxes = all.map(\.world)
    ownBoxes = all.prefix { $0.entry.instance < moving.count }.map(\.own)
  }

  /// The leaves' boxes with the instances as they stand in a frame.
  func boxes(of instances: [Instance]) -> [Bounds] {
    var boxes = startBoxes
    for (i, own) in ownBoxes.enumerated() {
      boxes[i] = instances[Int(entries.pointer[i].instance)].worldBounds(own)
    }
    return boxes
  }

  /// Replaces the largest by what lies below them, as long as there is room.
  private static func open(
    _ all: inout [Candidate], _ instances: [Instance], _ nodes: UnsafePointer<BoundsNode>, until most: Int
  ) {
    func isOpenable(_ c: Candidate) -> Bool {
      let instance = instances[Int(c.entry.instance)]
      // Only the kernels' affairs: else each part would be handed back on its own.
      return c.entry.root >= 0 && instance.kind == .mesh && !instance.isOpen && !instance.isPassed
    }
    // Rays meet a box as often as its surface is large. Of equal ones the first in the list.
    func comes(_ a: Int, before b: Int) -> Bool {
      let (x, y) = (all[a].world.area, all[b].world.area)
      return x != y ? x > y : a < b
    }
    var queue = PriorityQueue(all.indices.filter { isOpenable(all[$0]) }, before: comes)
    while all.count + BoundsNode.width - 1 <= most, let number = queue.removeFirst(before: comes) {
      let whole = all[number]
      let instance = instances[Int(whole.entry.instance)]
      let node = nodes[Int(whole.entry.root)]
      var isFirst = true
      for lane in 0..<BoundsNode.width where node.isUsed(lane) {
        let part = Candidate(
          entry: WorldEntry(instance: whole.entry.instance, root: node.child[lane]), own: node[lane],
          world: instance.worldBounds(node[lane]))
        if isFirst { all[number] = part } else { all.append(part) }
        let place = isFirst ? number : all.count - 1
        isFirst = false
        if isOpenable(part) { queue.insert(place, before: comes) }
      }
    }
  }
}

/// Numbers of which the first in an order comes out first: a binary heap.
private struct PriorityQueue {
  private var heap: [Int] = []

  init(_ numbers: [Int], before: (Int, Int) -> Bool) {
    heap.reserveCapacity(2 * numbers.count)
    for n in numbers { insert(n, before: before) }
  }

  mutating func insert(_ number: Int, before: (Int, Int) -> Bool) {
    heap.append(number)
    var i = heap.count - 1
    while i > 0, before(heap[i], heap[(i - 1) / 2]) {
      heap.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func removeFirst(before: (Int, Int) -> Bool) -> Int? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    heap[0] = last
    var i = 0
    while true {
      var child = 2 * i + 1
      if child >= heap.count { return first }
      if child + 1 < heap.count, before(heap[child + 1], heap[child]) { child += 1 }
      if !before(heap[child], heap[i]) { return first }
      heap.swapAt(i, child)
      i = child
    }
  }
}
