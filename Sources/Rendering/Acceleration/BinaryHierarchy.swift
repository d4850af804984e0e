import Parallelism
import VectorMath

/// A binary tree of boxes over items, built top down by the surface area heuristic over bins of the items' centres (Wald,
/// "On fast construction of SAH-based bounding volume hierarchies", 2007) on all three axes.
///
/// Large parts are split one after another, the small ones that remain are built in parallel; which is which depends on
/// counts alone, so that equal items give equal trees on any number of threads.
struct BinaryHierarchy {
  struct Node {
    var bounds: Bounds
    /// Of its items' centres.
    var centres: Bounds
    /// Items as a run of `order`.
    var range: Range<Int32>
    /// Numbers of the two halves; negative in a leaf.
    var left: Int32 = -1
    var right: Int32 = -1
    var isLeaf: Bool { left < 0 }
  }
  /// The root first; empty without items.
  private(set) var nodes: [Node] = []
  private(set) var order: [Int32]

  /// Parts of no more items than this are a parallel task each.
  private static let taskSize = 4096
  /// Levels below this one are split in the middle, which bounds the depth: 32 more at most.
  private static let balancedBelow = 32

  /// - Parameter leafSize: most items in a leaf, which cost as much to test as one; a power of two.
  init(_ boxes: UnsafeBufferPointer<Bounds>, leafSize: Int) {
    precondition(leafSize.nonzeroBitCount == 1, "a leaf of \(leafSize) items is no power of two")
    guard !boxes.isEmpty else {
      order = []
      return
    }
    // What splits move are the boxes themselves, not numbers that would be looked up all over the memory.
    let items = UnsafeMutablePointer<Splitter.Item>.allocate(capacity: 2 * boxes.count)
    defer { items.deallocate() }
    for (i, box) in boxes.enumerated() { (items + i).initialize(to: Splitter.Item(box, number: i)) }
    let splitter = Splitter(items: items, spare: items + boxes.count, leafSize: leafSize)
    var nodes = [splitter.node(0..<Int32(boxes.count))]
    var tasks: [(node: Int32, depth: Int)] = []
    var open: [(node: Int32, depth: Int)] = [(0, 0)]
    let bench = SplitBench()
    while let (number, depth) = open.popLast() {
      if nodes[Int(number)].range.count <= BinaryHierarchy.taskSize {
        tasks.append((number, depth))
      } else if let (a, b) = splitter.split(nodes[Int(number)], depth: depth, bench) {
        nodes[Int(number)].left = Int32(nodes.count)
        nodes[Int(number)].right = Int32(nodes.count) + 1
        nodes += [a, b]
        open += [(Int32(nodes.count) - 1, depth + 1), (Int32(nodes.count) - 2, depth + 1)]
      }
    }
    var subtrees = [[Node]](repeating: [], count: tasks.count)
    subtrees.withUnsafeMutableBufferPointer { results in
      let results = OutputPointer(pointer: results.baseAddress!)
      let (nodes, tasks) = (nodes, tasks)
      parallelFor(tasks.count) { i in
        results[i] = splitter.subtree(nodes[Int(tasks[i].node)], depth: tasks[i].depth)
      }
    }
    nodes.reserveCapacity(nodes.count + subtrees.reduce(0) { $0 + $1.count })
    for (task, subtree) in zip(tasks, subtrees) {
      // The subtree's root takes the place that waits for it, the rest goes to the end.
      let shift = Int32(nodes.count) - 1
      func moved(_ n: Node) -> Node {
        Node(
          bounds: n.bounds, centres: n.centres, range: n.range, left: n.isLeaf ? -1 : n.left + shift,
          right: n.right + shift)
      }
      nodes[Int(task.node)] = moved(subtree[0])
      for node in subtree.dropFirst() { nodes.append(moved(node)) }
    }
    self.nodes = nodes
    order = (0..<boxes.count).map { items[$0].number }
  }

  private struct Splitter: @unchecked Sendable {
    static let binCount = SplitBench.perAxis
    /// In the order that splits have given them so far.
    let items: UnsafeMutablePointer<Item>
    /// As long; a split of some items uses that part of it.
    let spare: UnsafeMutablePointer<Item>
    let leafSize: Int

    /// A box in two registers, the item's number in a lane that boxes leave free.
    struct Item {
      var low: SIMD4<Float>
      var high: SIMD4<Float>

      init(_ box: Bounds, number: Int) {
        low = SIMD4(box.low, Float(bitPattern: UInt32(number) + Item.one))
        high = SIMD4(box.high, 0)
      }
      var number: Int32 { Int32(low.w.bitPattern - Item.one) }
      @inline(__always) var centre: SIMD4<Float> { (low + high) * 0.5 }

      /// Numbers begin at the bits of 1: arithmetic is slow with the tiny floats that small bit patterns stand for.
      private static let one = Float(1).bitPattern
    }

    func node(_ range: Range<Int32>) -> Node {
      var (box, centres) = (SplitBox(), SplitBox())
      for i in range {
        let item = items[Int(i)]
        box.include(item.low, item.high)
        centres.include(item.centre, item.centre)
      }
      return Node(bounds: box.bounds, centres: centres.bounds, range: range)
    }

    func subtree(_ root: Node, depth: Int) -> [Node] {
      let bench = SplitBench()
      var nodes = [root]
      var open: [(node: Int32, depth: Int)] = [(0, depth)]
      while let (number, depth) = open.popLast() {
        guard let (a, b) = split(nodes[Int(number)], depth: depth, bench) else { continue }
        nodes[Int(number)].left = Int32(nodes.count)
        nodes[Int(number)].right = Int32(nodes.count) + 1
        nodes.append(a)
        nodes.append(b)
        open.append((Int32(nodes.count) - 1, depth + 1))
        open.append((Int32(nodes.count) - 2, depth + 1))
      }
      return nodes
    }

    /// Leaves' worth of items: what it costs to test them.
    @inline(__always) private func cost(_ count: Int32) -> Float {
      Float((Int(count) + leafSize - 1) &>> leafSize.trailingZeroBitCount)
    }

    /// The halves of a node; nil if it is better left whole.
    func split(_ node: Node, depth: Int, _ bench: SplitBench) -> (Node, Node)? {
      let count = node.range.count
      if count <= 1 { return nil }
      if depth >= BinaryHierarchy.balancedBelow { return count <= leafSize ? nil : halves(node) }
      let extent: Float3 = node.centres.high - node.centres.low
      var scale = SIMD4<Float>.zero
      for axis in 0..<3 {
        let s: Float = Float(Splitter.binCount) / extent[axis]
        if s < .infinity { scale[axis] = s }
      }
      let origin = SIMD4(node.centres.low, 0)
      let used = fill(bench, node.range, origin, scale)
      defer { for axis in 0..<3 { bench.clear(axis, used[axis]) } }

      var best = (cost: Float.infinity, axis: -1, bin: 0)
      for axis in 0..<3 where scale[axis] > 0 && used[axis] & (used[axis] &- 1) != 0 {
        let first = axis * Splitter.binCount
        var sweep = SplitBox()
        var n: Int32 = 0
        // What lies above each used bin but the last.
        var left = used[axis]
        while true {
          let b = 31 - left.leadingZeroBitCount
          left &= ~(1 << UInt32(b))
          if left == 0 { break }
          sweep.include(bench.boxes[first + b])
          n += bench.counts[first + b]
          bench.above[31 - left.leadingZeroBitCount] = sweep.area * cost(n)
        }
        sweep = SplitBox()
        n = 0
        left = used[axis]
        while left & (left &- 1) != 0 {
          let b = left.trailingZeroBitCount
          left &= left &- 1
          sweep.include(bench.boxes[first + b])
          n += bench.counts[first + b]
          let total: Float = sweep.area * cost(n) + bench.above[b]
          if total < best.cost { best = (total, axis, b) }
        }
      }
      // A visit of an eight-wide node costs about as much as testing a leaf; a binary split is a part of one.
      if count <= leafSize && !(best.cost + 0.3 * node.bounds.area < node.bounds.area) { return nil }
      guard best.axis >= 0 else { return halves(node) }
      // The halves' boxes are those of their bins.
      var (low, high) = (SplitBox(), SplitBox())
      var left = used[best.axis]
      while left != 0 {
        let b = left.trailingZeroBitCount
        left &= left &- 1
        let box = bench.boxes[best.axis * Splitter.binCount + b]
        if b <= best.bin { low.include(box) } else { high.include(box) }
      }
      let (middle, lowCentres, highCentres) = partition(node.range, best.axis, origin, scale, below: best.bin + 1)
      return (
        Node(bounds: low.bounds, centres: lowCentres, range: node.range.lowerBound..<middle),
        Node(bounds: high.bounds, centres: highCentres, range: middle..<node.range.upperBound)
      )
    }

    /// Counts the items into the bins of all three axes and widens these by their boxes; returns a bit for each used bin.
    private func fill(
      _ bench: SplitBench, _ range: Range<Int32>, _ origin: SIMD4<Float>, _ scale: SIMD4<Float>
    ) -> SIMD3<UInt32> {
      let (boxes, counts) = (bench.boxes, bench.counts)
      var (usedX, usedY, usedZ) = (UInt32(0), UInt32(0), UInt32(0))
      let last = SIMD4<Float>(repeating: Float(Splitter.binCount - 1))
      let magic = SIMD4<Float>(repeating: 0x1p23)
      for i in Int(range.lowerBound)..<Int(range.upperBound) {
        let item = items[i]
        let place: SIMD4<Float> = (item.centre - origin) * scale
        let inside = SplitBox.least(last, SplitBox.greatest(SIMD4<Float>.zero, place))
        // Whole numbers stand in the last bits of floats from 2^23 on: rounded to the nearest, then down.
        let shifted: SIMD4<Float> = inside + magic
        let nearest = unsafeBitCast(shifted, to: SIMD4<Int32>.self) & SIMD4(repeating: 0xFF)
        let bins = nearest.replacing(with: nearest &- SIMD4(repeating: 1), where: (shifted - magic) .> inside)
        let x = Int(bins.x)
        let y = Splitter.binCount + Int(bins.y)
        let z = 2 * Splitter.binCount + Int(bins.z)
        usedX |= 1 &<< UInt32(truncatingIfNeeded: bins.x)
        usedY |= 1 &<< UInt32(truncatingIfNeeded: bins.y)
        usedZ |= 1 &<< UInt32(truncatingIfNeeded: bins.z)
        boxes[x].include(item.low, item.high)
        boxes[y].include(item.low, item.high)
        boxes[z].include(item.low, item.high)
        counts[x] &+= 1
        counts[y] &+= 1
        counts[z] &+= 1
      }
      return SIMD3(usedX, usedY, usedZ)
    }

    /// Moves the items of the bins below one to the front, both sides in the order that they had; returns where the other
    /// side starts, and the boxes of both sides' centres.
    private func partition(
      _ range: Range<Int32>, _ axis: Int, _ origin: SIMD4<Float>, _ scale: SIMD4<Float>, below bin: Int
    ) -> (middle: Int32, low: Bounds, high: Bounds) {
      let limit = Float(bin)
      let (start, factor) = (origin[axis], scale[axis])
      let right = spare + Int(range.lowerBound)
      var (end, waiting) = (Int(range.lowerBound), 0)
      var (lowCentres, highCentres) = (SplitBox(), SplitBox())
      let (least, most) = (SIMD4<Float>(repeating: .infinity), SIMD4<Float>(repeating: -.infinity))
      for i in Int(range.lowerBound)..<Int(range.upperBound) {
        let lanes = UnsafeRawPointer(items + i) + MemoryLayout<Float>.stride * axis
        let sum: Float =
          lanes.load(as: Float.self) + lanes.load(fromByteOffset: MemoryLayout<SIMD4<Float>>.stride, as: Float.self)
        let isLow = (sum * 0.5 - start) * factor < limit
        let item = items[i]
        // To both sides, of which one keeps it: which one cannot be foretold.
        items[end] = item
        right[waiting] = item
        end += isLow ? 1 : 0
        waiting += isLow ? 0 : 1
        let side = SIMDMask<SIMD4<Int32>>(repeating: isLow)
        let centre = item.centre
        lowCentres.include(least.replacing(with: centre, where: side), most.replacing(with: centre, where: side))
        highCentres.include(centre.replacing(with: least, where: side), centre.replacing(with: most, where: side))
      }
      (items + end).update(from: right, count: waiting)
      return (Int32(end), lowCentres.bounds, highCentres.bounds)
    }

    private func halves(_ n: Node) -> (Node, Node) {
      let middle = (n.range.lowerBound + n.range.upperBound) / 2
      return (node(n.range.lowerBound..<middle), node(middle..<n.range.upperBound))
    }
  }
}
