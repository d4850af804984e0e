/// A finished picture: display-referred sRGB (Rec. 709 primaries), each channel 0...1.
public struct Frame: Sendable, Equatable {
  public var colour: ImageBuffer<SIMD3<Float>>

  public init(colour: ImageBuffer<SIMD3<Float>>) { self.colour = colour }
  public var width: Int { colour.width }
  public var height: Int { colour.height }

  /// Interleaved 8-bit RGB, rounded to nearest; what PNG and the encoder take.
  public var bytes: [UInt8] {
    var out = [UInt8](repeating: 0, count: colour.pixels.count * 3)
    for (i, p) in colour.pixels.enumerated() {
      for c in 0..<3 { out[i * 3 + c] = Frame.byte(p[c]) }
    }
    return out
  }

  public init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(bytes.count == width * height * 3, "\(width)x\(height) RGB needs \(width * height * 3) bytes")
    var pixels = [SIMD3<Float>](repeating: .zero, count: width * height)
    for i in pixels.indices {
      pixels[i] = SIMD3(Float(bytes[i * 3]), Float(bytes[i * 3 + 1]), Float(bytes[i * 3 + 2])) / 255
    }
    colour = ImageBuffer(width: width, height: height, pixels: pixels)
  }

  @inlinable static func byte(_ v: Float) -> UInt8 {
    let scaled: Float = v * 255 + 0.5
    return scaled >= 255 ? 255 : (scaled > 0 ? UInt8(scaled) : 0)  // NaN goes to 0
  }
}
