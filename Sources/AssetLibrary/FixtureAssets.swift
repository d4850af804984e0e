import SceneDescription
import VectorMath

/// Things that stay: furniture, walls and the floor.
extension Asset {
  /// The floor: everything below y = 0.
  static func floor(_ request: AssetRequest) -> Asset {
    // "wooden floor" is laid in boards; the bare material would be one giant plank.
    let material = request.material == "wood" ? "wooden floor" : request.material ?? "wooden floor"
    var asset = Asset(noun: request.noun)
    asset.parts = [
      body("", .plane(SolidShape.Plane()), at: .zero, material: material, colour: request.colour, fixed: true)
    ]
    return asset
  }

  /// A table of 1.2 x 0.7 m, 0.6 m high.
  static func table(_ request: AssetRequest) -> Asset {
    let s = request.scale
    let width = 1.2 * s * (request.has("long") ? 1.5 : 1)
    let depth = 0.7 * s
    let height = 0.6 * s * (request.has("tall") ? 1.4 : 1)
    let thickness = 0.04 * s
    let leg = 0.06 * s
    let material = request.material ?? "wood"
    var paint = request.chance("paint")
    let isOpen = request.colour == nil && request.material == nil
    let colour =
      isOpen ? request.look(bare: material, paints: furnitureFinishes, isPainted: false, &paint) : request.colour
    var asset = Asset(noun: request.noun)
    asset.parts = [
      standingBox(
        "top", size: Vector3(width, thickness, depth), at: Vector3(0, height - thickness, 0), material: material,
        colour: colour, bevel: 0.2, fixed: true)
    ]
    for (i, (sx, sz)) in [(-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)].enumerated() {
      let at = Vector3(sx * (width / 2 - leg), 0, sz * (depth / 2 - leg))
      asset.parts.append(
        standingBox(
          "leg \(i + 1)", size: Vector3(leg, height - thickness, leg), at: at, material: material,
          colour: colour, bevel: 0.1, fixed: true))
    }
    asset.supports = [
      top(Vector3(width, height, depth), clearanceBelow: height - thickness)
    ]
    return asset
  }

  /// A wall along X, 2 m wide.
  static func wall(_ request: AssetRequest) -> Asset {
    let s = request.scale
    let size = Vector3(
      2 * s * (request.has("long") ? 1.6 : 1), 0.9 * s * (request.has("tall") ? 1.8 : 1), 0.15 * s)
    return fixedBox(request, size: size, material: request.material ?? "brick")
  }

  static func pillar(_ request: AssetRequest) -> Asset {
    let s = request.scale
    let height = 1.1 * s * (request.has("tall") ? 1.5 : request.has("short") ? 0.6 : 1)
    return fixedBox(request, size: Vector3(0.28 * s, height, 0.28 * s), material: request.material ?? "stone")
  }

  static func platform(_ request: AssetRequest) -> Asset {
    let s = request.scale
    let height = 0.4 * s * (request.has("tall") ? 1.8 : request.has("flat") ? 0.4 : 1)
    return fixedBox(request, size: Vector3(0.9 * s, height, 0.7 * s), material: request.material ?? "concrete")
  }

  private static func fixedBox(_ request: AssetRequest, size: Vector3, material: String) -> Asset {
    var asset = Asset(noun: request.noun)
    asset.parts = [standingBox(size: size, material: material, colour: request.colour, bevel: 0.06, fixed: true)]
    asset.supports = [top(size)]
    return asset
  }

  /// Five steps that go down towards +Z; the top one is a landing.
  static func stairs(_ request: AssetRequest) -> Asset {
    let s = request.scale
    let count = 5
    let rise = 0.11 * s * (request.has("steep") ? 1.35 : request.has("gentle") ? 0.7 : 1)
    let tread = 0.24 * s
    let landing = 0.5 * s
    let width = Swift.max(0.8 * s, request.clearWidth * 1.6)
    let material = request.material ?? "concrete"
    var asset = Asset(noun: request.noun)
    let depth = landing + tread * Double(count - 1)
    for i in 0..<count {
      // Full-height columns side by side: no step lies inside another.
      let isTop = i == 0
      let length = isTop ? landing : tread
      let near = isTop ? -depth / 2 : -depth / 2 + landing + tread * Double(i - 1)
      let size = Vector3(width, rise * Double(count - i), length)
      asset.parts.append(
        standingBox(
          "step \(count - i)", size: size, at: Vector3(0, 0, near + length / 2), material: material,
          colour: request.colour, bevel: 0.03, fixed: true))
      asset.supports.append(top(size, at: Vector3(0, 0, near + length / 2)))
    }
    return asset
  }
}
