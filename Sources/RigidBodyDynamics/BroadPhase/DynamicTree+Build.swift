import VectorMath

extension DynamicTree {
  /// A tree of many boxes, item i having box i: halved top down where the surface area heuristic over 16 bins is least.
  ///
  /// Wald, "On fast construction of SAH-based bounding volume hierarchies", 2007.
  package init(boxes: [BoundingBox]) {
    guard !boxes.isEmpty else { return }
    nodes.reserveCapacity(2 * boxes.count - 1)
    var items = boxes.indices.map { Int32($0) }
    var pending: [(range: Range<Int>, parent: Int32)] = [(0..<boxes.count, -1)]
    root = 0
    while let (range, parent) = pending.popLast() {
      let index = Int32(nodes.count)
      var box = BoundingBox.empty
      for i in range { box = box.union(boxes[Int(items[i])]) }
      let isLeaf = range.count == 1
      nodes.append(
        Node(box: box, parent: parent, left: -1, right: isLeaf ? items[range.lowerBound] : -1, height: 0))
      if parent >= 0 {
        if nodes[Int(parent)].left < 0 { nodes[Int(parent)].left = index } else { nodes[Int(parent)].right = index }
      }
      if isLeaf { continue }
      let middle = divide(&items, range, boxes)
      pending.append((middle..<range.upperBound, index))
      pending.append((range.lowerBound..<middle, index))
    }
    // Children come after their parents.
    for i in nodes.indices.reversed() where !nodes[i].isLeaf {
      nodes[i].height = 1 + Swift.max(nodes[Int(nodes[i].left)].height, nodes[Int(nodes[i].right)].height)
    }
  }
}

/// Reorders the items of a range so that those below the returned index make the better first half.
private func divide(_ items: inout [Int32], _ range: Range<Int>, _ boxes: [BoundingBox]) -> Int {
  var centres = BoundingBox.empty
  for i in range { centres = centres.including(boxes[Int(items[i])].centre) }
  let span = centres.high - centres.low
  let axis = span.x >= span.y && span.x >= span.z ? 0 : (span.y >= span.z ? 1 : 2)
  let half = range.lowerBound + range.count / 2
  guard span[axis] > 0 && range.count > 2 else { return half }
  let bins = 16
  let scale = Double(bins) / span[axis]
  let low = centres.low[axis]
  func bin(_ item: Int32) -> Int { Swift.min(bins - 1, Int((boxes[Int(item)].centre[axis] - low) * scale)) }
  var counts = [Int](repeating: 0, count: bins)
  var binBoxes = [BoundingBox](repeating: .empty, count: bins)
  for i in range {
    let k = bin(items[i])
    counts[k] += 1
    binBoxes[k] = binBoxes[k].union(boxes[Int(items[i])])
  }
  var above = [Double](repeating: 0, count: bins)
  var box = BoundingBox.empty
  var count = 0
  for k in stride(from: bins - 1, to: 0, by: -1) {
    box = box.union(binBoxes[k])
    count += counts[k]
    above[k] = count > 0 ? box.halfArea * Double(count) : 0
  }
  box = .empty
  count = 0
  var best = Double.infinity
  var split = 0
  for k in 0..<bins - 1 {
    box = box.union(binBoxes[k])
    count += counts[k]
    if count == 0 || count == range.count { continue }
    let cost = box.halfArea * Double(count) + above[k + 1]
    if cost < best {
      best = cost
      split = k
    }
  }
  guard best < .infinity else { return half }
  // Stable, so that the order within the halves follows from the items.
  let first = range.filter { bin(items[$0]) <= split }.map { items[$0] }
  let second = range.filter { bin(items[$0]) > split }.map { items[$0] }
  for (i, item) in (first + second).enumerated() { items[range.lowerBound + i] = item }
  return range.lowerBound + first.count
}
