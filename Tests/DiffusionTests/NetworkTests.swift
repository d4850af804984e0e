import Diffusion
import NeuralNetwork
import Parallelism
import Testing
import VectorMath

@Suite struct NetworkTests {
  @Test func everyParameterGradientMatchesFiniteDifferences() {
    var g = SeededGenerator(seed: 1)
    var network = DenoisingUNet(tiny, seed: 3)
    network.visitParameters { $0.value.add(randomTensor($0.value.shape, &g), scale: 0.1) }
    let x = randomTensor(TensorShape(2, 8, 16, 8), &g), dy = randomTensor(TensorShape(2, 3, 16, 8), &g)
    let times: [Float] = [0.3, 0.9]
    network.zeroGradients()
    network.backward(dy, network.forward(x, times: times).activations)
    for (i, parameter) in network.parameters.enumerated() {
      let direction = randomTensor(parameter.value.shape, &g)
      func loss(_ step: Float) -> Double {
        var changed = network
        var index = 0
        changed.visitParameters {
          if index == i { $0.value.add(direction, scale: step) }
          index += 1
        }
        return inner(changed(x, times: times), dy)
      }
      let numeric = (loss(2e-3) - loss(-2e-3)) / 4e-3
      let analytic = inner(parameter.gradient, direction)
      let scale = max(inner(parameter.gradient, parameter.gradient).squareRoot(), 1)
      #expect(abs(numeric - analytic) < 2e-2 * scale, "\(parameter.name): numeric \(numeric), analytic \(analytic)")
    }
  }

  @Test func aNewNetworkGivesZeroAndRecordingChangesNothing() {
    var g = SeededGenerator(seed: 2)
    var network = DenoisingUNet(tiny, seed: 3)
    let x = randomTensor(TensorShape(1, 8, 16, 24), &g)
    #expect(network(x, times: [1]).values.allSatisfy { $0 == 0 })
    network.visitParameters { $0.value.add(randomTensor($0.value.shape, &g), scale: 0.1) }
    #expect(network(x, times: [1]).values == network.forward(x, times: [1]).output.values)
  }

  @Test func sameSeedSameWeights() {
    func weights(_ seed: UInt64) -> [[Float]] { DenoisingUNet(tiny, seed: seed).parameters.map(\.value.values) }
    #expect(weights(5) == weights(5))
    #expect(weights(5) != weights(6))
  }

  @Test func defaultSizeKeepsItsBudget() {
    let network = DenoisingUNet(UNetConfiguration(inputChannels: 26), seed: 0)
    #expect(network.parameterCount < 1_000_000)
    let perPixel = Double(network.operations(height: 288, width: 512)) / Double(288 * 512)
    #expect(perPixel > 60_000 && perPixel < 80_000, "\(perPixel) FLOP per pixel")
    #expect(network.summary.contains("\(network.parameterCount)"))
  }

  /// Each frame of a batch is what it is alone, whatever the number of threads.
  @Test func framesAreIndependent() {
    var g = SeededGenerator(seed: 4)
    var network = DenoisingUNet(tiny, seed: 3)
    network.visitParameters { $0.value.add(randomTensor($0.value.shape, &g), scale: 0.1) }
    let x = randomTensor(TensorShape(3, 8, 32, 48), &g)
    let y = network(x, times: [0.2, 0.5, 1])
    #expect(network(x.frame(1), times: [0.5]).values == y.frame(1).values)
  }
}
