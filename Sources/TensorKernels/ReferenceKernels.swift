import CTensorKernels

/// The convolution and its gradients by their definitions, in double precision and on one thread: slow, for tests.
public enum ReferenceKernels {
  public static func convolve(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    output: UnsafeMutablePointer<Float>
  ) {
    for frame in 0..<shape.frames {
      tk_convolve_reference(
        shape.kernelShape(), input + frame * shape.inputFrame, weights, bias, output + frame * shape.outputFrame)
    }
  }

  public static func convolveBackward(
    _ shape: ConvolutionShape, outputGradient: UnsafePointer<Float>, weights: UnsafePointer<Float>,
    inputGradient: UnsafeMutablePointer<Float>
  ) {
    for frame in 0..<shape.frames {
      tk_input_gradient_reference(
        shape.kernelShape(), outputGradient + frame * shape.outputFrame, weights,
        inputGradient + frame * shape.inputFrame)
    }
  }

  /// Adds to the gradients, as `convolveWeightGradient` does.
  public static func convolveWeightGradient(
    _ shape: ConvolutionShape, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    weightGradient: UnsafeMutablePointer<Float>, biasGradient: UnsafeMutablePointer<Float>
  ) {
    var weights = [Float](repeating: 0, count: shape.weightCount)
    var bias = [Float](repeating: 0, count: shape.outputChannels)
    for frame in 0..<shape.frames {
      tk_weight_gradient_reference(
        shape.kernelShape(), input + frame * shape.inputFrame, outputGradient + frame * shape.outputFrame, &weights,
        &bias)
      for i in weights.indices { weightGradient[i] += weights[i] }
      for i in bias.indices { biasGradient[i] += bias[i] }
    }
  }
}
