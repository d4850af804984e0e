import LocatedJSON
import Modelling
import SceneDescription

extension AssetFile {
  /// Decodes an asset file; `file` is the name used in errors, `materials` the names that it may use.
  ///
  /// Beyond each field's form this checks what spans fields: unique names, known materials and finishes, parts that
  /// ride on parts, parameters that adjectives change.
  public init(decoding bytes: [UInt8], file: String, materials: [String]) throws(JSONError) {
    let root = try JSONReader.parse(bytes, file: file)
    try self.init(json: root)
    try checkParameters(root)
    try checkFinishes(root, materials: materials)
    try checkParts(root, materials: materials)
    for place in supports.compactMap(\.on) + spaces.compactMap(\.on) + holds.compactMap(\.on) {
      try checkPart(place)
    }
  }

  private func checkParameters(_ root: JSONNode) throws(JSONError) {
    for parameter in parameters.members {
      let isWord =
        parameter.name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        && parameter.name.first?.isLetter ?? false
      let taken = ["i", "n", "j", "m", "pi"]
      if !isWord || taken.contains(parameter.name) {
        throw JSONError(
          "expected a parameter's name of letters, digits and _ that is not \(taken.joined(separator: ", ")), "
            + "found '\(parameter.name)'", at: parameter.location)
      }
    }
    for quality in qualities.members {
      for factor in quality.value.members where parameters[factor.name] == nil {
        throw JSONError(
          "no parameter '\(factor.name)'; \(nearestHint(factor.name, among: parameters.names))", at: factor.location)
      }
    }
  }

  private func checkFinishes(_ root: JSONNode, materials: [String]) throws(JSONError) {
    for finish in finishes.members {
      if finish.value.isEmpty { throw JSONError("expected at least one look of this finish", at: finish.location) }
      for look in finish.value { try AssetFile.check(look.material, among: materials) }
    }
    if let painted, finishes[painted.value] == nil {
      throw painted.error("no finish '\(painted.value)'; \(nearestHint(painted.value, among: finishes.names))")
    }
  }

  private static func check(_ material: Located<String>, among known: [String]) throws(JSONError) {
    if known.contains(material.value) { return }
    throw material.error("no material '\(material.value)'; \(nearestHint(material.value, among: known))")
  }

  private func checkPart(_ name: Located<String>) throws(JSONError) {
    if parts.contains(where: { $0.name == name.value }) { return }
    throw name.error("no part '\(name.value)'; \(nearestHint(name.value, among: parts.map(\.name)))")
  }

  private func checkParts(_ root: JSONNode, materials: [String]) throws(JSONError) {
    let nodes = try (root.members().first { $0.key == "parts" }?.node ?? root).elements()
    var names: Set<String> = []
    for (i, (part, node)) in zip(parts, nodes).enumerated() {
      let keys = try node.members()
      func place(_ key: String) -> JSONNode { keys.first { $0.key == key }?.node ?? node }
      if !names.insert(part.name).inserted {
        throw place("name").error("expected unique names, found part '\(part.name)' twice")
      }
      switch (part.material, part.finish) {
      case (nil, nil): throw node.error("expected the key \"material\" or \"finish\" in this part")
      case (_?, _?): throw place("finish").error("expected either \"material\" or \"finish\", found both")
      case (let material?, nil): try AssetFile.check(material, among: materials)
      case (nil, let finish?):
        if finishes[finish.value] == nil {
          throw finish.error("no finish '\(finish.value)'; \(nearestHint(finish.value, among: finishes.names))")
        }
        if part.colour != nil { throw place("colour").error("expected \"colour\" beside \"material\" only") }
      }
      if let on = part.on { try checkPart(on) }
      if case .fitted(let fitting) = part.collision { for name in fitting.with ?? [] { try checkPart(name) } }
      if i == 0 {
        for key in ["on", "joint", "if"] where keys.contains(where: { $0.key == key }) {
          throw place(key).error("expected no \"\(key)\" in the first part: it is the root")
        }
      }
      if let joint = part.joint, joint.damping != nil, joint.friction != nil {
        throw place("joint").error("expected either \"damping\" or \"friction\", found both")
      }
      try checkChain(from: part)
    }
  }

  /// Following `on` from any part must end at the root.
  private func checkChain(from part: Part) throws(JSONError) {
    var passed = [part.name]
    var next = part.on
    while let on = next {
      if passed.contains(on.value) {
        throw on.error("part '\(on.value)' rides on itself: \(passed.joined(separator: " on "))")
      }
      passed.append(on.value)
      next = parts.first { $0.name == on.value }?.on
    }
  }
}
