import VectorMath

extension Shape {
  /// Distance of two shapes at their poses and the direction from this one to the other; negative for overlap.
  ///
  /// The gap is that along the normal between the pieces that are nearest, so it is never more than the true distance.
  package func separation(
    at pose: RigidTransform, from other: Shape, at otherPose: RigidTransform
  ) -> (gap: Double, normal: Vector3) {
    var best = (gap: Double.infinity, normal: Vector3.unitY)
    for a in placedPieces(at: pose) {
      for b in other.placedPieces(at: otherPose) {
        let s = separate(a, b)
        if s.gap < best.gap { best = s }
      }
    }
    return best
  }

  /// The contact points of two shapes at their poses that are closer than `margin`: one manifold for each pair of
  /// pieces that has any. The points are where the surfaces are; depths are negative for gaps.
  package func contacts(
    at pose: RigidTransform, with other: Shape, at otherPose: RigidTransform, margin: Double
  ) -> [(normal: Vector3, points: [ContactPoint])] {
    var manifolds: [(normal: Vector3, points: [ContactPoint])] = []
    for a in placedPieces(at: pose) {
      for b in other.placedPieces(at: otherPose) {
        let slop = Rule.slop(innerRadius: Swift.min(a.geometry.innerRadius, b.geometry.innerRadius))
        var found = CandidateManifold()
        collide(a, b, margin: margin, cachedAxis: 0, tolerance: 0.1 * slop, into: &found)
        guard found.count > 0 else { continue }
        let points = (0..<found.count).map { i in
          let p = found.points[i]
          let onA = p.onA + found.normal * found.radiusA
          let onB = p.onB - found.normal * found.radiusB
          return ContactPoint(
            feature: p.feature, position: (onA + onB) * 0.5, depth: -p.separation, normalImpulse: 0,
            tangentImpulse: .zero)
        }
        manifolds.append((found.normal, points))
      }
    }
    return manifolds
  }

  /// The part of the shape at a pose that is below the plane dot(normal, x) = offset; parts of a compound each count.
  public func submerged(at pose: RigidTransform, below normal: Vector3, offset: Double) -> SubmergedPart {
    var volume = 0.0
    var moment = Vector3.zero
    for piece in placedPieces(at: pose) {
      let n = piece.toLocalDirection(normal)
      let part = piece.geometry.submerged(below: n, offset: offset - dot(normal, piece.position))
      volume += part.volume
      moment += piece.toWorld(part.centroid) * part.volume
    }
    return volume > 0 ? SubmergedPart(volume: volume, centroid: moment / volume) : .none
  }

  /// Radius of the largest ball about the centre of mass of a piece that fits inside, m; for a compound of the thinnest
  /// piece. Infinite for planes and surfaces.
  public var innerRadius: Double { pieces.map(\.geometry.innerRadius).reduce(.infinity, Swift.min) }

  func placedPieces(at pose: RigidTransform) -> [Placed] {
    pieces.map {
      let placed = pose * $0.shapeFromPiece
      return Placed(geometry: $0.geometry, position: placed.translation, rotation: placed.rotation.matrix)
    }
  }
}
