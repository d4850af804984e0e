import NeuralNetwork
import Testing
import VectorMath

/// One tensor of three rows: minimises what the test says.
private struct Point: Parameterised {
  var p = Parameter("p", Tensor(TensorShape(3, 1), [1, -2, 3]))
  mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows { try visit(&p) }
}

@Suite struct OptimiserTests {
  @Test func scheduleWarmsUpAndFalls() {
    let s = LearningRateSchedule(peak: 1, warmUp: 10, total: 110, floor: 0.1)
    #expect(s.rate(at: 0) == 0.1 && s.rate(at: 9) == 1 && s.rate(at: 10) == 1)
    #expect(abs(s.rate(at: 60) - 0.55) < 1e-6)
    #expect(abs(s.rate(at: 110) - 0.1) < 1e-6 && s.rate(at: 5000) == s.rate(at: 110))
  }

  /// Two updates against the published recurrence in double precision.
  @Test func adamWFollowsItsRecurrence() {
    var model = Point()
    var optimiser = AdamW(schedule: LearningRateSchedule(peak: 0.1, warmUp: 0, total: 10, floor: 1))
    optimiser.weightDecay = 0.5
    var value = [1.0, -2, 3], m = [0.0, 0, 0], v = [0.0, 0, 0]
    for step in 1...2 {
      let gradient: [Float] = step == 1 ? [3, 0, -4] : [0.1, 0.2, 0.3]
      model.p.gradient = Tensor(TensorShape(3, 1), gradient)
      let norm = optimiser.update(&model)
      let expected = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      #expect(abs(Double(norm) - expected) < 1e-6)
      for i in 0..<3 {
        let g = Double(gradient[i]) / max(1, expected)
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.99 * v[i] + 0.01 * g * g
        let mHat = m[i] / (1 - PortableMath.power(0.9, Double(step)))
        let vHat = v[i] / (1 - PortableMath.power(0.99, Double(step)))
        value[i] = value[i] * (1 - 0.1 * 0.5) - 0.1 * mHat / (vHat.squareRoot() + 1e-8)
        #expect(abs(Double(model.p.value.values[i]) - value[i]) < 1e-5)
      }
    }
  }

  @Test func aGradientThatIsNotFiniteChangesNothing() {
    var model = Point()
    var optimiser = AdamW(schedule: LearningRateSchedule(peak: 0.1, warmUp: 0, total: 10))
    model.p.gradient = Tensor(TensorShape(3, 1), [1, .nan, 0])
    #expect(!optimiser.update(&model).isFinite)
    #expect(optimiser.step == 0 && model.p.value.values == [1, -2, 3])
  }

  @Test func averageFollowsTheWeights() {
    var model = Point()
    var average = MovingAverage(of: model, decay: 0.9)
    model.p.value = Tensor(TensorShape(3, 1), [2, 2, 2])
    average.update(&model, step: 1)  // rate 1 - 1/10
    #expect(maxDifference(average.values[0].values, [1.9, 1.6, 2.1]) < 1e-6)
    average.update(&model, step: 1000)  // rate 0.1
    #expect(maxDifference(average.values[0].values, [1.91, 1.64, 2.09]) < 1e-6)
    #expect(average.applied(to: model).p.value.values == average.values[0].values)
  }
}
