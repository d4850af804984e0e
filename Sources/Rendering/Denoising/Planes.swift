/// Single-precision pictures, one a channel, each with a margin all round, so that windows may reach over the edges.
///
/// Parallel loops write it, each item its own pixels.
final class Planes: @unchecked Sendable {
  /// No fewer pixels than a window and its patches reach over an edge, plus a vector's length.
  static let margin = 20

  let width: Int
  let height: Int
  let count: Int
  /// From row to row.
  let stride: Int
  private let size: Int
  private let storage: UnsafeMutablePointer<Float>

  /// All zero.
  init(width: Int, height: Int, count: Int) {
    (self.width, self.height, self.count) = (width, height, count)
    stride = width + 2 * Planes.margin
    size = stride * (height + 2 * Planes.margin)
    storage = .allocate(capacity: size * count)
    storage.initialize(repeating: 0, count: size * count)
  }
  deinit { storage.deallocate() }

  /// What it takes.
  var bytes: Int { size * count * MemoryLayout<Float>.stride }

  /// A channel, at its pixel (0, 0).
  @inline(__always) subscript(channel: Int) -> UnsafeMutablePointer<Float> {
    storage + (channel * size + Planes.margin * (stride + 1))
  }

  /// Repeats the edges' pixels in the margin.
  func extend() {
    let m = Planes.margin
    for channel in 0..<count {
      let p = self[channel]
      for y in 0..<height {
        let row = p + y * stride
        for x in 1...m {
          row[-x] = row[0]
          row[width - 1 + x] = row[width - 1]
        }
      }
      for y in 1...m {
        (p - m - y * stride).update(from: p - m, count: stride)
        (p - m + (height - 1 + y) * stride).update(from: p - m + (height - 1) * stride, count: stride)
      }
    }
  }

  /// The mean over the square of 2 `radius` + 1 pixels about each pixel, edges repeated.
  func boxMean(radius: Int) -> Planes {
    let out = Planes(width: width, height: height, count: count)
    extend()
    let scale: Float = 1 / Float((2 * radius + 1) * (2 * radius + 1))
    var line = [Float](repeating: 0, count: width + 2 * radius)
    for channel in 0..<count {
      let (from, to) = (self[channel], out[channel])
      for y in 0..<height {
        for x in 0..<line.count {
          var sum: Float = 0
          for dy in -radius...radius { sum += from[(y + dy) * stride + x - radius] }
          line[x] = sum
        }
        for x in 0..<width {
          var sum: Float = 0
          for dx in 0...2 * radius { sum += line[x + dx] }
          to[y * stride + x] = sum * scale
        }
      }
    }
    return out
  }
}

/// Four neighbouring numbers of a plane.
typealias Lanes = SIMD4<Float>

@inline(__always) func load(_ p: UnsafePointer<Float>) -> Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
}
@inline(__always) func store(_ v: Lanes, _ p: UnsafeMutablePointer<Float>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: Lanes.self)
}
@inline(__always) func lesser(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .< a) }
@inline(__always) func greater(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: b .> a) }
