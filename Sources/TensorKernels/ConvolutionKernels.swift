import CTensorKernels
import Parallelism

/// A convolution of stride 1, zero-padded to keep the size of its input; kernel 1 or 3.
public struct ConvolutionShape: Sendable, Equatable {
  public var frames, inputChannels, outputChannels, height, width, kernel: Int

  public init(frames: Int, inputChannels: Int, outputChannels: Int, height: Int, width: Int, kernel: Int) {
    precondition(kernel == 1 || kernel == 3, "convolution kernel \(kernel) is neither 1 nor 3")
    precondition(
      frames > 0 && inputChannels > 0 && outputChannels > 0 && height > 0 && width > 0,
      "convolution of \(frames)x\(inputChannels)x\(height)x\(width) to \(outputChannels) channels is empty")
    self.frames = frames
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.height = height
    self.width = width
    self.kernel = kernel
  }

  public var weightCount: Int { outputChannels * inputChannels * kernel * kernel }
  public var inputFrame: Int { inputChannels * height * width }
  public var outputFrame: Int { outputChannels * height * width }
  /// Floating-point operations of one pass, a multiplication and an addition counted as two.
  public var operations: Int { 2 * weightCount * frames * height * width }

  private var pitch: Int { width + kernel - 1 }

  func kernelShape(transposed: Bool = false) -> tk_convolution {
    tk_convolution(
      input_channels: Int32(transposed ? outputChannels : inputChannels),
      output_channels: Int32(transposed ? inputChannels : outputChannels), height: Int32(height), width: Int32(width),
      kernel: Int32(kernel))
  }

  /// Rows of one piece of work: a strip whose planes fit half of a 1 MiB second-level cache, at least eight pieces in all.
  func stripRows(planes: Int, workingFloats: Int, least: Int) -> Int {
    var rows = max(least, workingFloats / (planes * pitch) - (kernel - 1))
    if frames < 8 { rows = min(rows, max(least, (height * frames + 7) / 8)) }
    rows = min(rows, height)
    let strips = (height + rows - 1) / rows
    return (height + strips - 1) / strips
  }

  /// Small frames share a piece of work in the weight gradient, whose inner loop runs along all their pixels.
  var framesPerGradientPiece: Int {
    let flat = (height + kernel - 1) * pitch
    return max(1, min(1536 / flat, (frames + 3) / 4))
  }
}

/// output = convolution(input, weights) + bias, or added to output if `accumulate`.
///
/// input: [frames, inputChannels, height, width]; weights: [outputChannels, inputChannels, kernel, kernel];
/// bias: [outputChannels]; output: [frames, outputChannels, height, width].
public func convolve(
  _ shape: ConvolutionShape, input: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
  output: UnsafeMutablePointer<Float>, accumulate: Bool = false, level: KernelLevel = .current
) {
  run(
    shape, shape.kernelShape(), input: input, weights: weights, transpose: false, bias: bias, output: output,
    accumulate: accumulate, level: level.rawValue)
}

/// The gradient of the input, from that of the output: the same kernel with the weights flipped and transposed.
public func convolveBackward(
  _ shape: ConvolutionShape, outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
  inputGradient: UnsafeMutablePointer<Float>, accumulate: Bool = false, level: KernelLevel = .current
) {
  run(
    shape, shape.kernelShape(transposed: true), input: outputGradient, weights: weights, transpose: true, bias: nil,
    output: inputGradient, accumulate: accumulate, level: level.rawValue)
}

private func run(
  _ shape: ConvolutionShape, _ kernelShape: tk_convolution, input: UnsafePointer<Float>,
  weights: UnsafePointer<Float>, transpose: Bool, bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>,
  accumulate: Bool, level: Int32
) {
  let inputs = Int(kernelShape.input_channels), outputs = Int(kernelShape.output_channels)
  let plane = shape.height * shape.width
  let packedCount = tk_packed_weight_count(Int32(outputs), Int32(inputs), kernelShape.kernel)
  nonisolated(unsafe) let packed = UnsafeMutablePointer<Float>.allocate(capacity: Int(packedCount))
  defer { packed.deallocate() }
  tk_pack_weights(
    level, weights, Int32(shape.outputChannels), Int32(shape.inputChannels), kernelShape.kernel, transpose ? 1 : 0,
    packed)
  let rows = shape.stripRows(planes: inputs, workingFloats: 96 << 10, least: 4)
  let strips = (shape.height + rows - 1) / rows
  nonisolated(unsafe) let (input, bias, output) = (input, bias, output)
  parallelFor(shape.frames * strips) { item in
    let frame = item / strips, row = item % strips * rows
    tk_convolve_rows(
      level, kernelShape, input + frame * inputs * plane, packed, bias, output + frame * outputs * plane, Int32(row),
      Int32(min(rows, shape.height - row)), accumulate ? 1 : 0)
  }
}

/// Adds the gradients of weights and bias to `weightGradient` and `biasGradient`.
///
/// Each piece of work (some rows, or some whole frames) yields its own sum; the sums are added in the pieces' order.
public func convolveWeightGradient(
  _ shape: ConvolutionShape, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
  weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>,
  level: KernelLevel = .current
) {
  let level = level.rawValue
  let kernelShape = shape.kernelShape()
  let group = shape.framesPerGradientPiece
  let rows =
    group > 1
    ? shape.height
    : shape.stripRows(planes: shape.inputChannels + shape.outputChannels, workingFloats: 160 << 10, least: 8)
  let strips = (shape.height + rows - 1) / rows
  let pieces = (shape.frames + group - 1) / group * strips
  let weightCount = shape.weightCount, outputs = shape.outputChannels
  let partialCount = weightCount + outputs
  nonisolated(unsafe) let partial = UnsafeMutablePointer<Float>.allocate(capacity: pieces * partialCount)
  defer { partial.deallocate() }
  nonisolated(unsafe) let (input, outputGradient) = (input, outputGradient)
  nonisolated(unsafe) let (weightGradient, biasGradient) = (weightGradient, biasGradient)
  parallelFor(pieces) { piece in
    let frame = piece / strips * group, row = piece % strips * rows
    let sum = partial + piece * partialCount
    tk_weight_gradient_rows(
      level, kernelShape, input + frame * shape.inputFrame, outputGradient + frame * shape.outputFrame,
      Int32(min(group, shape.frames - frame)), Int32(row), Int32(min(rows, shape.height - row)), sum, sum + weightCount)
  }
  let perOutput = weightCount / outputs
  parallelFor((outputs + 15) / 16) { block in
    let first = block * 16, count = min(16, outputs - first)
    for piece in 0..<pieces {
      let sum = partial + piece * partialCount
      tk_add_scaled(level, 1, sum + first * perOutput, weightGradient + first * perOutput, Int64(count * perOutput))
      tk_add_scaled(level, 1, sum + weightCount + first, biasGradient + first, Int64(count))
    }
  }
}
