import Foundation
import Regression
import SceneDescription
import TestSupport

/// The folders of this checkout.
let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path

/// The project's scenarios and goldens; full traces go to a folder of the test's own.
func projectSuite(cache: String) throws -> ScenarioSuite {
  try ScenarioSuite(scenes: root + "/Scenes/collisions", goldens: root + "/Fixtures/collisions", cache: cache)
}

/// A suite of one small scenario, a ball that bounces, in a folder of its own.
func smallSuite(_ folder: String, restitution: Double = 0.7, seconds: Double = 1) throws -> ScenarioSuite {
  var scene = Scene()
  scene.title = "a ball bounces"
  scene.seconds = seconds
  var floor = Body()
  (floor.name, floor.shape, floor.motion) = ("floor", .plane(SolidShape.Plane()), .fixed)
  var ball = Body()
  (ball.name, ball.shape, ball.restitution) = ("ball", .sphere(radius: 0.1), restitution)
  ball.position.y = 0.6
  floor.restitution = 0
  scene.bodies = [floor, ball]
  var rules = RegressionRules()
  var meets = ExpectedEvent()
  (meets.event, meets.a, meets.b) = (.contactBegin, "ball", "floor")
  rules.expect = [meets]
  scene.regression = rules
  try FileManager.default.createDirectory(atPath: folder + "/scenes", withIntermediateDirectories: true)
  try Data(scene.encoded().utf8).write(to: URL(fileURLWithPath: folder + "/scenes/bounce.json"))
  return try ScenarioSuite(scenes: folder + "/scenes", goldens: folder + "/goldens", cache: folder + "/cache")
}
