import TensorKernels

/// y = x sigmoid(x) (Elfwing, Uchibe & Doya, arXiv:1702.03118).
public func silu(_ x: Tensor) -> Tensor {
  var y = Tensor(uninitialised: x.shape)
  y.write { y in x.read { silu($0, into: y, count: x.count) } }
  return y
}

/// The gradient of the input `x`, given that of the result.
public func siluBackward(_ dy: Tensor, input x: Tensor) -> Tensor {
  precondition(dy.shape == x.shape, "SiLU: gradient \(dy.shape) for input \(x.shape)")
  var dx = Tensor(uninitialised: x.shape)
  dx.write { dx in x.read { x in dy.read { siluBackward(x, outputGradient: $0, into: dx, count: dy.count) } } }
  return dx
}

extension Tensor {
  /// self += scale * other.
  public mutating func add(_ other: Tensor, scale: Float = 1) {
    precondition(shape == other.shape, "cannot add \(other.shape) to \(shape)")
    let count = count
    write { to in other.read { addScaled(scale, $0, to: to, count: count) } }
  }
}
