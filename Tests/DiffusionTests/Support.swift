import Diffusion
import NeuralNetwork
import VectorMath

func randomTensor(_ shape: TensorShape, _ generator: inout SeededGenerator, normal: Bool = false) -> Tensor {
  Tensor(shape, (0..<shape.count).map { _ in Float(normal ? generator.normal() : generator.uniform(-1...1)) })
}

func inner(_ a: Tensor, _ b: Tensor) -> Double {
  zip(a.values, b.values).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
}

let tiny = UNetConfiguration(
  inputChannels: 8, widths: [8, 12], encoderBlocks: [1, 2], decoderBlocks: [1], embedding: 8)

/// Scenes of smooth shapes: discs of one colour on a gradient, seen by the network as a blurred, tinted coarse frame plus
/// two exact guide planes (the mask and its distance ramp).
struct ShapeScenes {
  var generator: SeededGenerator
  let side: Int

  mutating func batch(_ frames: Int) -> TrainingBatch {
    let plane = TensorShape(frames, 3, side, side)
    var clean = Tensor(plane), coarse = Tensor(plane), guide = Tensor(TensorShape(frames, 2, side, side))
    for n in 0..<frames {
      let cx = Float(generator.uniform(0...1)) * Float(side), cy = Float(generator.uniform(0...1)) * Float(side)
      let radius = Float(generator.uniform(0.15...0.4)) * Float(side)
      let colour = (0..<3).map { _ in Float(generator.uniform(-0.8...0.8)) }
      let ground = (0..<3).map { _ in Float(generator.uniform(-0.8...0.8)) }
      for y in 0..<side {
        for x in 0..<side {
          let dx = Float(x) - cx, dy = Float(y) - cy
          let distance = (dx * dx + dy * dy).squareRoot()
          let mask: Float = max(0, min(1, radius - distance + 0.5))
          let soft: Float = max(0, min(1, (radius - distance) / 8 + 0.5))
          guide[n, 0, y, x] = mask
          guide[n, 1, y, x] = min(1, distance / Float(side))
          for c in 0..<3 {
            // Shaded by the ramp, as a lit ball would be; the coarse frame is flat and soft-edged.
            let shaded: Float = colour[c] * (1.2 - distance / radius)
            clean[n, c, y, x] = mask * shaded + (1 - mask) * ground[c]
            coarse[n, c, y, x] = soft * colour[c] + (1 - soft) * ground[c]
          }
        }
      }
    }
    return TrainingBatch(
      clean: clean, coarse: coarse, condition: guide, noise: randomTensor(plane, &generator, normal: true))
  }
}

func meanSquare(_ a: Tensor, _ b: Tensor) -> Double {
  var d = a
  d.add(b, scale: -1)
  return inner(d, d) / Double(d.count)
}
