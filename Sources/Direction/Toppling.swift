import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// The edge over which a thing goes most easily, in its own frame.
///
/// It turns about the edge when its centre of mass, at height h over the edge and b behind it, has been lifted by
/// sqrt(h^2 + b^2) - h.
struct TippingEdge {
  /// On the floor below the centre of mass, at the edge.
  var point: Vector3
  /// Level, outwards over the edge.
  var outward: Vector3
  var height: Double
  var distance: Double

  var lift: Double { (height * height + distance * distance).squareRoot() - height }

  /// rad/s, with which it just goes over: (4/3) m (h^2 + b^2) is the moment of a plate about its edge.
  var leastTurn: Double {
    (2 * Blocking.gravity * lift / (4.0 / 3 * (height * height + distance * distance))).squareRoot()
  }

  /// Of what stands on `base` (its middle at the floor's height; the extents along X and Z count) with its centre of mass
  /// there: over the front, unless another side is easier by more than a twentieth.
  init(base: AxisBounds, centreOfMass c: Vector3, onlyForward: Bool) {
    let floor = base.min.y
    func edge(_ outward: Vector3, _ reach: Double) -> TippingEdge {
      let distance = Swift.max(0, reach - dot(c, outward))
      return TippingEdge(
        point: Vector3(c.x, floor, c.z) + outward * distance, outward: outward, height: c.y - floor, distance: distance)
    }
    var best = edge(.unitZ, base.max.z)
    if !onlyForward {
      let others = [edge(-.unitZ, -base.min.z), edge(.unitX, base.max.x), edge(-.unitX, -base.min.x)]
      for other in others where other.lift < 0.95 * best.lift { best = other }
    }
    self = best
  }

  private init(point: Vector3, outward: Vector3, height: Double, distance: Double) {
    (self.point, self.outward, self.height, self.distance) = (point, outward, height, distance)
  }
}

extension Blocking {
  /// Topples with nobody named to push it: it starts already turning about its lower edge.
  func topplesByItself(_ i: Int) -> Bool {
    shot.actions.contains { $0.verb == .topple && $0.subject == actors[i].id } && !shot.isDriven(i)
      && !actors[i].asset.isFixed && !actors[i].isPerson
      && !shot.actions.contains { $0.verb == .knockOver && $0.object == actors[i].id }
  }

  /// A stack goes over as one piece; in a file only the hindmost is tipped, and strikes the next.
  mutating func topple(_ i: Int) {
    let actor = actors[i]
    let pose = actor.pose!
    let isStack = Set(actor.offsets.map { $0.translation.y }).count > 1
    let isFile = !isStack && actor.copies.count > 1
    let placed = zip(actor.offsets, actor.copies)
    let whole = TippingEdge(
      base: actor.bounds(at: .identity),
      centreOfMass: placed.reduce(Vector3.zero) { $0 + $1.0.apply($1.1.centreOfMass) } / Double(actor.copies.count),
      onlyForward: false)
    var turn = 0.0
    actors[i].starts = placed.enumerated().map { k, copy in
      let (offset, asset) = copy
      if isFile && k > 0 { return MotionStart() }
      let edge =
        isStack ? whole : TippingEdge(base: asset.footprint, centreOfMass: asset.centreOfMass, onlyForward: isFile)
      // Half as much again as the least energy.
      turn = 1.25 * edge.leastTurn * choices.speed
      let frame = isStack ? pose : pose * offset
      let spin = frame.rotation.rotate(cross(.unitY, edge.outward)) * turn
      let arm = (pose * offset).apply(asset.centreOfMass) - frame.apply(edge.point)
      return MotionStart(velocity: cross(spin, arm), angularVelocity: spin)
    }
    report.choices.append("'\(actor.id)' starts to tip at \(rounded(turn)) rad/s")
  }
}

extension Asset {
  /// For what lies flat, such as a book: the turn that puts it on its end with its back to the front; nil for what stands.
  var standing: Quaternion? {
    let size = bounds().size
    guard person == nil, !isFixed, size.y < 0.5 * Swift.max(size.x, size.z) else { return nil }
    let up = Quaternion(from: .unitY, to: .unitZ)
    // The longer side upright, unless that is much the longer: a plank is no tower.
    return size.x > size.z && size.x < 3 * size.z ? up * Quaternion(from: .unitX, to: .unitZ) : up
  }

  /// Mass of all its parts, kg.
  var weight: Double { parts.reduce(0) { $0 + $1.weight } }

  /// Of all that can move, in the asset's frame.
  var centreOfMass: Vector3 {
    var moment = Vector3.zero
    var mass = 0.0
    for part in parts {
      let m = part.weight
      moment += part.pose.apply(part.shape.centreOfMass) * m
      mass += m
    }
    return mass > 0 ? moment / mass : .zero
  }

  /// What it stands on: the box around all points that are no higher than a fiftieth of it.
  var footprint: AxisBounds {
    let whole = bounds()
    let slack = Swift.max(0.002, 0.02 * whole.size.y)
    var foot = AxisBounds.empty
    for part in parts {
      for point in part.shape.outline.map(part.pose.apply) where point.y < whole.min.y + slack { foot.include(point) }
    }
    return foot.isEmpty ? whole : foot
  }
}

extension Body {
  /// Where it stands in its asset.
  fileprivate var pose: RigidTransform { RigidTransform(rotation: orientation, translation: position) }
}
