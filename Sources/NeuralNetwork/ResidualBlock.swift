import VectorMath

/// y = skip(x) + conv2(norm2(conv1(norm1(x)), modulated by the embedding)), the norms ending in SiLU.
///
/// conv2 and the modulation start at zero, so that the block starts as its skip path (Ho, Jain & Abbeel, arXiv:2006.11239).
public struct ResidualBlock: Parameterised, Sendable {
  public var norm1: ChannelNorm
  public var conv1: Convolution
  public var modulation: Linear  // embedding -> scale and shift of norm2
  public var norm2: ChannelNorm
  public var conv2: Convolution
  public var skip: Convolution?  // 1x1, where the number of channels changes

  public init(_ name: String, inputs: Int, outputs: Int, embedding: Int, _ generator: inout SeededGenerator) {
    norm1 = ChannelNorm(name + ".norm1", channels: inputs)
    conv1 = Convolution(name + ".conv1", inputs: inputs, outputs: outputs, kernel: 3, gain: 2, &generator)
    modulation = Linear(name + ".modulation", inputs: embedding, outputs: 2 * outputs, gain: 0, &generator)
    norm2 = ChannelNorm(name + ".norm2", channels: outputs)
    conv2 = Convolution(name + ".conv2", inputs: outputs, outputs: outputs, kernel: 3, gain: 0, &generator)
    skip =
      inputs == outputs
      ? nil : Convolution(name + ".skip", inputs: inputs, outputs: outputs, kernel: 1, &generator)
  }

  /// What the backward pass needs of the forward pass.
  public struct Activations {
    var input, normed1, convolved1, modulation, normed2: Tensor
  }

  /// x: [frames, inputs, h, w]; embedding: [frames, embedding].
  public func forward(_ x: Tensor, embedding: Tensor) -> (output: Tensor, activations: Activations) {
    let normed1 = norm1(x)
    let convolved1 = conv1(normed1)
    let m = modulation(embedding)
    let normed2 = norm2(convolved1, modulation: m)
    let output = conv2(normed2, addingTo: skip.map { $0(x) } ?? x)
    return (
      output,
      Activations(input: x, normed1: normed1, convolved1: convolved1, modulation: m, normed2: normed2)
    )
  }

  /// Adds the parameters' gradients; returns those of x and of the embedding (the latter is added to `embeddingGradient`).
  public mutating func backward(
    _ dy: Tensor, _ a: Activations, embedding: Tensor, embeddingGradient: inout Tensor
  ) -> Tensor {
    let dNormed2 = conv2.backward(dy, input: a.normed2)
    let (dConvolved1, dModulation) = norm2.backward(dNormed2, input: a.convolved1, modulation: a.modulation)
    embeddingGradient.add(modulation.backward(dModulation, input: embedding))
    let dNormed1 = conv1.backward(dConvolved1, input: a.normed1)
    let dSkip = skip?.backward(dy, input: a.input) ?? dy
    return norm1.backward(dNormed1, input: a.input, addingTo: dSkip).input
  }

  public mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows {
    try norm1.visitParameters(visit)
    try conv1.visitParameters(visit)
    try modulation.visitParameters(visit)
    try norm2.visitParameters(visit)
    try conv2.visitParameters(visit)
    try skip?.visitParameters(visit)
  }

  public func operations(height: Int, width: Int) -> Int {
    conv1.operations(height: height, width: width) + conv2.operations(height: height, width: width)
      + (skip?.operations(height: height, width: width) ?? 0)
  }
}
