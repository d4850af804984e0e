import Imaging
import SceneDescription
import Testing
import VectorMath

@testable import Finishing

@Suite struct FinishTests {
  @Test func noFinishIsNoChange() {
    var random = SeededGenerator(seed: 3)
    let image = picture(64, 40) { _, _ in
      Float3(Float(random.uniform()), Float(random.uniform()), Float(random.uniform()))
    }
    let guide = layers(
      64, 40, camera: camera(64, 40, scale: 4, focus: 1, shutter: 180), depth: { x, _ in Float(1 + x) },
      motion: { _, _ in SIMD2(5, 0) })
    #expect(Finish.none.apply(Frame(colour: image), guide: guide, seed: 1).colour == image)
    // A whole finish is a function of its inputs, and does something.
    var finish = Finish()
    finish.grain = 0.5
    let a = finish.apply(Frame(colour: image), guide: guide, seed: 1)
    #expect(a == finish.apply(Frame(colour: image), guide: guide, seed: 1))
    #expect(a != finish.apply(Frame(colour: image), guide: guide, seed: 2) && a.colour != image)
    // Where lens and shutter have done their part, the rest is the same.
    (finish.hasLens, finish.hasShutter) = (false, false)
    let rest = finish.apply(Frame(colour: image), guide: guide, seed: 1)
    (finish.hasLens, finish.hasShutter) = (true, true)
    let shot = Finish.Shot(camera: guide.camera, exposure: guide.exposure, index: guide.index)
    #expect(rest == finish.apply(Frame(colour: image), of: shot, seed: 1) && rest != a)
  }

  @Test func bellsHaveTheirWidthAndKeepLight() {
    let (w, h) = (161, 121)
    for sigma in [1.2, 3, 8] as [Float] {
      let out = bell(picture(w, h) { x, y in x == 80 && y == 60 ? .white : .zero }, sigma: sigma)
      var (sum, square): (Float, Float) = (0, 0)
      for y in 0..<h {
        for x in 0..<w {
          sum += out[x, y].y
          square += out[x, y].y * Float((x - 80) * (x - 80))
        }
      }
      #expect(abs(sum - 1) < 1e-4)
      #expect(abs((square / sum).squareRoot() / sigma - 1) < 0.2, "\(sigma): \((square / sum).squareRoot())")
    }
    let even = bloomed(picture(64, 36) { _, _ in Float3(0.3, 0.2, 0.1) }, strength: 0.5)
    for p in even.pixels { #expect(length(p - Float3(0.3, 0.2, 0.1)) < 1e-5) }
    let spark = bloomed(picture(w, h) { x, y in x == 80 && y == 60 ? .white : .zero }, strength: 0.1)
    #expect(abs(spark.pixels.reduce(0) { $0 + $1.x } - 1) < 0.01)
    #expect(spark[80, 60].x > 0.9 && spark[84, 60].x > 0)
  }

  /// 24 mm on full frame: the corner of a 3:2 picture lies 42 degrees off the axis and gets 0.30 of the light.
  @Test func cornersDarkenByTheFourthPowerOfTheCosine() {
    let camera = GuideCamera(focalPixels: 24.0 / 36 * 600, principalPoint: SIMD2(300, 200), focalLength: 24)
    let out = vignetted(picture(600, 400) { _, _ in .white }, camera, strength: 1)
    let tangent = (299.5 * 299.5 + 199.5 * 199.5).squareRoot() / 400
    let expected = 1 / ((1 + tangent * tangent) * (1 + tangent * tangent))
    #expect(abs(Double(out[0, 0].x) - expected) < 1e-5 && abs(expected - 0.30) < 0.01)
    #expect(out[299, 199].x > 0.9999 && out[0, 0] == out[599, 399])
    let half = vignetted(picture(600, 400) { _, _ in .white }, camera, strength: 0.5)
    #expect(abs(half[0, 0].x - (0.5 + out[0, 0].x / 2)) < 1e-6)
  }

  /// Grain keeps the mean, has its deviation, hangs together, leaves black and white alone and changes with the frame.
  @Test func grainIsANoiseOfMeanZero() {
    let (w, h) = (512, 256)
    for level in [0.1, 0.5, 0.8] as [Float] {
      let out = Grain(strength: 1, seed: 4, frame: 7).apply(picture(w, h) { _, _ in Float3(repeating: level) })
      var (sum, square, beside) = (0.0, 0.0, 0.0)
      for y in 0..<h {
        for x in 0..<w {
          let d = Double(out[x, y].y - level)
          sum += d
          square += d * d
          beside += d * Double(out[(x + 1) % w, y].y - level)
        }
      }
      let n = Double(w * h)
      let deviation = Double(2 * Grain.most * (level * (1 - level)).squareRoot())
      #expect(abs(sum / n) < 6 * deviation / n.squareRoot(), "mean \(sum / n) at \(level)")
      #expect(abs((square / n).squareRoot() / deviation - 1) < 0.06, "deviation \((square / n).squareRoot())")
      #expect(beside / square > 0.05)
    }
    let ends = picture(w, h) { x, _ in Float3(repeating: Float(x & 1)) }
    #expect(Grain(strength: 1, seed: 4, frame: 7).apply(ends) == ends)
    let grey = picture(w, h) { _, _ in Float3(repeating: 0.5) }
    let first = Grain(strength: 1, seed: 4, frame: 7).apply(grey)
    #expect(first == Grain(strength: 1, seed: 4, frame: 7).apply(grey))
    #expect(first != Grain(strength: 1, seed: 4, frame: 8).apply(grey))
  }

  @Test(arguments: Grade.presets) func gradesAreTheirFormula(grade: Grade) {
    let table = GradeTable(grade)
    var random = SeededGenerator(seed: 11)
    for _ in 0..<200 {
      let v = [random.uniform(), random.uniform(), random.uniform()]
      let (slope, offset, power) = (grade.slope, grade.offset, grade.power)
      let terms = [(slope.x, offset.x, power.x), (slope.y, offset.y, power.y), (slope.z, offset.z, power.z)]
      let c = zip(v, terms).map { v, t -> Double in
        let bent = v + (v * v * (3 - 2 * v) - v) * grade.contrast
        return PortableMath.power(max(1e-12, min(1, bent * t.0 + t.1)), t.2)
      }
      let grey = 0.2126 * c[0] + 0.7152 * c[1] + 0.0722 * c[2]
      let out = table.apply(Float3(Float(v[0]), Float(v[1]), Float(v[2])))
      for k in 0..<3 {
        let expected = max(0, min(1, grey + (c[k] - grey) * grade.saturation))
        #expect(abs(Double(out[k]) - expected) < 1e-3, "\(grade.name)")
      }
    }
  }

  @Test func presetsAreNamedOnceAndReadBack() throws {
    #expect(Set(Grade.presets.map(\.name)).count == Grade.presets.count && Grade.presets.count >= 8)
    #expect(Grade.presets.map(\.name) == Grade.presets.map(\.name).sorted())
    for grade in Grade.presets {
      #expect(Grade.preset(named: grade.name) == grade)
      #expect(try Grade(decoding: Array(grade.encoded().utf8), file: "g.json") == grade)
    }
    let neutral = GradeTable(.neutral)
    for v in [0, 0.2, 0.7, 1] as [Float] {
      #expect(length(neutral.apply(Float3(v, 1 - v, v)) - Float3(v, 1 - v, v)) < 1e-6)
    }
  }
}
