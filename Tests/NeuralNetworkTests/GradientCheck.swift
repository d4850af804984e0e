import NeuralNetwork
import TensorKernels
import Testing
import VectorMath

/// A tensor of uniform values in -1...1.
func randomTensor(_ shape: TensorShape, _ generator: inout SeededGenerator) -> Tensor {
  Tensor(shape, (0..<shape.count).map { _ in Float(generator.uniform(-1...1)) })
}

/// Sum of products in double precision: the linear loss whose gradient by `a` is `b`.
func inner(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.values, b.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
}

func maxDifference(_ a: [Float], _ b: [Float]) -> Float {
  #expect(a.count == b.count)
  return zip(a, b).reduce(Float(0)) { max($0, abs($1.0 - $1.1)) }
}

/// Compares an analytic directional derivative of `loss` at `x` with the central difference along a random direction.
func checkGradient(
  of loss: (Tensor) -> Double, at x: Tensor, is gradient: Tensor, step: Float = 1e-2, tolerance: Double = 5e-3,
  _ name: String, seed: UInt64 = 1
) {
  var generator = SeededGenerator(seed: seed)
  for _ in 0..<3 {
    let direction = randomTensor(x.shape, &generator)
    var ahead = x, behind = x
    ahead.add(direction, scale: step)
    behind.add(direction, scale: -step)
    let numeric = (loss(ahead) - loss(behind)) / (2 * Double(step))
    let analytic = inner(gradient, direction)
    // Relative to the length of the gradient, as a derivative along one direction may be near zero.
    let scale = max(inner(gradient, gradient).squareRoot(), 1e-3)
    #expect(
      abs(numeric - analytic) < tolerance * scale, "\(name), seed \(seed): numeric \(numeric), analytic \(analytic)")
  }
}

/// Checks the gradients of all parameters of `layer`, whose loss is `loss`.
func checkParameters<Layer: Parameterised>(
  of layer: Layer, tolerance: Double = 5e-3, loss: (Layer) -> Double
) {
  for (i, parameter) in layer.parameters.enumerated() {
    checkGradient(
      of: { value in
        var changed = layer
        var index = 0
        changed.visitParameters {
          if index == i { $0.value = value }
          index += 1
        }
        return loss(changed)
      }, at: parameter.value, is: parameter.gradient, tolerance: tolerance, parameter.name)
  }
}

/// The levels of full single precision that this machine runs.
let levels = KernelLevel.allCases.filter { $0 <= .best }
