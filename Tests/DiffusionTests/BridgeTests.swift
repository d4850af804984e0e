import Diffusion
import NeuralNetwork
import Testing
import VectorMath

@Suite struct BridgeTests {
  static let shape = TensorShape(2, 3, 8, 8)

  @Test func endsOfTheBridge() {
    var g = SeededGenerator(seed: 1)
    let x = randomTensor(Self.shape, &g), c = randomTensor(Self.shape, &g), e = randomTensor(Self.shape, &g)
    let state = DiffusionBridge(noiseScale: 0.5).state(clean: x, coarse: c, noise: e, times: [0, 1])
    #expect(state[0, 1, 2, 3] == x[0, 1, 2, 3])
    #expect(state[1, 1, 2, 3] == c[1, 1, 2, 3] + 0.5 * e[1, 1, 2, 3])
  }

  @Test func trainingTimesFavourTheStart() {
    var g = SeededGenerator(seed: 2)
    let bridge = DiffusionBridge(startShare: 0.25)
    let times = (0..<20000).map { _ in bridge.trainingTime(&g) }
    #expect(times.allSatisfy { $0 > 0 && $0 <= 1 })
    #expect(abs(Double(times.count { $0 == 1 }) / 20000 - 0.25) < 0.015)
    let mean = times.reduce(0.0) { $0 + Double($1) } / 20000
    #expect(abs(mean - (0.25 + 0.75 * 2 / 3)) < 0.01)
  }

  /// Random tensors have no band value within the finite step of zero for these seeds, so the kink of |x| stays away.
  @Test(arguments: [1, 2, 3]) func lossGradientMatchesFiniteDifferences(levels: Int) {
    var g = SeededGenerator(seed: 3)
    let loss = PyramidLoss(squared: 0.7, absolute: 0.3, levels: levels)
    let p = randomTensor(Self.shape, &g), truth = randomTensor(Self.shape, &g)
    var weight = randomTensor(TensorShape(2, 1, 8, 8), &g)
    weight.add(Tensor(weight.shape, fill: 1.5))
    let times: [Float] = [0.3, 0.8]
    let gradient = loss(p, truth: truth, times: times, weight: weight).gradient
    for _ in 0..<5 {
      let direction = randomTensor(Self.shape, &g)
      var ahead = p, behind = p
      ahead.add(direction, scale: 1e-3)
      behind.add(direction, scale: -1e-3)
      let high = loss(ahead, truth: truth, times: times, weight: weight).loss
      let low = loss(behind, truth: truth, times: times, weight: weight).loss
      let numeric = Double(high - low) / 2e-3, analytic = inner(gradient, direction)
      let scale = inner(gradient, gradient).squareRoot()
      #expect(abs(numeric - analytic) < 1e-2 * scale, "numeric \(numeric), analytic \(analytic)")
    }
  }

  /// A constant error d: the squared part is w(t) d^2, and of the bands only the last sees it.
  @Test func lossOfAConstantError() {
    let truth = Tensor(Self.shape, fill: 0.25), prediction = Tensor(Self.shape, fill: 0.75)
    let loss = PyramidLoss(squared: 2, absolute: 0.5, levels: 3, velocityCap: 4)
    let value = loss(prediction, truth: truth, times: [1, 0.1]).loss
    #expect(abs(value - (2 * 0.25 * (1 + 4) / 2 + 0.5 * 0.5)) < 1e-5)
    #expect(loss(truth, truth: truth, times: [1, 1]).loss == 0)
  }

  /// A new network predicts the coarse frame, so every sampler ends there.
  @Test(arguments: [1, 2, 4], Renoising.allCases) func anUntrainedSamplerReturnsTheCoarseFrame(
    steps: Int, renoising: Renoising
  ) {
    var g = SeededGenerator(seed: 5)
    let denoiser = Denoiser(tiny, seed: 1)
    let c = randomTensor(TensorShape(1, 3, 16, 16), &g), e = randomTensor(c.shape, &g, normal: true)
    let condition = randomTensor(TensorShape(1, 2, 16, 16), &g)
    let y = denoiser.sample(coarse: c, condition: condition, noise: e, steps: steps, renoising: renoising)
    #expect(y.values == c.values)
  }

  @Test func samplesDependOnTheNoiseAndOnNothingElse() {
    var g = SeededGenerator(seed: 6)
    var denoiser = Denoiser(tiny, seed: 1)
    denoiser.visitParameters { $0.value.add(randomTensor($0.value.shape, &g), scale: 0.1) }
    let c = randomTensor(TensorShape(1, 3, 16, 16), &g), e = randomTensor(c.shape, &g, normal: true)
    let condition = randomTensor(TensorShape(1, 2, 16, 16), &g)
    func sample(_ noise: Tensor, _ r: Renoising) -> [Float] {
      denoiser.sample(coarse: c, condition: condition, noise: noise, steps: 3, renoising: r).values
    }
    #expect(sample(e, .rotated) == sample(e, .rotated))
    #expect(sample(e, .rotated) != sample(randomTensor(e.shape, &g, normal: true), .rotated))
    #expect(sample(e, .rotated) != sample(e, .same))
  }
}
