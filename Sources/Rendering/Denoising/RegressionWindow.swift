import VectorMath

/// A window about one pixel, its features as columns of a regression, and the fit of colours to them.
///
/// The model is first order (Bitterli et al., "Nonlinearly weighted first-order regression for denoising Monte Carlo
/// renderings", CGF 35(4), 2016): colour = constant + linear in the place on the screen and in the features. A pixel in
/// which two surfaces meet is the same mixture of both in colour and features, so edges come through sharp.
struct RegressionWindow {
  /// Pixels on each side of the middle.
  static let reach = 9
  static let rows = 2 * reach + 1
  /// Rows are filled up to whole vectors; what is beyond the window weighs nothing.
  static let rowLength = (rows + 3) & ~3
  static let size = rows * rowLength
  /// Place on the screen, and the features.
  static let mostColumns = 2 + PathFeatures.count
  /// Of the room that a window works in.
  static let roomCount = (2 * mostColumns + 3 + 1) * size + mostColumns * (mostColumns + 8) + 64

  /// Differences of a feature that cannot explain anything; of nearness, relative to the middle's.
  private static let least: [Float] = [0.004, 0.004, 0.004, 0.01, 0.01, 0.01, 0.002, 0.02]

  let features: Planes
  /// Variance that is left in each feature.
  let noise: Planes
  /// x, y, then the features that vary in this window; then three colours.
  private let columns: UnsafeMutablePointer<Float>
  private let weighted: UnsafeMutablePointer<Float>
  private let noises: UnsafeMutablePointer<Float>
  private let matrix: UnsafeMutablePointer<Float>
  private let coefficients: UnsafeMutablePointer<Float>
  private var count = 2
  private var least = SIMD16<Float>.zero

  init(features: Planes, noise: Planes, room: UnsafeMutablePointer<Float>) {
    let (n, m) = (RegressionWindow.size, RegressionWindow.mostColumns)
    (self.features, self.noise) = (features, noise)
    columns = room
    weighted = room + (m + 3) * n
    noises = weighted + n
    matrix = noises + m * n
    coefficients = matrix + m * (m + 3)
    let r = RegressionWindow.reach
    for row in 0..<RegressionWindow.rows {
      for column in 0..<RegressionWindow.rowLength {
        let i = row * RegressionWindow.rowLength + column
        columns[i] = Float(column - r) / Float(r)
        columns[n + i] = Float(row - r) / Float(r)
      }
    }
    noises.update(repeating: 0, count: 2 * n)
    (least[0], least[1]) = (0.02, 0.02)
  }

  /// Takes in the features about a pixel.
  @inline(__always) mutating func move(toX x: Int, y: Int) {
    let n = RegressionWindow.size
    let start = (y - RegressionWindow.reach) * features.stride + x - RegressionWindow.reach
    count = 2
    for k in 0..<PathFeatures.count {
      let middle: Float = features[k][y * features.stride + x]
      let column = columns + count * n
      var widest = Lanes.zero
      copy(features[k] + start, to: column) { v in
        let d: Lanes = v - Lanes(repeating: middle)
        widest = greater(widest, greater(d, -d))
        return d
      }
      let bound: Float = RegressionWindow.least[k] * (k == 6 ? middle : 1)
      if widest.max() > bound {
        copy(noise[k] + start, to: noises + count * n) { $0 }
        least[count] = bound
        count += 1
      }
    }
  }

  @inline(__always) private func copy(
    _ from: UnsafePointer<Float>, to: UnsafeMutablePointer<Float>, _ change: (Lanes) -> Lanes
  ) {
    var (source, target) = (from, to)
    for _ in 0..<RegressionWindow.rows {
      for column in stride(from: 0, to: RegressionWindow.rowLength, by: 4) {
        store(change(load(source + column)), target + column)
      }
      source += features.stride
      target += RegressionWindow.rowLength
    }
  }

  /// Fits the colours about (x, y) under `weights` and adds what the fit says of each pixel, so weighted, to `out`: three
  /// colours and the weight.
  @inline(__always) func fit(
    _ colour: Planes, _ weights: UnsafePointer<Float>, x: Int, y: Int, to out: Planes
  ) {
    let n = RegressionWindow.size
    let start = (y - RegressionWindow.reach) * features.stride + x - RegressionWindow.reach
    let all = count + 3
    for c in 0..<3 { copy(colour[c] + start, to: columns + (count + c) * n) { $0 } }
    // Means, then the upper triangle of the covariances, row by row with the three right sides at the end.
    let means = coefficients + 3 * RegressionWindow.mostColumns
    let total: Float = max(1e-20, sum(weights))
    dots(weights, from: 0, to: all, means)
    for j in 0..<all { means[j] /= total }
    let width = RegressionWindow.mostColumns + 3
    for i in 0..<count {
      let column = columns + i * n
      for k in stride(from: 0, to: n, by: 4) { store(load(weights + k) * load(column + k), weighted + k) }
      dots(weighted, from: i, to: all, matrix + i * width)
      for j in i..<all { matrix[i * width + j] = matrix[i * width + j] / total - means[i] * means[j] }
    }
    solve(width) { i in
      let left: Float = i < 2 ? 0 : product(weights, noises + i * n) / total
      return left + least[i] * least[i] * 0.1
    }
    var constants = Float3.zero
    for c in 0..<3 {
      var constant: Float = means[count + c]
      for i in 0..<count { constant -= coefficients[3 * i + c] * means[i] }
      constants[c] = constant
    }
    predict(constants, weights, start, to: out)
  }

  @inline(__always) private func predict(
    _ constants: Float3, _ weights: UnsafePointer<Float>, _ start: Int, to out: Planes
  ) {
    let n = RegressionWindow.size
    for row in 0..<RegressionWindow.rows {
      for column in stride(from: 0, to: RegressionWindow.rowLength, by: 4) {
        let i = row * RegressionWindow.rowLength + column
        let at = start + row * out.stride + column
        let w: Lanes = load(weights + i)
        var r = Lanes(repeating: constants.x)
        var g = Lanes(repeating: constants.y)
        var b = Lanes(repeating: constants.z)
        for k in 0..<count {
          let f: Lanes = load(columns + (k * n + i))
          r += f * coefficients[3 * k]
          g += f * coefficients[3 * k + 1]
          b += f * coefficients[3 * k + 2]
        }
        store(load(out[0] + at) + w * greater(r, .zero), out[0] + at)
        store(load(out[1] + at) + w * greater(g, .zero), out[1] + at)
        store(load(out[2] + at) + w * greater(b, .zero), out[2] + at)
        store(load(out[3] + at) + w, out[3] + at)
      }
    }
  }

  /// Solves for the coefficients by Cholesky's method. The diagonal grows by the noise of each feature, as its own
  /// variance counts for nothing that the colours could follow, and a little more.
  @inline(__always) private func solve(_ width: Int, _ noise: (Int) -> Float) {
    var scale = SIMD16<Float>.zero
    for i in 0..<count {
      let own: Float = max(0, matrix[i * width + i])
      scale[i] = 1 / max(1e-20, own * 1.001 + noise(i)).squareRoot()
    }
    for i in 0..<count {
      let row = matrix + i * width
      for j in i + 1..<count { row[j] *= scale[i] * scale[j] }
      for j in count..<count + 3 { row[j] *= scale[i] }
      row[i] = 1
    }
    // matrix = transposed(R) * R; the right sides are carried along.
    for i in 0..<count {
      let row = matrix + i * width
      for k in 0..<i {
        let above = matrix + k * width
        let f: Float = above[i]
        for j in i..<count + 3 { row[j] -= f * above[j] }
      }
      let pivot: Float = 1 / max(1e-4, row[i]).squareRoot()
      for j in i..<count + 3 { row[j] *= pivot }
    }
    for i in stride(from: count - 1, through: 0, by: -1) {
      let row = matrix + i * width
      for c in 0..<3 {
        var v: Float = row[count + c]
        for j in i + 1..<count { v -= row[j] * coefficients[3 * j + c] }
        coefficients[3 * i + c] = v / row[i]
      }
    }
    for i in 0..<count {
      for c in 0..<3 { coefficients[3 * i + c] *= scale[i] }
    }
  }

  /// The products of `v` with columns `first` to `end`, each to its place in `out`.
  @inline(__always) private func dots(
    _ v: UnsafePointer<Float>, from first: Int, to end: Int, _ out: UnsafeMutablePointer<Float>
  ) {
    let n = RegressionWindow.size
    var j = first
    while j + 4 <= end {
      let p = columns + j * n
      var (a, b, c, d) = (Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero)
      for k in stride(from: 0, to: n, by: 4) {
        let w: Lanes = load(v + k)
        a += w * load(p + k)
        b += w * load(p + n + k)
        c += w * load(p + 2 * n + k)
        d += w * load(p + 3 * n + k)
      }
      (out[j], out[j + 1], out[j + 2], out[j + 3]) = (a.sum(), b.sum(), c.sum(), d.sum())
      j += 4
    }
    while j < end {
      out[j] = product(v, columns + j * n)
      j += 1
    }
  }

  @inline(__always) private func product(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Float {
    var s = Lanes.zero
    for k in stride(from: 0, to: RegressionWindow.size, by: 4) { s += load(a + k) * load(b + k) }
    return s.sum()
  }

  @inline(__always) private func sum(_ a: UnsafePointer<Float>) -> Float {
    var s = Lanes.zero
    for k in stride(from: 0, to: RegressionWindow.size, by: 4) { s += load(a + k) }
    return s.sum()
  }
}
