import Imaging

/// Draws axes, curves and legends.
struct PlotPainter {
  private(set) var canvas: Canvas
  private let layout: PlotLayout
  private static let ink = SIMD3<Float>(0.13, 0.14, 0.16)
  private static let pale = SIMD3<Float>(0.40, 0.42, 0.46)
  private static let grid = SIMD3<Float>(0.90, 0.91, 0.92)

  /// Told apart by people of any colour vision (Okabe & Ito 2008), light yellow left out.
  private static let palette: [SIMD3<Float>] = [
    colour(0, 114, 178), colour(213, 94, 0), colour(0, 158, 115), colour(204, 121, 167), colour(230, 159, 0),
    colour(86, 180, 233), colour(0, 0, 0),
  ]
  private static func colour(_ red: Float, _ green: Float, _ blue: Float) -> SIMD3<Float> {
    SIMD3(red, green, blue) / 255
  }

  init(_ layout: PlotLayout) {
    self.layout = layout
    canvas = Canvas(width: layout.width, height: layout.height, background: SIMD3(repeating: 1))
  }

  mutating func title(_ text: String) {
    let size = layout.text * 1.25
    var shown = text
    while StrokeFont.width(shown) * size / StrokeFont.capHeight > Float(layout.width) - 2 * layout.left
      && shown.count > 8
    {
      shown = String(shown.dropLast(2)) + "…"
      if shown.hasSuffix("……") { shown.removeLast() }
    }
    canvas.text(
      shown, at: SIMD2(layout.left, layout.top - 1.8 * layout.text), size: size, PlotPainter.ink, weight: 1.15)
  }

  mutating func panel(_ k: Int, label: String, curves: [Curve], from start: Double, to end: Double, isLast: Bool) {
    let t = layout.text
    let (top, bottom) = layout.span(k)
    let low = curves.map(\.low).min() ?? 0
    let high = curves.map(\.high).max() ?? 1
    let rows = max(2, Int((bottom - top) / (5.5 * t)))
    let y = AxisTicks(from: low, to: high, count: rows)
    let x = AxisTicks(
      from: start, to: end, count: max(2, Int((layout.right - layout.left) / (9 * t))), fitsTightly: true)
    func across(_ v: Double) -> Float {
      layout.left + Float((v - x.low) / (x.high - x.low)) * (layout.right - layout.left)
    }
    func down(_ v: Double) -> Float { bottom - Float((v - y.low) / (y.high - y.low)) * (bottom - top) }

    for v in x.values {
      canvas.polyline([SIMD2(across(v), top), SIMD2(across(v), bottom)], thickness: 1, PlotPainter.grid)
      if isLast {
        canvas.text(
          x.label(v), at: SIMD2(across(v), bottom + 2 * t), size: t * 0.92, PlotPainter.ink, align: .centre)
      }
    }
    for v in y.values {
      let isZero = v.magnitude < y.step * 1e-6
      canvas.polyline(
        [SIMD2(layout.left, down(v)), SIMD2(layout.right, down(v))], thickness: 1,
        isZero ? PlotPainter.pale * 0.6 + 0.4 : PlotPainter.grid)
      canvas.text(
        y.label(v), at: SIMD2(layout.left - 0.9 * t, down(v) + 0.45 * t), size: t * 0.92, PlotPainter.ink, align: .right
      )
    }
    draw(curves, top: top, bottom: bottom, down)
    canvas.polyline(
      [SIMD2(layout.left, top), SIMD2(layout.left, bottom), SIMD2(layout.right, bottom)], thickness: 1.4,
      PlotPainter.pale)
    if !y.commonPower.isEmpty {
      canvas.text("× \(y.commonPower)", at: SIMD2(layout.left, top - 0.6 * t), size: t * 0.85, PlotPainter.pale)
    }
    canvas.text(
      label, at: SIMD2(1.9 * t, (top + bottom) / 2), size: t, PlotPainter.ink, align: .centre, isUpright: true)
    if isLast {
      let power = x.commonPower.isEmpty ? "" : ", × \(x.commonPower)"
      canvas.text(
        "time (s\(power))", at: SIMD2((layout.left + layout.right) / 2, bottom + 4 * t), size: t, PlotPainter.ink,
        align: .centre)
    }
    if curves.count > 1 { legend(curves, top: top) }
  }

  private mutating func draw(_ curves: [Curve], top: Float, bottom: Float, _ down: (Double) -> Float) {
    let clip = SIMD4(layout.left - 1, top - 2, layout.right + 2, bottom + 2)
    for (k, curve) in curves.enumerated() {
      let points = curve.points.map { SIMD2(layout.left + Float($0.column), down($0.value)) }
      if points.isEmpty { continue }
      line(k, points, thickness: max(1.6, layout.text * 0.2), opacity: curves.count > 6 ? 0.85 : 1, clip: clip)
    }
  }

  private mutating func legend(_ curves: [Curve], top: Float) {
    let t = layout.text
    let shown = curves.count <= layout.legendRows ? curves.count : max(0, layout.legendRows - 1)
    let x = layout.right + 1.6 * t
    for (k, curve) in curves.prefix(shown).enumerated() {
      let y = top + t + Float(k) * 2.1 * t
      line(k, [SIMD2(x, y), SIMD2(x + 1.8 * t, y)], thickness: t * 0.3)
      canvas.text(
        PlotLayout.shortened(curve.name), at: SIMD2(x + 2.7 * t, y + 0.45 * t), size: t * 0.92, PlotPainter.ink)
    }
    if shown < curves.count {
      canvas.text(
        "and \(curves.count - shown) more", at: SIMD2(x, top + t + Float(shown) * 2.1 * t + 0.45 * t), size: t * 0.92,
        PlotPainter.pale)
    }
  }

  /// The line of the `k`th curve: whole while the colours last, then dashed, then dotted.
  private mutating func line(
    _ k: Int, _ points: [SIMD2<Float>], thickness: Float, opacity: Float = 1, clip: SIMD4<Float>? = nil
  ) {
    let colour = PlotPainter.palette[k % PlotPainter.palette.count]
    let round = k / PlotPainter.palette.count
    let t = layout.text
    let pieces = round == 0 ? [points] : dashes(points, on: round % 2 == 1 ? 0.75 * t : 0.1 * t, off: 0.45 * t)
    for piece in pieces { canvas.polyline(piece, thickness: thickness, colour, opacity: opacity, clip: clip) }
  }

  /// A line cut into pieces of `on` pixels with gaps of `off`.
  private func dashes(_ points: [SIMD2<Float>], on: Float, off: Float) -> [[SIMD2<Float>]] {
    guard var here = points.first else { return [] }
    var pieces: [[SIMD2<Float>]] = [[here]]
    var isOn = true
    var left = on
    for next in points.dropFirst() {
      var d = next - here
      var length = (d * d).sum().squareRoot()
      while length > left {
        here += d * (left / length)
        if isOn { pieces[pieces.count - 1].append(here) } else { pieces.append([here]) }
        isOn.toggle()
        left = isOn ? on : off
        d = next - here
        length = (d * d).sum().squareRoot()
      }
      left -= length
      here = next
      if isOn { pieces[pieces.count - 1].append(here) }
    }
    return pieces
  }
}
