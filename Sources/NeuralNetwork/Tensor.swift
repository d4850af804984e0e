/// The extent of a tensor: [frames, channels, height, width]. Weights use the same four axes.
public struct TensorShape: Sendable, Hashable, CustomStringConvertible {
  public var frames, channels, height, width: Int

  public init(_ frames: Int, _ channels: Int, _ height: Int = 1, _ width: Int = 1) {
    precondition(
      frames >= 0 && channels >= 0 && height >= 0 && width >= 0,
      "negative tensor shape [\(frames), \(channels), \(height), \(width)]")
    self.frames = frames
    self.channels = channels
    self.height = height
    self.width = width
  }

  public var plane: Int { height * width }
  public var frameCount: Int { channels * plane }
  public var count: Int { frames * frameCount }
  public var dimensions: [Int] { [frames, channels, height, width] }
  public var description: String { "[\(frames), \(channels), \(height), \(width)]" }
}

/// Single-precision values, row-major, with the shape [frames, channels, height, width].
///
/// A value: copies share memory until one of them is written.
public struct Tensor: @unchecked Sendable {
  public private(set) var shape: TensorShape
  private var storage: Storage

  private final class Storage {
    let base: UnsafeMutablePointer<Float>
    init(_ count: Int) { base = .allocate(capacity: max(1, count)) }
    deinit { base.deallocate() }
  }

  /// All values `fill`.
  public init(_ shape: TensorShape, fill: Float = 0) {
    self.init(uninitialised: shape)
    storage.base.update(repeating: fill, count: shape.count)
  }

  /// Memory that the caller fills before anything reads it.
  public init(uninitialised shape: TensorShape) {
    self.shape = shape
    storage = Storage(shape.count)
  }

  public init(_ shape: TensorShape, _ values: [Float]) {
    precondition(shape.count == values.count, "shape \(shape) needs \(shape.count) values, got \(values.count)")
    self.init(uninitialised: shape)
    values.withUnsafeBufferPointer {
      if let from = $0.baseAddress { storage.base.update(from: from, count: values.count) }
    }
  }

  public var count: Int { shape.count }
  public var values: [Float] { read { Array(UnsafeBufferPointer(start: $0, count: count)) } }

  @discardableResult
  public func read<R>(_ body: (UnsafePointer<Float>) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) { try body(UnsafePointer(storage.base)) }
  }

  @discardableResult
  public mutating func write<R>(_ body: (UnsafeMutablePointer<Float>) throws -> R) rethrows -> R {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Storage(count)
      copy.base.update(from: storage.base, count: count)
      storage = copy
    }
    return try withExtendedLifetime(storage) { try body(storage.base) }
  }

  public subscript(frame: Int, channel: Int, y: Int, x: Int) -> Float {
    get { read { $0[index(frame, channel, y, x)] } }
    set {
      let i = index(frame, channel, y, x)
      write { $0[i] = newValue }
    }
  }

  private func index(_ frame: Int, _ channel: Int, _ y: Int, _ x: Int) -> Int {
    precondition(
      frame >= 0 && frame < shape.frames && channel >= 0 && channel < shape.channels && y >= 0 && y < shape.height
        && x >= 0 && x < shape.width, "[\(frame), \(channel), \(y), \(x)] lies outside \(shape)")
    return ((frame * shape.channels + channel) * shape.height + y) * shape.width + x
  }

  /// The same values under another shape of the same count.
  public func reshaped(_ shape: TensorShape) -> Tensor {
    precondition(shape.count == count, "cannot reshape \(self.shape) to \(shape)")
    var result = self
    result.shape = shape
    return result
  }

  /// One frame, copied.
  public func frame(_ index: Int) -> Tensor { frames(index..<index + 1) }

  public func frames(_ range: Range<Int>) -> Tensor {
    precondition(range.lowerBound >= 0 && range.upperBound <= shape.frames, "frames \(range) of \(shape)")
    var result = Tensor(
      uninitialised: TensorShape(range.count, shape.channels, shape.height, shape.width))
    let size = shape.frameCount
    read { from in result.write { $0.update(from: from + range.lowerBound * size, count: range.count * size) } }
    return result
  }
}

/// Frames [n, sum of channels, h, w] from tensors of equal frames and size.
public func concatenateChannels(_ parts: [Tensor]) -> Tensor {
  let first = parts[0].shape
  for part in parts {
    precondition(
      part.shape.frames == first.frames && part.shape.height == first.height && part.shape.width == first.width,
      "cannot concatenate the channels of \(parts.map(\.shape))")
  }
  let channels = parts.reduce(0) { $0 + $1.shape.channels }
  var result = Tensor(uninitialised: TensorShape(first.frames, channels, first.height, first.width))
  result.write { to in
    var to = to
    for frame in 0..<first.frames {
      for part in parts {
        let size = part.shape.frameCount
        part.read { to.update(from: $0 + frame * size, count: size) }
        to += size
      }
    }
  }
  return result
}

/// The inverse of `concatenateChannels` for two parts, the first of `channels` channels.
public func splitChannels(_ x: Tensor, at channels: Int) -> (Tensor, Tensor) {
  let s = x.shape
  precondition(channels > 0 && channels < s.channels, "cannot split \(s) at channel \(channels)")
  var a = Tensor(uninitialised: TensorShape(s.frames, channels, s.height, s.width))
  var b = Tensor(uninitialised: TensorShape(s.frames, s.channels - channels, s.height, s.width))
  let sizeA = a.shape.frameCount, sizeB = b.shape.frameCount
  x.read { from in
    a.write { a in
      b.write { b in
        for frame in 0..<s.frames {
          (a + frame * sizeA).update(from: from + frame * (sizeA + sizeB), count: sizeA)
          (b + frame * sizeB).update(from: from + frame * (sizeA + sizeB) + sizeA, count: sizeB)
        }
      }
    }
  }
  return (a, b)
}
