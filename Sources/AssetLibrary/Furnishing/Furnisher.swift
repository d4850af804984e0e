import LocatedJSON
import SceneDescription
import VectorMath

extension Library {
  /// Gives the things and the place of a scene their bodies, joints and models.
  ///
  /// A thing named NAME becomes the body NAME, its root, and a body NAME/PART for each moving part. A scene without
  /// things, place, looks and library materials comes back as it was.
  ///
  /// - Throws: `LibraryError` for unknown names and things that are asked for what they cannot do; `JSONError` where an
  ///   asset's or place's file is at fault.
  public func furnish(_ scene: Scene) throws -> FurnishedScene {
    var furnisher = Furnisher(library: self, scene: scene)
    try furnisher.setPlace()
    for thing in scene.things { try furnisher.add(thing) }
    return try furnisher.finish()
  }

  /// Decodes a scene file and checks what it names of the library; errors say where in the file.
  public func scene(decoding bytes: [UInt8], file: String) throws -> Scene {
    let scene = try Scene(decoding: bytes, file: file, materials: materialNames)
    if scene.things.isEmpty && scene.place == nil && !scene.bodies.contains(where: { $0.looks != nil }) { return scene }
    let root = try JSONReader.parse(bytes, file: file)
    func item(_ list: String, _ number: Int, _ key: String) throws -> JSONNode {
      let item = try root.required(list).elements()[number]
      return try item.member(key) ?? item
    }
    func locating<Value>(_ node: () throws -> JSONNode, _ body: () throws -> Value) throws -> Value {
      do { return try body() } catch let error as LibraryError { throw try node().error("\(error)") }
    }
    if let choice = scene.place {
      _ = try locating({ try root.required("place").required("name") }) { try self.placeFile(named: choice.name) }
    }
    for (i, thing) in scene.things.enumerated() {
      let built = try locating({ try item("things", i, "looks") }) { try self.model(of: thing.looks) }
      _ = try locating({ try item("things", i, "open") }) { try built.openings(of: thing) }
    }
    for (i, body) in scene.bodies.enumerated() {
      guard let looks = body.looks else { continue }
      try locating({ try item("bodies", i, "looks") }) { () throws -> Void in
        let built = try self.model(of: looks)
        if built.links.contains(where: { $0.name == looks.link }) { return }
        let hint = nearestHint(looks.link, among: built.links.map(\.name))
        throw LibraryError.unknown(kind: "moving part", name: looks.link, hint: hint)
      }
    }
    return scene
  }

}

extension FurnishedScene {
  /// A scene file, given what it names of the process's library.
  ///
  /// - Throws: `JSONError` with the place in the file, and what loading the library throws.
  public init(decoding bytes: [UInt8], file: String) throws {
    let library = try Library.standard()
    self = try library.furnish(library.scene(decoding: bytes, file: file))
  }
}

/// Puts what a scene names into it, one by one.
private struct Furnisher {
  let library: Library
  let original: Scene
  var out: FurnishedScene

  init(library: Library, scene: Scene) {
    self.library = library
    original = scene
    out = FurnishedScene(scene: scene)
    out.scene.things = []
    out.scene.place = nil
  }

  mutating func setPlace() throws {
    guard let choice = original.place else { return }
    let place = try library.compose(choice)
    out.scene.bodies += place.bodies
    out.scenery = place.scenery
    out.freeAreas = place.freeAreas
    out.notes += place.notes
    if choice.light, let light = place.light { out.scene.light = light }
    if let number = choice.camera {
      guard place.cameras.indices.contains(number) else {
        throw LibraryError.unknown(
          kind: "view of \(choice.name)", name: "\(number)", hint: "it has \(place.cameras.count), from 0")
      }
      out.scene.camera = place.cameras[number]
    }
    for name in choice.without where !place.things.contains(where: { $0.name == name }) {
      throw LibraryError.unknown(
        kind: "thing of \(choice.name)", name: name, hint: nearestHint(name, among: place.things.map(\.name)))
    }
    for thing in place.things where !choice.without.contains(thing.name) { try add(thing) }
  }

  mutating func add(_ thing: Thing) throws {
    let model = try library.model(of: thing.looks)
    let values = try model.openings(of: thing)
    let poses = model.poses(at: thing.pose, open: values)
    var looks = thing.looks
    looks.link = ""
    if model.links.allSatisfy({ $0.solid == nil }) {
      // What cannot be touched is only drawn.
      out.scenery.models[looks] = model
      out.scenery.dressing.append(Dressing(looks: looks, copies: [Dressing.Copy(pose: thing.pose, scale: 1)]))
      return
    }
    let first = out.scene.bodies.count
    let share = thing.mass.map { $0 / model.mass } ?? 1
    for (link, pose) in zip(model.links, poses) {
      var body = Body()
      body.name = link.name.isEmpty ? thing.name : thing.name + "/" + link.name
      body.entity = thing.entity.isEmpty ? thing.name : thing.entity
      guard let solid = link.solid else {
        throw LibraryError.unfit(thing: thing.name, problem: "'\(model.name)' has no collision where it stands")
      }
      body.shape = .compound(solid)
      body.motion = link.joint == nil ? thing.motion ?? (model.isFixed ? .fixed : .dynamic) : .dynamic
      body.material = link.material
      body.colour = link.parts.first { $0.material == link.material }?.colour
      body.position = pose.translation
      body.orientation = pose.rotation.normalized
      body.mass = max(1e-6, link.mass * share)
      body.looks = looks
      body.looks?.link = link.name
      out.scene.bodies.append(body)
    }
    setMotion(of: thing, model, poses, first: first)
    for (number, link) in model.links.enumerated() {
      if let joint = link.joint { addJoint(joint, of: link, model, poses, value: values[number], thing) }
    }
  }

  /// All bodies turn together about their common centre of mass.
  private mutating func setMotion(of thing: Thing, _ model: AssetModel, _ poses: [RigidTransform], first: Int) {
    if thing.velocity == .zero && thing.angularVelocity == .zero { return }
    let centres = zip(model.links, poses).map { link, pose in pose.apply(link.solid?.centreOfMass ?? .zero) }
    var whole = Vector3.zero
    for (link, centre) in zip(model.links, centres) { whole += centre * link.mass }
    whole = whole / max(model.mass, 1e-12)
    for (i, centre) in centres.enumerated() where out.scene.bodies[first + i].motion != .fixed {
      out.scene.bodies[first + i].velocity = thing.velocity + cross(thing.angularVelocity, centre - whole)
      out.scene.bodies[first + i].angularVelocity = thing.angularVelocity
    }
  }

  private mutating func addJoint(
    _ joint: AssetModel.Joint, of link: AssetModel.Link, _ model: AssetModel, _ poses: [RigidTransform], value: Double,
    _ thing: Thing
  ) {
    guard let host = model.links.firstIndex(where: { $0.name == joint.to }) else {
      preconditionFailure("link '\(link.name)' of '\(model.name)' hangs on '\(joint.to)', which is not there")
    }
    out.scene.joints.append(
      joint.inScene(
        name: thing.name + "/" + link.name, a: joint.to.isEmpty ? thing.name : thing.name + "/" + joint.to,
        hostPose: poses[host], value: value))
  }

  consuming func finish() throws -> FurnishedScene {
    for body in out.scene.bodies {
      if let looks = body.looks { try keepModel(of: looks) }
    }
    if out.scene.bodies.count + out.scene.people.count != original.bodies.count + original.people.count {
      var names: Set<String> = []
      for name in out.scene.bodies.map(\.name) + out.scene.people.map(\.name) where !names.insert(name).inserted {
        throw LibraryError.unfit(thing: name, problem: "expected unique names, found two bodies '\(name)'")
      }
    }
    addMaterials()
    return out
  }

  private mutating func keepModel(of looks: Looks) throws {
    var key = looks
    key.link = ""
    // A place brings models of its own.
    if out.scenery.models[key] == nil { out.scenery.models[key] = try library.model(of: key) }
  }

  /// The library's materials that are used become the scene's, where it has none of that name.
  private mutating func addMaterials() {
    if library.materials.isEmpty { return }
    var used = Set(out.scene.bodies.map(\.material))
    for model in out.scenery.models.values {
      for part in model.links.flatMap(\.parts) { used.insert(part.material) }
    }
    let own = Set(out.scene.materials.map(\.name))
    out.scene.materials += library.materials.filter { used.contains($0.name) && !own.contains($0.name) }
  }
}

extension Thing {
  /// worldFromAsset.
  public var pose: RigidTransform {
    RigidTransform(
      rotation: orientation?.normalized ?? Quaternion(angle: heading * Double.pi / 180, axis: .unitY),
      translation: position)
  }
}
