import AssetLibrary
import Modelling
import RigidBodyDynamics
import SceneDescription
import VectorMath

/// How well the convex pieces of a link fill what is drawn of it.
///
/// Lines along each axis, on a grid, are cut by the drawn surface (inside where the winding number is above 0, so that
/// parts may overlap) and by the pieces. Their shared lengths give the volumes; where a line enters or leaves is a point
/// of the one surface, whose distance from the other is measured.
struct ColumnSurvey {
  /// m^3, overlaps counted once.
  private(set) var drawnVolume = 0.0
  private(set) var solidVolume = 0.0
  /// Of the points of either surface, the distance from the other that nine in ten keep, m.
  private(set) var usualGap = 0.0
  private(set) var greatestGap = 0.0

  /// Lines along a side of the grid.
  private static let lines = 48
  /// Points of each surface whose distance is taken.
  private static let samples = 400

  init(_ link: AssetModel.Link) {
    guard let solid = link.solid else { return }
    var mesh = Modelling.TriangleMesh()
    for part in link.parts { mesh.append(part.mesh) }
    var bounds = AxisBounds(of: .compound(solid), at: .identity)
    for p in mesh.positions { bounds.include(p) }
    var world = World(WorldSettings(gravity: .zero, timeStep: 1 / 960))
    for part in solid.parts {
      guard let shape = try? part.shape.engineShape(of: link.name) else { continue }
      _ = try? world.add(
        BodyDefinition(
          name: "", shape: shape, motion: .fixed, position: part.position, orientation: part.orientation.normalized))
    }
    var drawnPoints: [Vector3] = []
    var solidPoints: [Vector3] = []
    for axis in 0..<3 {
      let grid = Grid(bounds, axis: axis, lines: ColumnSurvey.lines)
      let drawn = grid.intervals(of: mesh)
      for line in 0..<grid.count {
        let pieces = grid.intervals(of: world, line: line)
        drawnVolume += drawn[line].reduce(0) { $0 + $1.upperBound - $1.lowerBound } * grid.cell / 3
        solidVolume += pieces.reduce(0) { $0 + $1.upperBound - $1.lowerBound } * grid.cell / 3
        for span in drawn[line] {
          drawnPoints.append(grid.point(line, span.lowerBound))
          drawnPoints.append(grid.point(line, span.upperBound))
        }
        for span in pieces {
          solidPoints.append(grid.point(line, span.lowerBound))
          solidPoints.append(grid.point(line, span.upperBound))
        }
      }
    }
    var gaps = ColumnSurvey.chosen(solidPoints).map { mesh.distance(from: $0) }
    gaps += ColumnSurvey.chosen(drawnPoints).map { p in
      let probe = Shape.sphere(radius: 1e-6)
      var best = Double.infinity
      for i in 0..<world.bodyCount {
        let state = world.state(of: BodyID(index: i))
        best = min(
          best,
          probe.separation(at: RigidTransform(translation: p), from: world.shape(of: BodyID(index: i)), at: state.pose)
            .gap)
      }
      return max(0, best)
    }
    gaps.sort()
    greatestGap = gaps.last ?? 0
    usualGap = gaps.isEmpty ? 0 : gaps[gaps.count * 9 / 10]
  }

  /// Evenly from the list.
  private static func chosen(_ points: [Vector3]) -> [Vector3] {
    if points.count <= samples { return points }
    return (0..<samples).map { points[$0 * points.count / samples] }
  }
}
