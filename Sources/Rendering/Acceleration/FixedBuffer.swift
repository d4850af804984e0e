/// An array that never changes again, at an address that never moves: what the inner loops read.
///
/// Owning it keeps the memory alive; the pointer itself carries no reference count into the loops. It starts at a cache
/// line, which the ray kernels rely on.
final class FixedBuffer<Element>: @unchecked Sendable {
  let pointer: UnsafePointer<Element>
  let count: Int
  private let storage: UnsafeMutablePointer<Element>

  convenience init(_ elements: [Element]) {
    self.init(count: elements.count) { $0.initialize(from: elements, count: elements.count) }
  }

  /// - Parameter fill: initializes all elements.
  init(count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void) {
    storage = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64)
      .bindMemory(to: Element.self, capacity: count)
    fill(storage)
    pointer = UnsafePointer(storage)
    self.count = count
  }
  /// What it takes.
  var bytes: Int { count * MemoryLayout<Element>.stride }
  deinit {
    storage.deinitialize(count: count)
    storage.deallocate()
  }
}

/// A raw output array that parallel loops fill, each item its own slots.
struct OutputPointer<Element>: @unchecked Sendable {
  let pointer: UnsafeMutablePointer<Element>
  @inline(__always) subscript(i: Int) -> Element {
    get { pointer[i] }
    nonmutating set { pointer[i] = newValue }
  }
}
