import Imaging
import Simulation
import Testing
import TraceAnalysis
import TraceFormat

@Suite struct PlotTests {
  @Test(arguments: [
    (0.0, 1.0, 5, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-3.2, 9.1, 4, ["-4", "-2", "0", "2", "4", "6", "8", "10"]),
    (0, 0.00042, 4, ["0", "1", "2", "3", "4", "5"]), (1e6, 3e6, 2, ["1", "2", "3"]),
    (5, 5, 4, ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
  ])
  func ticksAreRoundNumbers(low: Double, high: Double, count: Int, labels: [String]) {
    let ticks = AxisTicks(from: low, to: high, count: count)
    #expect(ticks.low <= low && ticks.high >= high)
    let shown = ticks.values.map(ticks.label)
    #expect(shown == labels, "\(shown) \(ticks.commonPower)")
  }

  /// A curve keeps every extreme whatever the number of values.
  @Test func curvesKeepPeaks() {
    var curve = Curve(name: "c", columns: 50)
    for k in 0..<100_000 { curve.add(k == 70_001 ? 9 : 0, at: Double(k) / 99_999) }
    #expect(curve.high == 9 && curve.points.count <= 200 && curve.points.contains { $0.value == 9 && $0.column == 34 })
  }

  /// The curve of a fall is where the parabola is: its pixels have its colour.
  @Test func aFallIsAParabola() throws {
    var scene = knockScene(seconds: 1)
    scene.bodies = [scene.bodies[3]]
    scene.bodies[0].position.y = 10
    scene.bodies[0].velocity = .zero
    let trace = try simulate(scene)
    let end = trace.frames.last?.time ?? 0
    var plot = TracePlot(
      [trace.header], labels: [""], quantities: [try Quantity.named("y")], bodies: [0], joints: [], title: "Fall",
      range: 0...end, width: 600, height: 400)
    for record in trace.frames { plot.add(record, of: trace.header, trace: 0) }
    let picture = plot.picture()
    let layout = PlotLayout(width: 600, height: 400, panels: 1, names: [["ball"]])
    let (top, bottom) = layout.span(0)
    let low = trace.frames.map { $0.bodies[0].position.y }.min() ?? 0
    let y = AxisTicks(from: low, to: 10, count: max(2, Int((bottom - top) / (5.5 * layout.text))))
    for k in [5, 12, 20] {
      let record = trace.frames[k]
      let px = Int(layout.left + Float(Int(record.time / end * Double(layout.plotColumns - 1) + 0.5)))
      let share = (record.bodies[0].position.y - y.low) / (y.high - y.low)
      let py = Int(bottom - Float(share) * (bottom - top))
      let c = picture.colour[px, py]
      #expect(c.z > c.x + 0.3, "record \(k) at \(px), \(py): \(c)")
    }
  }

  @Test func everyPrintableCharacterHasAGlyph() {
    for code in 0x21...0x7E where code != 0x60 {
      let character = Character(Unicode.Scalar(UInt8(code)))
      #expect(!StrokeFont.glyph(character).strokes.isEmpty)
      #expect(StrokeFont.glyph(character).strokes != StrokeFont.glyph("\u{4E2D}").strokes, "'\(character)'")
    }
    #expect(StrokeFont.width("mm") > StrokeFont.width("ii"))
  }
}
