import Parallelism

/// Takes the noise out of features that lens, shutter, foliage and soft shadows leave in them, by non-local means within
/// each kind of feature, either half weighed by the other (after Rousselle, Manzi & Zwicker 2013, section 5).
///
/// Features without variance come through as they are.
struct FeatureFilter {
  /// Pixels on each side of a pixel that may be mixed into it.
  var reach = 5
  /// Bandwidth.
  var bandwidth: Float = 1
  /// Of the scale of the variances (`VarianceScale`): samples that are spread evenly over the pixel tell a pattern's mean
  /// far better than their own variance says, and the pattern would be taken for noise.
  var scales: ClosedRange<Float> = 0.02...1

  /// Kinds of features, and differences that do not count.
  private static let kinds: [(channels: Range<Int>, floor: Float)] = [
    (0..<3, 1e-6), (3..<6, 1e-5), (6..<7, 1e-10), (7..<8, 1e-4),
  ]
  private static let tile = 32

  /// The features of both halves, filtered.
  func apply(to halves: (HalfBuffer, HalfBuffer)) -> (Planes, Planes) {
    let (width, height) = (halves.0.features.width, halves.0.features.height)
    for (channels, _) in FeatureFilter.kinds { scale(halves, channels) }
    for half in [halves.0, halves.1] {
      half.features.extend()
      half.featureVariance.extend()
    }
    let out = (
      Planes(width: width, height: height, count: PathFeatures.count),
      Planes(width: width, height: height, count: PathFeatures.count)
    )
    let columns = (width + FeatureFilter.tile - 1) / FeatureFilter.tile
    let rows = (height + FeatureFilter.tile - 1) / FeatureFilter.tile
    parallelFor(columns * rows) { i in
      let (x, y) = (i % columns * FeatureFilter.tile, i / columns * FeatureFilter.tile)
      let (w, h) = (min(FeatureFilter.tile, width - x), min(FeatureFilter.tile, height - y))
      for (channels, floor) in FeatureFilter.kinds {
        filter(halves.0, weighedBy: halves.1, channels, floor, x, y, w, h, to: out.0)
        filter(halves.1, weighedBy: halves.0, channels, floor, x, y, w, h, to: out.1)
      }
    }
    return out
  }

  /// Brings the variances of a kind of feature to the scale of what the halves differ by.
  private func scale(_ halves: (HalfBuffer, HalfBuffer), _ channels: Range<Int>) {
    let scale = VarianceScale.estimate(
      (halves.0.features, halves.1.features), (halves.0.featureVariance, halves.1.featureVariance),
      channels: channels, isRelative: channels.lowerBound == 6, in: scales)
    for half in [halves.0, halves.1] {
      let variance = half.featureVariance
      parallelFor(variance.height) { y in
        for c in channels {
          for i in y * variance.stride..<y * variance.stride + variance.width { variance[c][i] *= scale[0][i] }
        }
      }
    }
  }

  private func filter(
    _ half: HalfBuffer, weighedBy other: HalfBuffer, _ channels: Range<Int>, _ floor: Float, _ x: Int, _ y: Int,
    _ w: Int, _ h: Int, to out: Planes
  ) {
    let from = half.features
    let step = from.stride
    guard isNoisy(other, channels, floor, x, y, w, h) || isNoisy(half, channels, floor, x, y, w, h) else {
      for c in channels {
        for row in y..<y + h { (out[c] + (row * step + x)).update(from: from[c] + (row * step + x), count: w) }
      }
      return
    }
    let s = PatchDistance.stride
    let scale: Float = 1 / (bandwidth * bandwidth)
    let distance = PatchDistance(
      values: other.features, variances: other.featureVariance, channels: channels, radius: 1, floor: floor)
    let plane = s * FeatureFilter.tile
    let count = PatchDistance.roomCount + (channels.count + 2) * plane
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { memory in
      let room = memory.baseAddress!
      let apart = room + PatchDistance.roomCount
      let weights = apart + plane
      let sums = weights + plane
      weights.update(repeating: 0, count: (channels.count + 1) * plane)
      for dy in -reach...reach where y + h + dy > 0 && y + dy < out.height {
        for dx in -reach...reach {
          distance.fill(apart, x: x, y: y, width: w, height: h, dx: dx, dy: dy, room: room)
          let inside = max(0, -dy - y)..<max(0, min(h, out.height - dy - y))
          // Beyond the left and right edges the margin repeats what has counted already.
          for row in inside {
            for column in stride(from: 0, to: w, by: 4) {
              var weight: Lanes = decays(load(apart + (row * s + column)) * scale)
              let first: Float = Float(x + column + dx)
              let at: Lanes = Lanes(0, 1, 2, 3) + first
              weight.replace(with: 0, where: at .< 0 .| at .> Float(out.width - 1))
              let i = row * s + column
              store(load(weights + i) + weight, weights + i)
              for (k, c) in channels.enumerated() {
                let p = sums + (k * plane + i)
                store(load(p) + weight * load(from[c] + ((y + row + dy) * step + x + column + dx)), p)
              }
            }
          }
        }
      }
      for (k, c) in channels.enumerated() {
        for row in 0..<h {
          for column in 0..<w {
            let i = row * s + column
            out[c][(y + row) * step + x + column] = sums[k * plane + i] / max(1e-20, weights[i])
          }
        }
      }
    }
  }

  /// Whether any pixel about a tile has noise that counts.
  private func isNoisy(
    _ half: HalfBuffer, _ channels: Range<Int>, _ floor: Float, _ x: Int, _ y: Int, _ w: Int, _ h: Int
  ) -> Bool {
    for c in channels {
      for row in y - 1...y + h {
        for column in x - 1...x + w where half.featureVariance[c][row * half.features.stride + column] > floor {
          return true
        }
      }
    }
    return false
  }
}
