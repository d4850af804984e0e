import Foundation
import Imaging
import VectorMath

/// A colourful moving picture: gradients, a grid of saturated patches and a disc that crosses them.
func testFrame(width: Int, height: Int, index: Int) -> Frame {
  var pixels: [SIMD3<Float>] = []
  for y in 0..<height {
    for x in 0..<width {
      let (u, v) = (Float(x) / Float(width), Float(y) / Float(height))
      var colour = SIMD3<Float>(u, v, 1 - u)
      if v > 0.5 {
        let patch = Int(u * 8)
        colour = SIMD3(Float(patch & 1), Float(patch >> 1 & 1), Float(patch >> 2 & 1))
      }
      let centre = Float(index % 24) / 24
      let (dx, dy) = (u - centre, (v - 0.5) * Float(height) / Float(width))
      if dx * dx + dy * dy < 0.01 { colour = SIMD3(1, 0.5, 0.1) }
      pixels.append(colour)
    }
  }
  return Frame(colour: ImageBuffer(width: width, height: height, pixels: pixels))
}

func flatFrame(width: Int, height: Int, _ r: UInt8, _ g: UInt8, _ b: UInt8) -> Frame {
  let bytes = (0..<width * height).flatMap { _ in [r, g, b] }
  return Frame(width: width, height: height, bytes: bytes)
}

func randomFrame(width: Int, height: Int, seed: UInt64) -> Frame {
  var random = SeededGenerator(seed: seed)
  return Frame(
    width: width, height: height, bytes: (0..<3 * width * height).map { _ in UInt8(truncatingIfNeeded: random.next()) })
}

/// A copy of `bytes` with one to four hurts: changed, dropped, doubled or zeroed bytes, or a cut.
func mutant(of bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
  var out = bytes
  for _ in 0...random.index(4) where !out.isEmpty {
    let at = random.index(out.count)
    switch random.index(6) {
    case 0: out[at] = UInt8(truncatingIfNeeded: random.next())
    case 1: out[at] ^= 1 << UInt8(random.index(8))
    case 2: out.remove(at: at)
    case 3: out.insert(contentsOf: out[at..<min(out.count, at + 8)], at: at)
    case 4: out.removeSubrange(at...)
    default: for i in at..<min(out.count, at + 4) { out[i] = random.index(2) == 0 ? 0 : 0xff }
    }
  }
  return out
}
