import Imaging
import VectorMath

// Method: every pixel gathers what the spots of its neighbours bring it (scatter as gather; Jimenez, "Next Generation
// Post Processing in Call of Duty", SIGGRAPH 2014 courses), in two layers. Signed spot radii grow with depth, so they sort
// the layers: what lies before the pixel covers it by its own spots; what is left shows the pixel's own layer and,
// where that layer thins out at its edge, what lies behind it, taken from beside the edge.

/// Depth of field on a sharp picture: an estimate of what a thin lens would have shown.
struct LensBlur {
  /// Largest spot, as a part of the longer side; wider ones are cut down to it.
  static let largestRadius: Float = 1.0 / 24
  /// Spots of more pixels across than this are sampled sparsely.
  fileprivate static let densest = 7

  /// Signed radius of each pixel's spot, pixels: negative before the plane of focus.
  private let radius: ImageBuffer<Float>
  private let aperture: Aperture
  private let isRound: Bool
  private let most: Float

  /// Nil where no spot is wider than a pixel.
  init?(_ guide: GuideFrame) {
    guard guide.camera.apertureRadius > 0 else { return nil }
    let limit: Float = LensBlur.largestRadius * Float(max(guide.width, guide.height))
    let focus = Float(1 / guide.camera.focusDistance)
    let scale = Float(guide.camera.focalPixels * guide.camera.apertureRadius)
    radius = guide.depth.map { depth in
      let r: Float = scale * (focus - (depth.isFinite ? 1 / depth : 0))
      return max(-limit, min(limit, r))
    }
    most = radius.pixels.reduce(0) { max($0, $1.magnitude) }
    if most <= 0.5 { return nil }
    aperture = Aperture(blades: guide.camera.blades)
    isRound = guide.camera.blades == nil
  }

  func apply(_ light: ImageBuffer<Float3>) -> ImageBuffer<Float3> {
    let (w, h) = (light.width, light.height)
    let reach = Neighbourhood(radius.map { $0.magnitude }, reach: most, larger: max)
    let table = SpotWeights.table(most: most)
    return withPixels(light) { light in
      withPixels(radius) { radius in
        table.withUnsafeBufferPointer { spots in
          nonisolated(unsafe) let spots = spots
          return mapPixels(w, h) { x, y in
            let widest = reach[x, y]
            return widest > 0.5 ? gather(x, y, widest, light, radius, spots) : light[x, y]
          }
        }
      }
    }
  }

  @inline(__always) private func gather(
    _ x: Int, _ y: Int, _ widest: Float, _ light: Pixels<Float3>, _ radius: Pixels<Float>,
    _ spots: UnsafeBufferPointer<Float>
  ) -> Float3 {
    let own = radius[x, y]
    // The pixel's own layer and what lies behind it fall within its own spot.
    let ownSpot = SpotWeights.weight(own.magnitude, spots)
    var rest = light[x, y] * ownSpot
    var restWeight = ownSpot
    if own.magnitude > 0.5 {
      var lattice = Lattice(x, y, radius: own.magnitude)
      while let (dx, dy) = lattice.next() {
        let k: Float = cover(-dx, -dy, own) * ownSpot * lattice.cell
        if k <= 0 { continue }
        let isBehind: Float = 1 - frontness(radius[x + dx, y + dy], own)
        rest += light[x + dx, y + dy] * (k * isBehind)
        restWeight += k * isBehind
      }
    }
    // What lies before it reaches it by its own spots.
    var front = Float3.zero
    var covered: Float = 0
    var lattice = Lattice(x, y, radius: widest)
    while let (dx, dy) = lattice.next() {
      let r = radius[x + dx, y + dy]
      let isFront = frontness(r, own)
      if isFront <= 0 { continue }
      let k: Float = cover(-dx, -dy, r) * SpotWeights.weight(r.magnitude, spots) * lattice.cell * isFront
      front += light[x + dx, y + dy] * k
      covered += k
    }
    let behind: Float3 = rest / restWeight
    return covered < 1 ? front + behind * (1 - covered) : front / covered
  }

  /// Whether spots of radius `r` lie before those of radius `own`, 0...1.
  @inline(__always) private func frontness(_ r: Float, _ own: Float) -> Float { max(0, min(1, own - r - 0.5)) }

  /// Share of a pixel at (dx, dy) pixels from a point that the point's spot covers, with an edge one pixel wide.
  @inline(__always) private func cover(_ dx: Int, _ dy: Int, _ radius: Float) -> Float {
    let r: Float = radius.magnitude
    let p = SIMD2(Float(dx), Float(dy))
    let d: Float = (p.x * p.x + p.y * p.y).squareRoot()
    let round: Float = max(0, min(1, r - d + 0.5))
    if isRound || round <= 0 || r < 2 { return round }
    // Spots before the plane of focus stand on their heads; the picture's y runs down.
    return aperture.contains(SIMD2(p.x, -p.y) / (radius + (radius < 0 ? -0.5 : 0.5))) ? round / aperture.area : 0
  }
}

/// The pixels around a pixel, without itself: all of a small square, every second, third, ... of a large one.
private struct Lattice {
  /// Pixels that each one stands for.
  let cell: Float
  private let span: Int
  private let step: Int
  private let firstX: Int
  private var dx: Int
  private var dy: Int

  @inline(__always) init(_ x: Int, _ y: Int, radius: Float) {
    span = Int(radius + 0.999)
    step = (span + LensBlur.densest - 1) / LensBlur.densest
    cell = Float(step * step)
    // Shifted from pixel to pixel in a fixed pattern, so that neighbours make up for each other's gaps.
    firstX = (x &* 5 &+ y &* 3) % step - span
    dx = firstX - step
    dy = (x &* 3 &+ y &* 7) % step - span
  }

  @inline(__always) mutating func next() -> (Int, Int)? {
    while true {
      dx += step
      if dx > span {
        dx = firstX
        dy += step
      }
      if dy > span { return nil }
      if dx != 0 || dy != 0 { return (dx, dy) }
    }
  }
}

/// One over the sum of a disc's cover over all pixels, by radius: what makes each spot carry the light of one pixel.
enum SpotWeights {
  private static let perPixel: Float = 8

  static func table(most: Float) -> [Float] {
    (0...Int(most * perPixel) + 2).map { k in
      let r: Float = Float(k) / perPixel
      if r <= 0.5 { return 1 }
      let span = Int(r) + 1
      var sum: Float = 0
      for dy in -span...span {
        for dx in -span...span {
          let d: Float = Float(dx * dx + dy * dy).squareRoot()
          sum += max(0, min(1, r - d + 0.5))
        }
      }
      return 1 / sum
    }
  }

  @inline(__always) static func weight(_ r: Float, _ table: UnsafeBufferPointer<Float>) -> Float {
    table[Int(r * perPixel + 0.5)]
  }
}
