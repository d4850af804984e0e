import SceneDescription
import VectorMath

/// The camera at one instant, in single precision.
struct View: Sendable {
  let eye: Float3
  let right: Float3
  let up: Float3
  /// Against the line of sight.
  let back: Float3
  let lens: Lens
  private let focal: Double

  init(_ camera: Camera, at time: Double) {
    let pose = camera.pose(at: time)
    let m = pose.rotation.matrix
    eye = pose.translation.float
    right = m.c0.float
    up = m.c1.float
    back = m.c2.float
    lens = Lens(camera, at: time)
    focal = camera.focalLength / camera.sensor
  }

  /// Between two views of one move of one lens, `t` from 0 to 1. Straight between the places; the axes turn by little while
  /// a shutter is open, so their chord will do, made square again.
  init(from a: View, to b: View, _ t: Float) {
    eye = mix(a.eye, b.eye, t)
    back = normalize(mix(a.back, b.back, t))
    let across: Float3 = mix(a.right, b.right, t)
    right = normalize(across - back * dot(across, back))
    up = cross(back, right)
    lens = a.lens.mixed(with: b.lens, t)
    focal = a.focal
  }

  /// The view on a picture of a size.
  struct Projection {
    let view: View
    let focal: Float
    let centre: SIMD2<Float>
    init(_ view: View, width: Int, height: Int) {
      self.view = view
      focal = Float(view.focal * Double(max(width, height)))
      centre = SIMD2(Float(width) / 2, Float(height) / 2)
    }
    /// The unit direction through a point of the picture, pixels from the top left.
    @inline(__always) func direction(_ p: SIMD2<Float>) -> Float3 {
      let x: Float = (p.x - centre.x) / focal
      let y: Float = (centre.y - p.y) / focal
      return normalize(view.right * x + view.up * y - view.back)
    }
    /// Where a direction from the eye meets the picture; nil behind the camera.
    @inline(__always) func pixel(of v: Float3) -> SIMD2<Float>? {
      let z: Float = -dot(v, view.back)
      if z <= 1e-6 { return nil }
      return SIMD2(centre.x + focal * dot(v, view.right) / z, centre.y - focal * dot(v, view.up) / z)
    }
    /// Angle across one pixel in the middle, radians.
    @inline(__always) var pixelAngle: Float { 1 / focal }
    /// The ray through a point of the picture and a point of the aperture (radius 1): all of them meet in the plane of
    /// focus.
    @inline(__always) func ray(_ p: SIMD2<Float>, aperture u: SIMD2<Float>) -> Ray {
      let x: Float = (p.x - centre.x) / focal * view.lens.focus
      let y: Float = (centre.y - p.y) / focal * view.lens.focus
      let a: SIMD2<Float> = u * view.lens.radius
      let d: Float3 = view.right * (x - a.x) + view.up * (y - a.y) - view.back * view.lens.focus
      return Ray(origin: view.eye + view.right * a.x + view.up * a.y, direction: normalize(d))
    }
  }
}
