import NeuralNetwork
import VectorMath

/// A residual U-Net from planes at full resolution to planes at full resolution, modulated by time.
///
/// Pixels are unshuffled by two at the door, so level 0 works at half resolution. Downwards: mean pooling and a 3x3
/// convolution; upwards: a 3x3 convolution, nearest upsampling and the concatenated skip. All normalisation is per pixel.
/// Ronneberger, Fischer & Brox, arXiv:1505.04597; Shi et al. (pixel shuffle), arXiv:1609.05158.
public struct DenoisingUNet: Parameterised, Sendable {
  public let configuration: UNetConfiguration
  var time: TimeEmbedding
  var input: Convolution
  var encoder: [[ResidualBlock]]  // by level
  var down: [Convolution]  // level l to l + 1
  var decoder: [[ResidualBlock]]  // by level; the first block of each takes the skip
  var up: [Convolution]  // level l + 1 to l
  var outputNorm: ChannelNorm
  var output: Convolution

  public init(_ configuration: UNetConfiguration, seed: UInt64) {
    self.configuration = configuration
    var g = SeededGenerator(seed: seed, stage: "network weights")
    let w = configuration.widths, e = configuration.embedding
    time = TimeEmbedding("time", width: e, &g)
    input = Convolution("input", inputs: 4 * configuration.inputChannels, outputs: w[0], kernel: 1, &g)
    encoder = []
    down = []
    decoder = []
    up = []
    for level in w.indices {
      encoder.append(
        (0..<configuration.encoderBlocks[level]).map {
          ResidualBlock("encoder.\(level).\($0)", inputs: w[level], outputs: w[level], embedding: e, &g)
        })
      guard level + 1 < w.count else { break }
      down.append(Convolution("down.\(level)", inputs: w[level], outputs: w[level + 1], kernel: 3, &g))
      up.append(Convolution("up.\(level)", inputs: w[level + 1], outputs: w[level], kernel: 3, &g))
      decoder.append(
        (0..<configuration.decoderBlocks[level]).map {
          ResidualBlock(
            "decoder.\(level).\($0)", inputs: $0 == 0 ? 2 * w[level] : w[level], outputs: w[level], embedding: e, &g)
        })
    }
    outputNorm = ChannelNorm("output.norm", channels: w[0])
    output = Convolution("output", inputs: w[0], outputs: 4 * configuration.outputChannels, kernel: 3, gain: 0, &g)
  }

  /// What the backward pass needs of the forward pass.
  public struct Activations {
    var time: TimeEmbedding.Activations
    var embedding, unshuffled: Tensor
    var blocks: [ResidualBlock.Activations] = []  // in the order of the forward pass
    var pooled: [Tensor] = []  // inputs of `down`
    var raised: [Tensor] = []  // inputs of `up`, from the last level on
    var last: Tensor, normed: Tensor
  }

  /// planes: [frames, inputChannels, h, w], h and w multiples of `configuration.sizeMultiple`; times: one per frame.
  public func callAsFunction(_ planes: Tensor, times: [Float]) -> Tensor {
    run(planes, times: times, recording: false).output
  }

  public func forward(_ planes: Tensor, times: [Float]) -> (output: Tensor, activations: Activations) {
    let (output, activations) = run(planes, times: times, recording: true)
    return (output, activations!)
  }

  /// One path for training and inference; unrecorded activations are freed block by block.
  private func run(_ planes: Tensor, times: [Float], recording: Bool) -> (output: Tensor, activations: Activations?) {
    let s = planes.shape, multiple = configuration.sizeMultiple
    precondition(
      s.channels == configuration.inputChannels && s.frames == times.count && s.height.isMultiple(of: multiple)
        && s.width.isMultiple(of: multiple),
      "U-Net takes [n, \(configuration.inputChannels), h, w] with sides a multiple of \(multiple) and n times, got \(s) "
        + "and \(times.count) times")
    let (embedding, timeActivations) = time.forward(times)
    let unshuffled = pixelUnshuffled(planes)
    var blocks: [ResidualBlock.Activations] = []
    var pooledInputs: [Tensor] = []
    var raised: [Tensor] = []
    var skips: [Tensor] = []
    func apply(_ chain: [ResidualBlock], _ x: inout Tensor) {
      for block in chain {
        let (y, activations) = block.forward(x, embedding: embedding)
        x = y
        if recording { blocks.append(activations) }
      }
    }
    var x = input(unshuffled)
    for level in encoder.indices {
      apply(encoder[level], &x)
      guard level < down.count else { break }
      skips.append(x)
      x = pooled(x)
      if recording { pooledInputs.append(x) }
      x = down[level](x)
    }
    for level in decoder.indices.reversed() {
      if recording { raised.append(x) }
      x = concatenateChannels([upsampled(up[level](x)), skips.removeLast()])
      apply(decoder[level], &x)
    }
    let normed = outputNorm(x)
    let y = pixelShuffled(output(normed))
    guard recording else { return (y, nil) }
    return (
      y,
      Activations(
        time: timeActivations, embedding: embedding, unshuffled: unshuffled, blocks: blocks, pooled: pooledInputs,
        raised: raised, last: x, normed: normed)
    )
  }

  /// Adds the gradients of all parameters, given that of the output. The input planes need none.
  public mutating func backward(_ dy: Tensor, _ a: Activations) {
    var dEmbedding = Tensor(a.embedding.shape)
    var remaining = a.blocks[...]
    func unwind(_ chain: inout [ResidualBlock], _ dx: inout Tensor) {
      for i in chain.indices.reversed() {
        dx = chain[i].backward(
          dx, remaining.removeLast(), embedding: a.embedding, embeddingGradient: &dEmbedding)
      }
    }
    let dNormed = output.backward(pixelUnshuffled(dy), input: a.normed)
    var dx = outputNorm.backward(dNormed, input: a.last).input
    var dSkips: [Tensor] = []
    for level in decoder.indices {
      unwind(&decoder[level], &dx)
      let (dUpsampled, dSkip) = splitChannels(dx, at: configuration.widths[level])
      dSkips.append(dSkip)
      dx = up[level].backward(upsampledBackward(dUpsampled), input: a.raised[decoder.count - 1 - level])
    }
    for level in encoder.indices.reversed() {
      if level < down.count {
        dx = pooledBackward(down[level].backward(dx, input: a.pooled[level]))
        dx.add(dSkips[level])
      }
      unwind(&encoder[level], &dx)
    }
    input.backwardWeights(dx, input: a.unshuffled)
    time.backward(dEmbedding, a.time)
  }

  public mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows {
    try time.visitParameters(visit)
    try input.visitParameters(visit)
    for level in encoder.indices {
      for i in encoder[level].indices { try encoder[level][i].visitParameters(visit) }
    }
    for level in down.indices { try down[level].visitParameters(visit) }
    for level in up.indices { try up[level].visitParameters(visit) }
    for level in decoder.indices {
      for i in decoder[level].indices { try decoder[level][i].visitParameters(visit) }
    }
    try outputNorm.visitParameters(visit)
    try output.visitParameters(visit)
  }

  /// Floating-point operations of the convolutions of one evaluation of one frame.
  public func operations(height: Int, width: Int) -> Int {
    func cost(_ chain: [ResidualBlock], _ level: Int) -> Int {
      chain.reduce(0) { $0 + $1.operations(height: height >> (level + 1), width: width >> (level + 1)) }
    }
    var sum = input.operations(height: height / 2, width: width / 2)
    sum += output.operations(height: height / 2, width: width / 2)
    for level in encoder.indices { sum += cost(encoder[level], level) }
    for level in decoder.indices {
      sum += cost(decoder[level], level)
      sum += down[level].operations(height: height >> (level + 2), width: width >> (level + 2))
      sum += up[level].operations(height: height >> (level + 2), width: width >> (level + 2))
    }
    return sum
  }

  /// Such as "U-Net 32/48/64: 602,124 parameters, 72.4 kFLOP per pixel".
  public var summary: String {
    let side = configuration.sizeMultiple * 16
    let perPixel = (Double(operations(height: side, width: side)) / Double(side * side) / 100).rounded() / 10
    let widths = configuration.widths.map(String.init).joined(separator: "/")
    return "U-Net \(widths): \(parameterCount) parameters, \(perPixel) kFLOP per pixel"
  }
}
