import SceneDescription
import VectorMath

/// Things that move: balls, blocks, dominoes, planks.
extension Asset {
  /// A toy ball of about 22 cm. Rubber and plastic balls are hollow, as bought ones are; others are solid.
  static func ball(_ request: AssetRequest) -> Asset {
    var pick = request.chance("material")
    let chosen = request.shouldStrike && !request.shouldBounce ? "wood" : nil
    let material = request.material ?? chosen ?? (request.shouldBounce || pick.uniform() < 0.6 ? "rubber" : "plastic")
    let isHollow = material == "rubber" || material == "plastic" || material == "leather"
    return sphere(request, radius: 0.11 * request.scale, material: material, hollow: isHollow)
  }

  static func marble(_ request: AssetRequest) -> Asset {
    sphere(request, radius: 0.03 * request.scale, material: request.material ?? "stone", hollow: false)
  }

  private static func sphere(_ request: AssetRequest, radius: Double, material: String, hollow: Bool) -> Asset {
    var paint = request.chance("paint")
    let isPainted = request.material == nil || material == "plastic"
    let colour = request.colour ?? (isPainted ? request.look(bare: material, isPainted: true, &paint) : nil)
    var body = Asset.body(.sphere(radius: radius), at: Vector3(0, radius, 0), material: material, colour: colour)
    // A wall of 4 kg/m^2 gives a ball of 24 cm the 0.6 kg of a basketball.
    if hollow { body.mass = 4 * 4 * Double.pi * radius * radius }
    var asset = Asset(noun: request.noun)
    asset.parts = [body]
    asset.supports = [Support(centre: Vector3(0, 2 * radius, 0), halfWidth: 0, halfDepth: 0)]
    return asset
  }
  private static func body(_ shape: SolidShape, at position: Vector3, material: String, colour: Colour?) -> Body {
    body("", shape, at: position, material: material, colour: colour, fixed: false)
  }

  /// A hollow toy block of about 25 cm; tall is twice as high, flat half.
  static func block(_ request: AssetRequest) -> Asset {
    let side = (request.stacked >= 3 ? 0.15 : 0.25) * request.scale
    let height = side * (request.has("tall") ? 2 : request.has("flat") ? 0.45 : 1)
    var asset = box(request, size: Vector3(side, height, side), material: request.material ?? "wood")
    // Blocks of that size are boxes: walls of 12 mm wood or 4 mm plastic.
    let material = asset.parts[0].material
    if material == "wood" || material == "plastic" {
      let area = 2 * side * side + 4 * side * height
      asset.parts[0].mass = area * (material == "wood" ? 0.012 * 650 : 0.004 * 1050)
    }
    return asset
  }

  /// The proportions of a building brick (215 x 65 x 102.5 mm, BS EN 771-1), as large as the other toys.
  static func brick(_ request: AssetRequest) -> Asset {
    let length = 0.3 * request.scale
    return box(
      request, size: Vector3(length, length * 0.302, length * 0.477), material: request.material ?? "brick",
      isNatural: true)
  }

  /// A show domino of 24 x 12 x 4 cm; its face looks along +Z.
  static func domino(_ request: AssetRequest) -> Asset {
    var pick = request.chance("material")
    let material = request.material ?? (pick.uniform() < 0.5 ? "wood" : "plastic")
    let scale = request.scale
    let height = 0.24 * scale * (request.has("tall") ? 1.5 : 1)
    return box(request, size: Vector3(0.12 * scale, height, 0.04 * scale), material: material, bevel: 0.1)
  }

  /// A loose board of about 1 m along X.
  static func plank(_ request: AssetRequest) -> Asset {
    let scale = request.scale
    let length = scale * (request.has("long") ? 1.6 : request.has("short") ? 0.6 : 1)
    return box(
      request, size: Vector3(length, 0.03 * scale, 0.16 * scale), material: request.material ?? "wood",
      isNatural: true, bevel: 0.1)
  }

  private static func box(
    _ request: AssetRequest, size: Vector3, material: String, isNatural: Bool = false, bevel: Double = 0.05
  ) -> Asset {
    var paint = request.chance("paint")
    var choose = request.chance("painted")
    // Bare wood or paint; plastic is never bare.
    let isPainted = material == "plastic" || (!isNatural && choose.uniform() < 0.5)
    let isOpen = material == "plastic" || (!isNatural && request.material == nil)
    let colour = request.colour ?? (isOpen ? request.look(bare: material, isPainted: isPainted, &paint) : nil)
    var asset = Asset(noun: request.noun)
    asset.parts = [standingBox(size: size, material: material, colour: colour, bevel: bevel)]
    asset.supports = [top(size)]
    return asset
  }
}
