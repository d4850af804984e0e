import Foundation
import Imaging
import Testing
import VectorMath

@testable import Finishing

@Suite struct BlurTests {
  /// A point becomes a disc of the lens' radius: light is kept, and the second moment is half the squared radius.
  @Test(arguments: [1.5, 3, 6, 9]) func aPointBecomesTheLensDisc(radius: Double) throws {
    let (w, h) = (256, 96)
    let guide = layers(w, h, camera: camera(w, h, scale: radius / 0.5, focus: 1), depth: { _, _ in 2 })
    #expect(abs(guide.camera.blurRadius(depth: 2) - radius) < 1e-9)
    let light = picture(w, h) { x, y in x == 128 && y == 48 ? .white : .zero }
    let out = try #require(LensBlur(guide)).apply(light)
    var (sum, square) = (0.0, 0.0)
    for y in 0..<h {
      for x in 0..<w {
        sum += Double(out[x, y].x)
        square += Double(out[x, y].x) * Double((x - 128) * (x - 128) + (y - 48) * (y - 48))
      }
    }
    // Wide spots are sampled every second pixel: which of them meet one point is a matter of the pattern.
    #expect(abs(sum - 1) < (radius > 7 ? 0.1 : 0.02), "light \(sum)")
    #expect(abs(square / sum / (radius * radius / 2) - 1) < 0.08, "moment \(square / sum)")
  }

  /// A spot has the aperture's shape: five corners, the light of one pixel, and upside down before the plane of focus.
  @Test func spotsHaveTheAperturesShape() throws {
    let (w, h) = (256, 64)
    func centre(_ depth: Float, blades: Int?) throws -> (light: Float, height: Float) {
      let guide = layers(w, h, camera: camera(w, h, scale: 6, focus: 1, blades: blades), depth: { _, _ in depth })
      let out = try #require(LensBlur(guide)).apply(picture(w, h) { x, y in x == 128 && y == 32 ? .white : .zero })
      var (light, third): (Float, Float) = (0, 0)
      for y in 0..<h {
        for x in 0..<w {
          let up = Float(32 - y)
          light += out[x, y].x
          third += out[x, y].x * up * up * up
        }
      }
      return (light, third)
    }
    // A triangle with its corner up reaches farther up than down: the third moment is 1/40 of the cubed radius.
    let far = try centre(1e6, blades: 3)
    let near = try centre(0.5, blades: 3)
    #expect(far.height > 3 && near.height < -3, "\(far), \(near)")
    #expect(abs(far.light - 1) < 0.15 && abs(near.light - 1) < 0.15)
    let round = try centre(1e6, blades: nil)
    #expect(abs(round.height) < 0.5)
  }

  /// What is sharp in front keeps its pixels, and none of it bleeds onto the blurred ground behind.
  @Test func sharpThingsBeforeBlurredOnesStaySharp() throws {
    let (w, h) = (240, 64)
    let guide = layers(
      w, h, camera: camera(w, h, scale: 8, focus: 1), depth: { x, _ in x < 120 ? 1 : 50 },
      instance: { x, _ in x < 120 ? 1 : 2 })
    let out = try #require(LensBlur(guide)).apply(picture(w, h) { x, _ in x < 120 ? Float3(1, 0, 0) : Float3(0, 0, 1) })
    for x in 0..<w { #expect(length(out[x, 32] - (x < 120 ? Float3(1, 0, 0) : Float3(0, 0, 1))) < 1e-5, "column \(x)") }
  }

  /// A blurred edge before sharp ground: the share of a disc that a straight edge cuts off, on both sides of it.
  @Test func blurredEdgesFollowTheDisc() throws {
    let (w, h, radius) = (240, 64, 6.0)
    let guide = layers(
      w, h, camera: camera(w, h, scale: 6, focus: 1), depth: { x, _ in x < 120 ? 0.5 : 1 },
      instance: { x, _ in x < 120 ? 1 : 2 })
    let out = try #require(LensBlur(guide)).apply(picture(w, h) { x, _ in x < 120 ? .white : .zero })
    for x in 110..<130 {
      let t = max(-1, min(1, (Double(x) + 0.5 - 120) / radius))
      let expected = (acos(t) - t * (1 - t * t).squareRoot()) / Double.pi
      #expect(abs(Double(out[x, 32].x) - expected) < 0.04, "column \(x): \(out[x, 32].x), expected \(expected)")
    }
  }

  /// An edge that moves over still ground is a linear ramp as wide as its way; so is one that still things watch.
  @Test(arguments: [4, 9, 16] as [Float], [SIMD2<Float>(1, 0), SIMD2(0, 1), SIMD2(-1, 0)])
  func movingEdgesAreLinearRamps(way: Float, direction: SIMD2<Float>) throws {
    let side = 240
    // The shutter is open for half of the time between frames.
    let guide = layers(
      side, side, camera: camera(side, side, scale: 1e-9, focus: 1, shutter: 180),
      depth: { x, y in (direction.x != 0 ? x : y) < 120 ? 1 : 2 },
      instance: { x, y in (direction.x != 0 ? x : y) < 120 ? 1 : 2 },
      motion: { x, y in (direction.x != 0 ? x : y) < 120 ? direction * (2 * way) : .zero })
    #expect(LensBlur(guide) == nil)
    let light = picture(side, side) { x, y in (direction.x != 0 ? x : y) < 120 ? .white : .zero }
    let out = try #require(ShutterBlur(guide)).apply(light)
    for k in 105..<135 {
      let value = direction.x != 0 ? out[k, 120].x : out[120, k].x
      let expected = max(0, min(1, 0.5 - (Float(k) + 0.5 - 120) / way))
      #expect(abs(value - expected) < 1.2 / way, "pixel \(k): \(value), expected \(expected)")
    }
  }

  @Test func stillnessAndEvenLightStayAsTheyAre() throws {
    let (w, h) = (64, 40)
    let still = layers(w, h, camera: camera(w, h, scale: 4, focus: 1, shutter: 180), depth: { _, _ in 1 })
    #expect(LensBlur(still) == nil && ShutterBlur(still) == nil)
    let busy = layers(
      w, h, camera: camera(w, h, scale: 4, focus: 1, shutter: 360),
      depth: { x, y in 0.5 + Float((x / 5 + y / 7) % 4) }, instance: { x, y in UInt32(1 + (x / 5 + y / 7) % 2) },
      motion: { x, y in SIMD2(Float(x % 9) - 4, Float(y % 5)) })
    let even = picture(w, h) { _, _ in Float3(0.2, 0.5, 0.7) }
    for image in [try #require(LensBlur(busy)).apply(even), try #require(ShutterBlur(busy)).apply(even)] {
      for p in image.pixels { #expect(length(p - Float3(0.2, 0.5, 0.7)) < 1e-4) }
    }
  }
}
