import VectorMath

/// How near one picture is to another. Both are display-referred, 0...1, of the same size.
public enum ImageMetrics {
  /// Peak signal-to-noise ratio over all three channels, dB; infinite for equal pictures.
  public static func psnr(_ a: Frame, _ b: Frame) -> Double {
    check(a, b)
    var sum = 0.0
    for (p, q) in zip(a.colour.pixels, b.colour.pixels) {
      let d: Float3 = p - q
      sum += Double(d.x * d.x) + Double(d.y * d.y) + Double(d.z * d.z)
    }
    let mean = sum / Double(3 * a.colour.pixels.count)
    return mean == 0 ? .infinity : -10 * PortableMath.logarithm(mean) / PortableMath.logarithm(10)
  }

  /// Mean structural similarity of the luma, Gaussian window 11x11 with sigma 1.5, K1 = 0.01, K2 = 0.03.
  ///
  /// Wang, Bovik, Sheikh & Simoncelli, "Image Quality Assessment", IEEE TIP 13(4), 2004. Windows stay inside the picture;
  /// a picture below 11 pixels a side is judged by one uniform window.
  public static func ssim(_ a: Frame, _ b: Frame) -> Double {
    check(a, b)
    let x = luma(a)
    let y = luma(b)
    let (w, h) = (a.width, a.height)
    let size = min(11, min(w, h))
    let kernel = window(size)
    func blurred(_ values: [Double]) -> [Double] { filterValid(values, width: w, height: h, kernel: kernel) }
    let mx = blurred(x)
    let my = blurred(y)
    let xx = blurred(zip(x, x).map { $0 * $1 })
    let yy = blurred(zip(y, y).map { $0 * $1 })
    let xy = blurred(zip(x, y).map { $0 * $1 })
    let c1 = 0.01 * 0.01
    let c2 = 0.03 * 0.03
    var total = 0.0
    for i in mx.indices {
      let vx = xx[i] - mx[i] * mx[i]
      let vy = yy[i] - my[i] * my[i]
      let cov = xy[i] - mx[i] * my[i]
      let numerator = (2 * mx[i] * my[i] + c1) * (2 * cov + c2)
      let denominator = (mx[i] * mx[i] + my[i] * my[i] + c1) * (vx + vy + c2)
      total += numerator / denominator
    }
    return total / Double(mx.count)
  }

  private static func check(_ a: Frame, _ b: Frame) {
    precondition(
      a.width == b.width && a.height == b.height,
      "pictures of \(a.width)x\(a.height) and \(b.width)x\(b.height) cannot be compared")
  }

  private static func luma(_ f: Frame) -> [Double] { f.colour.pixels.map { Double(luminance($0)) } }

  private static func window(_ size: Int) -> [Double] {
    let centre = Double(size - 1) / 2
    let weights = (0..<size).map { i -> Double in
      size < 11 ? 1 : PortableMath.exponential(-(Double(i) - centre) * (Double(i) - centre) / (2 * 1.5 * 1.5))
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  private static func filterValid(_ values: [Double], width: Int, height: Int, kernel: [Double]) -> [Double] {
    let n = kernel.count
    let (ow, oh) = (width - n + 1, height - n + 1)
    var rows = [Double](repeating: 0, count: ow * height)
    for y in 0..<height {
      for x in 0..<ow {
        var s = 0.0
        for k in 0..<n { s += kernel[k] * values[y * width + x + k] }
        rows[y * ow + x] = s
      }
    }
    var out = [Double](repeating: 0, count: ow * oh)
    for y in 0..<oh {
      for x in 0..<ow {
        var s = 0.0
        for k in 0..<n { s += kernel[k] * rows[(y + k) * ow + x] }
        out[y * ow + x] = s
      }
    }
    return out
  }
}
