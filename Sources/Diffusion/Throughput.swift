import NeuralNetwork
import TensorKernels
import VectorMath

/// Measured speed of the kernels and of a denoiser, for `bench` and for planning a training run.
public enum Throughput {
  public struct ConvolutionSpeed: Sendable {
    public var shape: ConvolutionShape
    public var forward, inputGradient, weightGradient: Double  // GFLOP/s on all threads
  }

  /// The best of `repetitions` timings of `body`, in seconds.
  static func seconds(repetitions: Int, _ body: () -> Void) -> Double {
    let clock = ContinuousClock()
    var best = Double.infinity
    for _ in 0..<repetitions {
      let time = clock.measure(body).components
      best = min(best, Double(time.seconds) + Double(time.attoseconds) * 1e-18)
    }
    return best
  }

  /// Shapes of the default network: a training batch of 8 crops of 96x96, and one frame of 512x288.
  public static let shapes: [ConvolutionShape] = {
    var list: [ConvolutionShape] = []
    for (frames, height, width) in [(8, 48, 48), (1, 144, 256)] {
      list.append(
        ConvolutionShape(
          frames: frames, inputChannels: 104, outputChannels: 32, height: height, width: width, kernel: 1))
      for (level, channels) in [32, 48, 64].enumerated() {
        list.append(
          ConvolutionShape(
            frames: frames, inputChannels: channels, outputChannels: channels, height: height >> level,
            width: width >> level, kernel: 3))
      }
    }
    return list
  }()

  public static func convolution(_ s: ConvolutionShape) -> ConvolutionSpeed {
    var generator = SeededGenerator(seed: 1)
    func random(_ count: Int) -> [Float] { (0..<count).map { _ in Float(generator.uniform(-1...1)) } }
    let x = random(s.frames * s.inputFrame), dy = random(s.frames * s.outputFrame), w = random(s.weightCount)
    let bias = random(s.outputChannels)
    var y = dy, dx = x, dw = w, db = bias
    let forward = seconds(repetitions: 5) { convolve(s, input: x, weights: w, bias: bias, output: &y) }
    let inputGradient = seconds(repetitions: 5) {
      convolveBackward(s, outputGradient: dy, weights: w, inputGradient: &dx)
    }
    let weightGradient = seconds(repetitions: 5) {
      convolveWeightGradient(s, input: x, outputGradient: dy, weightGradient: &dw, biasGradient: &db)
    }
    let work = Double(s.operations) * 1e-9
    return ConvolutionSpeed(
      shape: s, forward: work / forward, inputGradient: work / inputGradient, weightGradient: work / weightGradient)
  }

  /// Seconds of one evaluation of one frame.
  public static func evaluation(_ denoiser: Denoiser, width: Int, height: Int) -> Double {
    let x = Tensor(TensorShape(1, 3, height, width), fill: 0.1)
    let condition = Tensor(TensorShape(1, denoiser.conditionChannels, height, width), fill: 0.1)
    return seconds(repetitions: 3) {
      _ = denoiser.predict(state: x, coarse: x, condition: condition, times: [1])
    }
  }

  /// Seconds of one training step.
  public static func trainingStep(_ denoiser: Denoiser, batch: Int, side: Int) -> Double {
    let x = Tensor(TensorShape(batch, 3, side, side), fill: 0.1), clean = Tensor(x.shape, fill: 0.2)
    let condition = Tensor(TensorShape(batch, denoiser.conditionChannels, side, side), fill: 0.1)
    let examples = TrainingBatch(clean: clean, coarse: x, condition: condition, noise: x)
    var trainer = Trainer(denoiser, schedule: LearningRateSchedule(peak: 1e-3, warmUp: 1, total: 100), seed: 0)
    return seconds(repetitions: 5) { _ = trainer.step(examples) }
  }

  /// The whole report, a line each.
  public static func report() -> [String] {
    func rounded(_ x: Double) -> String { "\((x * 10).rounded() / 10)" }
    func milliseconds(_ x: Double) -> String { rounded(x * 1000) + " ms" }
    var lines = ["kernel level \(KernelLevel.current)"]
    for shape in shapes {
      let speed = convolution(shape)
      lines.append(
        "\(shape.kernel)x\(shape.kernel) \(shape.inputChannels)->\(shape.outputChannels) at "
          + "\(shape.frames)x\(shape.width)x\(shape.height): forward \(rounded(speed.forward)), input gradient "
          + "\(rounded(speed.inputGradient)), weight gradient \(rounded(speed.weightGradient)) GFLOP/s")
    }
    let denoiser = Denoiser(conditionChannels: 20, seed: 0)
    lines.append(denoiser.network.summary)
    lines.append("evaluation at 512x288: " + milliseconds(evaluation(denoiser, width: 512, height: 288)))
    lines.append("evaluation at 1280x720: " + milliseconds(evaluation(denoiser, width: 1280, height: 720)))
    lines.append("training step, 8 of 96x96: " + milliseconds(trainingStep(denoiser, batch: 8, side: 96)))
    return lines
  }
}
