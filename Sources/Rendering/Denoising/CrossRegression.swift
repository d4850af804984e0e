import Parallelism

/// Filters either half of a picture by regressions whose weights come from the other half.
///
/// Regressions stand on a grid, and each speaks for all pixels of its window, weighted by how like its middle they are
/// (Bitterli et al. 2016, "collaborative filtering").
struct CrossRegression {
  /// Of the weights; one result for each.
  let bandwidths: [Float]
  /// Pixels from regression to regression.
  static let spacing = 3
  private static let tile = 30

  let colours: (Planes, Planes)
  /// Colours without texture, and their variances: what weights are drawn from.
  let plain: (Planes, Planes)
  let plainVariance: (Planes, Planes)
  let features: Planes
  let featureNoise: Planes

  /// For each bandwidth the two halves, filtered: three channels and a weight that they are to be divided by.
  func apply() -> [(Planes, Planes)] {
    let (width, height) = (features.width, features.height)
    for p in [colours.0, colours.1, plain.0, plain.1, plainVariance.0, plainVariance.1, features, featureNoise] {
      p.extend()
    }
    let out = bandwidths.map { _ in
      (Planes(width: width, height: height, count: 4), Planes(width: width, height: height, count: 4))
    }
    let columns = (width + CrossRegression.tile - 1) / CrossRegression.tile
    let rows = (height + CrossRegression.tile - 1) / CrossRegression.tile
    // Windows reach over the edges of their tiles, but not as far as the tile after the next.
    for colour in 0..<4 {
      let (first, top) = (colour & 1, colour >> 1)
      let (across, down) = ((columns - first + 1) / 2, (rows - top + 1) / 2)
      parallelFor(across * down) { i in
        let x = (2 * (i % across) + first) * CrossRegression.tile
        let y = (2 * (i / across) + top) * CrossRegression.tile
        filter(
          x: x, y: y, width: min(CrossRegression.tile, width - x), height: min(CrossRegression.tile, height - y), out)
      }
    }
    return out
  }

  private func filter(x: Int, y: Int, width: Int, height: Int, _ out: [(Planes, Planes)]) {
    let spacing = CrossRegression.spacing
    let (across, down) = ((width + spacing - 1) / spacing, (height + spacing - 1) / spacing)
    let size = RegressionWindow.size
    let half = across * down * size
    let area = PatchDistance.stride * PatchDistance.tile
    let count = RegressionWindow.roomCount + 2 * half + area + PatchDistance.roomCount + size
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { memory in
      let apart = memory.baseAddress!
      let tile = apart + 2 * half
      let room = tile + area
      let weights = room + PatchDistance.roomCount
      var window = RegressionWindow(features: features, noise: featureNoise, room: weights + size)
      func middle(_ i: Int, _ length: Int) -> Int { min(i * spacing + spacing / 2, length - 1) }
      let reach = RegressionWindow.reach
      for h in 0..<2 {
        let distance = PatchDistance(
          values: h == 0 ? plain.0 : plain.1, variances: h == 0 ? plainVariance.0 : plainVariance.1, channels: 0..<3,
          radius: 3, floor: 1e-12)
        for dy in -reach...reach {
          for dx in -reach...reach {
            distance.fill(tile, x: x, y: y, width: width, height: height, dx: dx, dy: dy, room: room)
            let place = (dy + reach) * RegressionWindow.rowLength + dx + reach
            for j in 0..<down {
              for i in 0..<across {
                apart[h * half + (j * across + i) * size + place] =
                  tile[middle(j, height) * PatchDistance.stride + middle(i, width)]
              }
            }
          }
        }
      }
      for j in 0..<down {
        for i in 0..<across {
          let (cx, cy) = (x + middle(i, width), y + middle(j, height))
          window.move(toX: cx, y: cy)
          for (k, bandwidth) in bandwidths.enumerated() {
            let scale: Float = 1 / (bandwidth * bandwidth)
            for h in 0..<2 {
              // The weights of one half, the colours of the other.
              weigh(apart + ((1 - h) * half + (j * across + i) * size), scale, cx, cy, weights)
              window.fit(
                h == 0 ? colours.0 : colours.1, weights, x: cx, y: cy, to: h == 0 ? out[k].0 : out[k].1)
            }
          }
        }
      }
    }
  }

  /// Weights from distances; nothing beyond the picture's edges.
  @inline(__always) private func weigh(
    _ apart: UnsafePointer<Float>, _ scale: Float, _ x: Int, _ y: Int, _ out: UnsafeMutablePointer<Float>
  ) {
    let reach = RegressionWindow.reach
    for row in 0..<RegressionWindow.rows {
      let isInside = y + row >= reach && y + row - reach < features.height
      for column in stride(from: 0, to: RegressionWindow.rowLength, by: 4) {
        let i = row * RegressionWindow.rowLength + column
        var w: Lanes = isInside ? decays(load(apart + i) * scale) : .zero
        let at: SIMD4<Int32> = SIMD4(0, 1, 2, 3) &+ Int32(column - reach)
        let seen: SIMD4<Int32> = at &+ Int32(x)
        w.replace(
          with: 0, where: .!(at .<= Int32(reach) .& seen .>= 0 .& seen .< Int32(features.width)))
        store(w, out + i)
      }
    }
  }
}
