import AssetLibrary
import SceneDescription
import Simulation
import Testing
import VectorMath

/// Things are drawn level in their files and lie as they come to rest.
@Suite struct RestingPoseTests {
  /// A cork of 100 x 40 x 40 mm with a steel bar of 100 x 8 x 8 mm from the middle of its end.
  private static func dart(shaft: String) -> String {
    """
    {
      "name": "dart", "category": "tools", "about": "for tests", "mass": [0.01, 5],
      "parts": [
        {"name": "handle", "material": "cork", "shape": {"box": {"size": [0.1, 0.04, 0.04], "bevel": 0}}},
        {"name": "shaft", "material": "\(shaft)", "shape":
          {"box": {"size": [0.1, 0.008, 0.008], "bevel": 0}, "at": [0.1, 0.016, 0]}}
      ],
      "supports": [{"name": "tip", "at": [0.15, 0.024, 0], "size": [0.001, 0.001]}],
      "holds": [{"name": "handle", "at": [0, 0.02, 0], "along": [1, 0, 0]}]
    }
    """
  }

  private static func model(_ file: String) throws -> AssetModel {
    try withShelf { shelf in
      try shelf.put(file, at: "assets/tools/dart.json")
      return try shelf.library().model(of: looks("dart"))
    }
  }

  /// Screwdrivers on a bench tipped by 4.5 degrees when a scene began: their files draw them level, the blade 16 mm above
  /// what they lie on, and so they were set down. They lie on the edge of the handle and the tip of the blade.
  @Test func whatIsHeavyInFrontLiesOnItsTip() throws {
    let model = try Self.model(Self.dart(shaft: "steel"))
    let angle = PortableMath.arcTangent(y: 0.016, x: 0.1)
    let turn = Quaternion(angle: -angle, axis: .unitZ)
    let solid = try #require(model.links[0].solid)
    for part in solid.parts { #expect((part.orientation.vector - turn.vector).length < 1e-9) }
    #expect((model.holds[0].along - turn.rotate(.unitX)).length < 1e-9)
    #expect(model.bounds.min.y.magnitude < 1e-9)
    // The blade's tip is on the ground, its upper edge as far above as it is thick.
    #expect((model.supports[0].centre.y - 0.008 * PortableMath.cosine(angle)).magnitude < 1e-9)
    for part in model.links[0].parts {
      for (p, n) in zip(part.mesh.positions, part.mesh.normals) {
        #expect(p.isFinite && (n.length - 1).magnitude < 1e-6)
      }
    }
  }

  /// With a shaft of cork the centre of mass is above the handle: it stays level, to the bit.
  @Test func whatStandsStaysAsItIs() throws {
    let solid = try #require(Self.model(Self.dart(shaft: "cork")).links[0].solid)
    #expect(solid.parts.allSatisfy { $0.orientation == .identity })
  }

  /// Of the 207 things of the library some thirty moved by 1 to 110 mm where they were set down, rocking horses, eggs and
  /// boulders most. Now they stay; here are some of each kind.
  @Test(arguments: [
    "screwdriver", "egg", "rocking horse", "boulder", "headphones", "violin", "scissors", "balloon", "backpack",
    "wheelbarrow", "rubber duck", "mug", "chair",
  ])
  func whatIsSetDownStays(asset: String) throws {
    let library = try Library.standard()
    for variant: UInt64 in 0..<2 {
      var (ground, scene) = (Scene(), Scene())
      var floor = Body()
      floor.name = "floor"
      floor.shape = .plane(SolidShape.Plane())
      floor.motion = .fixed
      floor.material = "concrete"
      ground.bodies = [floor]
      var settling = Settling()
      try settling.add(still: ground)
      var thing = Thing()
      (thing.name, thing.looks, thing.motion) = ("thing", looks(asset, variant: variant), .dynamic)
      scene.things = [thing]
      let pose = try #require(try settling.settled(library.furnish(scene).scene)?.first, "\(asset) #\(variant)")
      // What is drawn may lie some millimetres lower than what collides: it sinks straight down.
      let tilt = PortableMath.arcCosine(Swift.min(1, pose.rotation.rotate(.unitY).y)) * 180 / Double.pi
      let aside = Vector3(pose.translation.x, 0, pose.translation.z).length
      #expect(tilt < 0.5 && aside < 2e-3, "\(asset) #\(variant): \(tilt) degrees, \(aside) m aside")
    }
  }

  /// A book was set down on a pen, a box on scissors, a phone on a pen: what was less than 12 mm higher than a table's top
  /// counted as its top. They tipped as a scene began. What is loose bears nothing but what is meant to stand on it.
  @Test(arguments: [("workshop", 0), ("classroom", 48), ("office", 58), ("office", 80), ("bedroom", 1)])
  func thingsOfPlacesRest(place: String, seed: UInt64) throws {
    let library = try Library.standard()
    var scene = Scene()
    var choice = PlaceChoice()
    (choice.name, choice.seed) = (place, seed)
    scene.place = choice
    scene.seconds = 2
    let trial = try RestTrial(library.furnish(scene).scene)
    #expect(trial.drifts.count > 5)
    #expect(trial.faults.isEmpty, "\(place) #\(seed): \(trial.faults)")
  }
}
