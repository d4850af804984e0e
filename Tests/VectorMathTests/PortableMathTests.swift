import Foundation
import Testing
import VectorMath

@Suite struct PortableMathTests {
  /// The C library is the second route to each number; ours may differ by two units in the last place.
  @Test func elementaryFunctionsAgreeWithTheCLibrary() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<20_000 {
      let x = random.uniform(-100...100)
      #expect(abs(PortableMath.sine(x) - sin(x)) < 4e-16)
      #expect(abs(PortableMath.cosine(x) - cos(x)) < 4e-16)
      let y = random.uniform(-5...5)
      #expect(abs(PortableMath.arcTangent(y: y, x: x) - atan2(y, x)) < 1e-15)
      let e = random.uniform(-50...50)
      #expect(abs(PortableMath.exponential(e) / exp(e) - 1) < 1e-15)
      let p = random.uniform(1e-6...1e6)
      #expect(abs(PortableMath.logarithm(p) - log(p)) < 1e-15 * max(1, abs(log(p))))
      let u = random.uniform(-1...1)
      #expect(abs(PortableMath.arcCosine(u) - acos(u)) < 1e-14)
    }
  }

  @Test func farAnglesKeepTheirPrecision() {
    for x in [1e4, 12_345.678, 1e5, 999_999.5] {
      #expect(abs(PortableMath.sine(x) - sin(x)) < 1e-14)
      #expect(abs(PortableMath.cosine(x) - cos(x)) < 1e-14)
    }
  }
}

@Suite struct RotationTests {
  @Test(arguments: 0..<50) func matrixAndQuaternionTurnAlike(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let axis = Vector3(random.uniform(-1...1), random.uniform(-1...1), random.uniform(-1...1)).normalized
    let q = Quaternion(angle: random.uniform(-3.1...3.1), axis: axis)
    let v = Vector3(random.normal(), random.normal(), random.normal())
    #expect((q.matrix * v - q.rotate(v)).length < 1e-14)
    #expect((q.inverseRotate(q.rotate(v)) - v).length < 1e-14)
    let back = Quaternion(matrix: q.matrix)
    #expect((back.rotate(v) - q.rotate(v)).length < 1e-13)
    #expect((Quaternion(from: v.normalized, to: axis).rotate(v.normalized) - axis).length < 1e-12)
  }

  @Test func rotationVectorOfAQuarterTurnTakesXToY() {
    let q = Quaternion(rotationVector: Vector3(0, 0, Double.pi / 2))
    #expect((q.rotate(.unitX) - .unitY).length < 1e-15)
  }

  @Test func slerpHalvesTheAngle() {
    let q = Quaternion.slerp(.identity, Quaternion(angle: 1.2, axis: .unitZ), 0.5)
    #expect((q.rotate(.unitX) - Quaternion(angle: 0.6, axis: .unitZ).rotate(.unitX)).length < 1e-14)
  }

  @Test func inverseTimesMatrixIsIdentity() {
    let m = Matrix3(columns: Vector3(2, 1, 0), Vector3(-1, 3, 1), Vector3(0, 1, 4))
    let i = m * m.inverse
    #expect((i.c0 - .unitX).length + (i.c1 - .unitY).length + (i.c2 - .unitZ).length < 1e-15)
  }
}

@Suite struct SeededGeneratorTests {
  /// First outputs of splitmix64 for seed 1234567, as published with the algorithm's reference implementation.
  @Test func splitmixMatchesItsPublishedSequence() {
    var random = SeededGenerator(seed: 1_234_567)
    #expect([random.next(), random.next()] == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
  }

  /// Symptom: every choice out of n fell on 0, because a shift binds tighter than a product. Expected: all n equally often.
  @Test(arguments: [1, 2, 3, 7, 100]) func indexIsUniform(count: Int) {
    var random = SeededGenerator(seed: 12)
    var hits = [Int](repeating: 0, count: count)
    for _ in 0..<20_000 { hits[random.index(count)] += 1 }
    let expected = 20_000.0 / Double(count)
    for h in hits { #expect(abs(Double(h) - expected) < 5 * expected.squareRoot()) }
  }

  @Test func normalHasUnitVariance() {
    var random = SeededGenerator(seed: 3)
    let values = (0..<100_000).map { _ in random.normal() }
    let mean = values.reduce(0, +) / 1e5
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 1e5
    #expect(abs(mean) < 0.012 && abs(variance - 1) < 0.02)  // 4 sigma
  }
}
