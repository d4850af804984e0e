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
  convenience init(count: Int, _ fill: (UnsafeMutablePointer<Element>) -> Void) {
    let maker = Maker(count: count)
    fill(maker.pointer)
    self.init(maker)
  }

  private init(_ maker: Maker) {
    storage = maker.pointer
    pointer = UnsafePointer(storage)
    count = maker.count
  }

  /// The memory of a buffer whose elements several threads initialize, each its own, before it is made.
  struct Maker: @unchecked Sendable {
    let pointer: UnsafeMutablePointer<Element>
    let count: Int

    init(count: Int) {
      pointer = UnsafeMutableRawPointer.allocate(
        byteCount: max(1, count) * MemoryLayout<Element>.stride, alignment: 64
      ).bindMemory(to: Element.self, capacity: count)
      self.count = count
    }
    /// All elements must have been initialized; to be called once.
    func made() -> FixedBuffer { FixedBuffer(self) }
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
