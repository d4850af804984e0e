import Imaging
import SceneDescription

/// The things of a scene as data sets count them: what stands on the ground has a number from 1, the ground has none.
package struct MapObjects: Sendable {
  package enum Source: Sendable {
    case body(Int)
    case person(Int)
  }
  /// In order of their numbers, the first is 1.
  package let sources: [Source]
  /// The number of each thing of the guide, by its place in `GuideFrame.instances`; 0 is ground.
  package let numbers: [Int]
  /// What each thing of the guide is taken for.
  package let classes: [SemanticClass]

  package init(_ scene: Scene) {
    var sources: [Source] = []
    var numbers: [Int] = []
    var classes: [SemanticClass] = []
    for (i, body) in scene.bodies.enumerated() {
      switch body.shape {
      case .plane, .heightField: numbers.append(0)
      default:
        sources.append(.body(i))
        numbers.append(sources.count)
      }
      classes.append(SemanticClass(body))
    }
    for i in scene.people.indices {
      sources.append(.person(i))
      numbers.append(sources.count)
      classes.append(.person)
    }
    self.sources = sources
    self.numbers = numbers
    self.classes = classes
  }

  /// The number of a thing of the guide; what is neither body nor person (a lamp) has none.
  func number(of thing: Int) -> Int { thing < numbers.count ? numbers[thing] : 0 }

  /// The colour of its class; black where it has none.
  func colour(of thing: Int) -> SIMD3<UInt8> { thing < classes.count ? classes[thing].colour : .zero }

  /// Black and then hues a golden section apart: neighbours in number differ most.
  package var palette: [SIMD3<UInt8>] {
    [.zero]
      + sources.indices.map { i in
        let hue = Double(i) * 0.618_033_988_75
        let turn = (hue - hue.rounded(.down)) * 6
        func channel(_ shift: Double) -> UInt8 {
          let k = (turn + shift).truncatingRemainder(dividingBy: 6)
          let v = 0.95 - 0.7 * max(0, min(1, min(k, 4 - k)))
          return UInt8((v * 255).rounded())
        }
        return SIMD3(channel(5), channel(3), channel(1))
      }
  }
}

/// Classes of ADE20K that our things may belong to, by their place in its list of 150.
package enum SemanticClass: Int, Sendable, CaseIterable {
  case wall = 0
  case building = 1
  case sky = 2
  case floor = 3
  case tree = 4
  case road = 6
  case grass = 9
  case person = 12
  case earth = 13
  case table = 15
  case chair = 19
  case car = 20
  case water = 21
  case rock = 34
  case box = 41
  case sand = 46
  case stairs = 53
  case bottle = 98
  case barrel = 111
  case ball = 119

  /// The colour by which ControlNet's segmentation model knows the class (the palette of the ADE20K challenge).
  package var colour: SIMD3<UInt8> {
    switch self {
    case .wall: SIMD3(120, 120, 120)
    case .building: SIMD3(180, 120, 120)
    case .sky: SIMD3(6, 230, 230)
    case .floor: SIMD3(80, 50, 50)
    case .tree: SIMD3(4, 200, 3)
    case .road: SIMD3(140, 140, 140)
    case .grass: SIMD3(4, 250, 7)
    case .person: SIMD3(150, 5, 61)
    case .earth: SIMD3(120, 120, 70)
    case .table: SIMD3(255, 6, 82)
    case .chair: SIMD3(204, 70, 3)
    case .car: SIMD3(0, 102, 200)
    case .water: SIMD3(61, 230, 250)
    case .rock: SIMD3(255, 41, 10)
    case .box: SIMD3(0, 255, 20)
    case .sand: SIMD3(160, 150, 20)
    case .stairs: SIMD3(255, 224, 0)
    case .bottle: SIMD3(0, 255, 10)
    case .barrel: SIMD3(255, 0, 112)
    case .ball: SIMD3(255, 0, 163)
    }
  }

  /// Words in a thing's name, entity or material that tell its class.
  private static let words: [(word: String, kind: SemanticClass)] = [
    ("wall", .wall), ("house", .building), ("building", .building), ("tree", .tree), ("table", .table),
    ("desk", .table), ("chair", .chair), ("stool", .chair), ("car", .car), ("truck", .car), ("rock", .rock),
    ("boulder", .rock), ("stairs", .stairs), ("stair", .stairs), ("step", .stairs), ("bottle", .bottle),
    ("barrel", .barrel), ("drum", .barrel), ("ball", .ball), ("marble", .ball), ("box", .box), ("crate", .box),
    ("block", .box), ("cube", .box), ("domino", .box), ("brick", .box),
  ]
  private static let grounds: [(word: String, kind: SemanticClass)] = [
    ("grass", .grass), ("meadow", .grass), ("lawn", .grass), ("sand", .sand), ("beach", .sand), ("asphalt", .road),
    ("road", .road), ("street", .road), ("water", .water), ("lake", .water), ("sea", .water), ("soil", .earth),
    ("earth", .earth), ("dirt", .earth), ("mud", .earth), ("gravel", .earth), ("snow", .earth),
  ]

  /// By its name where that tells, else by its material (ground) or shape.
  init(_ body: Body) {
    func first(_ list: [(word: String, kind: SemanticClass)], in texts: [String]) -> SemanticClass? {
      let words = texts.flatMap { $0.lowercased().split { !$0.isLetter } }.map(String.init)
      return list.first { entry in words.contains(entry.word) || words.contains(entry.word + "s") }?.kind
    }
    switch body.shape {
    case .plane, .heightField:
      self = first(SemanticClass.grounds, in: [body.name, body.entity, body.material]) ?? .floor
    case .sphere: self = first(SemanticClass.words, in: [body.name, body.entity]) ?? .ball
    case .cylinder: self = first(SemanticClass.words, in: [body.name, body.entity]) ?? .barrel
    default: self = first(SemanticClass.words, in: [body.name, body.entity]) ?? .box
    }
  }
}
