import Imaging
import Testing
import VectorMath

@Suite struct ToneCurveTests {
  @Test func transferEndsMeetAndInvert() {
    #expect(ToneCurve.encode(0) == 0 && ToneCurve.encode(1) == 1 && ToneCurve.encode(.nan) == 0)
    for i in 0...1000 {
      let linear = Double(i) / 1000
      #expect(abs(ToneCurve.decode(Double(ToneCurve.encode(Float(linear)))) - linear) < 1e-4)
    }
  }

  @Test func brighterLightNeverGetsDarker() {
    var last: Float = -1
    for i in 0..<2000 {
      let v = ToneCurve.display(Float3(repeating: Float(i) * 0.01), exposure: 1).y
      #expect(v >= last)
      last = v
    }
    #expect(last > 0.98)
  }
}

@Suite struct ImageMetricsTests {
  private func picture(_ seed: UInt64, _ f: (inout SeededGenerator) -> Double) -> Frame {
    var random = SeededGenerator(seed: seed)
    let pixels = (0..<64 * 48).map { _ in Float3(repeating: Float(f(&random))) }
    return Frame(colour: ImageBuffer(width: 64, height: 48, pixels: pixels))
  }

  /// A constant error of 0.1 is 20 dB by definition.
  @Test func psnrOfAConstantErrorIsClosedForm() {
    let a = picture(1) { _ in 0.4 }
    let b = picture(1) { _ in 0.5 }
    #expect(abs(ImageMetrics.psnr(a, b) - 20) < 1e-4)
    #expect(ImageMetrics.psnr(a, a) == .infinity)
  }

  /// Two flat pictures have no structure: SSIM is its luminance term (2ab + C1)/(a^2 + b^2 + C1).
  @Test func ssimOfFlatPicturesIsItsLuminanceTerm() {
    let a = picture(1) { _ in 0.4 }
    let b = picture(1) { _ in 0.5 }
    let expected = (2 * 0.4 * 0.5 + 1e-4) / (0.16 + 0.25 + 1e-4)
    #expect(abs(ImageMetrics.ssim(a, b) - expected) < 1e-5)
    #expect(abs(ImageMetrics.ssim(a, a) - 1) < 1e-12)
  }

  @Test func ssimFallsWithNoise() {
    let clean = picture(5) { $0.uniform() }
    let other = picture(6) { $0.uniform() }
    #expect(ImageMetrics.ssim(clean, other) < 0.1)
  }
}

@Suite struct FrameTests {
  @Test func bytesRoundTripAndNaNIsBlack() {
    let bytes = (0..<16 * 16 * 3).map { UInt8($0 % 256) }
    #expect(Frame(width: 16, height: 16, bytes: bytes).bytes == bytes)
    let frame = Frame(colour: ImageBuffer(width: 1, height: 1, filledWith: Float3(.nan, 2, -1)))
    #expect(frame.bytes == [0, 255, 0])
  }
}

@Suite struct ToneCurveInverseTests {
  /// The way back from a picture to light and forth again ends where it began.
  @Test func theInverseUndoesTheCurve() {
    var random = SeededGenerator(seed: 8)
    func level() -> Float { [0, 1, Float(random.uniform()), Float(random.uniform())][random.index(4)] }
    var worst: Float = 0
    for _ in 0..<20_000 {
      let display = Float3(level(), level(), level())
      let light = ToneCurve.radiance(display, exposure: 0.7)
      #expect(light.x.isFinite && light.y.isFinite && light.z.isFinite)
      worst = max(worst, length(ToneCurve.display(light, exposure: 0.7) - display))
    }
    #expect(worst < 1e-3, "off by \(worst)")
    let grey = ToneCurve.radiance(ToneCurve.display(Float3(repeating: 0.18), exposure: 2), exposure: 2)
    #expect(length(grey - Float3(repeating: 0.18)) < 1e-4)
  }
}

@Suite struct CanvasTests {
  @Test func picturesAreLaidWhereTheyAreTold() {
    var canvas = Canvas(width: 5, height: 4, background: SIMD3(repeating: 1))
    let numbers = (0..<6).map { SIMD3<Float>(repeating: Float($0) / 10) }
    canvas.paste(ImageBuffer(width: 2, height: 3, pixels: numbers), x: 3, y: 1)
    for y in 0..<4 {
      for x in 0..<5 {
        let expected: Float = x >= 3 && y >= 1 ? Float((y - 1) * 2 + x - 3) / 10 : 1
        #expect(canvas.picture[x, y].x == expected, "(\(x), \(y))")
      }
    }
  }

  /// Symptom: a dark wall that light falls across in a soft gradient showed bands. Cause: 8 bits were rounded to nearest.
  /// Expected: the mean over a few pixels is the value, no pixel is more than a step off, steps stay what they are, and
  /// the next frame's noise is another.
  @Test func ditherKeepsTheMean() {
    var ramp = ImageBuffer<SIMD3<Float>>(width: 256, height: 64, filledWith: .zero)
    for y in 0..<64 { for x in 0..<256 { ramp[x, y] = SIMD3(repeating: Float(x) / 256 * 4 / 255) } }
    let frame = Frame(colour: ramp)
    let shown = frame.dithered()
    #expect(shown.bytes == shown.dithered(index: 3).bytes)
    #expect(shown.bytes == frame.dithered().bytes && shown.bytes != frame.dithered(index: 1).bytes)
    for x in stride(from: 0, to: 256, by: 8) {
      var mean: SIMD3<Float> = .zero
      for k in x..<x + 8 {
        for y in 0..<64 {
          let d: SIMD3<Float> = (shown.colour[k, y] - ramp[k, y]) * 255
          #expect(d.min() > -1 && d.max() < 1)
          mean += d / 512
        }
      }
      // Of 512 pixels, each with a deviation of half a step at most: 4.5 deviations.
      #expect(mean.max() < 0.1 && mean.min() > -0.1, "\(x): \(mean)")
    }
    for v in [0, 1, 37, 255] {
      let flat = Frame(width: 8, height: 8, bytes: [UInt8](repeating: UInt8(v), count: 192))
      #expect(flat.dithered() == flat)
    }
  }
}
