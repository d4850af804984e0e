import LocatedJSON
import TraceFormat

enum HeaderComparison {
  /// What keeps two traces from being compared number by number.
  static func obstacle(_ a: TraceHeader, _ b: TraceHeader) -> String? {
    if a.stepRate != b.stepRate { return "\(a.stepRate) steps a second against \(b.stepRate)" }
    if let i = zip(a.bodies, b.bodies).enumerated().first(where: { $1.0.name != $1.1.name })?.offset {
      return "body \(i) is '\(a.bodies[i].name)' in the first and '\(b.bodies[i].name)' in the second"
    }
    if a.bodies.count != b.bodies.count { return "\(a.bodies.count) bodies against \(b.bodies.count)" }
    if a.joints.count != b.joints.count { return "\(a.joints.count) joints against \(b.joints.count)" }
    if a.people.map(\.bones.count) != b.people.map(\.bones.count) { return "different people" }
    return nil
  }

  /// Fields that differ and are not about how the trace was recorded.
  static func differences(_ a: TraceHeader, _ b: TraceHeader) -> [String] {
    var found: [String] = []
    func note<T: Equatable>(_ name: String, _ x: T, _ y: T, _ text: (T) -> String) {
      if x != y { found.append("\(name): \(text(x)) against \(text(y))") }
    }
    note("engine", a.engine, b.engine) { "'\($0)'" }
    note("scene hash", a.sceneHash, b.sceneHash) { hex($0) }
    note("seed", a.seed, b.seed) { "\($0)" }
    note("frames", a.frameCount, b.frameCount) { "\($0)" }
    note("frame rate", a.frameRate, b.frameRate) { "\($0)" }
    note("gravity", a.gravity, b.gravity) { "(\($0.x), \($0.y), \($0.z))" }
    for (x, y) in zip(a.bodies, b.bodies) where x != y {
      let fields = zip(fields(x), fields(y)).first { $0 != $1 }
      found.append("body '\(x.name)'" + (fields.map { ": \($0.0) against \($0.1)" } ?? ""))
    }
    for (x, y) in zip(a.joints, b.joints) where x != y { found.append("joint '\(x.name)'") }
    for (x, y) in zip(a.people, b.people) where x != y { found.append("person '\(x.name)'") }
    return found
  }

  private static func fields(_ body: TraceBody) -> [String] {
    var shape = JSONWriter(pretty: false)
    body.shape.write(to: &shape)
    return [
      "shape \(shape.text)", "\(body.motion)", "\(decimal(body.mass)) kg", "friction \(decimal(body.friction))",
      "restitution \(decimal(body.restitution))", "material '\(body.material)'",
    ]
  }
}
