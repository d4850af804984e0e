/// A row-major picture of any element, origin at the top left.
public struct ImageBuffer<Element: Sendable>: Sendable {
  public let width: Int
  public let height: Int
  public var pixels: [Element]

  @inlinable public init(width: Int, height: Int, filledWith value: Element) {
    precondition(width > 0 && height > 0, "picture of \(width)x\(height) pixels")
    self.width = width
    self.height = height
    pixels = Array(repeating: value, count: width * height)
  }

  @inlinable public init(width: Int, height: Int, pixels: [Element]) {
    precondition(
      pixels.count == width * height, "\(width)x\(height) needs \(width * height) pixels, got \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  @inlinable public subscript(x: Int, y: Int) -> Element {
    get { pixels[y * width + x] }
    set { pixels[y * width + x] = newValue }
  }

  /// The element at the nearest pixel inside the picture.
  @inlinable public func clamped(_ x: Int, _ y: Int) -> Element {
    pixels[min(height - 1, max(0, y)) * width + min(width - 1, max(0, x))]
  }

  @inlinable public func map<T: Sendable>(_ transform: (Element) -> T) -> ImageBuffer<T> {
    ImageBuffer<T>(width: width, height: height, pixels: pixels.map(transform))
  }

  /// The part of `width` x `height` pixels from (x, y); edge pixels repeat where it reaches beyond the picture.
  public func cropped(x: Int, y: Int, width w: Int, height h: Int) -> ImageBuffer {
    var out: [Element] = []
    out.reserveCapacity(w * h)
    for row in 0..<h {
      for column in 0..<w { out.append(clamped(x + column, y + row)) }
    }
    return ImageBuffer(width: w, height: h, pixels: out)
  }
}

extension ImageBuffer: Equatable where Element: Equatable {}
