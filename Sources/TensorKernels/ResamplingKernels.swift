import CTensorKernels
import Parallelism

/// Each of `planes` planes [height, width] to [height / 2, width / 2]: `scale` times the sum of every 2x2 block.
public func pool(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, planes: Int, height: Int, width: Int, scale: Float
) {
  precondition(height.isMultiple(of: 2) && width.isMultiple(of: 2), "cannot halve planes of \(height)x\(width)")
  nonisolated(unsafe) let (x, y) = (x, y)
  parallelFor(planes) {
    tk_pool(x + $0 * height * width, y + $0 * (height / 2) * (width / 2), Int32(height), Int32(width), scale)
  }
}

/// Each of `planes` planes [height, width] to [2 height, 2 width]: `scale` times the nearest pixel, added if `accumulate`.
public func upsample(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, planes: Int, height: Int, width: Int, scale: Float,
  accumulate: Bool = false
) {
  nonisolated(unsafe) let (x, y) = (x, y)
  parallelFor(planes) {
    tk_upsample(
      x + $0 * height * width, y + $0 * height * width * 4, Int32(height), Int32(width), scale, accumulate ? 1 : 0)
  }
}

/// Each of `planes` planes [height, width] to its four phases [4, height / 2, width / 2], phase = 2 (row & 1) + (column & 1).
public func pixelUnshuffle(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, planes: Int, height: Int, width: Int
) {
  precondition(height.isMultiple(of: 2) && width.isMultiple(of: 2), "cannot halve planes of \(height)x\(width)")
  nonisolated(unsafe) let (x, y) = (x, y)
  parallelFor(planes) { tk_unshuffle(x + $0 * height * width, y + $0 * height * width, Int32(height), Int32(width)) }
}

/// The inverse of `pixelUnshuffle`; height and width are those of the result.
public func pixelShuffle(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, planes: Int, height: Int, width: Int
) {
  precondition(height.isMultiple(of: 2) && width.isMultiple(of: 2), "cannot make planes of \(height)x\(width)")
  nonisolated(unsafe) let (x, y) = (x, y)
  parallelFor(planes) { tk_shuffle(x + $0 * height * width, y + $0 * height * width, Int32(height), Int32(width)) }
}
