import AssetLibrary
import SceneDescription
import Testing
import VectorMath

/// Meshes made elsewhere.
@Suite struct ImportTests {
  /// A box of 2 x 1 x 4 m from (0, 0, 0), its faces counter-clockwise from outside.
  private static let corners = (0..<8).map { i in
    Vector3(i & 1 == 0 ? 0 : 2, i & 2 == 0 ? 0 : 1, i & 4 == 0 ? 0 : 4)
  }
  private static let quads = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]]

  private static var obj: String {
    "mtllib box.mtl\no box\nusemtl paint\n"
      + corners.map { "v \($0.x) \($0.y) \($0.z)\n" }.joined()
      + quads.map { q in "f " + q.map { "\($0 + 1)" }.joined(separator: " ") + "\n" }.joined()
  }

  /// The same box in a GLB, its node turned a quarter about Y and moved.
  private static func glb(change: (String) -> String = { $0 }) -> [UInt8] {
    var binary: [UInt8] = []
    func put(_ bits: UInt32) { for k in 0..<4 { binary.append(UInt8(truncatingIfNeeded: bits >> UInt32(8 * k))) } }
    for p in corners { for x in [p.x, p.y, p.z] { put(Float(x).bitPattern) } }
    for q in quads {
      for k in [q[0], q[1], q[2], q[0], q[2], q[3]] { binary += [UInt8(k), 0] }
    }
    let half = 0.5.squareRoot()
    var text = Array(
      change(
        """
        {"asset": {"version": "2.0"}, "scenes": [{"nodes": [0]}],
         "nodes": [{"name": "box", "mesh": 0, "translation": [10, 5, 0], "rotation": [0, \(half), 0, \(half)]}],
         "meshes": [{"primitives": [{"attributes": {"POSITION": 0}, "indices": 1, "material": 0}]}],
         "materials": [{"name": "oak"}],
         "accessors": [
           {"bufferView": 0, "componentType": 5126, "count": 8, "type": "VEC3"},
           {"bufferView": 1, "componentType": 5123, "count": 36, "type": "SCALAR"}],
         "bufferViews": [
           {"buffer": 0, "byteOffset": 0, "byteLength": 96}, {"buffer": 0, "byteOffset": 96, "byteLength": 72}],
         "buffers": [{"byteLength": 168}]}
        """
      ).utf8)
    while text.count % 4 != 0 { text.append(0x20) }
    func word(_ n: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: n >> (8 * $0)) } }
    return Array("glTF".utf8) + word(2) + word(12 + 8 + text.count + 8 + binary.count) + word(text.count)
      + Array("JSON".utf8) + text + word(binary.count) + [0x42, 0x49, 0x4E, 0] + binary
  }

  @Test func aPlainOBJBecomesAnAsset() throws {
    try withShelf { shelf in
      try shelf.put(ImportTests.obj, at: "assets/big-box.obj")
      try shelf.put("newmtl paint\nKd 1 0 0\n", at: "assets/box.mtl")
      let library = try shelf.library()
      #expect(library.entries.map(\.nouns) == [["big box"]])
      let model = try library.model(of: looks("big box"))
      // Set on the ground over the origin.
      #expect(model.bounds.min == Vector3(-1, 0, -2) && model.bounds.max == Vector3(1, 1, 2))
      #expect(model.links[0].parts.map(\.colour) == [Colour(255, 0, 0)])
      #expect((model.links[0].parts[0].mesh.volume - 8).magnitude < 1e-12)
      #expect((model.mass - 8 * Material.standard("plastic")!.density).magnitude < 1e-6)
      guard case .hull(let hull)? = model.links[0].solid?.parts.first?.shape else {
        Issue.record("no hull")
        return
      }
      #expect(hull.points.count == 8)
    }
  }

  @Test func aPlainGLBBecomesAnAsset() throws {
    try withShelf { shelf in
      try shelf.put(ImportTests.glb(), at: "assets/crate.glb")
      let model = try shelf.library().model(of: looks("crate"))
      // Turned: 4 m along X, 2 m along Z.
      #expect((model.bounds.size - Vector3(4, 1, 2)).length < 1e-6)
      #expect(model.bounds.min.y.magnitude < 1e-9)
      #expect(model.links[0].material == "oak" && model.links[0].parts[0].name == "box")
      #expect((model.mass - 8 * Material.standard("oak")!.density).magnitude < 1e-3)
      // Flat faces stay flat: each normal is along an axis.
      for n in model.links[0].parts[0].mesh.normals { #expect((n.magnitudes.largest - 1).magnitude < 1e-6) }
    }
  }

  @Test func anAssetFileMayTakeAMesh() throws {
    try withShelf { shelf in
      try shelf.put(ImportTests.obj, at: "assets/parts/lump.obj")
      try shelf.put(
        """
        {"name": "boulder", "category": "rocks", "about": "test", "mass": [1, 100],
         "parts": [{"name": "stone", "material": "granite", "shape": {"mesh": {"file": "lump.obj"}, "scale": 0.1}}]}
        """, at: "assets/parts/boulder.json")
      let model = try shelf.library().model(of: looks("boulder"))
      #expect((model.mass - 0.008 * Material.standard("granite")!.density).magnitude < 1e-6)
    }
  }

  @Test(arguments: [
    ("\"count\": 36", "\"count\": 37", "it reaches past the end of its data"),
    ("5123", "5122", "expected unsigned whole numbers, found SCALAR of 5122"),
    ("\"mesh\": 0", "\"mesh\": 3", "no meshes[3]; there are 1"),
    ("\"count\": 8", "\"count\": 7", "an index names vertex 7; there are 7"),
  ])
  func brokenGLBsAreTold(right: String, wrong: String, expected: String) throws {
    try withShelf { shelf in
      try shelf.put(ImportTests.glb { $0.replacing(right, with: wrong) }, at: "assets/crate.glb")
      let told = message { _ = try shelf.library().model(of: looks("crate")) }
      #expect(told.hasPrefix(shelf.folder + "/assets/crate.glb:") && told.hasSuffix(expected), "\(told)")
      #expect(!told.contains("\n"))
    }
  }

  @Test func brokenOBJsAreTold() throws {
    try withShelf { shelf in
      try shelf.put("v 0 0 0\nv 1 0 0\nv 0 1 zero\n", at: "assets/a.obj")
      try shelf.put("v 0 0 0\nv 1 0 0\nf 1 2 3\n", at: "assets/b.obj")
      try shelf.put("# nothing\n", at: "assets/c.obj")
      let library = try shelf.library()
      #expect(
        message { _ = try library.model(of: looks("a")) }
          .hasSuffix("a.obj: line 3: expected three numbers within 10000, found '0 1 zero'"))
      #expect(
        message { _ = try library.model(of: looks("b")) }.hasSuffix("b.obj: line 3: no vertex 3; there are 2 so far"))
      #expect(message { _ = try library.model(of: looks("c")) }.hasSuffix("c.obj: expected triangles, found none"))
      try shelf.put(Array(ImportTests.glb().prefix(50)), at: "assets/d.glb")
      #expect(message { _ = try shelf.library().model(of: looks("d")) }.contains("the file is cut short"))
    }
  }
}
