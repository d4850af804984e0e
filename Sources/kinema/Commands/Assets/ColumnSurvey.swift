import AssetLibrary
import Modelling
import RigidBodyDynamics
import SceneDescription
import VectorMath

/// How well the convex pieces of a link fill what is drawn of it.
///
/// Lines along each axis, on a grid, are cut by the drawn surface (inside where the winding number is above 0, so that
/// parts may overlap) and by the pieces. Their shared lengths give the volumes; where a line enters or leaves is a point
/// of the one surface, whose distance from the other is measured. Pieces may fill what nothing can get into: hollows
/// that are closed off (`SealedSpace`) and the disc of a wheel (`TurnedSpace`).
struct ColumnSurvey {
  /// What is drawn, with the closed hollows as far as the pieces fill them; m^3, overlaps counted once.
  private(set) var drawnVolume = 0.0
  private(set) var solidVolume = 0.0
  /// Of the points of either surface, the distance from the other that nine in ten keep, m.
  private(set) var usualGap = 0.0
  private(set) var greatestGap = 0.0

  /// Lines along a side of the grid.
  private static let lines = 64
  /// Points of each surface whose distance is taken.
  private static let samples = 400

  /// - Parameter isFixed: it is built in the ground, which closes it from below.
  init(_ link: AssetModel.Link, isFixed: Bool) {
    guard let solid = link.solid else { return }
    var mesh = Modelling.TriangleMesh()
    for part in link.parts { mesh.append(part.mesh) }
    var bounds = AxisBounds(of: .compound(solid), at: .identity)
    for p in mesh.positions { bounds.include(p) }
    bounds = bounds.grown(by: 1e-6)
    let sealed = SealedSpace(mesh, ground: isFixed ? 0 : nil)
    let turned = TurnedSpace(link.joint, mesh)
    let world = ColumnSurvey.world(of: solid, name: link.name)
    var drawnPoints: [Vector3] = []
    var solidPoints: [Vector3] = []
    for axis in 0..<3 {
      let grid = LineGrid(
        low: bounds.min, high: bounds.max, axis: axis, lines: (ColumnSurvey.lines, ColumnSurvey.lines))
      let drawn = grid.intervals(of: mesh)
      for line in 0..<grid.count {
        let own = drawn[line]
        let pieces = grid.intervals(of: world, line: line)
        var hollow = Spans(sealed.closed(from: grid.point(line, 0), along: axis, between: own.ranges))
        if let turned { hollow = hollow.union(turned.spans(of: grid, line)) }
        drawnVolume += own.union(hollow.common(pieces)).length * grid.cell / 3
        solidVolume += pieces.length * grid.cell / 3
        func ends(_ spans: Spans) -> [Vector3] {
          spans.ranges.flatMap { [grid.point(line, $0.lowerBound), grid.point(line, $0.upperBound)] }
        }
        drawnPoints += ends(own).filter { sealed.isExposed($0) }
        solidPoints += ends(pieces).filter { sealed.state(at: $0) != .sealed && turned?.contains($0) != true }
      }
    }
    var gaps = ColumnSurvey.chosen(solidPoints).map { mesh.distance(from: $0) }
    gaps += ColumnSurvey.chosen(drawnPoints).map { world.distance(from: $0) }
    gaps.sort()
    greatestGap = gaps.last ?? 0
    usualGap = gaps.isEmpty ? 0 : gaps[gaps.count * 9 / 10]
  }

  /// The pieces as bodies, for its rays and distances.
  private static func world(of solid: SolidShape.Compound, name: String) -> World {
    var world = World(WorldSettings(gravity: .zero, timeStep: 1 / 960))
    for part in solid.parts {
      guard let shape = try? part.shape.engineShape(of: name) else { continue }
      _ = try? world.add(
        BodyDefinition(
          name: "", shape: shape, motion: .fixed, position: part.position, orientation: part.orientation.normalized))
    }
    return world
  }

  /// Evenly from the list.
  private static func chosen(_ points: [Vector3]) -> [Vector3] {
    if points.count <= samples { return points }
    return (0..<samples).map { points[$0 * points.count / samples] }
  }
}

extension World {
  /// Distance of a point from the nearest body, m; 0 inside of one.
  fileprivate func distance(from p: Vector3) -> Double {
    let probe = Shape.sphere(radius: 1e-6)
    var best = Double.infinity
    for i in 0..<bodyCount {
      let id = BodyID(index: i)
      let gap = probe.separation(at: RigidTransform(translation: p), from: shape(of: id), at: state(of: id).pose).gap
      best = min(best, gap)
    }
    return max(0, best)
  }
}
