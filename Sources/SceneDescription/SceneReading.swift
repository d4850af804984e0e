import LocatedJSON
import VectorMath

extension Scene {
  /// Decodes a scene file; `file` is the name used in errors.
  ///
  /// Beyond each field's own range this checks what spans fields: unique names, known materials, planes that are static,
  /// a step rate that divides into frames.
  public init(decoding bytes: [UInt8], file: String) throws(JSONError) {
    let node = try JSONReader.parse(bytes, file: file)
    try self.init(json: node)
    try checkNames(node)
    try checkBodies(node)
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
    for (list, names) in [("bodies", bodies.map(\.name)), ("people", people.map(\.name))] where !names.isEmpty {
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

  private func checkBodies(_ root: JSONNode) throws(JSONError) {
    if bodies.isEmpty { return }
    let known = materials.map(\.name) + Material.standard.map(\.name)
    for (body, node) in zip(bodies, try Scene.member("bodies", of: root).elements()) {
      if material(named: body.material) == nil {
        throw try Scene.member("material", of: node).error(
          "no material '\(body.material)'; \(nearestHint(body.material, among: known))")
      }
      if case .plane = body.shape, body.motion != .fixed {
        throw node.error("expected \"motion\" to be \"static\" for a plane")
      }
    }
  }
}
