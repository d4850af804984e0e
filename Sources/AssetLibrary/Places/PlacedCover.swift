import LocatedJSON
import Modelling
import SceneDescription
import VectorMath

/// Where snow, scree or woods lie on far ground.
struct PlacedCover {
  let material: String
  let colour: Colour?
  private var above = -Double.infinity
  private var below = Double.infinity
  /// Least y of the ground's unit normal.
  private var level: Double?
  /// Its edges wander by this.
  private let noise: TerrainNoise

  init(_ rule: TerrainRule.Cover, seed: UInt64, scope: Scope) throws(JSONError) {
    (material, colour) = (rule.material.value, rule.colour)
    if let bound = rule.above { above = try bound.evaluate(in: scope) }
    if let bound = rule.below { below = try bound.evaluate(in: scope) }
    if let slope = rule.slope { level = PortableMath.cosine(try slope.evaluate(in: scope) * Double.pi / 180) }
    noise = TerrainNoise(seed: seed)
  }

  /// How far inside its edge a place is, in metres of height or their like; below 0 outside.
  func depth(_ p: Vector3, _ normal: Vector3) -> Double {
    // Snow lies lower in the shade and in gullies: a fifth of the height up or down, in reaches of some hundred metres.
    let y = p.y * (1 + 0.2 * noise.fractal(p.x / 400, p.z / 400, octaves: 3, gain: 0.5, least: 0))
    let bounds = Swift.min(y - above, below - y)
    guard let level else { return bounds }
    return Swift.min(bounds, (normal.y - level) * 200)
  }
}
