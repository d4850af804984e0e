import Imaging
import SceneDescription
import VectorMath

/// A grade ready for many pixels: one curve a channel.
struct GradeTable {
  private static let size = 1024
  private let curves: [Float3]
  private let saturation: Float

  init(_ grade: Grade) {
    saturation = Float(grade.saturation)
    func curve(_ v: Double, _ slope: Double, _ offset: Double, _ power: Double) -> Float {
      let s: Double = v * v * (3 - 2 * v)
      let bent: Double = v + (s - v) * grade.contrast
      let moved = min(1, max(0, bent * slope + offset))
      return Float(moved > 0 ? PortableMath.power(moved, power) : 0)
    }
    curves = (0...GradeTable.size).map { i in
      let v = Double(i) / Double(GradeTable.size)
      return Float3(
        curve(v, grade.slope.x, grade.offset.x, grade.power.x), curve(v, grade.slope.y, grade.offset.y, grade.power.y),
        curve(v, grade.slope.z, grade.offset.z, grade.power.z))
    }
  }

  func apply(_ image: ImageBuffer<Float3>) -> ImageBuffer<Float3> { image.map(apply) }

  func apply(_ colour: Float3) -> Float3 {
    let c = Float3(look(colour.x).x, look(colour.y).y, look(colour.z).z)
    let grey = Float3(repeating: luminance(c))
    return mix(grey, c, saturation).clamped(lowerBound: .zero, upperBound: Float3(repeating: 1))
  }

  private func look(_ v: Float) -> Float3 {
    let t: Float = max(0, min(1, v)) * Float(GradeTable.size)
    let i = min(GradeTable.size - 1, Int(t))
    return mix(curves[i], curves[i + 1], t - Float(i))
  }
}
