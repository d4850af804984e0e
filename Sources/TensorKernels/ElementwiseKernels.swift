import CTensorKernels
import Parallelism

/// Elements of one piece of elementwise work.
private let pieceSize = 1 << 15

private func inPieces(_ count: Int, _ body: @Sendable (_ first: Int, _ count: Int64) -> Void) {
  parallelFor((count + pieceSize - 1) / pieceSize) { piece in
    let first = piece * pieceSize
    body(first, Int64(min(pieceSize, count - first)))
  }
}

/// y = x sigmoid(x), over `count` values (Elfwing, Uchibe & Doya, arXiv:1702.03118).
public func silu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
  let level = KernelLevel.current.rawValue
  nonisolated(unsafe) let (x, y) = (x, y)
  inPieces(count) { tk_silu(level, x + $0, y + $0, $1) }
}

/// dx = dy times the derivative of SiLU at x.
public func siluBackward(
  _ x: UnsafePointer<Float>, outputGradient dy: UnsafePointer<Float>, into dx: UnsafeMutablePointer<Float>, count: Int
) {
  let level = KernelLevel.current.rawValue
  nonisolated(unsafe) let (x, dy, dx) = (x, dy, dx)
  inPieces(count) { tk_silu_backward(level, x + $0, dy + $0, dx + $0, $1) }
}

/// y += a x.
public func addScaled(_ a: Float = 1, _ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) {
  let level = KernelLevel.current.rawValue
  nonisolated(unsafe) let (x, y) = (x, y)
  inPieces(count) { tk_add_scaled(level, a, x + $0, y + $0, $1) }
}

/// average += rate (value - average).
public func moveAverage(
  _ average: UnsafeMutablePointer<Float>, towards value: UnsafePointer<Float>, rate: Float, count: Int
) {
  let level = KernelLevel.current.rawValue
  nonisolated(unsafe) let (average, value) = (average, value)
  inPieces(count) { tk_average(level, average + $0, value + $0, rate, $1) }
}

/// Inner product in a fixed order.
public func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int) -> Float {
  tk_dot(a, b, Int64(count))
}

/// Sum of squares in a fixed order and in double precision.
public func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double { tk_sum_of_squares(x, Int64(count)) }

/// The coefficients of one AdamW update, bias corrections folded in.
public struct AdamWCoefficients: Sendable {
  public var gradientScale, beta1, beta2, step, secondCorrection, epsilon, decay: Float

  /// - Parameters:
  ///   - gradientScale: factor on the gradient, from clipping its norm.
  ///   - step: learning rate over the first moment's bias correction.
  ///   - secondCorrection: reciprocal of the second moment's bias correction.
  ///   - decay: factor on the value, 1 - learning rate times weight decay.
  public init(
    gradientScale: Float, beta1: Float, beta2: Float, step: Float, secondCorrection: Float, epsilon: Float, decay: Float
  ) {
    self.gradientScale = gradientScale
    self.beta1 = beta1
    self.beta2 = beta2
    self.step = step
    self.secondCorrection = secondCorrection
    self.epsilon = epsilon
    self.decay = decay
  }
}

/// One AdamW update of `count` values and their two moments (Loshchilov & Hutter, arXiv:1711.05101).
public func adamW(
  value: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, first: UnsafeMutablePointer<Float>,
  second: UnsafeMutablePointer<Float>, count: Int, _ k: AdamWCoefficients
) {
  let level = KernelLevel.current.rawValue
  nonisolated(unsafe) let (value, gradient, first, second) = (value, gradient, first, second)
  inPieces(count) {
    tk_adamw(
      level, value + $0, gradient + $0, first + $0, second + $0, $1, k.gradientScale, k.beta1, k.beta2, k.step,
      k.secondCorrection, k.epsilon, k.decay)
  }
}
