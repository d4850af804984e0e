import NeuralNetwork
import Parallelism
import TensorKernels
import Testing
import VectorMath

/// Tests that set the process's thread count run one after another.
@Suite(.serialized) struct ConvolutionKernelTests {
  /// Odd sizes, channel counts off every block size, strips and frame groups that do not divide.
  static let shapes = [
    ConvolutionShape(frames: 1, inputChannels: 1, outputChannels: 1, height: 1, width: 1, kernel: 3),
    ConvolutionShape(frames: 2, inputChannels: 3, outputChannels: 5, height: 7, width: 9, kernel: 3),
    ConvolutionShape(frames: 9, inputChannels: 17, outputChannels: 12, height: 6, width: 6, kernel: 3),
    ConvolutionShape(frames: 2, inputChannels: 32, outputChannels: 32, height: 37, width: 50, kernel: 3),
    ConvolutionShape(frames: 1, inputChannels: 8, outputChannels: 9, height: 3, width: 300, kernel: 3),
    ConvolutionShape(frames: 3, inputChannels: 26, outputChannels: 10, height: 19, width: 23, kernel: 1),
  ]

  struct Problem {
    var x, w, b, dy: [Float]
    init(_ s: ConvolutionShape) {
      var g = SeededGenerator(seed: 5)
      func random(_ n: Int) -> [Float] { (0..<n).map { _ in Float(g.uniform(-1...1)) } }
      x = random(s.frames * s.inputFrame)
      w = random(s.weightCount)
      b = random(s.outputChannels)
      dy = random(s.frames * s.outputFrame)
    }
  }

  struct Result: Equatable {
    var y, dx, dw, db: [Float]
    init(_ s: ConvolutionShape, _ p: Problem, start: Float = 0) {
      y = [Float](repeating: start, count: p.dy.count)
      dx = [Float](repeating: start, count: p.x.count)
      dw = [Float](repeating: start, count: p.w.count)
      db = [Float](repeating: start, count: p.b.count)
    }
  }

  func fast(
    _ s: ConvolutionShape, _ p: Problem, accumulate: Bool = false, level: KernelLevel = .best
  ) -> Result {
    var r = Result(s, p, start: accumulate ? 1 : 0)
    convolve(s, input: p.x, weights: p.w, bias: p.b, output: &r.y, accumulate: accumulate, level: level)
    convolveBackward(s, outputGradient: p.dy, weights: p.w, inputGradient: &r.dx, accumulate: accumulate, level: level)
    convolveWeightGradient(
      s, input: p.x, outputGradient: p.dy, weightGradient: &r.dw, biasGradient: &r.db, level: level)
    return r
  }

  @Test(arguments: levels) func everyLevelAgreesWithTheDefinition(level: KernelLevel) {
    for s in Self.shapes {
      let p = Problem(s)
      var expected = Result(s, p)
      ReferenceKernels.convolve(s, input: p.x, weights: p.w, bias: p.b, output: &expected.y)
      ReferenceKernels.convolveBackward(s, outputGradient: p.dy, weights: p.w, inputGradient: &expected.dx)
      ReferenceKernels.convolveWeightGradient(
        s, input: p.x, outputGradient: p.dy, weightGradient: &expected.dw, biasGradient: &expected.db)
      let r = fast(s, p, level: level)
      #expect(maxDifference(r.y, expected.y) < 1e-4, "forward \(s)")
      #expect(maxDifference(r.dx, expected.dx) < 1e-4, "input gradient \(s)")
      #expect(maxDifference(r.dw, expected.dw) < 1e-3, "weight gradient \(s)")
      #expect(maxDifference(r.db, expected.db) < 1e-3, "bias gradient \(s)")
      let added = fast(s, p, accumulate: true, level: level)
      #expect(maxDifference(added.y.map { $0 - 1 }, expected.y) < 1e-4, "accumulating forward \(s)")
      #expect(maxDifference(added.dw.map { $0 - 1 }, expected.dw) < 1e-3, "accumulating weight gradient \(s)")
    }
  }

  /// Factors already rounded to bfloat16 make exact products, so this level too must meet the definition closely.
  @Test(.enabled(if: KernelLevel.fastest == .bfloat16)) func bfloat16IsExactOnRoundedFactors() {
    func rounded(_ values: [Float]) -> [Float] { values.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) } }
    for s in Self.shapes {
      var p = Problem(s)
      let raw = p
      p.x = rounded(p.x)
      p.w = rounded(p.w)
      p.dy = rounded(p.dy)
      var expected = Result(s, p)
      ReferenceKernels.convolve(s, input: p.x, weights: p.w, bias: p.b, output: &expected.y)
      ReferenceKernels.convolveBackward(s, outputGradient: p.dy, weights: p.w, inputGradient: &expected.dx)
      ReferenceKernels.convolveWeightGradient(
        s, input: p.x, outputGradient: p.dy, weightGradient: &expected.dw, biasGradient: &expected.db)
      let r = fast(s, p, level: .bfloat16)
      #expect(maxDifference(r.y, expected.y) < 1e-4, "forward \(s)")
      #expect(maxDifference(r.dx, expected.dx) < 1e-4, "input gradient \(s)")
      #expect(maxDifference(r.dw, expected.dw) < 1e-3, "weight gradient \(s)")
      // Rounding is to nearest: on other factors the error is below 2^-8 of the sum of magnitudes.
      var whole = Result(s, raw)
      ReferenceKernels.convolve(s, input: raw.x, weights: raw.w, bias: raw.b, output: &whole.y)
      let bound = Float(s.inputChannels * s.kernel * s.kernel) * 0x1p-8
      #expect(maxDifference(fast(s, raw, level: .bfloat16).y, whole.y) < bound, "forward, unrounded \(s)")
    }
  }

  @Test(arguments: [2, 3, 8]) func threadCountNeverChangesTheBits(threads: Int) {
    let before = ThreadBudget.threads
    defer { ThreadBudget.threads = before }
    for s in Self.shapes {
      let p = Problem(s)
      ThreadBudget.threads = 1
      let one = fast(s, p)
      ThreadBudget.threads = threads
      #expect(fast(s, p) == one, "\(s)")
    }
  }

  /// A frame alone and the same frame in a batch are reduced in the same order.
  @Test func batchingNeverChangesTheBits() {
    let s = Self.shapes[3]
    let p = Problem(s)
    let whole = fast(s, p).y
    var single = s
    single.frames = 1
    var y = [Float](repeating: 0, count: s.outputFrame)
    p.x.withUnsafeBufferPointer {
      convolve(single, input: $0.baseAddress! + s.inputFrame, weights: p.w, bias: p.b, output: &y)
    }
    #expect(y == Array(whole[s.outputFrame...]))
  }
}
