import VectorMath

/// Noise of less than a step of 8 bits, so that a smooth gradient of a picture meant for eyes shows no bands.
///
/// A value between two steps becomes the upper one with the chance of its place between them: the mean over a few pixels
/// is the value, down to the darkest step, and what is a step already stays, black and white among them. The channels
/// have noise of their own. A function of pixel and frame only.
extension Frame {
  /// The frame in steps of 1/255, dithered; `bytes` are these steps.
  ///
  /// - Parameter index: the frame's number: each has noise of its own.
  public func dithered(index: Int = 0) -> Frame {
    var out = self
    let start: UInt64 = mixBits(hashText("dither") &+ UInt64(truncatingIfNeeded: index))
    for y in 0..<height {
      for x in 0..<width {
        var key: UInt64 = start &+ UInt64(y) << 32 &+ UInt64(x)
        var value: SIMD3<Float> = colour[x, y] * 255
        for c in 0..<3 {
          key = mixBits(key &+ UInt64(c))
          // A step, to a part in a thousand, is not left: it has been through a division.
          let step: Float = value[c].rounded()
          let chance = Float(key >> 40) * 0x1p-24
          value[c] = (value[c] - step).magnitude < 1e-3 ? step : (value[c] + chance).rounded(.down)
        }
        out.colour[x, y] = value.clamped(lowerBound: .zero, upperBound: SIMD3(repeating: 255)) / 255
      }
    }
    return out
  }
}
