import AssetLibrary
import Imaging
import SceneDescription
import TraceFormat
import VectorMath

/// A scene on its way into the renderer: meshes, materials and placed parts, gathered kind by kind.
///
/// The guide's things come in this order: bodies, people, lamps, dressing.
struct SceneAssembly {
  let scene: Scene
  let scenery: Scenery
  let sky: Sky
  var store = MeshStore()
  var materials: [SurfaceMaterial] = []
  var instances: [GuideInstance] = []
  /// What follows a body, a bone or a lamp.
  var parts: [PlacedPart] = []
  /// What never moves.
  var still = StillThings()
  var lamps: [PlacedLamp] = []
  /// Meshes that several things share.
  var solids: [SolidForm: (root: Int32, bounds: Bounds, triangles: Range<Int>)] = [:]
  var skins: [ModelSkin.Key: ModelSkin] = [:]
  /// Skins that are built but not yet worn; only ever asked for one key.
  var built: [ModelSkin.Key: ModelSkin.Built] = [:]

  init(scene: Scene, scenery: Scenery, sky: Sky) {
    self.scene = scene
    self.scenery = scenery
    self.sky = sky
  }

  /// - Throws: `RenderError` when `header` is of another scene, a body names a material that nobody defines, or the
  ///   geometry would take more memory than the limit; the last before any of it is made.
  static func whole(
    _ scene: Scene, _ scenery: Scenery, header: TraceHeader, sky: Sky, limits: RenderLimits
  ) throws(RenderError) -> SceneAssembly {
    guard scene.bodies.count == header.bodies.count else {
      throw .bodyCount(scene: scene.bodies.count, trace: header.bodies.count)
    }
    guard scene.people.count == header.people.count else {
      throw .personCount(scene: scene.people.count, trace: header.people.count)
    }
    for (person, traced) in zip(scene.people, header.people) where traced.bones.count != Bone.allCases.count {
      throw .boneCount(person: person.name, expected: Bone.allCases.count, trace: traced.bones.count)
    }
    try limits.check(
      instances: instanceCount(scene, scenery), triangles: triangleCount(scene, scenery))
    var assembly = SceneAssembly(scene: scene, scenery: scenery, sky: sky)
    assembly.buildSkins()
    for (i, body) in scene.bodies.enumerated() { try assembly.add(body, number: i) }
    for (i, person) in scene.people.enumerated() { assembly.add(person, number: i) }
    for (i, lamp) in scene.light.lamps.enumerated() { assembly.add(lamp, number: i) }
    for (i, dressing) in scenery.dressing.enumerated() { try assembly.add(dressing, number: i) }
    return assembly
  }

  /// What is placed in the world, no fewer.
  private static func instanceCount(_ scene: Scene, _ scenery: Scenery) -> Int {
    scene.bodies.count + scene.people.count * Bone.allCases.count
      + scenery.dressing.reduce(0) { $0 + $1.copies.count }
  }

  /// Triangles of all different meshes, no fewer.
  private static func triangleCount(_ scene: Scene, _ scenery: Scenery) -> Int {
    var triangles = scene.people.count * HumanMesh.mostTriangles
    var forms: Set<SolidForm> = []
    var links: Set<Looks> = []
    for body in scene.bodies {
      if let looks = body.looks, let model = scenery.model(of: looks) {
        guard links.insert(looks.unpainted).inserted else { continue }
        triangles += model.links.first { $0.name == looks.link }?.parts.reduce(0) { $0 + $1.mesh.triangles.count } ?? 0
      } else if let material = scene.material(named: body.material) {
        let form = SolidForm(body.shape, material)
        if forms.insert(form).inserted { triangles += form.mostTriangles }
      }
    }
    for dressing in scenery.dressing where links.insert(dressing.looks.unpainted).inserted {
      for link in scenery.model(of: dressing.looks)?.links ?? [] {
        triangles += link.parts.reduce(0) { $0 + $1.mesh.triangles.count }
      }
    }
    return triangles
  }
}

extension Scenery {
  /// The model that looks are of.
  func model(of looks: Looks) -> AssetModel? {
    var key = looks
    key.link = ""
    return models[key]
  }
}

extension Looks {
  /// The same form, whatever its colour.
  var unpainted: Looks {
    var form = self
    form.material = nil
    form.colour = nil
    return form
  }
}
