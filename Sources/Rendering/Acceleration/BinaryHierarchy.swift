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

  /// - Parameter leafSize: most items in a leaf, which cost as much to test as one.
  init(_ items: UnsafeBufferPointer<Bounds>, leafSize: Int) {
    order = (0..<Int32(items.count)).map { $0 }
    guard let boxes = items.baseAddress, !items.isEmpty else { return }
    var nodes: [Node] = []
    var tasks: [(node: Int32, depth: Int)] = []
    order.withUnsafeMutableBufferPointer { order in
      let splitter = Splitter(items: boxes, order: order.baseAddress!, leafSize: leafSize)
      nodes.append(splitter.node(0..<Int32(items.count)))
      var open: [(node: Int32, depth: Int)] = [(0, 0)]
      while let (number, depth) = open.popLast() {
        if nodes[Int(number)].range.count <= BinaryHierarchy.taskSize {
          tasks.append((number, depth))
        } else if let (a, b) = splitter.split(nodes[Int(number)], depth: depth) {
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
      for (task, subtree) in zip(tasks, subtrees) {
        // The subtree's root takes the place that waits for it, the rest goes to the end.
        let shift = Int32(nodes.count) - 1
        func moved(_ n: Node) -> Node {
          Node(
            bounds: n.bounds, centres: n.centres, range: n.range, left: n.isLeaf ? -1 : n.left + shift,
            right: n.right + shift)
        }
        nodes[Int(task.node)] = moved(subtree[0])
        nodes += subtree.dropFirst().map(moved)
      }
    }
    self.nodes = nodes
  }

  private struct Splitter: @unchecked Sendable {
    static let binCount = 16
    let items: UnsafePointer<Bounds>
    let order: UnsafeMutablePointer<Int32>
    let leafSize: Int

    func node(_ range: Range<Int32>) -> Node {
      var (b, centres) = (Bounds(), Bounds())
      for i in range {
        let box = items[Int(order[Int(i)])]
        b.include(box)
        centres.include(box.centre)
      }
      return Node(bounds: b, centres: centres, range: range)
    }

    func subtree(_ root: Node, depth: Int) -> [Node] {
      var nodes = [root]
      var open: [(node: Int32, depth: Int)] = [(0, depth)]
      while let (number, depth) = open.popLast() {
        guard let (a, b) = split(nodes[Int(number)], depth: depth) else { continue }
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
    @inline(__always) private func cost(_ count: Int32) -> Float { Float((Int(count) + leafSize - 1) / leafSize) }

    /// The halves of a node; nil if it is better left whole.
    func split(_ node: Node, depth: Int) -> (Node, Node)? {
      let count = node.range.count
      if count <= 1 { return nil }
      if depth >= BinaryHierarchy.balancedBelow { return count <= leafSize ? nil : halves(node) }
      let centres = node.centres
      let extent: Float3 = centres.high - centres.low
      var best = (cost: Float.infinity, axis: -1, bin: 0)
      var (low, high) = (Bounds(), Bounds())
      var scale = Float3.zero
      for axis in 0..<3 {
        let s: Float = Float(Splitter.binCount) / extent[axis]
        if s < .infinity { scale[axis] = s }
      }
      withUnsafeTemporaryAllocation(of: Bounds.self, capacity: 3 * Splitter.binCount) { boxes in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: 3 * Splitter.binCount) { counts in
          // A bit for each bin that has been given an item: few items make few bins worth a look.
          var used = SIMD3<UInt32>.zero
          for i in node.range {
            let box = items[Int(order[Int(i)])]
            let bins = bins((box.centre - centres.low) * scale)
            for axis in 0..<3 {
              let k = Int(bins[axis])
              let b = axis * Splitter.binCount + k
              if used[axis] & (1 << UInt32(k)) == 0 {
                used[axis] |= 1 << UInt32(k)
                boxes[b] = box
                counts[b] = 1
              } else {
                boxes[b].include(box)
                counts[b] += 1
              }
            }
          }
          withUnsafeTemporaryAllocation(of: Float.self, capacity: Splitter.binCount) { above in
            for axis in 0..<3 where scale[axis] > 0 && used[axis] & (used[axis] &- 1) != 0 {
              let first = axis * Splitter.binCount
              var sweep = Bounds()
              var n: Int32 = 0
              // What lies above each used bin but the last.
              var left = used[axis]
              while true {
                let b = 31 - left.leadingZeroBitCount
                left &= ~(1 << UInt32(b))
                if left == 0 { break }
                sweep.include(boxes[first + b])
                n += counts[first + b]
                above[31 - left.leadingZeroBitCount] = sweep.area * cost(n)
              }
              sweep = Bounds()
              n = 0
              left = used[axis]
              while left & (left &- 1) != 0 {
                let b = left.trailingZeroBitCount
                left &= left &- 1
                sweep.include(boxes[first + b])
                n += counts[first + b]
                let total: Float = sweep.area * cost(n) + above[b]
                if total < best.cost { best = (total, axis, b) }
              }
            }
          }
          if best.axis >= 0 {
            // The halves' boxes are those of their bins.
            var left = used[best.axis]
            while left != 0 {
              let b = left.trailingZeroBitCount
              left &= left &- 1
              let box = boxes[best.axis * Splitter.binCount + b]
              if b <= best.bin { low.include(box) } else { high.include(box) }
            }
          }
        }
      }
      // A visit of an eight-wide node costs about as much as testing a leaf; a binary split is a part of one.
      if count <= leafSize && !(best.cost + 0.3 * node.bounds.area < node.bounds.area) { return nil }
      guard best.axis >= 0 else { return halves(node) }
      var (lowCentres, highCentres) = (Bounds(), Bounds())
      let middle = partition(node.range) { item in
        let centre: Float3 = items[Int(item)].centre
        let isLow = bins((centre - centres.low) * scale)[best.axis] <= Int32(best.bin)
        if isLow { lowCentres.include(centre) } else { highCentres.include(centre) }
        return isLow
      }
      return (
        Node(bounds: low, centres: lowCentres, range: node.range.lowerBound..<middle),
        Node(bounds: high, centres: highCentres, range: middle..<node.range.upperBound)
      )
    }

    /// The bins of a place on the three axes.
    @inline(__always) private func bins(_ place: Float3) -> SIMD3<Int32> {
      let last = Float3(repeating: Float(Splitter.binCount - 1))
      let clamped: Float3 = minimum(last, maximum(.zero, place))
      return SIMD3(Int32(clamped.x), Int32(clamped.y), Int32(clamped.z))
    }

    private func halves(_ n: Node) -> (Node, Node) {
      let middle = (n.range.lowerBound + n.range.upperBound) / 2
      return (node(n.range.lowerBound..<middle), node(middle..<n.range.upperBound))
    }

    /// Moves what belongs left to the front, both sides in the order that they had; returns where the right side starts.
    private func partition(_ range: Range<Int32>, isLeft: (Int32) -> Bool) -> Int32 {
      withUnsafeTemporaryAllocation(of: Int32.self, capacity: range.count) { right in
        var (end, waiting) = (Int(range.lowerBound), 0)
        for i in range {
          let item = order[Int(i)]
          if isLeft(item) {
            order[end] = item
            end += 1
          } else {
            right[waiting] = item
            waiting += 1
          }
        }
        for i in 0..<waiting { order[end + i] = right[i] }
        return Int32(end)
      }
    }
  }
}
