import LocatedJSON
import VectorMath

extension Scene {
  /// Decodes a scene file; `file` is the name used in errors.
  ///
  /// Beyond each field's own range this checks what spans fields: unique names, known materials, shapes that
  /// cannot move, joints between bodies of the scene, a step rate that divides into frames.
  ///
  /// - Parameter library: names of materials that it may use beside its own and the standard ones.
  public init(decoding bytes: [UInt8], file: String, materials library: [String] = []) throws(JSONError) {
    let node = try JSONReader.parse(bytes, file: file)
    try self.init(json: node)
    try checkNames(node)
    try checkBodies(node, library)
    try checkJoints(node)
    try checkRegression(node)
    if let stepRate, stepRate % frameRate != 0 {
      let nearest = (stepRate + frameRate - 1) / frameRate * frameRate
      throw try Scene.member("stepRate", of: node).error(
        "expected \"stepRate\" to be a multiple of the frame rate \(frameRate), such as \(nearest)")
    }
    if (camera.position - camera.target).length < 1e-6 {
      throw try Scene.member("camera", of: node).error("expected \"position\" and \"target\" to be apart")
    }
  }

  private static func member(_ key: String, of node: JSONNode) throws(JSONError) -> JSONNode {
    try node.members().first { $0.key == key }?.node ?? node
  }

  private func checkNames(_ root: JSONNode) throws(JSONError) {
    var seen: Set<String> = []
    let lists = [
      ("bodies", bodies.map(\.name)), ("people", people.map(\.name)), ("things", things.map(\.name)),
      ("joints", joints.map(\.name)),
    ]
    for (list, names) in lists where !names.isEmpty {
      if list == "joints" { seen = [] }
      let nodes = try Scene.member(list, of: root).elements()
      for (name, node) in zip(names, nodes) where !seen.insert(name).inserted {
        throw try Scene.member("name", of: node).error("expected unique names, found '\(name)' twice")
      }
    }
    if materials.isEmpty { return }
    var materialNames: Set<String> = []
    for (material, node) in zip(materials, try Scene.member("materials", of: root).elements())
    where !materialNames.insert(material.name).inserted {
      throw try Scene.member("name", of: node).error("expected unique names, found material '\(material.name)' twice")
    }
  }

  private func checkRegression(_ root: JSONNode) throws(JSONError) {
    guard let regression, !regression.expect.isEmpty else { return }
    let nodes = try Scene.member("expect", of: Scene.member("regression", of: root)).elements()
    let known = bodies.map(\.name) + people.map(\.name) + things.map(\.name)
    for (expected, node) in zip(regression.expect, nodes) {
      for (key, name) in [("a", expected.a), ("b", expected.b)] {
        if let name, !known.contains(name), !isPartOfThing(name) {
          throw try Scene.member(key, of: node).error("no body '\(name)'; \(nearestHint(name, among: known))")
        }
      }
    }
  }

  /// Whether a thing may have a body of that name; which parts it has is for the library to say.
  private func isPartOfThing(_ name: String) -> Bool { things.contains { name.hasPrefix($0.name + "/") } }

  private func checkBodies(_ root: JSONNode, _ library: [String]) throws(JSONError) {
    if bodies.isEmpty { return }
    let known = materials.map(\.name) + Material.standard.map(\.name) + library
    for (body, node) in zip(bodies, try Scene.member("bodies", of: root).elements()) {
      if material(named: body.material) == nil && !library.contains(body.material) {
        throw try Scene.member("material", of: node).error(
          "no material '\(body.material)'; \(nearestHint(body.material, among: known))")
      }
      switch (body.shape, body.motion) {
      case (.plane, .dynamic), (.plane, .kinematic):
        throw node.error("expected \"motion\" to be \"static\" for a plane")
      case (.heightField, .dynamic), (.heightField, .kinematic):
        throw node.error("expected \"motion\" to be \"static\" for a height field")
      case (.mesh, .dynamic):
        throw node.error("expected \"motion\" to be \"static\" or \"kinematic\" for a mesh")
      default: break
      }
    }
  }

  private func checkJoints(_ root: JSONNode) throws(JSONError) {
    if joints.isEmpty { return }
    let known = bodies.map(\.name) + things.map(\.name)
    let knownSet = Set(known)
    for (joint, node) in zip(joints, try Scene.member("joints", of: root).elements()) {
      for (key, name) in [("a", joint.a), ("b", joint.b)] {
        guard let name, !knownSet.contains(name), !isPartOfThing(name) else { continue }
        throw try Scene.member(key, of: node).error("no body '\(name)'; \(nearestHint(name, among: known))")
      }
      if joint.a == joint.b {
        throw try Scene.member("b", of: node).error("expected two different bodies, found '\(joint.b)' twice")
      }
    }
  }
}
