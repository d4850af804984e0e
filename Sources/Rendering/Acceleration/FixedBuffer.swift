/// An array that never changes again, at an address that never moves: what the inner loops read.
///
/// Owning it keeps the memory alive; the pointer itself carries no reference count into the loops. It starts at a cache
/// line, which the ray kernels rely on.
final class FixedBuffer<Element>: @unchecked Sendable {
  let pointer: UnsafePointer<Element>
  let count: Int
  private let storage: UnsafeMutablePointer<Element>

  init(_ elements: [Element]) {
    let bytes = max(1, elements.count) * MemoryLayout<Element>.stride
    storage = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
      to: Element.self, capacity: elements.count)
    storage.initialize(from: elements, count: elements.count)
    pointer = UnsafePointer(storage)
    count = elements.count
  }
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
