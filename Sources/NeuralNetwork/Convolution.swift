import TensorKernels
import VectorMath

/// A convolution of stride 1, zero-padded to keep its input's size, with kernel 1 or 3.
public struct Convolution: Parameterised, Sendable {
  public var weight: Parameter  // [outputs, inputs, kernel, kernel]
  public var bias: Parameter  // [1, outputs]
  public let inputs, outputs, kernel: Int

  /// Normal weights of variance `gain` / (inputs kernel^2); gain 0 starts the layer at zero (He et al., arXiv:1502.01852).
  public init(
    _ name: String, inputs: Int, outputs: Int, kernel: Int, gain: Float = 1, _ generator: inout SeededGenerator
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.kernel = kernel
    let deviation = (gain / Float(inputs * kernel * kernel)).squareRoot()
    weight = Parameter(
      name + ".weight", TensorShape(outputs, inputs, kernel, kernel), deviation: deviation, &generator)
    bias = Parameter(name + ".bias", Tensor(TensorShape(1, outputs)))
  }

  private func shape(_ x: TensorShape) -> ConvolutionShape {
    ConvolutionShape(
      frames: x.frames, inputChannels: inputs, outputChannels: outputs, height: x.height, width: x.width, kernel: kernel
    )
  }

  public func operations(height: Int, width: Int) -> Int { shape(TensorShape(1, inputs, height, width)).operations }

  /// x: [frames, inputs, h, w] -> [frames, outputs, h, w]. A `residual` of the result's shape is added in the same pass.
  public func callAsFunction(_ x: Tensor, addingTo residual: consuming Tensor? = nil) -> Tensor {
    precondition(x.shape.channels == inputs, "\(weight.name) takes \(inputs) channels, got \(x.shape)")
    let result = TensorShape(x.shape.frames, outputs, x.shape.height, x.shape.width)
    let accumulate = residual != nil
    var y = residual.take() ?? Tensor(uninitialised: result)
    precondition(y.shape == result, "\(weight.name): residual \(y.shape) for a result of \(result)")
    let shape = shape(x.shape)
    y.write { y in
      x.read { x in
        weight.value.read { weights in
          bias.value.read { convolve(shape, input: x, weights: weights, bias: $0, output: y, accumulate: accumulate) }
        }
      }
    }
    return y
  }

  /// Adds the gradients of the weights, given the input `x` of the forward pass and the gradient `dy` of its result.
  public mutating func backwardWeights(_ dy: Tensor, input x: Tensor) {
    let shape = shape(x.shape)
    x.read { x in
      dy.read { dy in
        weight.gradient.write { dw in
          bias.gradient.write { db in
            convolveWeightGradient(shape, input: x, outputGradient: dy, weightGradient: dw, biasGradient: db)
          }
        }
      }
    }
  }

  /// Adds the gradients of the weights and returns that of the input.
  public mutating func backward(_ dy: Tensor, input x: Tensor) -> Tensor {
    precondition(
      dy.shape == TensorShape(x.shape.frames, outputs, x.shape.height, x.shape.width),
      "\(weight.name): gradient \(dy.shape) for input \(x.shape)")
    backwardWeights(dy, input: x)
    var dx = Tensor(uninitialised: x.shape)
    let shape = shape(x.shape)
    dx.write { dx in
      dy.read { dy in
        weight.value.read { convolveBackward(shape, outputGradient: dy, weights: $0, inputGradient: dx) }
      }
    }
    return dx
  }

  public mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows {
    try visit(&weight)
    try visit(&bias)
  }
}
