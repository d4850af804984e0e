import SceneDescription
import VectorMath

/// A ladder against a smooth wall slips where the floor's friction is below (tan a - t / L) / 2.
///
/// For length L, thickness t and angle a from the wall. It touches wall and floor with the edges of its lower face, so the
/// weight acts (L sin a - t cos a) / 2 from the foot and the wall's push L cos a above it; the floor must give that push.
enum Ladder {
  static let experiment = Experiment("ladder") { setup throws(ExperimentError) in
    let scene = setup.scene
    let (_, up) = try scene.up()
    let ladder = try scene.index(of: "ladder")
    let floor = try scene.index(of: "floor")
    let body = scene.bodies[ladder]
    let half = try body.boxHalfExtents()
    let (_, away) = try scene.body("wall").surface()
    // Along the ladder to its top, and across its thickness away from the wall.
    let rise = body.orientation.normalized.rotate(.unitY)
    guard dot(rise, up) > 0 && dot(rise, away) < 0 else { throw ExperimentError("'ladder' must lean on 'wall'") }
    let tangent: Double = -dot(rise, away) / dot(rise, up)
    let truth: Double = (tangent - half.x / half.y) / 2
    let found = try bisect(Swift.max(0, truth - 0.05)...(truth + 0.05), to: 1e-4) { mu throws(ExperimentError) in
      var edited = scene
      edited.bodies[ladder].friction = mu
      edited.bodies[floor].friction = mu
      var lab = try setup.start(edited)
      lab.run()
      return (lab.state(ladder).position - body.position).length > 2e-3 * half.y
    }
    return [Measurement("critical friction", found ?? .nan, truth: truth, within: .absolute(0.002))]
  }
}
