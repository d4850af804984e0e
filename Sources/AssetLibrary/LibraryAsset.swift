import SceneDescription
import VectorMath

/// Things that files describe.
extension Asset {
  /// Builds the library's asset of a noun.
  ///
  /// - Throws: `LibraryError`; `JSONError` where the asset's file is at fault.
  static func make(_ request: AssetRequest, of entry: AssetEntry, in library: Library) throws -> Asset {
    var looks = Looks()
    looks.asset = entry.name
    // A few variants serve every seed: models are built once each.
    looks.variant = request.seed % 8
    looks.scale = request.size.factor
    looks.qualities = request.qualities.filter(entry.qualities.contains)
    looks.material = request.material
    looks.colour = request.colour
    let model = try library.model(of: looks)
    // Furniture that things stand on stays where it is unless the film is about its moving.
    let isFixture = entry.category == .furniture && !model.supports.isEmpty && !request.isActing
    return Asset(noun: request.noun, model, looks, isFixed: model.isFixed || isFixture)
  }

  /// A model as a thing that can be staged.
  package init(noun: String, _ model: AssetModel, _ looks: Looks, isFixed: Bool) {
    self.init(noun: noun)
    for link in model.links {
      guard let solid = link.solid else { continue }
      var body = Asset.body(link.name, .compound(solid), at: .zero, material: link.material)
      body.colour = link.parts.first { $0.material == link.material }?.colour
      body.motion = isFixed ? .fixed : .dynamic
      body.mass = max(1e-6, link.mass)
      body.looks = looks
      body.looks?.link = link.name
      parts.append(body)
      if let joint = link.joint, body.motion == .dynamic {
        joints.append(PartJoint(part: link.name, joint: joint))
      }
    }
    supports = model.supports.filter(\.link.isEmpty).map { support in
      Support(
        centre: support.centre, halfWidth: support.width / 2, halfDepth: support.depth / 2,
        clearanceBelow: model.clearance(below: support))
    }
  }
}

extension AssetModel {
  /// Free height between the ground and what is above the middle half of the ground below a support; legs at its corners
  /// do not count.
  fileprivate func clearance(below support: Support) -> Double {
    var height = support.centre.y
    for part in links.flatMap({ $0.solid?.parts ?? [] }) {
      let bounds = AxisBounds(
        of: part.shape, at: RigidTransform(rotation: part.orientation.normalized, translation: part.position))
      let isBelow =
        bounds.min.x < support.centre.x + support.width / 4 && bounds.max.x > support.centre.x - support.width / 4
        && bounds.min.z < support.centre.z + support.depth / 4 && bounds.max.z > support.centre.z - support.depth / 4
      if isBelow { height = min(height, bounds.min.y) }
    }
    return max(0, height)
  }
}
