import AssetLibrary
import SceneDescription
import Simulation
import TraceFormat
import VectorMath

/// Whether a moving part moves: its joint is driven with the asset held fast and without weight.
struct JointTrial {
  var part: String
  /// How far it was to go and how far it came: radians or metres.
  private(set) var wanted = 0.0
  private(set) var reached = 0.0
  var moves: Bool { reached >= 0.8 * wanted }

  /// All joints of a model but those that are fast; balls are free by nature.
  static func all(_ looks: Looks, _ model: AssetModel, _ library: Library) throws -> [JointTrial] {
    try model.links.compactMap { link in
      guard let joint = link.joint, joint.isGuided else { return nil }
      return try JointTrial(link, joint, looks, model, library)
    }
  }

  private init?(
    _ link: AssetModel.Link, _ joint: AssetModel.Joint, _ looks: Looks, _ model: AssetModel, _ library: Library
  ) throws {
    part = link.name
    // To the end that sheets show it at; a wheel a quarter turn.
    var goal = joint.isTurn ? Double.pi / 2 : 0.1
    if let limits = joint.limits {
      goal = joint.open != 0 ? joint.open : (limits.high >= -limits.low ? limits.high : limits.low)
      if goal == 0 { return nil }
    }
    wanted = goal.magnitude
    var scene = Scene()
    scene.title = "trial of a joint"
    scene.gravity = .zero
    scene.seconds = 2
    var thing = Thing()
    thing.name = "thing"
    thing.looks = looks
    thing.motion = .fixed
    scene.things = [thing]
    var furnished = try library.furnish(scene).scene
    let name = "thing/" + link.name
    guard let number = furnished.joints.firstIndex(where: { $0.name == name }),
      let a = furnished.bodies.firstIndex(where: { $0.name == furnished.joints[number].a }),
      let b = furnished.bodies.firstIndex(where: { $0.name == name })
    else { return nil }
    // Only what this link carries moves with it: all else is held fast at its joints, and still passes through what it is
    // jointed to.
    for i in furnished.joints.indices where i != number && !isCarried(furnished.joints[i].name, by: link, model) {
      furnished.joints[i].kind = .fixed(JointKind.Plain())
    }
    var motor = JointKind.Motor()
    motor.speed = goal / 1.5
    // Three times what lifts it at its own arm: enough for hinges, too little to push through a wall.
    let arm = joint.isTurn ? max(model.bounds.size.length / 2, 0.01) : 1
    motor.maximum = 3 * 9.81 * link.mass * arm
    furnished.joints[number].kind = furnished.joints[number].kind.driven(by: motor)
    var simulator = try Simulator(furnished)
    while let frame = simulator.nextFrame() {
      let value = joint.value(between: frame.bodies[a].pose, frame.bodies[b].pose)
      reached = max(reached, goal > 0 ? value : -value)
    }
  }

  private func isCarried(_ body: String, by link: AssetModel.Link, _ model: AssetModel) -> Bool {
    var next = model.links.first { "thing/" + $0.name == body }
    while let current = next {
      if current.name == link.name { return true }
      guard let host = current.joint?.to, !host.isEmpty else { return false }
      next = model.links.first { $0.name == host }
    }
    return false
  }
}

extension JointKind {
  fileprivate func driven(by motor: Motor) -> JointKind {
    switch self {
    case .hinge(var guided):
      guided.motor = motor
      return .hinge(guided)
    case .slider(var guided):
      guided.motor = motor
      return .slider(guided)
    default: return self
    }
  }
}
