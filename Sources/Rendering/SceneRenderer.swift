import Imaging
import SceneDescription
import TraceFormat
import VectorMath

import struct RigidBodyDynamics.ShapeError

/// Draws the frames of one shot: guide channels, a cheap path trace, and a reference path trace.
///
/// Built once a scene (meshes, materials, sky); a frame then only places the parts. Any part of any frame can be
/// rendered alone, and the result depends on scene, frame and settings only, never on the number of threads.
public struct SceneRenderer: Sendable {
  let scene: Scene
  private(set) var sky: Sky
  let materials: FixedBuffer<SurfaceMaterial>
  let instances: [GuideInstance]
  let meshNodes: FixedBuffer<BoundsNode>
  let packs: FixedBuffer<TrianglePack>
  let shading: FixedBuffer<TriangleShading>
  let medium: Medium
  let lamps: [PlacedLamp]
  /// How much of the light of sun, sky and lamps to expect unshadowed; see `LightSet.shares`.
  private(set) var shares = Float3(1, 1, 1)
  /// Bodies' parts, then people's bones in order; placed anew each frame.
  private let parts: [Part]
  /// Over the parts that have bounds.
  private let tree: InstanceTree

  /// One placed thing: its shape, and whose pose it follows.
  private struct Part: Sendable {
    enum Follows: Sendable {
      case body(Int)
      case bone(person: Int, bone: Int)
      case lamp(Int, RigidTransform)
    }
    var follows: Follows
    var kind: Instance.Kind
    var radius: Float = 0
    var halfHeight: Float = 0
    var meshRoot: Int32 = 0
    var material: Int32
    var owner: Int32
    var isOpen = false
    var isFlame = false
    /// What its material sends out, where next-event estimation looks for it.
    var glow: Emitter.Glow?
    var bounds = Bounds()

    /// Its pose in the scene as written; people stand at rest.
    func start(in scene: Scene) -> RigidTransform {
      switch follows {
      case .body(let i):
        return RigidTransform(rotation: scene.bodies[i].orientation, translation: scene.bodies[i].position)
      case .bone(let i, let bone):
        let rest = HumanSkeleton(height: scene.people[i].height).restPose[bone]
        return RigidTransform(rotation: rest.rotation, translation: rest.translation + scene.people[i].position)
      case .lamp(_, let pose): return pose
      }
    }

    /// Its pose in a frame.
    func pose(in frame: TraceFrame) -> RigidTransform {
      switch follows {
      case .body(let i): frame.bodies[i].pose
      case .bone(let person, let bone): frame.people[person].bones[bone]
      case .lamp(_, let pose): pose
      }
    }

    func placed(_ pose: RigidTransform) -> Instance {
      var instance = Instance(kind: kind, pose: pose, material: material, owner: owner)
      instance.radius = radius
      instance.halfHeight = halfHeight
      instance.meshRoot = meshRoot
      if case .bone(_, let bone) = follows { instance.part = Int32(bone) }
      instance.isOpen = isOpen
      instance.isFlame = isFlame
      return instance
    }
  }

  /// - Throws: `RenderError` when `header` is of another scene, a body names a material that nobody defines, or the
  ///   geometry would take more memory than the limit.
  public init(scene: Scene, header: TraceHeader, limits: RenderLimits = RenderLimits()) throws(RenderError) {
    try self.init(scene: scene, header: header, sky: Sky(scene.light), limits: limits)
  }

  init(scene: Scene, header: TraceHeader, sky: Sky, limits: RenderLimits = RenderLimits()) throws(RenderError) {
    guard scene.bodies.count == header.bodies.count else {
      throw .bodyCount(scene: scene.bodies.count, trace: header.bodies.count)
    }
    guard scene.people.count == header.people.count else {
      throw .personCount(scene: scene.people.count, trace: header.people.count)
    }
    var shapes: Set<SolidShape> = []
    var triangles = scene.people.count * HumanMesh.mostTriangles
    for body in scene.bodies where shapes.insert(body.shape).inserted { triangles += Mesh.mostTriangles(body.shape) }
    try limits.check(
      instances: scene.bodies.count + scene.people.count * Bone.allCases.count, triangles: triangles)
    self.scene = scene
    self.sky = sky
    var store = MeshStore()
    var known: [SolidShape: (root: Int32, bounds: Bounds, triangles: Range<Int>)] = [:]
    var materials: [SurfaceMaterial] = []
    var instances: [GuideInstance] = []
    var parts: [Part] = []
    for (i, body) in scene.bodies.enumerated() {
      guard let material = scene.material(named: body.material) else {
        throw .unknownMaterial(body.material, body: body.name)
      }
      var part = Part(
        follows: .body(i), kind: .plane, material: Int32(materials.count), owner: Int32(instances.count))
      var grain = 0
      var layering = 1
      var halfThickness = Float.infinity
      switch body.shape {
      case .sphere(let s):
        part.kind = .sphere
        part.radius = Float(s.radius)
        part.bounds.include(Float3(repeating: part.radius))
        part.bounds.include(Float3(repeating: -part.radius))
      case .capsule(let c):
        part.kind = .capsule
        part.radius = Float(c.radius)
        part.halfHeight = Float(c.halfHeight)
        let reach = Float3(part.radius, part.radius + part.halfHeight, part.radius)
        part.bounds.include(reach)
        part.bounds.include(-reach)
        grain = 1
      case .box, .cylinder, .cone, .hull, .compound, .mesh, .heightField:
        part.kind = .mesh
        if let bounds = body.shape.localBounds {
          let e = bounds.high - bounds.low
          grain = e.x >= e.y && e.x >= e.z ? 0 : (e.y >= e.z ? 1 : 2)
          layering = e.y <= e.x && e.y <= e.z ? 1 : (e.x <= e.z ? 0 : 2)
          // What is as long as it is thick (a cube) still has one grain and other layers.
          if layering == grain { layering = (grain + 1) % 3 }
          halfThickness = Float(e[layering] / 2)
        }
        if known[body.shape] == nil {
          do throws(ShapeError) {
            let mesh = try Mesh(body.shape)
            let first = store.shading.count
            let (root, bounds) = store.add(mesh)
            known[body.shape] = (root, bounds, first..<store.shading.count)
          } catch {
            throw .badShape("\(body.shape.tag): \(error)", body: body.name)
          }
        }
        if let mesh = known[body.shape] {
          part.meshRoot = mesh.root
          part.bounds = mesh.bounds
        }
      case .plane: break
      }
      var surface = SurfaceMaterial(material, colour: body.colour, identity: body.identity, grain: grain)
      surface.base.emission *= sky.balance
      surface.layering = Int8(layering)
      surface.halfThickness = halfThickness
      // A floor without end looks like a sea: what is laid ends somewhere, and open country begins.
      if part.kind == .plane && surface.pattern != .grass { surface.extent = 18 }
      part.isOpen = surface.isOpen
      part.glow = Emitter.Glow(surface, body.shape, triangles: known[body.shape]?.triangles ?? 0..<0)
      materials.append(surface)
      var box = part.bounds
      if part.kind == .plane {
        box.low = Float3(-.infinity, 0, -.infinity)
        box.high = Float3(.infinity, 0, .infinity)
      }
      instances.append(GuideInstance(name: body.name, identity: body.identity, low: box.low, high: box.high))
      parts.append(part)
    }
    for (p, person) in scene.people.enumerated() {
      guard header.people[p].bones.count == Bone.allCases.count else {
        throw .boneCount(person: person.name, expected: Bone.allCases.count, trace: header.people[p].bones.count)
      }
      let base = Int32(materials.count)
      materials += HumanMesh.Slot.allCases.map { $0.material(of: person) }
      let skeleton = HumanSkeleton(height: person.height)
      let joints = skeleton.restPose.map(\.translation.float)
      var box = Bounds()
      for (b, mesh) in HumanMesh.parts(of: skeleton).enumerated() {
        let (root, bounds) = store.add(mesh)
        box.include(bounds.low + joints[b])
        box.include(bounds.high + joints[b])
        parts.append(
          Part(
            follows: .bone(person: p, bone: b), kind: .mesh, meshRoot: root, material: base,
            owner: Int32(instances.count), bounds: bounds))
      }
      instances.append(
        GuideInstance(
          name: person.name, identity: person.identity,
          parts: zip(Bone.allCases, joints).map { GuidePart(name: $0.name, origin: $1) }, low: box.low, high: box.high))
    }
    lamps = scene.light.lamps.enumerated().map { i, lamp in
      PlacedLamp(lamp, number: i, seed: scene.seed, balance: sky.balance)
    }
    for (i, lamp) in lamps.enumerated() {
      guard let shape = lamp.shape else { continue }
      // What it sends out is the light set's affair; it gives nothing back.
      let identity = hashText("lamp \(i + 1)")
      var part = Part(
        follows: .lamp(i, lamp.pose), kind: .sphere, material: Int32(materials.count), owner: Int32(instances.count))
      let e = lamp.emitter
      part.isFlame = e.isFlame
      switch shape {
      case .sphere:
        part.radius = e.radius
        part.bounds.include(Float3(repeating: e.radius))
        part.bounds.include(Float3(repeating: -e.radius))
      case .capsule:
        part.kind = .capsule
        part.radius = e.radius
        part.halfHeight = e.halfHeight
        let reach = Float3(e.radius, e.radius + e.halfHeight, e.radius)
        part.bounds.include(reach)
        part.bounds.include(-reach)
      case .mesh(let mesh):
        part.kind = .mesh
        (part.meshRoot, part.bounds) = store.add(mesh)
      }
      materials.append(SurfaceMaterial(.plain, colour: .zero, roughness: 1, identity: identity))
      instances.append(GuideInstance(name: "lamp \(i + 1)", identity: identity))
      parts.append(part)
    }
    medium = scene.light.fog.map(Medium.init) ?? .none
    self.materials = FixedBuffer(materials)
    self.instances = instances
    self.parts = parts
    tree = InstanceTree(
      parts.filter { $0.kind != .plane }.map { $0.placed($0.start(in: scene)).worldBounds($0.bounds) })
    meshNodes = FixedBuffer(store.nodes)
    packs = FixedBuffer(store.packs)
    shading = FixedBuffer(store.shading)
    if !lamps.isEmpty || scene.light.fog != nil || parts.contains(where: { $0.glow != nil }) { meter() }
  }

  /// Sets exposure and shares by a look through the camera at the scene as it starts.
  private mutating func meter() {
    let reading = Exposure.Reading(self)
    shares = reading.shares
    if scene.light.exposureValue == nil {
      sky.exposure = reading.exposure * Float(PortableMath.power(2, scene.light.exposureCompensation))
    }
  }

  /// The scene as it stands in `frame`, or as it moves while the shutter is open: from `frame`, ray time 0, to `close`,
  /// ray time 1.
  func world(_ frame: TraceFrame, until close: TraceFrame? = nil) -> FrameWorld {
    precondition(
      frame.bodies.count == scene.bodies.count && frame.people.count == scene.people.count,
      "frame \(frame.index) has \(frame.bodies.count) bodies and \(frame.people.count) people, "
        + "the scene \(scene.bodies.count) and \(scene.people.count)")
    var bounded: [Instance] = []
    var planes: [Instance] = []
    var boxes: [Bounds] = []
    var emitters: [Emitter] = []
    var owners: [LightSet.Owner] = []
    for part in parts {
      let pose = part.pose(in: frame)
      if case .lamp(let i, _) = part.follows {
        owners.append(LightSet.Owner(instance: bounded.count, firstEmitter: emitters.count))
        emitters.append(lamps[i].emitter(at: frame.time))
      }
      var instance = part.placed(pose)
      if let close { instance.move(from: pose, to: part.pose(in: close)) }
      // What moves while the shutter is open has no one place: paths run into it by themselves.
      if let glow = part.glow, !instance.isMoving {
        owners.append(
          LightSet.Owner(
            instance: bounded.count, firstEmitter: emitters.count,
            firstTriangle: part.kind == .mesh ? Int32(glow.triangles.lowerBound) : -1))
        emitters += glow.emitters(of: instance, shading.pointer)
      }
      if part.kind == .plane {
        planes.append(instance)
      } else {
        bounded.append(instance)
        boxes.append(instance.worldBounds(part.bounds))
      }
    }
    for lamp in lamps where lamp.shape == nil && lamp.emitter.kind != .portal {
      emitters.append(lamp.emitter(at: frame.time))
    }
    emitters += lamps.filter { $0.emitter.kind == .portal }.map(\.emitter)
    return FrameWorld(
      nodes: FixedBuffer(tree.fitted(to: boxes)), instances: FixedBuffer(bounded + planes), boundedCount: bounded.count,
      view: View(scene.camera, at: frame.time), closing: close.map { View(scene.camera, at: $0.time) },
      emitters: emitters, owners: owners)
  }

  /// All that lights a frame. The cheap frame draws the sun alone where there are no lamps: its few samples are better spent
  /// there, and the sky's light is found by surface sampling.
  func lights(_ world: FrameWorld, isCheap: Bool) -> LightSet {
    var shares = shares
    if isCheap && world.emitters.isEmpty { shares.y = 0 }
    return LightSet(
      sky: sky, emitters: world.emitters, owners: world.owners, instanceCount: world.instances.count, shares: shares)
  }

  func caster(_ world: FrameWorld, stack: UnsafeMutablePointer<RayCaster.StackEntry>) -> RayCaster {
    RayCaster(
      meshNodes: meshNodes.pointer, packs: packs.pointer, shading: shading.pointer, worldNodes: world.nodes.pointer,
      worldNodeCount: world.nodes.count, instances: world.instances.pointer, boundedCount: world.boundedCount,
      instanceCount: world.instances.count, stack: stack, materials: materials.pointer)
  }
}

/// Everything that is placed for one frame.
struct FrameWorld: Sendable {
  let nodes: FixedBuffer<BoundsNode>
  let instances: FixedBuffer<Instance>
  let boundedCount: Int
  /// The camera at ray time 0, and at 1 where the shutter is open.
  let view: View
  let closing: View?
  let emitters: [Emitter]
  let owners: [LightSet.Owner]
}

extension HumanMesh.Slot {
  /// What a person wears there.
  func material(of person: Person) -> SurfaceMaterial {
    let identity = mixBits(person.identity &+ UInt64(rawValue))
    func make(_ p: SurfaceMaterial.Pattern, _ c: Float3, _ roughness: Float, coat: Float = 0) -> SurfaceMaterial {
      SurfaceMaterial(p, colour: c, roughness: roughness, coat: coat, identity: identity)
    }
    switch self {
    case .skin: return make(.skin, linear(person.skin), 0.5)
    case .hair: return make(.hair, linear(person.hair), 0.55)
    case .shirt: return make(.fabric, linear(person.shirt), 0.95)
    case .trousers: return make(.fabric, linear(person.trousers), 0.95)
    case .shoes: return make(.plain, linear(person.shoes), 0.5, coat: 0.3)
    case .sole: return make(.rubber, Float3(0.30, 0.29, 0.27), 0.8)
    case .eye: return make(.plain, Float3(0.035, 0.028, 0.025), 0.15, coat: 1)
    case .lip: return make(.skin, linear(person.skin) * Float3(0.80, 0.50, 0.50), 0.45)
    }
  }
}
