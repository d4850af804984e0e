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

  /// 4096 samples of one pixel: every elementary interval of that many cells holds exactly one, in every pair of
  /// dimensions (a (0, 12, 2)-net; Owen scrambling keeps it: Owen, "Randomly permuted (t,m,s)-nets", 1995).
  @Test func everyElementaryIntervalHoldsOneSample() {
    let layout = SampleSequence.Layout(width: 16, height: 16, samples: 4096, seed: 3, frame: 1, purpose: 0)
    var pairs = [[SIMD2<Float>]](repeating: [], count: 4)
    for s in 0..<4096 {
      var r = SampleSequence(layout, x: 7, y: 12, sample: s)
      for p in 0..<4 { pairs[p].append(r.next()) }
    }
    for (p, points) in pairs.enumerated() {
      for bits in 0...12 {
        let (columns, rows) = (Float(1 << bits), Float(4096 >> bits))
        var isTaken = [Bool](repeating: false, count: 4096)
        for q in points { isTaken[Int(q.x * columns) * Int(rows) + Int(q.y * rows)] = true }
        #expect(isTaken.allSatisfy { $0 }, "pair \(p), \(columns) x \(rows) cells")
      }
    }
  }

  /// Over many seeds, what one sample of one pixel gets is uniform on the square, and so is a pair taken from two
  /// different pairs of dimensions: chi-square of 256 cells, p > 0.0001 each.
  @Test func scramblingIsUniform() {
    var counts = [[Double]](repeating: [Double](repeating: 0, count: 256), count: 4)
    let trials = 50_000
    for seed in 0..<trials {
      let layout = SampleSequence.Layout(
        width: 64, height: 64, samples: 4, seed: UInt64(seed), frame: 2, purpose: 0)
      var r = SampleSequence(layout, x: 33, y: 5, sample: 2)
      let (a, b, c) = (r.next(), r.next(), r.next())
      for (k, p) in [a, b, SIMD2(a.x, b.y), SIMD2(b.x, c.x)].enumerated() {
        counts[k][Int(p.x * 16) * 16 + Int(p.y * 16)] += 1
      }
    }
    let expected = Double(trials) / 256
    for (k, cells) in counts.enumerated() {
      let chi = cells.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
      // Quantile of 255 degrees of freedom at 0.9999 (Wilson & Hilferty 1931).
      #expect(chi < 347, "pair \(k): chi-square \(chi)")
    }
  }

  /// A smooth integrand over four dimensions, from 256 samples: the mean squared error is a small part of that of
  /// independent samples, whose variance over 256 is known in closed form.
  @Test func smoothIntegralsConvergeFasterThanRandom() {
    // f = (1 + x/2)(1 + y/2)(1 + z/2)(1 + w/2): mean (5/4)^4, second moment (19/12)^4.
    func f(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Double {
      Double((1 + a.x / 2) * (1 + a.y / 2)) * Double((1 + b.x / 2) * (1 + b.y / 2))
    }
    let mean = 2.44140625
    let variance = 6.28477045 - mean * mean
    var squared = 0.0
    let trials = 60
    for seed in 0..<trials {
      let layout = SampleSequence.Layout(
        width: 16, height: 16, samples: 256, seed: UInt64(seed), frame: 0, purpose: 1)
      var sum = 0.0
      for s in 0..<256 {
        var r = SampleSequence(layout, x: 3, y: 4, sample: s)
        sum += f(r.next(), r.next())
      }
      squared += (sum / 256 - mean) * (sum / 256 - mean)
    }
    let ratio = squared / Double(trials) / (variance / 256)
    #expect(ratio < 0.1, "\(ratio) of the error of independent samples")
  }

  /// Error diffuses: over blocks of 4 x 4 pixels of one sample each, the mean of the samples' first coordinate is far
  /// nearer to one half than that of independent ones.
  @Test func neighboursBalanceEachOther() {
    let layout = SampleSequence.Layout(width: 64, height: 64, samples: 1, seed: 6, frame: 0, purpose: 0)
    var squared = 0.0
    for block in 0..<256 {
      var sum = 0.0
      for k in 0..<16 {
        var r = SampleSequence(layout, x: block % 16 * 4 + k % 4, y: block / 16 * 4 + k / 4, sample: 0)
        _ = r.next()
        sum += Double(r.next().x)
      }
      squared += (sum / 16 - 0.5) * (sum / 16 - 0.5)
    }
    let ratio = squared / 256 / (1.0 / 12 / 16)
    #expect(ratio < 0.05, "\(ratio) of the error of independent samples")
  }
}
