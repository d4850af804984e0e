import LocatedJSON
import VectorMath

/// A half section turned about Y: what lathes, cylinders, balls and rings are.
struct Revolution {
  /// (distance from the axis, height), closed.
  var section: [Point2]
  /// 360, or less for a slice that is centred on +Z.
  var degrees = 360.0
  var sides: Int
  /// Whether what collides has the drawn sides, rather than to be round.
  var hasFlats = false

  /// Fewer sides than this roll otherwise than a round thing.
  static let fewSides = 16

  /// Distances below this are on the axis.
  static let axisTolerance = 1e-7

  init(section: [Point2], degrees: Double = 360, sides: Int? = nil) {
    self.section = section.map { $0.x < Self.axisTolerance ? Point2(0, $0.y) : $0 }
    self.degrees = degrees
    var widest = 0.0
    for p in section { widest = max(widest, p.x) }
    let full = sides ?? Roundness.sides(widest)
    self.sides = degrees >= 360 ? full : max(2, Int((Double(full) * degrees / 360).rounded(.up)))
  }

  /// Direction of a share of the turn.
  func direction(_ share: Double) -> Vector3 {
    let angle = degrees >= 360 ? 360 * share : degrees * (share - 0.5)
    let (s, c) = sineAndCosine(degrees: angle)
    return Vector3(s, 0, c)
  }

  var surface: Surface {
    var surface = Surface()
    let isWhole = degrees >= 360
    let columns = isWhole ? sides : sides + 1
    let directions = (0..<columns).map { direction(Double($0) / Double(sides)) }
    // Corner numbers by section point and column; on the axis all columns share one.
    var numbers: [[Int32]] = []
    for p in section {
      if p.x == 0 {
        let v = surface.add(Vector3(0, p.y, 0))
        numbers.append([Int32](repeating: v, count: columns))
      } else {
        numbers.append(directions.map { surface.add($0 * p.x + Vector3(0, p.y, 0)) })
      }
    }
    let isClockwise = doubleArea(section) < 0
    for k in section.indices {
      let l = (k + 1) % section.count
      if section[k].x == 0 && section[l].x == 0 { continue }
      for column in 0..<sides {
        let right = (column + 1) % columns
        let (a, b, c, d) = (numbers[k][column], numbers[k][right], numbers[l][right], numbers[l][column])
        if isClockwise { surface.addQuad(a, d, c, b) } else { surface.addQuad(a, b, c, d) }
      }
    }
    if !isWhole {
      let outline = isClockwise ? Array(section.reversed()) : section
      let order = isClockwise ? Array(section.indices.reversed()) : Array(section.indices)
      let cut = PolygonCutting(outline).triangles
      func face(_ column: Int, turned: Bool) -> [SIMD3<Int32>] {
        cut.map { t in
          let v = (0..<3).map { numbers[order[Int(t[$0])]][column] }
          return turned ? SIMD3(v[0], v[2], v[1]) : SIMD3(v[0], v[1], v[2])
        }
      }
      surface.addFace(face(0, turned: false))
      surface.addFace(face(sides, turned: true))
    }
    return surface
  }

  /// m^3 of the full turn (Pappus), by the section's edges.
  static func volume(_ section: [Point2]) -> Double {
    var sum = 0.0
    for k in section.indices {
      let (a, b) = (section[k], section[(k + 1) % section.count])
      sum += (a.x * a.x + a.x * b.x + b.x * b.x) * (b.y - a.y)
    }
    return sum.magnitude * Double.pi / 3
  }
}
