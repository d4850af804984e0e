import MediaIO
import Testing
import VectorMath

@Suite struct ColourConversionTests {
  /// Rec. 709 in floating point, straight from the recommendation, rounded to nearest.
  private func reference(_ r: Double, _ g: Double, _ b: Double) -> (y: Double, cb: Double, cr: Double) {
    let y = (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255
    return (16 + 219 * y, 128 + 224 * (b / 255 - y) / 1.8556, 128 + 224 * (r / 255 - y) / 1.5748)
  }

  @Test(
    arguments: [
      ([255, 0, 0], [63, 102, 240]), ([0, 255, 0], [173, 42, 26]), ([0, 0, 255], [32, 240, 118]),
      ([0, 0, 0], [16, 128, 128]), ([255, 255, 255], [235, 128, 128]), ([255, 255, 0], [219, 16, 138]),
      ([0, 255, 255], [188, 154, 16]), ([255, 0, 255], [78, 214, 230]),
    ] as [([UInt8], [UInt8])])
  func primariesHaveTheirKnownBytes(rgb: [UInt8], yuv: [UInt8]) {
    let picture = ColourConversion.yuv420(rgb: rgb + rgb + rgb + rgb, width: 2, height: 2)
    #expect(picture.luma == [UInt8](repeating: yuv[0], count: 4))
    #expect(picture.blueDifference == [yuv[1]])
    #expect(picture.redDifference == [yuv[2]])
  }

  @Test func greysAreNeutralAndRounded() {
    for v in 0...255 {
      let picture = ColourConversion.yuv420(rgb: [UInt8](repeating: UInt8(v), count: 12), width: 2, height: 2)
      let exact = 16 + 219 * Double(v) / 255
      #expect(Double(picture.luma[0]) == exact.rounded())
      #expect(picture.blueDifference == [128] && picture.redDifference == [128])
    }
  }

  /// Any picture against sums in floating point; where the sum lies within 1e-6 of a half either neighbour passes.
  @Test(arguments: [(2, 2), (4, 6), (18, 34), (64, 16)])
  func everyValueIsTheNearest(width: Int, height: Int) {
    let rgb = randomFrame(width: width, height: height, seed: UInt64(width * 1000 + height)).bytes
    let picture = ColourConversion.yuv420(rgb: rgb, width: width, height: height)
    func at(_ x: Int, _ y: Int, _ c: Int) -> Double { Double(rgb[3 * (y * width + min(width - 1, max(0, x))) + c]) }
    for y in 0..<height {
      for x in 0..<width {
        let exact = reference(at(x, y, 0), at(x, y, 1), at(x, y, 2)).y
        #expect(abs(Double(picture.luma[y * width + x]) - exact) <= 0.500001)
      }
    }
    for y in 0..<height / 2 {
      for x in 0..<width / 2 {
        let mean = (0..<3).map { c in
          (0..<2).map { dy in
            let row = 2 * y + dy
            return (at(2 * x - 1, row, c) + 2 * at(2 * x, row, c) + at(2 * x + 1, row, c)) / 8
          }.reduce(0, +)
        }
        let exact = reference(mean[0], mean[1], mean[2])
        #expect(abs(Double(picture.blueDifference[y * width / 2 + x]) - exact.cb) <= 0.500001)
        #expect(abs(Double(picture.redDifference[y * width / 2 + x]) - exact.cr) <= 0.500001)
      }
    }
  }

  /// A red column of one pixel on an even place weighs twice what it weighs on an odd place, where two samples share it.
  @Test func chromaSitsOnEvenColumns() {
    func excess(redColumn: Int) -> [Int] {
      var rgb = [UInt8](repeating: 0, count: 3 * 8 * 2)
      for y in 0..<2 { rgb[3 * (8 * y + redColumn)] = 255 }
      return ColourConversion.yuv420(rgb: rgb, width: 8, height: 2).redDifference.map { Int($0) - 128 }
    }
    #expect(excess(redColumn: 4) == [0, 0, 56, 0])
    #expect(excess(redColumn: 3) == [0, 28, 28, 0])
  }
}
