import AssetLibrary
import Imaging
import SceneDescription
import TraceFormat
import VectorMath

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
  /// How pieces of meshes are cut from their materials.
  let frames: FixedBuffer<PieceFrame>
  /// Bodies' parts, people's bones, lamps; placed anew each frame.
  private let parts: [PlacedPart]
  private let still: StillThings
  var stillCount: Int { still.instances.count }
  /// Of the parts that have bounds, then of what stands still.
  let leaves: WorldLeaves
  /// Over the leaves.
  private let tree: InstanceTree

  /// - Parameter scenery: models of the bodies that look like assets (without one, a body is drawn as its shape), and
  ///   what else is to be seen.
  /// - Throws: `RenderError` when `header` is of another scene, a body names a material that nobody defines, or the
  ///   geometry would take more memory than the limit.
  public init(
    scene: Scene, header: TraceHeader, scenery: Scenery = Scenery(), limits: RenderLimits = RenderLimits()
  ) throws(RenderError) {
    try self.init(scene: scene, header: header, scenery: scenery, sky: Sky(scene.light), limits: limits)
  }

  init(
    scene: Scene, header: TraceHeader, scenery: Scenery = Scenery(), sky: Sky, limits: RenderLimits = RenderLimits()
  ) throws(RenderError) {
    let assembly = try SceneAssembly.whole(scene, scenery, header: header, sky: sky, limits: limits)
    self.scene = scene
    self.sky = sky
    lamps = assembly.lamps
    medium = scene.light.fog.map(Medium.init) ?? .none
    materials = FixedBuffer(assembly.materials)
    instances = assembly.instances
    parts = assembly.parts
    still = assembly.still
    let geometry = assembly.store.joined()
    (meshNodes, packs, shading, frames) = (geometry.nodes, geometry.packs, geometry.shading, geometry.frames)
    let bounded = parts.filter { $0.kind != .plane }
    leaves = WorldLeaves(
      moving: bounded.map { ($0.placed($0.start(in: scene)), $0.bounds) }, still: still, nodes: geometry.nodes.pointer)
    tree = InstanceTree(leaves.startBoxes)
    let isLit = !lamps.isEmpty || parts.contains { $0.glow != nil } || !still.glows.isEmpty
    if isLit || scene.light.fog != nil { meter() }
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
      }
    }
    for (number, glow) in still.glows {
      owners.append(
        LightSet.Owner(
          instance: bounded.count + number, firstEmitter: emitters.count,
          firstTriangle: Int32(glow.triangles.lowerBound)))
      emitters += glow.emitters(of: still.instances[number], shading.pointer)
    }
    bounded += still.instances
    emitters += lamps.filter { $0.emitter.kind == .portal }.map(\.emitter)
    return FrameWorld(
      nodes: tree.fitted(to: leaves.boxes(of: bounded)), entries: leaves.entries,
      instances: FixedBuffer(bounded + planes),
      records: FixedBuffer(bounded.map(\.record)), boundedCount: bounded.count,
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
      worldNodeCount: world.nodes.count, entries: world.entries.pointer,
      instances: world.instances.pointer, records: world.records.pointer,
      boundedCount: world.boundedCount,
      instanceCount: world.instances.count, stack: stack, materials: materials.pointer, frames: frames.pointer)
  }
}
