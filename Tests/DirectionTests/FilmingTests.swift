import Direction
import PromptParsing
import SceneDescription
import Simulation
import Testing
import VectorMath

/// Where a point lies in the picture: -1...1 from edge to edge on both axes; nil behind the camera.
private func inPicture(_ point: Vector3, _ scene: Scene, at time: Double) -> (x: Double, y: Double)? {
  let p = scene.camera.pose(at: time).applyInverse(point)
  guard p.z < 0 else { return nil }
  let focal = scene.camera.focalPixels(width: scene.width, height: scene.height)
  return (focal * p.x / -p.z / Double(scene.width) * 2, focal * p.y / -p.z / Double(scene.height) * 2)
}

@Suite struct FilmingTests {
  /// All that acts is in the picture from the start until the last domino has fallen, whatever the angle or move.
  @Test(arguments: CameraDirection.Angle.allCases, CameraDirection.Move.allCases)
  func mediumShowsAllThatActs(angle: CameraDirection.Angle, move: CameraDirection.Move) throws {
    var board = ballRampDominoes()
    board.shots[0].camera.angle = angle
    board.shots[0].camera.move = move
    for seed in UInt64(0)..<3 {
      let shot = try staged(board, seed: seed)
      let trace = try simulate(shot.scene)
      let end = try #require(shot.report.goals.compactMap(\.time).max())
      for frame in trace.frames where frame.time <= end {
        for (k, body) in shot.scene.bodies.enumerated() where body.motion == .dynamic {
          let p = try #require(inPicture(frame.bodies[k].position, shot.scene, at: frame.time))
          #expect(
            p.x.magnitude < 1 && p.y.magnitude < 1, "\(angle) \(move) seed \(seed): \(body.name) at \(frame.time)")
        }
      }
      #expect(shot.scene.camera.position.y > 0.09)
    }
  }

  @Test func closeUpFillsHalfThePictureAndWideShowsMore() throws {
    func height(_ framing: CameraDirection.Framing) throws -> Double {
      var board = storyboard("", [thing("block"), thing("ball")], [relation("ball", .nextTo, "block")])
      board.shots[0].camera.framing = framing
      board.shots[0].camera.subject = "block"
      let scene = try staged(board).scene
      let block = try scene.body("block")
      guard case .box(let box) = block.shape else { return 0 }
      let top = try #require(inPicture(block.position + Vector3(0, box.halfExtents.y, 0), scene, at: 0))
      let bottom = try #require(inPicture(block.position - Vector3(0, box.halfExtents.y, 0), scene, at: 0))
      return (top.y - bottom.y) / 2
    }
    let close = try height(.closeUp)
    #expect(close > 0.35 && close < 0.7)
    #expect(try height(.wide) < height(.medium))
  }

  @Test func lightFollowsTheWords() throws {
    func light(_ time: LightDirection.TimeOfDay, _ sky: LightDirection.Sky) throws -> Light {
      var board = storyboard("", [thing("ball")])
      board.shots[0].light.time = time
      board.shots[0].light.sky = sky
      return try staged(board).scene.light
    }
    #expect(try light(.noon, .clear).sunElevation > light(.morning, .clear).sunElevation)
    #expect(try light(.sunset, .clear).sunElevation < 10)
    #expect(try light(.dusk, .clear).sunElevation < 0)
    #expect(try light(.noon, .overcast).cloudCover > 0.9)
  }

  @Test func everyShotIsStagedAndThingsKeepTheirLooks() throws {
    var board = storyboard("", [thing("person"), thing("ball")], [], [does("person", .walk)])
    board.shots.append(board.shots[0])
    board.shots[1].actions = []
    let shots = try Director(settings: FilmSettings()).stage(board)
    #expect(shots.count == 2)
    var first = shots[0].scene.people[0]
    var second = shots[1].scene.people[0]
    for _ in 0..<1 {
      first.walk = nil
      second.walk = nil
    }
    #expect(first.shirt == second.shirt && first.height == second.height && first.identity == second.identity)
  }
}
