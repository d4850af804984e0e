import AssetLibrary
import SceneDescription
import VectorMath

/// What is seen of a place beyond what can be touched: crowns of trees, bushes, high grass.
///
/// A model's vertices mark the cells of a grid; a point in a marked cell is taken to be among leaves.
struct Overgrowth {
  private struct Grid {
    var low: Vector3
    var cell: Double
    var counts: (Int, Int, Int)
    var marked: Set<Int> = []
  }
  private struct Plant {
    /// worldFromModel, without scale.
    var pose: RigidTransform
    var scale: Double
    var grid: Int
    var bounds: AxisBounds
  }
  private var grids: [Grid] = []
  private var plants: [Plant] = []

  /// Lower growth hides nothing, m.
  private static let least = 0.35
  /// Farther growth is behind what is filmed, m.
  private static let reach = 16.0

  init(_ scenery: Scenery, _ things: [(looks: Looks, pose: RigidTransform)], near middle: Vector3) {
    var numbers: [Looks: Int] = [:]
    func grid(of looks: Looks) -> Int? {
      if let known = numbers[looks] { return known }
      guard let model = scenery.models[looks], let made = Overgrowth.grid(of: model) else { return nil }
      grids.append(made)
      numbers[looks] = grids.count - 1
      return grids.count - 1
    }
    func add(_ looks: Looks, _ pose: RigidTransform, _ scale: Double) {
      guard (pose.translation - middle).length < Overgrowth.reach, let model = scenery.models[looks],
        model.bounds.size.y * scale > Overgrowth.least, let number = grid(of: looks)
      else { return }
      var bounds = AxisBounds.empty
      for corner in model.bounds.corners { bounds.include(pose.apply(corner * scale)) }
      plants.append(Plant(pose: pose, scale: scale, grid: number, bounds: bounds))
    }
    for dressing in scenery.dressing {
      for copy in dressing.copies { add(dressing.looks, copy.pose, copy.scale) }
    }
    for thing in things { add(thing.looks, thing.pose, 1) }
  }

  /// Whether a point, world coordinates, is among leaves.
  func contains(_ p: Vector3) -> Bool {
    plants.contains { plant in
      let b = plant.bounds
      guard p.x > b.min.x, p.x < b.max.x, p.y > b.min.y, p.y < b.max.y, p.z > b.min.z, p.z < b.max.z else {
        return false
      }
      let grid = grids[plant.grid]
      guard let k = Overgrowth.cell(of: plant.pose.applyInverse(p) * (1 / plant.scale), grid) else { return false }
      return grid.marked.contains(k)
    }
  }

  private static func grid(of model: AssetModel) -> Grid? {
    let size = model.bounds.size
    // What fills the horizon is no plant.
    guard size.largest < 40 else { return nil }
    let cell = Swift.max(0.08, size.largest / 32)
    var grid = Grid(
      low: model.bounds.min, cell: cell,
      counts: (Int(size.x / cell) + 1, Int(size.y / cell) + 1, Int(size.z / cell) + 1))
    for link in model.links where link.name.isEmpty {
      for part in link.parts {
        for p in part.mesh.positions { if let k = self.cell(of: p, grid) { grid.marked.insert(k) } }
      }
    }
    return grid
  }

  private static func cell(of p: Vector3, _ grid: Grid) -> Int? {
    let q = (p - grid.low) * (1 / grid.cell)
    guard q.x >= 0, q.y >= 0, q.z >= 0, q.x < 1e6, q.y < 1e6, q.z < 1e6 else { return nil }
    let (i, j, k) = (Int(q.x), Int(q.y), Int(q.z))
    guard i < grid.counts.0, j < grid.counts.1, k < grid.counts.2 else { return nil }
    return (k * grid.counts.1 + j) * grid.counts.0 + i
  }
}
