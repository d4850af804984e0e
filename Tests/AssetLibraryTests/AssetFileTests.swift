import AssetLibrary
import LocatedJSON
import SceneDescription
import Testing

/// What an asset file that is not right is told, and where.
@Suite struct AssetFileTests {
  /// The small file with one thing replaced, decoded and built.
  private func fault(_ wrong: String, for right: String, variant: UInt64 = 0) throws -> String {
    #expect(AssetFileTests.small.contains(right))
    let text = AssetFileTests.small.replacing(right, with: wrong)
    return try withShelf { shelf in
      try shelf.put(text, at: "assets/toys/thing.json")
      return message { _ = try shelf.library().model(of: looks("thing", variant: variant)) }
        .replacing(shelf.folder + "/assets/toys/", with: "")
    }
  }

  private static let small = """
    {"name": "thing", "category": "toys", "about": "made up", "mass": [0.1, 2],
     "parameters": {"side": 0.1},
     "finishes": {"paint": ["wood", "plastic"]},
     "parts": [
       {"name": "block", "finish": "paint", "shape": {"box": {"size": ["side", "side", "side"]}}},
       {"name": "lid", "material": "steel", "shape": {"box": {"size": [0.1, 0.01, 0.1]}, "at": [0, "side", 0]},
        "joint": {"kind": "hinge", "at": [0, 0.1, 0], "limits": [0, 90]}},
       {"name": "knob", "material": "brass", "on": "lid", "shape": {"box": {"size": [0.01, 0.01, 0.01]}, "at": [0, 0.11, 0]}}
     ],
     "supports": [{"name": "top", "at": [0, 0.11, 0], "size": [0.1, 0.1], "on": "lid"}]}
    """

  @Test func theFileItselfIsSound() throws {
    #expect(try fault("side", for: "side") == "nothing was thrown")
  }

  @Test(arguments: [
    ("\"clay-ish\"", "\"wood\"", "thing.json:3:25: no material 'clay-ish'; known:"),
    ("\"woood\"", "\"wood\"", "thing.json:3:25: no material 'woood'; did you mean 'wood'?"),
    ("\"paimt\", \"shape\"", "\"paint\", \"shape\"", "thing.json:5:32: no finish 'paimt'; did you mean 'paint'?"),
    ("\"on\": \"lit\"", "\"on\": \"lid\"", "thing.json:8:48: no part 'lit'; did you mean 'lid'?"),
    ("[\"sise\", \"side\"", "[\"side\", \"side\"", "thing.json:5:69: no parameter 'sise'; did you mean 'side'?"),
    ("\"hinges\"", "\"hinge\"", "thing.json:7:23: no kind of joint 'hinges'; did you mean 'hinge'?"),
    ("\"toy\"", "\"toys\"", "thing.json:1:31: no category 'toy'; did you mean 'toys'?"),
    ("\"parameter\"", "\"parameters\"", "thing.json:2:2: unknown key \"parameter\"; did you mean 'parameters'?"),
    ("\"name\": \"block\"", "\"name\": \"knob\"", "thing.json:8:13: expected unique names, found part 'block' twice"),
    ("[90, 0]", "[0, 90]", "thing.json:7:62: expected [low, high] with low at most high, found [90.0, 0.0]"),
    ("\"side\": \"2 * wide\"", "\"side\": 0.1", "thing.json:2:30: no parameter 'wide'; known: "),
  ])
  func mistakesAreFoundWhereTheyStand(wrong: String, right: String, expected: String) throws {
    let told = try fault(wrong, for: right)
    #expect(told.hasPrefix(expected), "\(told)")
  }

  @Test func partsThatRideOnEachOtherAreRefused() throws {
    let told = try fault("\"on\": \"lid\", \"name\": \"knob\"", for: "\"name\": \"knob\"")
    #expect(told.contains("duplicate key"), "\(told)")
    let circle = try fault("\"on\": \"knob\", \"joint\"", for: "\"joint\"")
    #expect(circle.contains("rides on itself"), "\(circle)")
  }

  @Test func theRootStandsAlone() throws {
    let told = try fault("\"if\": 0, \"finish\"", for: "\"finish\"")
    #expect(told.contains("expected no \"if\" in the first part"), "\(told)")
  }
}
