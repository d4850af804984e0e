import CTensorKernels
import Parallelism

/// Pixels of one piece of normalisation work; a constant, since it fixes the order in which gradients are summed.
private let piecePixels = 1024

/// y = silu(x / rms(x) gain + shift), where rms runs over the channels of one pixel and one frame.
///
/// Each pixel stands alone, so the result does not depend on how a frame is cropped or tiled. One pass instead of three,
/// as these steps are bound by memory. x, y: [frames, channels, plane]; gain, shift: [frames, channels].
/// Zhang & Sennrich, "Root Mean Square Layer Normalization", arXiv:1910.07467.
public func channelNormSiLU(
  _ x: UnsafePointer<Float>, gain: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  into y: UnsafeMutablePointer<Float>, frames: Int, channels: Int, plane: Int
) {
  let level = KernelLevel.current.rawValue
  let pieces = (plane + piecePixels - 1) / piecePixels
  nonisolated(unsafe) let (x, gain, shift, y) = (x, gain, shift, y)
  parallelFor(frames * pieces) { item in
    let frame = item / pieces, first = item % pieces * piecePixels
    let base = frame * channels * plane
    tk_norm_silu(
      level, x + base, gain + frame * channels, shift + frame * channels, y + base, Int32(channels), Int64(plane),
      Int64(first), Int64(min(first + piecePixels, plane)))
  }
}

/// The gradients of `channelNormSiLU`: dx (added to if `accumulate`), and dgain, dshift: [frames, channels], overwritten.
public func channelNormSiLUBackward(
  _ x: UnsafePointer<Float>, gain: UnsafePointer<Float>, shift: UnsafePointer<Float>,
  outputGradient dy: UnsafePointer<Float>, inputGradient dx: UnsafeMutablePointer<Float>,
  gainGradient: UnsafeMutablePointer<Float>, shiftGradient: UnsafeMutablePointer<Float>, frames: Int, channels: Int,
  plane: Int, accumulate: Bool
) {
  let level = KernelLevel.current.rawValue
  let pieces = (plane + piecePixels - 1) / piecePixels
  nonisolated(unsafe) let partial = UnsafeMutablePointer<Float>.allocate(capacity: frames * pieces * channels * 2)
  defer { partial.deallocate() }
  nonisolated(unsafe) let (x, gain, shift, dy, dx) = (x, gain, shift, dy, dx)
  parallelFor(frames * pieces) { item in
    let frame = item / pieces, first = item % pieces * piecePixels
    let base = frame * channels * plane
    let sum = partial + item * channels * 2
    tk_norm_silu_backward(
      level, x + base, gain + frame * channels, shift + frame * channels, dy + base, dx + base, sum, sum + channels,
      Int32(channels), Int64(plane), Int64(first), Int64(min(first + piecePixels, plane)), accumulate ? 1 : 0)
  }
  for frame in 0..<frames {
    for c in 0..<channels {
      var g: Float = 0
      var s: Float = 0
      for piece in 0..<pieces {
        let sum = partial + (frame * pieces + piece) * channels * 2
        g += sum[c]
        s += sum[channels + c]
      }
      gainGradient[frame * channels + c] = g
      shiftGradient[frame * channels + c] = s
    }
  }
}
