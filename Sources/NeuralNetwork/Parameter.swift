import TensorKernels
import VectorMath

/// A named weight tensor and the gradient of the loss by it. Layers add to the gradient; the optimiser reads it.
public struct Parameter: Sendable {
  public let name: String
  public var value: Tensor
  public var gradient: Tensor

  public init(_ name: String, _ value: Tensor) {
    self.name = name
    self.value = value
    gradient = Tensor(value.shape)
  }

  /// Normal with the given deviation, from `generator`.
  public init(_ name: String, _ shape: TensorShape, deviation: Float, _ generator: inout SeededGenerator) {
    var values = [Float](repeating: 0, count: shape.count)
    for i in values.indices { values[i] = deviation * Float(generator.normal()) }
    self.init(name, Tensor(shape, values))
  }
}

/// Something made of parameters, which it always visits in one order.
public protocol Parameterised {
  mutating func visitParameters(_ visit: (inout Parameter) throws -> Void) rethrows
}

extension Parameterised {
  public var parameters: [Parameter] {
    var list: [Parameter] = []
    var copy = self
    copy.visitParameters { list.append($0) }
    return list
  }

  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.value.count } }

  public mutating func zeroGradients() {
    visitParameters { parameter in
      let count = parameter.gradient.count
      parameter.gradient.write { $0.update(repeating: 0, count: count) }
    }
  }

  /// Euclidean norm of all gradients together.
  public mutating func gradientNorm() -> Float {
    var sum = 0.0
    visitParameters { parameter in
      sum += parameter.gradient.read { sumOfSquares($0, count: parameter.gradient.count) }
    }
    return Float(sum.squareRoot())
  }
}
