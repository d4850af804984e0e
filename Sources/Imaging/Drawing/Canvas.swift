/// A picture that lines and text are drawn on, smooth at their edges.
///
/// Pixel (0, 0) is at the top left; coordinates are in pixels, a pixel's centre at half of one.
package struct Canvas {
  package private(set) var picture: ImageBuffer<SIMD3<Float>>
  /// How much of each pixel the stroke at work covers, and which rows and columns it has touched.
  private var coverage: [Float]

  package init(width: Int, height: Int, background: SIMD3<Float>) {
    picture = ImageBuffer(width: width, height: height, filledWith: background)
    coverage = [Float](repeating: 0, count: width * height)
  }

  package var width: Int { picture.width }
  package var height: Int { picture.height }

  package mutating func fill(x: Float, y: Float, width w: Float, height h: Float, _ colour: SIMD3<Float>) {
    for py in max(0, Int(y))..<min(height, Int((y + h).rounded())) {
      for px in max(0, Int(x))..<min(width, Int((x + w).rounded())) { picture[px, py] = colour }
    }
  }

  /// Lays a picture on this one, its top left corner at a pixel.
  package mutating func paste(_ other: ImageBuffer<SIMD3<Float>>, x: Int, y: Int) {
    precondition(
      x >= 0 && y >= 0 && x + other.width <= width && y + other.height <= height,
      "\(other.width)x\(other.height) at (\(x), \(y)) of \(width)x\(height)")
    for row in 0..<other.height {
      let start = (y + row) * width + x
      picture.pixels.replaceSubrange(
        start..<(start + other.width), with: other.pixels[(row * other.width)..<((row + 1) * other.width)])
    }
  }

  /// A line of round ends and joints. Where it crosses itself it is no darker.
  /// - Parameter clip: Left, top, right and bottom beyond which nothing is drawn.
  package mutating func polyline(
    _ points: [SIMD2<Float>], thickness: Float, _ colour: SIMD3<Float>, opacity: Float = 1, clip: SIMD4<Float>? = nil
  ) {
    var bounds = SIMD4<Int>(width, height, -1, -1)
    let lines = points.count == 1 ? [(points[0], points[0])] : Array(zip(points, points.dropFirst()))
    for (a, b) in lines { cover(a, b, radius: thickness / 2, clip, &bounds) }
    guard bounds.z >= bounds.x, bounds.w >= bounds.y else { return }
    for y in bounds.y...bounds.w {
      for x in bounds.x...bounds.z {
        let share = coverage[y * width + x] * opacity
        if share > 0 {
          picture[x, y] += (colour - picture[x, y]) * share
          coverage[y * width + x] = 0
        }
      }
    }
  }

  private mutating func cover(
    _ a: SIMD2<Float>, _ b: SIMD2<Float>, radius: Float, _ clip: SIMD4<Float>?, _ bounds: inout SIMD4<Int>
  ) {
    let reach: Float = radius + 1
    let clip = clip ?? SIMD4(0, 0, Float(width), Float(height))
    let low = SIMD2(max(clip.x, min(a.x, b.x) - reach), max(clip.y, min(a.y, b.y) - reach))
    let high = SIMD2(min(clip.z, max(a.x, b.x) + reach), min(clip.w, max(a.y, b.y) + reach))
    guard low.x < high.x && low.y < high.y else { return }
    let along = b - a
    let square: Float = (along * along).sum()
    let (x0, x1) = (max(0, Int(low.x)), min(width - 1, Int(high.x)))
    let (y0, y1) = (max(0, Int(low.y)), min(height - 1, Int(high.y)))
    guard x0 <= x1 && y0 <= y1 else { return }
    for y in y0...y1 {
      for x in x0...x1 {
        let p = SIMD2(Float(x) + 0.5, Float(y) + 0.5)
        let t: Float = square > 0 ? max(0, min(1, ((p - a) * along).sum() / square)) : 0
        let d = p - (a + along * t)
        let share: Float = radius + 0.5 - ((d * d).sum()).squareRoot()
        if share > 0 { coverage[y * width + x] = max(coverage[y * width + x], min(1, share)) }
      }
    }
    bounds = SIMD4(min(bounds.x, x0), min(bounds.y, y0), max(bounds.z, x1), max(bounds.w, y1))
  }

  package enum Alignment { case left, centre, right }

  /// Text whose capitals are `size` pixels high, its base line through `at`; upright text reads from bottom to top.
  package mutating func text(
    _ text: String, at: SIMD2<Float>, size: Float, _ colour: SIMD3<Float>, align: Alignment = .left,
    isUpright: Bool = false, weight: Float = 1
  ) {
    let scale = size / StrokeFont.capHeight
    let length = StrokeFont.width(text) * scale
    var pen: Float = align == .left ? 0 : align == .centre ? -length / 2 : -length
    for character in text {
      let glyph = StrokeFont.glyph(character)
      for stroke in glyph.strokes {
        let placed = stroke.map { p -> SIMD2<Float> in
          let (along, up) = (pen + p.x * scale, p.y * scale)
          return isUpright ? SIMD2(at.x - up, at.y - along) : SIMD2(at.x + along, at.y - up)
        }
        polyline(placed, thickness: max(1, size * 0.13) * weight, colour)
      }
      pen += glyph.advance * scale
    }
  }
}
