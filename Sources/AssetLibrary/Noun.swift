/// A thing that prompts can name: its words, and how its adjectives act.
///
/// The parser knows nouns from this list; Direction builds bodies from them.
public struct Noun: Sendable, Hashable {
  /// Canonical name used in storyboards.
  public let name: String
  /// All singular forms, the canonical one first.
  public internal(set) var singulars: [String]
  /// All plural forms.
  public internal(set) var plurals: [String]
  /// Adjectives beyond colour, material and size that this noun understands ("tall", "steep").
  public let qualities: [String]
  /// A ground or surface that there is only one of.
  public let isPlace: Bool
  /// Someone: "he" and "she" can mean them.
  public let isAnimate: Bool
  /// An asset of the library's files.
  public let isOfLibrary: Bool

  init(
    _ singulars: [String], plurals: [String], qualities: [String] = [], isPlace: Bool = false, isAnimate: Bool = false
  ) {
    name = singulars[0]
    self.singulars = singulars
    self.plurals = plurals
    self.qualities = qualities
    self.isPlace = isPlace
    self.isAnimate = isAnimate
    isOfLibrary = false
  }

  /// Every noun: those of the program and those of the process's library, in alphabetical order of name.
  ///
  /// Without a library, or with one that cannot be read, it is those of the program.
  public static let all: [Noun] = {
    let library = try? Library.standard()
    return merged(builtIn, library?.entries ?? [], words: library?.words ?? [])
  }()

  /// Nouns that the program builds itself, fitted to what is to happen.
  static let builtIn: [Noun] = [
    Noun(["ball", "sphere"], plurals: ["balls", "spheres"]),
    Noun(
      ["block", "cube", "box", "crate"], plurals: ["blocks", "cubes", "boxes", "crates"], qualities: ["tall", "flat"]),
    Noun(["brick"], plurals: ["bricks"]),
    Noun(
      ["child", "boy", "girl", "kid"], plurals: ["children", "boys", "girls", "kids"], qualities: ["tall", "short"],
      isAnimate: true),
    Noun(["domino"], plurals: ["dominoes", "dominos"], qualities: ["tall"]),
    Noun(["floor", "ground"], plurals: ["floors"], isPlace: true),
    Noun(["marble"], plurals: ["marbles"]),
    Noun(
      ["person", "man", "woman", "human", "figure"],
      plurals: ["people", "persons", "men", "women", "humans", "figures"],
      qualities: ["tall", "short", "young"], isAnimate: true),
    Noun(["pillar", "column"], plurals: ["pillars", "columns"], qualities: ["tall", "short"]),
    Noun(["plank", "board"], plurals: ["planks", "boards"], qualities: ["long", "short"]),
    Noun(["platform", "pedestal"], plurals: ["platforms", "pedestals"], qualities: ["tall", "flat"]),
    Noun(
      ["ramp", "slope", "incline"], plurals: ["ramps", "slopes", "inclines"],
      qualities: ["steep", "gentle", "long", "short"]),
    Noun(["stairs", "staircase"], plurals: ["staircases"], qualities: ["steep", "gentle"]),
    Noun(["table", "desk", "bench"], plurals: ["tables", "desks", "benches"], qualities: ["tall", "long"]),
    Noun(["wall"], plurals: ["walls"], qualities: ["tall", "long"]),
  ]

  /// Adjectives of several equal things that say how they stand together; every noun understands them.
  public static let arrangements = ["row", "line", "stack", "stacked", "tower", "pile", "pyramid", "circle"]

  public static func named(_ name: String) -> Noun? { all.first { $0.name == name } }
}
