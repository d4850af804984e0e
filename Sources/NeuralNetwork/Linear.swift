import TensorKernels
import VectorMath

/// y = W x + b on vectors [frames, inputs].
public struct Linear: Parameterised, Sendable {
  public var weight: Parameter  // [outputs, inputs]
  public var bias: Parameter  // [1, outputs]
  public let inputs, outputs: Int

  /// Normal weights of variance `gain` / inputs; gain 0 starts the layer at zero.
  public init(_ name: String, inputs: Int, outputs: Int, gain: Float = 1, _ generator: inout SeededGenerator) {
    self.inputs = inputs
    self.outputs = outputs
    let deviation = (gain / Float(inputs)).squareRoot()
    weight = Parameter(name + ".weight", TensorShape(outputs, inputs), deviation: deviation, &generator)
    bias = Parameter(name + ".bias", Tensor(TensorShape(1, outputs)))
  }

  public func callAsFunction(_ x: Tensor) -> Tensor {
    precondition(x.shape.frameCount == inputs, "\(weight.name) takes \(inputs) values, got \(x.shape)")
    let frames = x.shape.frames, inputs = inputs, outputs = outputs
    var y = Tensor(uninitialised: TensorShape(frames, outputs))
    y.write { y in
      x.read { x in
        weight.value.read { w in
          bias.value.read { b in
            for n in 0..<frames {
              for o in 0..<outputs {
                y[n * outputs + o] = dot(w + o * inputs, x + n * inputs, count: inputs) + b[o]
              }
            }
          }
        }
      }
    }
    return y
  }

  /// Adds the gradients of the weights and returns that of the input.
  public mutating func backward(_ dy: Tensor, input x: Tensor) -> Tensor {
    precondition(
      dy.shape.frames == x.shape.frames && dy.shape.frameCount == outputs,
      "\(weight.name): gradient \(dy.shape) for input \(x.shape)")
    let frames = x.shape.frames, inputs = inputs, outputs = outputs
    var dx = Tensor(x.shape)
    let weights = weight.value
    dx.write { dx in
      x.read { x in
        dy.read { dy in
          weights.read { w in
            weight.gradient.write { dw in
              bias.gradient.write { db in
                for n in 0..<frames {
                  for o in 0..<outputs {
                    let d = dy[n * outputs + o]
                    db[o] += d
                    addScaled(d, x + n * inputs, to: dw + o * inputs, count: inputs)
                    addScaled(d, w + o * inputs, to: dx + n * inputs, count: inputs)
                  }
                }
              }
            }
          }
        }
      }
    }
    return dx
  }

  public mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows {
    try visit(&weight)
    try visit(&bias)
  }
}
