/// A thing that prompts can name: its words, and how its adjectives act.
///
/// The parser knows nouns from this list; Direction builds bodies from them.
public struct Noun: Sendable, Hashable {
  /// Canonical name used in storyboards.
  public let name: String
  /// All singular forms, the canonical one first.
  public let singulars: [String]
  /// All plural forms.
  public let plurals: [String]
  /// Adjectives beyond colour, material and size that this noun understands ("tall", "steep").
  public let qualities: [String]
  /// A ground or surface that there is only one of.
  public let isPlace: Bool

  init(_ singulars: [String], plurals: [String], qualities: [String] = [], isPlace: Bool = false) {
    name = singulars[0]
    self.singulars = singulars
    self.plurals = plurals
    self.qualities = qualities
    self.isPlace = isPlace
  }

  /// Every noun of the library, in alphabetical order of name.
  public static let all: [Noun] = [
    Noun(["ball", "sphere", "marble"], plurals: ["balls", "spheres", "marbles"]),
    Noun(["block", "cube", "box", "brick"], plurals: ["blocks", "cubes", "boxes", "bricks"], qualities: ["tall", "flat"]),
    Noun(["domino"], plurals: ["dominoes", "dominos"], qualities: ["tall"]),
    Noun(["floor", "ground"], plurals: ["floors"], isPlace: true),
    Noun(
      ["person", "man", "woman", "human", "figure"], plurals: ["people", "persons", "men", "women", "humans", "figures"],
      qualities: ["tall", "short", "young"]),
    Noun(["ramp", "slope", "incline"], plurals: ["ramps", "slopes", "inclines"], qualities: ["steep", "gentle", "long", "short"]),
  ]

  public static func named(_ name: String) -> Noun? { all.first { $0.name == name } }
}
