extension Material {
  /// The materials that every scene may name without defining them, in alphabetical order.
  ///
  /// Densities and coefficients are mid-range handbook values (engineeringtoolbox.com tables of densities and of
  /// friction coefficients; restitution from drop tests as reported for balls of the material on a hard floor).
  public static let standard: [Material] = [
    make("asphalt", 0x3B3B3D, .concrete, roughness: 0.92, density: 2300, friction: 0.8, restitution: 0.3),
    make("brick", 0x9C4A36, .stone, roughness: 0.9, density: 1900, friction: 0.7, restitution: 0.3),
    make("clay", 0xB0663F, .stone, roughness: 0.8, density: 1800, friction: 0.7, restitution: 0.1),
    make("concrete", 0x9B9A96, .concrete, roughness: 0.85, density: 2400, friction: 0.7, restitution: 0.35),
    make("cotton", 0x9FA7B2, .fabric, roughness: 0.95, density: 400, friction: 0.6, restitution: 0.05),
    make("denim", 0x2E4468, .fabric, roughness: 0.95, density: 450, friction: 0.6, restitution: 0.05),
    make("fabric", 0x8C7B6B, .fabric, roughness: 0.95, density: 400, friction: 0.6, restitution: 0.05),
    make("grass", 0x4C7A2C, .grass, roughness: 0.95, density: 1200, friction: 0.6, restitution: 0.2),
    make("leather", 0x5A3A22, .fabric, roughness: 0.6, density: 900, friction: 0.6, restitution: 0.2),
    make("metal", 0xA9ADB2, .metal, roughness: 0.32, metalness: 1, density: 7800, friction: 0.4, restitution: 0.5),
    make("plaster", 0xD8D3C8, .concrete, roughness: 0.9, density: 1200, friction: 0.6, restitution: 0.2),
    make(
      "plastic", 0x2A6FB0, .plastic, roughness: 0.35, clearCoat: 0.3, density: 1050, friction: 0.35, restitution: 0.5),
    make("rubber", 0x2B2B2D, .rubber, roughness: 0.62, density: 1100, friction: 0.9, restitution: 0.75),
    make("skin", 0xC98E6B, .skin, roughness: 0.55, density: 1000, friction: 0.6, restitution: 0.1),
    make("steel", 0xB4B7BC, .metal, roughness: 0.22, metalness: 1, density: 7850, friction: 0.4, restitution: 0.6),
    make("stone", 0x86837C, .stone, roughness: 0.85, density: 2600, friction: 0.65, restitution: 0.3),
    make("tiles", 0xCFCBC2, .tiles, roughness: 0.45, clearCoat: 0.1, density: 2300, friction: 0.5, restitution: 0.4),
    make("wood", 0xB07B46, .wood, roughness: 0.5, clearCoat: 0.15, density: 650, friction: 0.45, restitution: 0.4),
    make(
      "wooden floor", 0x9C6B3F, .planks, roughness: 0.55, clearCoat: 0.06, density: 700, friction: 0.5,
      restitution: 0.45),
  ]

  public static func standard(_ name: String) -> Material? { standard.first { $0.name == name } }

  private static func make(
    _ name: String, _ hex: UInt32, _ pattern: Pattern, roughness: Double, metalness: Double = 0, clearCoat: Double = 0,
    density: Double, friction: Double, restitution: Double
  ) -> Material {
    var m = Material()
    m.name = name
    m.colour = Colour(hex: hex)
    m.pattern = pattern
    m.roughness = roughness
    m.metalness = metalness
    m.clearCoat = clearCoat
    m.density = density
    m.friction = friction
    m.restitution = restitution
    return m
  }
}
