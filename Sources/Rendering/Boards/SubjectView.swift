import SceneDescription
import VectorMath

/// A camera that shows a cloud of points as large as the picture allows, from a given side.
struct SubjectView {
  /// Unit vectors: to the camera, to the picture's right and its top.
  let back: Vector3
  let right: Vector3
  let up: Vector3
  private(set) var camera = Camera()

  /// - Parameters:
  ///   - aspect: width over height of the picture.
  ///   - margin: share of the picture's half that stays free.
  init(of points: [Vector3], azimuth: Double, elevation: Double, aspect: Double, margin: Double = 0.1) {
    let (a, e) = (azimuth * Double.pi / 180, elevation * Double.pi / 180)
    let level = PortableMath.cosine(e)
    back = Vector3(level * PortableMath.sine(a), PortableMath.sine(e), level * PortableMath.cosine(a))
    right = Vector3(PortableMath.cosine(a), 0, -PortableMath.sine(a))
    up = cross(back, right)
    camera.focalLength = 85
    // Half of the picture's width and height, a metre away.
    let longer = camera.sensor / 2 / camera.focalLength
    let half = aspect >= 1 ? (x: longer, y: longer / aspect) : (x: longer * aspect, y: longer)
    let free = (x: half.x * (1 - margin), y: half.y * (1 - margin))
    var target = SubjectView.middle(of: points)
    var distance = 0.0
    for _ in 0..<6 {
      distance = 0
      for p in points {
        let q = p - target
        let need = max(dot(q, right).magnitude / free.x, dot(q, up).magnitude / free.y)
        distance = max(distance, dot(q, back) + need)
      }
      distance = max(distance, 1e-3)
      // What the picture holds moves to its middle.
      var (low, high) = (SIMD2(Double.infinity, .infinity), SIMD2(-Double.infinity, -.infinity))
      for p in points {
        let q = p - target
        let z = distance - dot(q, back)
        let place = SIMD2(dot(q, right) / z, dot(q, up) / z)
        low = SIMD2(min(low.x, place.x), min(low.y, place.y))
        high = SIMD2(max(high.x, place.x), max(high.y, place.y))
      }
      let shift = (low + high) * (0.5 * distance)
      target = target + right * shift.x + up * shift.y
    }
    camera.target = target
    camera.position = target + back * distance
  }

  private static func middle(of points: [Vector3]) -> Vector3 {
    guard let first = points.first else { return .zero }
    let (low, high) = points.reduce((first, first)) { (min($0.0, $1), max($0.1, $1)) }
    return (low + high) * 0.5
  }
}
