import NeuralNetwork
import TensorKernels
import Testing
import VectorMath

@Suite struct LayerTests {
  @Test func siluMatchesItsFormula() {
    let x = (-400...400).map { Float($0) * 0.25 }
    let y = silu(Tensor(TensorShape(1, x.count), x)).values
    for (x, y) in zip(x, y) {
      let expected = Double(x) / (1 + PortableMath.exponential(-Double(x)))
      #expect(abs(Double(y) - expected) <= 1e-6 * abs(expected) + 1e-30, "silu(\(x)) = \(y), expected \(expected)")
    }
  }

  @Test func siluGradient() {
    var g = SeededGenerator(seed: 2)
    let x = randomTensor(TensorShape(2, 3, 4, 5), &g), dy = randomTensor(x.shape, &g)
    checkGradient(of: { inner(silu($0), dy) }, at: x, is: siluBackward(dy, input: x), "silu")
  }

  @Test func convolutionGradients() {
    var g = SeededGenerator(seed: 3)
    var layer = Convolution("c", inputs: 5, outputs: 7, kernel: 3, &g)
    let x = randomTensor(TensorShape(2, 5, 6, 11), &g), dy = randomTensor(TensorShape(2, 7, 6, 11), &g)
    let dx = layer.backward(dy, input: x)
    checkGradient(of: { inner(layer($0), dy) }, at: x, is: dx, "input")
    checkParameters(of: layer) { inner($0(x), dy) }
  }

  @Test func linearGradients() {
    var g = SeededGenerator(seed: 4)
    var layer = Linear("l", inputs: 19, outputs: 6, &g)
    let x = randomTensor(TensorShape(3, 19), &g), dy = randomTensor(TensorShape(3, 6), &g)
    let dx = layer.backward(dy, input: x)
    checkGradient(of: { inner(layer($0), dy) }, at: x, is: dx, "input")
    checkParameters(of: layer) { inner($0(x), dy) }
  }

  /// Plane sizes below, at and off the kernel's block of pixels; with and without modulation.
  @Test(arguments: [(5, 7), (8, 8), (11, 13), (40, 33)], [true, false])
  func channelNormMatchesItsFormulaAndGradients(size: (Int, Int), modulated: Bool) {
    var g = SeededGenerator(seed: 6)
    var layer = ChannelNorm("n", channels: 6)
    layer.gain.value = randomTensor(TensorShape(1, 6), &g)
    layer.bias.value = randomTensor(TensorShape(1, 6), &g)
    let x = randomTensor(TensorShape(2, 6, size.0, size.1), &g), dy = randomTensor(x.shape, &g)
    let m = modulated ? randomTensor(TensorShape(2, 12), &g) : nil
    let y = layer(x, modulation: m)

    for (frame, row, column) in [(0, 0, 0), (1, size.0 - 1, size.1 - 1), (1, size.0 / 2, 0)] {
      let pixel = (0..<6).map { Double(x[frame, $0, row, column]) }
      let rms = (pixel.reduce(0) { $0 + $1 * $1 } / 6 + 1e-5).squareRoot()
      for c in 0..<6 {
        let scale = Double(m?[frame, c, 0, 0] ?? 0), shift = Double(m?[frame, 6 + c, 0, 0] ?? 0)
        let gain = Double(layer.gain.value[0, c, 0, 0]) * (1 + scale)
        let z: Double = pixel[c] / rms * gain + Double(layer.bias.value[0, c, 0, 0]) + shift
        let expected = z / (1 + PortableMath.exponential(-z))
        #expect(abs(Double(y[frame, c, row, column]) - expected) < 1e-5)
      }
    }

    let others = randomTensor(x.shape, &g)
    let gradients = layer.backward(dy, input: x, modulation: m, addingTo: others)
    var dx = gradients.input
    dx.add(others, scale: -1)
    checkGradient(of: { inner(layer($0, modulation: m), dy) }, at: x, is: dx, step: 2e-3, tolerance: 2e-2, "input")
    checkParameters(of: layer) { inner($0(x, modulation: m), dy) }
    if let m {
      checkGradient(of: { inner(layer(x, modulation: $0), dy) }, at: m, is: gradients.modulation, "modulation")
    }
  }

  @Test func channelNormOfACropIsTheCropOfTheNorm() {
    var g = SeededGenerator(seed: 7)
    let layer = ChannelNorm("n", channels: 5)
    let x = randomTensor(TensorShape(1, 5, 40, 50), &g)
    var crop = Tensor(TensorShape(1, 5, 9, 13))
    for c in 0..<5 { for y in 0..<9 { for i in 0..<13 { crop[0, c, y, i] = x[0, c, y + 20, i + 31] } } }
    let whole = layer(x), part = layer(crop)
    for c in 0..<5 { for y in 0..<9 { for i in 0..<13 { #expect(part[0, c, y, i] == whole[0, c, y + 20, i + 31]) } } }
  }

  @Test func resamplingIsWhatItSaysAndTransposesAreExact() {
    var g = SeededGenerator(seed: 8)
    let x = randomTensor(TensorShape(2, 4, 6, 10), &g)
    #expect(pooled(x)[1, 2, 1, 3] == 0.25 * ((x[1, 2, 2, 6] + x[1, 2, 2, 7]) + (x[1, 2, 3, 6] + x[1, 2, 3, 7])))
    #expect(upsampled(x)[1, 3, 7, 11] == x[1, 3, 3, 5])
    #expect(pixelUnshuffled(x)[1, 4 * 2 + 3, 1, 2] == x[1, 2, 3, 5])
    #expect(pixelUnshuffled(x)[0, 4 * 1 + 1, 2, 4] == x[0, 1, 4, 9])
    #expect(pixelShuffled(pixelUnshuffled(x)).values == x.values)
    // <A x, y> = <x, A' y>
    let small = randomTensor(TensorShape(2, 4, 3, 5), &g), large = randomTensor(TensorShape(2, 4, 12, 20), &g)
    #expect(abs(inner(pooled(x), small) - inner(x, pooledBackward(small))) < 1e-5)
    #expect(abs(inner(upsampled(x), large) - inner(x, upsampledBackward(large))) < 1e-4)
  }

  @Test(arguments: [(6, 6), (6, 9)]) func residualBlockGradients(channels: (Int, Int)) {
    var g = SeededGenerator(seed: 9)
    var block = ResidualBlock("b", inputs: channels.0, outputs: channels.1, embedding: 5, &g)
    let x = randomTensor(TensorShape(2, channels.0, 8, 10), &g), embedding = randomTensor(TensorShape(2, 5), &g)
    #expect(channels.0 != channels.1 || block.forward(x, embedding: embedding).output.values == x.values)
    // Away from the zero initialisation, so that every gradient is exercised.
    block.visitParameters { $0.value.add(randomTensor($0.value.shape, &g), scale: 0.2) }
    let dy = randomTensor(TensorShape(2, channels.1, 8, 10), &g)
    var dEmbedding = Tensor(embedding.shape)
    let activations = block.forward(x, embedding: embedding).activations
    let dx = block.backward(dy, activations, embedding: embedding, embeddingGradient: &dEmbedding)
    checkGradient(
      of: { inner(block.forward($0, embedding: embedding).output, dy) }, at: x, is: dx, step: 2e-3, tolerance: 2e-2,
      "input")
    checkGradient(of: { inner(block.forward(x, embedding: $0).output, dy) }, at: embedding, is: dEmbedding, "embedding")
    checkParameters(of: block, tolerance: 2e-2) { inner($0.forward(x, embedding: embedding).output, dy) }
  }

  @Test func copiesOfATensorAreIndependent() {
    let a = Tensor(TensorShape(1, 1, 2, 2), [1, 2, 3, 4])
    var b = a
    b[0, 0, 1, 1] = 9
    #expect(a.values == [1, 2, 3, 4] && b.values == [1, 2, 3, 9])
    let (left, right) = splitChannels(concatenateChannels([a, b]), at: 1)
    #expect(left.values == a.values && right.values == b.values)
  }
}
