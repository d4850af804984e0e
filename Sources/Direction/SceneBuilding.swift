import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// Which bodies and people of a scene an actor became.
struct CastMap: Hashable {
  /// For each actor and copy: indices in `Scene.bodies`.
  var bodies: [[[Int]]] = []
  /// For each actor and copy: index in `Scene.people`.
  var people: [[Int?]] = []
}

extension Blocking {
  /// The scene of the placed actors, without camera and light.
  func scene(title: String, prompt: String) -> (Scene, CastMap) {
    var scene = Scene()
    var map = CastMap()
    scene.title = title
    scene.prompt = prompt
    scene.seed = settings.seed
    scene.seconds = settings.seconds
    scene.frameRate = settings.frameRate
    scene.width = settings.width
    scene.height = settings.height
    var names: Set<String> = []
    func unique(_ name: String) -> String {
      var name = String(name.prefix(180))
      var k = 2
      while !names.insert(name).inserted {
        name = "\(name.prefix(180)) (\(k))"
        k += 1
      }
      return name
    }
    scene.place = location?.choice
    if location == nil, !actors.indices.contains(where: { isFloor($0) }) {
      var floor = ground
      floor.name = unique("floor")
      scene.bodies.append(floor)
    }
    for actor in actors {
      var bodies: [[Int]] = []
      var people: [Int?] = []
      for (k, asset) in actor.copies.enumerated() {
        if actor.fixture != nil {
          bodies.append([])
          people.append(nil)
          continue
        }
        let onStage = actor.pose! * actor.offsets[k]
        let place = location.map { $0.worldFromStage * onStage } ?? onStage
        var own: [Int] = []
        var partNames: [String: String] = [:]
        var partPoses: [String: RigidTransform] = [:]
        for part in asset.parts {
          var body = part
          let pose = place * RigidTransform(rotation: part.orientation, translation: part.position)
          body.name = unique(part.name.isEmpty ? actor.name(ofCopy: k) : "\(actor.name(ofCopy: k)): \(part.name)")
          body.entity = actor.name(ofCopy: k)
          body.position = pose.translation
          body.orientation = pose.rotation.normalized
          if k < actor.starts.count, body.motion == .dynamic {
            let turn = location?.worldFromStage.rotation ?? .identity
            body.angularVelocity = turn.rotate(actor.starts[k].angularVelocity)
            // All parts move as one, or their joints would have to stop them.
            let arm = pose.apply(part.shape.centreOfMass) - place.apply(asset.centreOfMass)
            body.velocity = turn.rotate(actor.starts[k].velocity) + cross(body.angularVelocity, arm)
          }
          partNames[part.name] = body.name
          partPoses[part.name] = pose
          own.append(scene.bodies.count)
          scene.bodies.append(body)
        }
        for joined in asset.joints {
          let to = joined.joint.to
          guard let host = partNames[to], let hostPose = partPoses[to], let name = partNames[joined.part] else {
            continue
          }
          scene.joints.append(joined.joint.inScene(name: name, a: host, hostPose: hostPose, value: 0))
        }
        bodies.append(own)
        if var person = asset.person {
          person.name = unique(actor.name(ofCopy: k))
          person.entity = actor.name(ofCopy: k)
          person.position = place.translation
          let front = place.rotation.rotate(.unitZ)
          person.heading = PortableMath.arcTangent(y: front.x, x: front.z) * 180 / Double.pi
          person.walk = k < actor.walks.count ? actor.walks[k] : nil
          if let location, let path = person.walk?.path {
            person.walk?.path = path.map(location.worldFromStage.apply)
          }
          people.append(scene.people.count)
          scene.people.append(person)
        } else {
          people.append(nil)
        }
      }
      map.bodies.append(bodies)
      map.people.append(people)
    }
    return (scene, map)
  }

  /// Lanes with their directions in the scene's axes.
  var lanesInScene: [Lane] {
    guard let turn = location?.worldFromStage.rotation else { return lanes }
    return lanes.map { lane in
      var lane = lane
      lane.direction = turn.rotate(lane.direction)
      return lane
    }
  }

  /// What the place's own furniture became, once the scene has its bodies.
  func complete(_ map: CastMap, in furnished: Scene) -> CastMap {
    var map = map
    for (a, actor) in actors.enumerated() {
      guard let fixture = actor.fixture else { continue }
      map.bodies[a] = [
        furnished.bodies.indices.filter { k in
          let name = furnished.bodies[k].name
          return name == fixture.thing || name.hasPrefix(fixture.thing + "/")
        }
      ]
    }
    return map
  }
}
