import Imaging
import VectorMath

// Method: gather along motion in two layers, as for the lens (after McGuire, Hennessy, Bukowski & Osman, "A
// reconstruction filter for plausible motion blur", I3D 2012). A neighbour that lies before the pixel covers it for the
// part of the exposure in which it passes; the rest shows the pixel's own layer moving by, and where that has moved away,
// what lies behind, taken from beside its edge. An edge that moves over still ground thus becomes an exact linear ramp.

/// Motion blur on a sharp picture: an estimate of what an open shutter would have shown.
struct ShutterBlur {
  /// Longest streak, as a part of the longer side; longer ones are cut down to it.
  static let longest: Float = 1.0 / 12
  /// Samples along a streak are this far apart, pixels, or farther on long ones.
  private static let spacing: Float = 0.75
  private static let mostSamples: Float = 48

  /// What each pixel moves by while the shutter is open, pixels.
  private let velocity: ImageBuffer<SIMD2<Float>>
  private let depth: ImageBuffer<Float>
  private let instance: ImageBuffer<UInt32>
  private let most: Float

  /// Nil where nothing moves by more than half a pixel.
  init?(_ guide: GuideFrame) {
    let open = Float(guide.camera.shutterAngle / 360)
    guard open > 0 else { return nil }
    let limit: Float = ShutterBlur.longest * Float(max(guide.width, guide.height))
    var velocities: [SIMD2<Float>] = []
    velocities.reserveCapacity(guide.depth.pixels.count)
    for (back, on) in zip(guide.motion.pixels, guide.forwardMotion.pixels) {
      // The mean of the ways from the frame before and to the frame after, or the one that is known.
      var v: SIMD2<Float> = on.offset - back.offset
      if back != .unknown && on != .unknown { v *= 0.5 }
      v *= open
      let l: Float = length(v)
      velocities.append(l > limit ? v * (limit / l) : v)
    }
    velocity = ImageBuffer(width: guide.width, height: guide.height, pixels: velocities)
    depth = guide.depth
    instance = guide.instance
    most = velocities.reduce(0) { max($0, length($1)) }
    if most <= 0.5 { return nil }
  }

  func apply(_ light: ImageBuffer<Float3>) -> ImageBuffer<Float3> {
    let fastest = Neighbourhood(velocity, reach: most / 2) { dot($1, $1) > dot($0, $0) ? $1 : $0 }
    return withPixels(light) { light in
      withPixels(velocity) { velocity in
        withPixels(depth) { depth in
          withPixels(instance) { instance in
            let layers = Layers(light: light, velocity: velocity, depth: depth, instance: instance)
            return mapPixels(light.width, light.height) { x, y in
              let v = fastest[x, y]
              return dot(v, v) > 0.25 ? gather(x, y, v, layers) : light[x, y]
            }
          }
        }
      }
    }
  }

  private struct Layers: Sendable {
    let light: Pixels<Float3>
    let velocity: Pixels<SIMD2<Float>>
    let depth: Pixels<Float>
    let instance: Pixels<UInt32>

    /// Whether the pixel at (u, v) belongs to a layer before that at (x, y).
    @inline(__always) func isFront(_ u: Int, _ v: Int, _ x: Int, _ y: Int) -> Bool {
      let (there, here) = (depth[u, v], depth[x, y])
      return instance[u, v] == instance[x, y] ? there < here * 0.9 : there < here
    }
  }

  @inline(__always) private func gather(_ x: Int, _ y: Int, _ fastest: SIMD2<Float>, _ layers: Layers) -> Float3 {
    let own = layers.velocity[x, y]
    let ownLength = length(own)
    var behind = layers.light[x, y]
    if ownLength > 0.5 {
      var sum = Float3.zero
      var weight: Float = 0
      along(own, ownLength, x, y) { u, v, d, _ in
        if layers.isFront(u, v, x, y) { return }
        // Of its own layer only what passes here in time counts; what lies behind stands for what the layer hid.
        let other = length(layers.velocity[u, v])
        let isSame = layers.instance[u, v] == layers.instance[x, y]
        let k: Float = isSame ? max(0, min(1, other / 2 - d + 0.5)) : 1
        sum += layers.light[u, v] * k
        weight += k
      }
      if weight > 0 { behind = sum / weight }
    }
    var front = Float3.zero
    var covered: Float = 0
    along(fastest, length(fastest), x, y) { u, v, _, step in
      if !layers.isFront(u, v, x, y) { return }
      let other = layers.velocity[u, v]
      let l: Float = length(other)
      if l <= 0.5 { return }
      // The pixel must lie on the neighbour's way, to half a pixel either side.
      let p = SIMD2(Float(x - u), Float(y - v))
      let a: Float = dot(p, other).magnitude / l
      let b: Float = (p.x * other.y - p.y * other.x).magnitude / l
      let k: Float = max(0, min(1, l / 2 - a + 0.5)) * max(0, min(1, 1.5 - b)) * (step / l)
      front += layers.light[u, v] * k
      covered += k
    }
    return covered < 1 ? front + behind * (1 - covered) : front / covered
  }

  /// Visits the pixels on a streak through the middle of (x, y): pixel, distance from the middle, distance between samples.
  @inline(__always) private func along(
    _ v: SIMD2<Float>, _ length: Float, _ x: Int, _ y: Int, _ visit: (Int, Int, Float, Float) -> Void
  ) {
    let count = max(3, min(ShutterBlur.mostSamples, (length / ShutterBlur.spacing).rounded(.up)))
    let step: Float = length / count
    for k in 0..<Int(count) {
      let t: Float = (Float(k) + 0.5) / count - 0.5
      let (dx, dy) = ((v.x * t).rounded(), (v.y * t).rounded())
      visit(x + Int(dx), y + Int(dy), t.magnitude * length, step)
    }
  }
}

@inline(__always) private func dot(_ a: SIMD2<Float>, _ b: SIMD2<Float>) -> Float { a.x * b.x + a.y * b.y }
@inline(__always) private func length(_ v: SIMD2<Float>) -> Float { dot(v, v).squareRoot() }
