import SceneDescription
import VectorMath

@testable import Rendering

/// A world of a few instances to shoot rays at.
final class ShootingRange {
  let nodes: FixedBuffer<BoundsNode>
  let packs: FixedBuffer<TrianglePack>
  let shading: FixedBuffer<TriangleShading>
  let world: FixedBuffer<BoundsNode>
  let instances: FixedBuffer<Instance>
  private let records: FixedBuffer<InstanceRecord>
  let entries: FixedBuffer<WorldEntry>
  private let planes: Int

  /// - Parameters:
  ///   - leaves: of the world's tree, up to which instances are opened; nil as the renderer does, which here is all the
  ///     way. None are opened with `treeOf`.
  ///   - place: makes the instances from the meshes' roots and boxes; nil puts each mesh where it is.
  ///   - treeOf: boxes at the start, from which the world's tree is fitted; nil builds it for the instances themselves.
  init(
    _ meshes: [Mesh], planes: [Instance] = [], treeOf: [Bounds]? = nil, leaves most: Int? = nil,
    place: (([(root: Int32, bounds: Bounds)]) -> [(Instance, Bounds)])? = nil
  ) {
    var store = MeshStore()
    let made = meshes.map { store.add($0) }
    let placed = place?(made) ?? made.map { (Instance.mesh($0.root), $0.bounds) }
    let geometry = store.joined()
    (nodes, packs, shading) = (geometry.nodes, geometry.packs, geometry.shading)
    let leaves = WorldLeaves(
      moving: placed.map { (instance: $0.0, bounds: $0.1) }, still: StillThings(), nodes: nodes.pointer,
      most: treeOf == nil ? most : 0)
    entries = leaves.entries
    let boxes = leaves.boxes(of: placed.map(\.0))
    world = InstanceTree(treeOf ?? boxes).fitted(to: boxes)
    instances = FixedBuffer(placed.map(\.0) + planes)
    records = FixedBuffer(placed.map(\.0.record))
    self.planes = planes.count
  }

  func withCaster<R>(_ body: (RayCaster) throws -> R) rethrows -> R {
    try withUnsafeTemporaryAllocation(of: RayCaster.StackEntry.self, capacity: RayCaster.stackSize) { stack in
      try body(
        RayCaster(
          meshNodes: nodes.pointer, packs: packs.pointer, shading: shading.pointer, worldNodes: world.pointer,
          worldNodeCount: world.count, entries: entries.pointer, instances: instances.pointer, records: records.pointer,
          boundedCount: instances.count - planes,
          instanceCount: instances.count, stack: stack.baseAddress!))
    }
  }
}

extension Instance {
  static func mesh(_ root: Int32, at pose: RigidTransform = .identity) -> Instance {
    var i = Instance(kind: .mesh, pose: pose, material: 0, owner: 0)
    i.meshRoot = root
    return i
  }
}

extension SeededGenerator {
  mutating func point(_ scale: Double) -> Float3 {
    Vector3(uniform(-1...1) * scale, uniform(-1...1) * scale, uniform(-1...1) * scale).float
  }
  mutating func pose(_ scale: Double) -> RigidTransform {
    RigidTransform(
      rotation: Quaternion(rotationVector: Vector3(point(3))), translation: Vector3(point(scale)))
  }
}

extension Mesh {
  /// Triangles every which way in a cube of half side 1.
  static func soup(_ count: Int, _ g: inout SeededGenerator) -> Mesh {
    var mesh = Mesh()
    for _ in 0..<count {
      let c = g.point(1)
      mesh.addFace(c + g.point(0.2), c + g.point(0.2), c + g.point(0.2))
    }
    return mesh
  }

  mutating func addFace(_ a: Float3, _ b: Float3, _ c: Float3) {
    let n = Int32(positions.count)
    positions += [a, b, c]
    normals += [Float3](repeating: Float3(0, 1, 0), count: 3)
    triangles.append((n, n + 1, n + 2))
    slots.append(0)
  }

  /// A ray from somewhere about; of ten one runs along an axis and three aim at triangles.
  func ray(_ i: Int, _ g: inout SeededGenerator) -> Ray {
    var d = g.point(1)
    if i % 10 == 1 { d = Float3(0, i % 20 == 1 ? 1 : -1, 0) }
    let origin = g.point(3)
    if i % 10 < 4 && i % 10 != 1 {
      let (a, b, c) = triangles[i % triangles.count]
      d = (positions[Int(a)] + positions[Int(b)] + positions[Int(c)]) / 3 - origin
    }
    return Ray(origin: origin, direction: normalize(d))
  }
}
