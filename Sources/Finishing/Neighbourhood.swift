import Imaging
import Parallelism
import VectorMath

/// The largest value within some pixels of each pixel, to the coarseness of tiles: where a blur has nothing to do.
struct Neighbourhood<Element: Sendable>: Sendable {
  private let side = 8
  private let columns: Int
  private let largest: [Element]

  init(_ image: ImageBuffer<Element>, reach: Float, larger: (Element, Element) -> Element) {
    let columns = (image.width + side - 1) / side
    let rows = (image.height + side - 1) / side
    var own: [Element] = []
    for ty in 0..<rows {
      for tx in 0..<columns {
        var most = image[tx * side, ty * side]
        for y in ty * side..<min(image.height, (ty + 1) * side) {
          for x in tx * side..<min(image.width, (tx + 1) * side) { most = larger(most, image[x, y]) }
        }
        own.append(most)
      }
    }
    // One axis after the other.
    let span = Int(reach) / side + 1
    var wide = own
    for t in own.indices {
      let (x, row) = (t % columns, t / columns * columns)
      for k in max(0, x - span)...min(columns - 1, x + span) { wide[t] = larger(wide[t], own[row + k]) }
    }
    var all = wide
    for t in own.indices {
      let (x, y) = (t % columns, t / columns)
      for k in max(0, y - span)...min(rows - 1, y + span) { all[t] = larger(all[t], wide[k * columns + x]) }
    }
    self.columns = columns
    largest = all
  }

  subscript(x: Int, y: Int) -> Element { largest[y / side * columns + x / side] }
}

/// A picture for inner loops: no reference is counted on reading it; places outside give the nearest pixel inside.
struct Pixels<Element>: @unchecked Sendable {
  let width: Int
  let height: Int
  fileprivate let base: UnsafePointer<Element>

  @inline(__always) subscript(x: Int, y: Int) -> Element {
    let u = x < 0 ? 0 : (x >= width ? width - 1 : x)
    let v = y < 0 ? 0 : (y >= height ? height - 1 : y)
    return base[v * width + u]
  }
}

/// Runs `body` with a picture's pixels in place; they must not outlive it.
func withPixels<T, R>(_ image: ImageBuffer<T>, _ body: (Pixels<T>) -> R) -> R {
  image.pixels.withUnsafeBufferPointer { buffer in
    body(Pixels(width: image.width, height: image.height, base: buffer.baseAddress!))
  }
}

/// A picture made row by row, in parallel.
func mapRows(
  _ width: Int, _ height: Int, _ row: @Sendable (Int, UnsafeMutablePointer<Float3>) -> Void
) -> ImageBuffer<Float3> {
  var out = ImageBuffer<Float3>(width: width, height: height, filledWith: .zero)
  out.pixels.withUnsafeMutableBufferPointer { buffer in
    nonisolated(unsafe) let base = buffer.baseAddress!
    parallelFor(height) { y in row(y, base + y * width) }
  }
  return out
}

/// A picture made pixel by pixel, rows in parallel.
func mapPixels(_ width: Int, _ height: Int, _ pixel: @Sendable (Int, Int) -> Float3) -> ImageBuffer<Float3> {
  mapRows(width, height) { y, row in for x in 0..<width { row[x] = pixel(x, y) } }
}
