import Modelling
import SceneDescription
import Testing
import VectorMath

/// What is inside of a surface, what is closed off by it, and which convex pieces fill it.
@Suite struct SolidityTests {
  private let box = #"{"box": {"size": [0.4, 0.2, 0.3], "bevel": 0}}"#
  /// 1 x 0.5 x 1 with a room of 0.8 x 0.4 x 0.8 that is open below.
  private let hut = """
    [{"box": {"size": [1, 0.1, 1], "bevel": 0}, "at": [0, 0.4, 0]},
     {"box": {"size": [0.1, 0.4, 1], "bevel": 0}, "at": [0.45, 0, 0], "mirror": "x"},
     {"box": {"size": [0.8, 0.4, 0.1], "bevel": 0}, "at": [0, 0, 0.45], "mirror": "z"}]
    """

  @Test func aRoomIsClosedWhereTheGroundClosesIt() throws {
    let mesh = try mesh(hut)
    let middle = Vector3(0, 0.2, 0)
    #expect(SealedSpace(mesh).state(at: middle) == .reached)
    #expect(SealedSpace(mesh, ground: 0).state(at: middle) == .sealed)
    let outside = Vector3(0, 0.2, 0.7)
    #expect(SealedSpace(mesh, ground: 0).state(at: outside) == .reached)
  }

  @Test func aBoxIsItsOwnPiece() throws {
    let pieces = ConvexSlicing().pieces(of: try mesh(box))
    #expect(pieces.count == 1)
    #expect((pieces[0].volume / 0.024 - 1).magnitude < 1e-9)
  }

  /// Two boxes in an L: cut in the plane of the step, and nothing is lost.
  @Test func anAngleIsCutInTheCorner() throws {
    let angle = try mesh(
      #"{"extrude": {"outline": [[0, 0], [0.4, 0], [0.4, 0.1], [0.1, 0.1], [0.1, 0.3], [0, 0.3]], "height": 0.2, "bevel": 0}}"#
    )
    let pieces = ConvexSlicing().pieces(of: angle)
    #expect(pieces.count == 2)
    let held = pieces.reduce(0) { $0 + $1.volume }
    #expect((held / (0.2 * (0.04 + 0.02)) - 1).magnitude < 0.01, "\(held) m^3")
  }

  /// An open room stays open; a closed one is filled.
  @Test func hollowsAreFilledWhereTheyAreClosed() throws {
    let mesh = try mesh(hut)
    var slicing = ConvexSlicing()
    slicing.fillsHollows = true
    let open = slicing.pieces(of: mesh).reduce(0) { $0 + $1.volume }
    #expect((open / (0.5 - 0.8 * 0.8 * 0.4) - 1).magnitude < 0.05, "\(open) m^3")
    slicing.ground = 0
    let closed = slicing.pieces(of: mesh)
    #expect(closed.count == 1)
    #expect((closed[0].volume / 0.5 - 1).magnitude < 0.01)
  }
}
