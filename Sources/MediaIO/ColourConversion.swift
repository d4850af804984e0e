import Imaging

/// An 8-bit Y'CbCr picture, chroma at half the width and height, limited range.
public struct YUV420Picture: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// width x height, 16 black to 235 white.
  public var luma: [UInt8]
  /// width/2 x height/2 each, 128 neutral, 16 to 240.
  public var blueDifference: [UInt8]
  public var redDifference: [UInt8]
}

/// R'G'B' of full range to Y'CbCr 4:2:0 of limited range by Rec. 709, each value rounded once, from exact fractions.
///
/// With Y = 0.2126 R + 0.7152 G + 0.0722 B of values 0...1 (ITU-R BT.709-6, 3.2 and 3.4):
///   luma = 16 + 219 Y,  Cb = 128 + 224 (B - Y) / 1.8556,  Cr = 128 + 224 (R - Y) / 1.5748.
/// Over integers 0...255 these are fractions with fixed denominators, so rounding to nearest is exact, with no table.
///
/// Chroma sits where H.264 expects it: on even columns, half way between two rows. Its filter is 1 2 1 across, 1 1 down.
public enum ColourConversion {
  /// - Parameter rgb: interleaved, 3 x width x height bytes; both sides even.
  public static func yuv420(rgb: [UInt8], width: Int, height: Int) -> YUV420Picture {
    precondition(
      width > 0 && height > 0 && width.isMultiple(of: 2) && height.isMultiple(of: 2) && rgb.count == 3 * width * height,
      "4:2:0 of \(rgb.count) bytes for \(width)x\(height) pixels")
    let (halfWidth, halfHeight) = (width / 2, height / 2)
    var picture = YUV420Picture(
      width: width, height: height, luma: [UInt8](repeating: 0, count: width * height),
      blueDifference: [UInt8](repeating: 0, count: halfWidth * halfHeight),
      redDifference: [UInt8](repeating: 0, count: halfWidth * halfHeight))
    rgb.withUnsafeBufferPointer { rgb in
      picture.luma.withUnsafeMutableBufferPointer { luma in
        for i in 0..<width &* height {
          luma[i] = lumaByte(Int(rgb[3 &* i]), Int(rgb[3 &* i &+ 1]), Int(rgb[3 &* i &+ 2]))
        }
      }
      picture.blueDifference.withUnsafeMutableBufferPointer { blue in
        picture.redDifference.withUnsafeMutableBufferPointer { red in
          for y in 0..<halfHeight {
            for x in 0..<halfWidth {
              let centre = 3 &* (2 &* y &* width &+ 2 &* x)
              let left = x == 0 ? centre : centre &- 3
              let below = 3 &* width
              // Eight times the filtered colour, one channel after the other.
              @inline(__always) func sum(_ c: Int) -> Int {
                let upper = Int(rgb[left &+ c]) &+ 2 &* Int(rgb[centre &+ c]) &+ Int(rgb[centre &+ 3 &+ c])
                let lower =
                  Int(rgb[left &+ below &+ c]) &+ 2 &* Int(rgb[centre &+ below &+ c])
                  &+ Int(rgb[centre &+ below &+ 3 &+ c])
                return upper &+ lower
              }
              let (r, g, b) = (sum(0), sum(1), sum(2))
              let i = y &* halfWidth &+ x
              blue[i] = chromaByte(r, g, b, channel: b, denominator: 18556 * 255 * 8)
              red[i] = chromaByte(r, g, b, channel: r, denominator: 15748 * 255 * 8)
            }
          }
        }
      }
    }
    return picture
  }

  /// 10000 Y of integers.
  @inline(__always) private static func luma10000(_ r: Int, _ g: Int, _ b: Int) -> Int {
    2126 &* r &+ 7152 &* g &+ 722 &* b
  }

  @inline(__always) private static func lumaByte(_ r: Int, _ g: Int, _ b: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: 16 &+ (219 &* luma10000(r, g, b) &+ 1_275_000) / 2_550_000)
  }

  /// Rounds halves up; 128 is folded into the numerator so that the division is of a positive number.
  @inline(__always) private static func chromaByte(
    _ r: Int, _ g: Int, _ b: Int, channel: Int, denominator: Int
  ) -> UInt8 {
    let numerator = 224 &* (10000 &* channel &- luma10000(r, g, b))
    return UInt8(truncatingIfNeeded: (numerator &+ 128 &* denominator &+ denominator / 2) / denominator)
  }
}
