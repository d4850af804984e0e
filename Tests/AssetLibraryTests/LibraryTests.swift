import AssetLibrary
import Foundation
import LocatedJSON
import SceneDescription
import TestSupport
import Testing

/// Where things are found, and what is told where they are not.
@Suite struct LibraryTests {
  private func box(_ name: String, side: Double, material: String = "wood") -> String {
    """
    {"name": "\(name)", "category": "toys", "about": "test", "mass": [0.01, 100],
     "parts": [{"name": "box", "material": "\(material)", "shape": {"box": {"size": [\(side), \(side), \(side)]}}}]}
    """
  }

  @Test func laterFoldersOverride() throws {
    try withTemporaryFolder { root in
      let shelves = ["program", "environment", "first", "second"].map { Shelf(folder: root + "/" + $0) }
      for (i, shelf) in shelves.enumerated() {
        try shelf.put(box("everywhere", side: 0.1 * Double(i + 1)), at: "assets/toys/everywhere.json")
        try shelf.put(box("only \(i)", side: 0.1), at: "assets/toys/only.json")
      }
      func size(_ named: [Int], environment: Bool) throws -> Double {
        let path = try SearchPath(
          named: named.map { shelves[$0].folder }, environment: environment ? shelves[1].folder : nil,
          program: shelves[0].folder)
        return try Library(path).model(of: looks("everywhere")).bounds.size.x
      }
      #expect(try size([], environment: false) == 0.1)
      #expect(try size([], environment: true) == 0.2)
      #expect(
        try size([2], environment: true) == 0.3 || size([2], environment: true).distance(to: 0.3).magnitude < 1e-12)
      #expect(try size([2, 3], environment: true) == 0.4)
      #expect(try size([3, 2], environment: true).distance(to: 0.3).magnitude < 1e-12)
      let all = try Library(
        SearchPath(
          named: [shelves[2].folder, shelves[3].folder], environment: shelves[1].folder, program: shelves[0].folder))
      #expect(all.entries.map(\.name) == ["everywhere", "only 0", "only 1", "only 2", "only 3"])
    }
  }

  @Test func missingFoldersAndNamesAreTold() throws {
    #expect(
      message { _ = try SearchPath(named: ["/no/such/folder"], environment: nil) }
        == "no library folder '/no/such/folder' (--library)")
    #expect(
      message { _ = try SearchPath(environment: "/neither") } == "no library folder '/neither' (KINEMA_LIBRARY)")
    try withShelf { shelf in
      let empty = try shelf.library()
      let told = message { _ = try empty.entry(named: "mug") }
      #expect(told.hasPrefix("no library that could have the asset 'mug'; tried \(shelf.folder)/assets, "))
      #expect(told.hasSuffix("/kinema_Refinement.resources/assets"))
      try shelf.put(box("mug", side: 0.1), at: "assets/mug.json")
      #expect(message { _ = try shelf.library().entry(named: "mgu") } == "no asset 'mgu'; did you mean 'mug'?")
      try shelf.put("{\"name\": \"cup\",}", at: "assets/cup.json")
      #expect(
        message { _ = try shelf.library() } == "\(shelf.folder)/assets/cup.json:1:16: expected a key in double quotes")
    }
  }

  /// Materials of a folder serve its assets and scenes, and become the scene's own.
  @Test func materialsOfAFolderAreUsed() throws {
    try withShelf { shelf in
      try shelf.put("[{\"name\": \"unobtainium\", \"density\": 123}]", at: "materials/odd.json")
      try shelf.put(box("ingot", side: 0.1, material: "unobtainium"), at: "assets/ingot.json")
      let library = try shelf.library()
      let model = try library.model(of: looks("ingot"))
      #expect(model.links[0].material == "unobtainium")
      #expect((model.mass / model.links[0].parts[0].mesh.volume - 123).magnitude < 1e-9)
      let text = """
        {"title": "t", "bodies": [
          {"name": "b", "shape": {"sphere": {"radius": 0.1}}, "material": "unobtainium", "position": [0, 1, 0]}]}
        """
      let scene = try library.furnish(library.scene(decoding: Array(text.utf8), file: "s.json")).scene
      #expect(scene.materials.map(\.name) == ["unobtainium"])
      #expect(scene.material(named: "unobtainium")?.density == 123)
    }
  }

  @Test func lexiconsAddWords() throws {
    try withShelf { shelf in
      try shelf.put(box("mug", side: 0.1), at: "assets/mug.json")
      try shelf.put("{\"mug\": [\"beaker\"], \"ball\": [\"orb\"]}", at: "lexicon/english.json")
      #expect(try shelf.library().words.map(\.word) == ["beaker", "orb"])
      try shelf.put("{\"mag\": [\"beaker\"]}", at: "lexicon/english.json")
      #expect(
        message { _ = try shelf.library() }
          == "\(shelf.folder)/lexicon/english.json:1:2: no noun 'mag'; did you mean 'mug'?")
    }
  }

  @Test func pluralsAreRegular() throws {
    try withShelf { shelf in
      try shelf.put(box("box", side: 0.1), at: "assets/a.json")
      try shelf.put(box("berry", side: 0.1), at: "assets/b.json")
      try shelf.put(box("toy", side: 0.1), at: "assets/c.json")
      #expect(try shelf.library().entries.map(\.plurals) == [["berries"], ["boxes"], ["toys"]])
    }
  }

  /// Whatever is shipped builds; the first variants of a few of each shelf.
  @Test func shippedAssetsBuild() throws {
    let library = try Library.standard()
    var seen: [AssetFile.Category: Int] = [:]
    for entry in library.entries where seen[entry.category, default: 0] < 2 {
      seen[entry.category, default: 0] += 1
      let model = try library.model(of: looks(entry.name))
      #expect(model.mass > 0 && !model.bounds.isEmpty, "\(entry.name)")
    }
    // The build leaves its resources beside the test program.
    #expect(!library.entries.isEmpty)
  }
}
