import Testing
import VectorMath

@testable import Rendering

@Suite struct FloatMathTests {
  /// Against the rounding of the standard library: everywhere, also where whole numbers are no longer apart.
  @Test func flooredIsTheStandardLibrarys() {
    let seed: UInt64 = 5
    var g = SeededGenerator(seed: seed)
    var values: [Float] = [0, 0.5, -0.5, 1, -1, 0x1p22, -0x1p22, 0x1.fffffep21, -0x1.fffffep21, 0x1p31, -1e30]
    values += values.flatMap { [$0.nextUp, $0.nextDown] }
    for scale: Double in [1, 100, 1e5, 4e6, 1e7, 1e9] {
      for _ in 0..<2000 { values.append(Float(g.uniform(-1...1) * scale)) }
    }
    for v in values { #expect(floored(v) == v.rounded(.down), "\(v), seed \(seed)") }
  }

  /// Against the double-precision functions, in all quarters and at their borders.
  @Test func circlePointsLieOnTheCircle() {
    for k in 0...4096 {
      let turns = Float(k) / 4096
      let (c, s) = circlePoint(turns)
      let angle = Double(turns) * 2 * Double.pi
      #expect(abs(Double(c) - PortableMath.cosine(angle)) < 1e-6, "\(turns) turns")
      #expect(abs(Double(s) - PortableMath.sine(angle)) < 1e-6, "\(turns) turns")
    }
  }
}
