import AssetLibrary
import Imaging
import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// Models in the sheet's studio.
@Suite struct AssetBoardTests {
  /// From every side, whatever its size, the thing fills the picture as far as the margin allows, and no more.
  @Test(arguments: AssetBoard.View.allCases, [0.05, 1, 20]) func subjectFillsThePicture(
    view: AssetBoard.View, scale: Double
  ) throws {
    var model = ModelFixtures.table
    for i in model.links[0].parts.indices {
      model.links[0].parts[i].mesh.positions = model.links[0].parts[i].mesh.positions.map { $0 * scale }
    }
    let board = AssetBoard(model, looks: ModelFixtures.looks(model), view: view)
    let guide = try board.picture(width: 160, height: 120, samples: 1).guide
    var (low, high) = (SIMD2(Int.max, .max), SIMD2(Int.min, .min))
    for y in 0..<120 {
      for x in 0..<160 where guide.instance[x, y] == 2 {
        low = SIMD2(min(low.x, x), min(low.y, y))
        high = SIMD2(max(high.x, x), max(high.y, y))
      }
    }
    #expect(low.x >= 6 && low.y >= 4 && high.x <= 153 && high.y <= 115, "\(low) to \(high)")
    #expect(high.x - low.x > 138 || high.y - low.y > 102, "\(low) to \(high)")
    #expect(!guide.instance.pixels.contains(0), "the paper covers the picture")
  }

  /// A hinge turns its link about the hinge, a slider shifts it, and what hangs on it goes along.
  @Test func jointsOpen() throws {
    let block = ModelFixtures.block(Vector3(0.4, 0.4, 0.02), at: Vector3(0.2, 0.2, 0))
    func link(_ name: String, _ joint: AssetModel.Joint?) -> AssetModel.Link {
      AssetModel.Link(
        name: name, parts: [AssetModel.Part(name: name, material: "oak", mesh: block)], solid: nil, mass: 1,
        material: "oak", joint: joint)
    }
    let hinge = AssetModel.Joint(
      to: "", kind: .hinge(JointKind.Guided()), anchor: Vector3(0.4, 0, 0), axis: .unitY, open: Double.pi / 2)
    let slider = AssetModel.Joint(to: "door", kind: .slider(JointKind.Guided()), anchor: .zero, axis: .unitX, open: 0.1)
    let model = AssetModel(
      name: "box", links: [link("", nil), link("door", hinge), link("bolt", slider)], bounds: .empty)
    let bodies = AssetBoard(model, looks: ModelFixtures.looks(model), isOpen: true).scene.bodies
    func place(_ i: Int, _ p: Vector3) -> Vector3 { bodies[i].position + bodies[i].orientation.rotate(p) }
    #expect((place(1, Vector3(0.1, 0.2, 0)) - Vector3(0.1, 0.2, 0)).length < 1e-12)
    #expect((place(2, Vector3(0.1, 0.2, 0)) - Vector3(0.4, 0.2, 0.3)).length < 1e-12)
    #expect((place(3, Vector3(0.1, 0.2, 0)) - Vector3(0.4, 0.2, 0.2)).length < 1e-12)
  }
}
