import VectorMath

extension Grade {
  /// Looks by name, in alphabetical order.
  public static let presets: [Grade] = [
    make("black and white", contrast: 0.25, saturation: 0),
    make("bleach bypass", contrast: 0.55, slope: (1.02, 1.02, 1.03), saturation: 0.42),
    make("cool", slope: (0.94, 0.99, 1.06), offset: (0, 0.004, 0.012)),
    make("faded", contrast: -0.2, slope: (0.88, 0.87, 0.86), offset: (0.075, 0.07, 0.08), saturation: 0.75),
    make("high contrast", contrast: 0.6, saturation: 1.08),
    neutral,
    make(
      "night", contrast: 0.15, slope: (0.56, 0.68, 0.9), offset: (0, 0.005, 0.025), power: (1.15, 1.08, 1),
      saturation: 0.6),
    make("sepia", contrast: 0.1, slope: (1.04, 0.98, 0.86), power: (0.9, 1, 1.2), saturation: 0.35),
    make(
      "teal and orange", contrast: 0.2, slope: (1.1, 1, 0.9), offset: (-0.035, 0.005, 0.055), power: (1, 1, 0.98),
      saturation: 1.1),
    make("warm", slope: (1.05, 1, 0.92), offset: (0.008, 0.003, 0)),
  ]

  /// Changes nothing.
  public static var neutral: Grade { make("neutral") }

  public static func preset(named name: String) -> Grade? { presets.first { $0.name == name } }

  private static func make(
    _ name: String, contrast: Double = 0, slope: (Double, Double, Double) = (1, 1, 1),
    offset: (Double, Double, Double) = (0, 0, 0), power: (Double, Double, Double) = (1, 1, 1), saturation: Double = 1
  ) -> Grade {
    var g = Grade()
    g.name = name
    g.contrast = contrast
    g.slope = Vector3(slope.0, slope.1, slope.2)
    g.offset = Vector3(offset.0, offset.1, offset.2)
    g.power = Vector3(power.0, power.1, power.2)
    g.saturation = saturation
    return g
  }
}
