/// An array that never changes again, at an address that never moves: what the inner loops read.
///
/// Owning it keeps the memory alive; the pointer itself carries no reference count into the loops.
final class FixedBuffer<Element>: @unchecked Sendable {
  let pointer: UnsafePointer<Element>
  let count: Int
  private let storage: UnsafeMutablePointer<Element>

  init(_ elements: [Element]) {
    storage = UnsafeMutablePointer<Element>.allocate(capacity: max(1, elements.count))
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
