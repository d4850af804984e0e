import Testing

@testable import Rendering

@Suite struct SampleSequenceTests {
  /// Sixteen samples of a pixel: one in each cell of every 16-cell grid (a (0, 4, 2)-net), in every dimension pair.
  @Test(arguments: [0, 3, 77]) func samplesOfOnePixelFillEveryGrid(pixel: Int) {
    let layout = SampleSequence.Layout(width: 512, height: 288, samples: 16, seed: 9, frame: 4, purpose: 0)
    for dimension in 0..<5 {
      var points: [SIMD2<Float>] = []
      for s in 0..<16 {
        var r = SampleSequence(layout, x: 100 + pixel, y: 50, sample: s)
        for _ in 0..<dimension { _ = r.next() }
        points.append(r.next())
      }
      for bits in 0...4 {
        let columns: Float = Float(1 << bits)
        let rows: Float = Float(16 >> bits)
        let cells = Set(points.map { Int($0.x * columns) * 64 + Int($0.y * rows) })
        #expect(cells.count == 16, "dimension pair \(dimension), grid of \(columns) x \(rows)")
      }
    }
  }

  /// Four neighbouring pixels with four samples each stratify together.
  @Test func neighboursShareOneNet() {
    let layout = SampleSequence.Layout(width: 64, height: 64, samples: 4, seed: 1, frame: 0, purpose: 0)
    var points: [SIMD2<Float>] = []
    for y in 6..<8 {
      for x in 10..<12 {
        for s in 0..<4 {
          var r = SampleSequence(layout, x: x, y: y, sample: s)
          points.append(r.next())
        }
      }
    }
    #expect(Set(points.map { Int($0.x * 4) * 4 + Int($0.y * 4) }).count == 16)
  }

  /// Different seeds, frames and purposes give different numbers.
  @Test func everySeedCounts() {
    var firsts: Set<Float> = []
    for seed in 0..<4 as Range<UInt64> {
      for frame in 0..<4 {
        for purpose in 0..<2 as Range<UInt32> {
          let layout = SampleSequence.Layout(
            width: 64, height: 64, samples: 4, seed: seed, frame: frame, purpose: purpose)
          var r = SampleSequence(layout, x: 5, y: 9, sample: 0)
          _ = r.next()  // the place in the pixel, which the frame leaves alone
          firsts.insert(r.next().x)
        }
      }
    }
    #expect(firsts.count >= 31)  // one chance meeting of 24-bit numbers allowed
  }

  /// Symptom: edges of things at rest shimmered, because samples moved within their pixels from frame to frame.
  /// Expected: the first pair is the same in every frame, later pairs are not.
  @Test func placementInThePixelStaysFromFrameToFrame() {
    func draws(frame: Int) -> [SIMD2<Float>] {
      let layout = SampleSequence.Layout(width: 64, height: 64, samples: 2, seed: 5, frame: frame, purpose: 1)
      var r = SampleSequence(layout, x: 9, y: 17, sample: 1)
      return [r.next(), r.next(), r.next()]
    }
    let (a, b) = (draws(frame: 3), draws(frame: 4))
    #expect(a[0] == b[0] && a[1] != b[1] && a[2] != b[2])
  }
}
