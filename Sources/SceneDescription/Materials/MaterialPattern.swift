import LocatedJSON

extension Material {
  /// A procedural pattern in the thing's own coordinates, so that it moves with the thing.
  public enum Pattern: String, NamedChoice {
    case plain, wood, rubber, plastic, metal, stone, concrete, fabric, grass, tiles, planks, skin, hair
    /// Without anything but what `imperfection` adds: glass, polished metal, glaze.
    case polished
    case softwood, ringPorousWood, diffusePorousWood, plywood
    case brushedMetal, castMetal, rust, metalFlakes
    case marble, granite, earthenware, brickwork, ashlar, plaster, chalk, rolledPaint, brushedPaint
    case asphalt, sand, soil, mud, gravel, snow, ice, water
    case leather, plainWeave, twill, knit, pile, fur
    case paper, cardboard, leaf, petal, bark, birchBark, cork, foam, bone
    public static var formName: String { "pattern" }
  }
}
