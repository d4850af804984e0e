import Imaging
import VectorMath

/// A textured plane seen by a pinhole camera, in closed form: z = distance + slope * x, moved sideways by `shift` metres.
func planeGuide(
  width: Int = 96, height: Int = 64, distance: Float = 3, slope: Float = 0.6, shift: Float = 0,
  previousShift: Float = 0,
  light: (Int, Int) -> Float = { _, _ in 1 }
) -> GuideFrame {
  let focal: Float = 100
  func point(_ x: Float, _ y: Float) -> Float3 {
    let (rx, ry): (Float, Float) = ((x - Float(width) / 2) / focal, (y - Float(height) / 2) / focal)
    let z: Float = (distance - slope * shift) / (1 - slope * rx)
    return Float3(rx * z, ry * z, z)
  }
  func pixel(_ p: Float3) -> SIMD2<Float> {
    SIMD2(p.x / p.z * focal + Float(width) / 2, p.y / p.z * focal + Float(height) / 2)
  }
  func image<T: Sendable>(_ f: (Int, Int) -> T) -> ImageBuffer<T> {
    var pixels: [T] = []
    for y in 0..<height { for x in 0..<width { pixels.append(f(x, y)) } }
    return ImageBuffer(width: width, height: height, pixels: pixels)
  }
  let normal = normalize(Float3(slope, 0, 1))
  return GuideFrame(
    index: 0, exposure: 1, depth: image { x, y in point(Float(x) + 0.5, Float(y) + 0.5).z },
    normal: image { _, _ in normal }, albedo: image { _, _ in Float3(0.5, 0.4, 0.3) },
    roughness: image { _, _ in 0.5 }, metalness: image { _, _ in 0 }, instance: image { _, _ in 1 },
    surface: image { x, y in
      let p = point(Float(x) + 0.5, Float(y) + 0.5)
      // The plane's own coordinates move with it.
      return SurfaceCoordinate(position: p - Float3(shift, 0, 0), footprint: p.z / focal)
    },
    motion: image { x, y in
      let p = point(Float(x) + 0.5, Float(y) + 0.5) + Float3(previousShift - shift, 0, 0)
      let q = pixel(p)
      let offset = SIMD2(q.x - Float(x) - 0.5, q.y - Float(y) - 0.5)
      return MotionVector(offset: offset, isValid: q.x >= 0 && q.x < Float(width))
    },
    lit: image { x, y in Float3(0.5, 0.4, 0.3) * light(x, y) }, sunlit: image { _, _ in .zero }, samples: 2,
    instances: [GuideInstance(name: "plane", identity: 42)], poses: [])
}
