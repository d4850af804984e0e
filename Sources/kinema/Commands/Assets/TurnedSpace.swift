import AssetLibrary
import Modelling
import VectorMath

/// What a link that turns freely, such as a wheel or a propeller, sweeps: between its spokes and in the recess of
/// its disc nothing can stay, so that a solid of revolution collides for it.
struct TurnedSpace {
  private let anchor: Vector3
  private let axis: Vector3
  private let cell: Double
  /// For each ring about the axis, the stretch of the axis that its matter and all farther out takes.
  private var spans: [ClosedRange<Double>?] = []

  private static let fineness = 128

  /// nil for what does not turn all the way round.
  init?(_ joint: AssetModel.Joint?, _ mesh: Modelling.TriangleMesh) {
    guard let joint, case .hinge(let guided) = joint.kind, guided.limits == nil else { return nil }
    anchor = joint.anchor
    axis = joint.axis
    let places = mesh.positions.map { TurnedSpace.place($0, joint.anchor, joint.axis) }
    let reach = places.reduce(0) { max($0, $1.radius) }
    guard reach > 0 else { return nil }
    cell = reach / Double(TurnedSpace.fineness)
    spans = [ClosedRange<Double>?](repeating: nil, count: TurnedSpace.fineness + 1)
    for p in places {
      let k = Int(p.radius / cell)
      let own = spans[k] ?? p.height...p.height
      spans[k] = min(own.lowerBound, p.height)...max(own.upperBound, p.height)
    }
    for k in spans.indices.dropLast().reversed() {
      guard let outer = spans[k + 1] else { continue }
      let own = spans[k] ?? outer
      spans[k] = min(own.lowerBound, outer.lowerBound)...max(own.upperBound, outer.upperBound)
    }
  }

  private static func place(_ p: Vector3, _ anchor: Vector3, _ axis: Vector3) -> (radius: Double, height: Double) {
    let height = dot(p - anchor, axis)
    return ((p - anchor - axis * height).length, height)
  }

  func contains(_ p: Vector3) -> Bool {
    let place = TurnedSpace.place(p, anchor, axis)
    let k = Int(place.radius / cell)
    guard k < spans.count, let span = spans[k] else { return false }
    return place.height >= span.lowerBound - cell && place.height <= span.upperBound + cell
  }

  /// The stretches of a line that lie in it.
  func spans(of grid: LineGrid, _ line: Int) -> Spans {
    let count = 4 * TurnedSpace.fineness
    let step = grid.length / Double(count)
    var ranges: [ClosedRange<Double>] = []
    for k in 0..<count where contains(grid.point(line, (Double(k) + 0.5) * step)) {
      ranges.append(Double(k) * step...Double(k + 1) * step)
    }
    return Spans(ranges)
  }
}
