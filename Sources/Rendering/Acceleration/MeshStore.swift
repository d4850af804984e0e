import Parallelism
import VectorMath

/// Eight triangles side by side, the memory that `rk_mesh.packs` describes: x, y and z of the first corners, of the second
/// and of the third. Unused lanes have no area.
struct TrianglePack {
  static let width = 8
  private var corners = (
    SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero,
    SIMD8<Float>.zero, SIMD8<Float>.zero, SIMD8<Float>.zero
  )

  mutating func set(_ lane: Int, _ a: Float3, _ b: Float3, _ c: Float3) {
    (corners.0[lane], corners.1[lane], corners.2[lane]) = (a.x, a.y, a.z)
    (corners.3[lane], corners.4[lane], corners.5[lane]) = (b.x, b.y, b.z)
    (corners.6[lane], corners.7[lane], corners.8[lane]) = (c.x, c.y, c.z)
  }
}

/// What shading needs of a triangle; number = pack * 8 + lane.
struct TriangleShading {
  private var corners = (PackedFloat3(), PackedFloat3(), PackedFloat3())
  private var normals = (PackedFloat3(), PackedFloat3(), PackedFloat3())
  var slot: Int32 = 0
  /// Index into the pieces' frames; negative: the whole object is one piece.
  var piece: Int32 = -1

  init() {}
  init(corners p: (Float3, Float3, Float3), normals n: (Float3, Float3, Float3), slot: Int32, piece: Int32) {
    corners = (PackedFloat3(p.0), PackedFloat3(p.1), PackedFloat3(p.2))
    normals = (PackedFloat3(n.0), PackedFloat3(n.1), PackedFloat3(n.2))
    self.slot = slot
    self.piece = piece
  }

  @inline(__always) var p0: Float3 { corners.0.vector }
  @inline(__always) var p1: Float3 { corners.1.vector }
  @inline(__always) var p2: Float3 { corners.2.vector }
  @inline(__always) var n0: Float3 { normals.0.vector }
  @inline(__always) var n1: Float3 { normals.1.vector }
  @inline(__always) var n2: Float3 { normals.2.vector }

  /// How much the normals turn outwards along the edge where they turn most, 1/m; 0 where nothing is convex.
  @inline(__always) var curvature: Float {
    @inline(__always) func turn(_ n: Float3, _ e: Float3) -> Float { dot(n, e) / max(1e-12, dot(e, e)) }
    return max(0, max(turn(n1 - n0, p1 - p0), max(turn(n2 - n1, p2 - p1), turn(n0 - n2, p0 - p2))))
  }
}

/// Three numbers in twelve bytes: millions of triangles have six of them.
private struct PackedFloat3 {
  var x: Float = 0
  var y: Float = 0
  var z: Float = 0
  init() {}
  init(_ v: Float3) { (x, y, z) = (v.x, v.y, v.z) }
  @inline(__always) var vector: Float3 { Float3(x, y, z) }
}

/// One mesh with its tree; nodes, packs and frames are numbered from 0.
struct BuiltMesh: Sendable {
  private let mesh: Mesh
  private let tree: BoundingHierarchy
  private(set) var bounds = Bounds()

  init(_ mesh: Mesh) {
    precondition(!mesh.triangles.isEmpty, "a mesh without triangles")
    self.mesh = mesh
    let boxes: [Bounds] = mesh.triangles.map { t in
      var b = Bounds()
      b.include(mesh.positions[Int(t.0)])
      b.include(mesh.positions[Int(t.1)])
      b.include(mesh.positions[Int(t.2)])
      return b
    }
    tree = BoundingHierarchy(boxes, leafSize: TrianglePack.width)
    for b in boxes { bounds.include(b) }
  }

  var nodeCount: Int { tree.nodes.count }
  /// One a leaf.
  var packCount: Int { tree.leaves.count }
  var frameCount: Int { mesh.frames.count }

  /// Writes the nodes as they are numbered among all meshes'.
  fileprivate func write(nodes: UnsafeMutablePointer<BoundsNode>, firstNode: Int, firstPack: Int) {
    for (k, var node) in tree.nodes.enumerated() {
      for lane in 0..<BoundsNode.width where node.isUsed(lane) {
        let child = node.child[lane]
        // Leaf numbers become pack numbers.
        node.child[lane] = child >= 0 ? child + Int32(firstNode) : ~(~child + Int32(firstPack))
      }
      (nodes + k).initialize(to: node)
    }
  }

  /// Writes packs and what shades their triangles, lane by lane, where they are to stay: they are most of the memory.
  fileprivate func write(
    packs: UnsafeMutablePointer<TrianglePack>, shading: UnsafeMutablePointer<TriangleShading>, firstFrame: Int
  ) {
    for (number, leaf) in tree.leaves.enumerated() {
      var pack = TrianglePack()
      for lane in 0..<TrianglePack.width {
        let own = shading + number * TrianglePack.width + lane
        guard lane < leaf.count else {
          own.initialize(to: TriangleShading())
          continue
        }
        let t = Int(tree.order[leaf.lowerBound + lane])
        let (a, b, c) = mesh.triangles[t]
        let p = (mesh.positions[Int(a)], mesh.positions[Int(b)], mesh.positions[Int(c)])
        let n = (mesh.normals[Int(a)], mesh.normals[Int(b)], mesh.normals[Int(c)])
        let piece = mesh.pieces.isEmpty ? -1 : mesh.pieces[t]
        own.initialize(
          to: TriangleShading(
            corners: p, normals: n, slot: mesh.slots[t], piece: piece < 0 ? piece : piece + Int32(firstFrame)))
        pack.set(lane, p.0, p.1, p.2)
      }
      (packs + number).initialize(to: pack)
    }
  }

  fileprivate func write(frames: UnsafeMutablePointer<PieceFrame>) {
    frames.initialize(from: mesh.frames, count: mesh.frames.count)
  }
}

/// The meshes of a scene on their way into flat arrays.
struct MeshStore {
  private var meshes: [(mesh: BuiltMesh, node: Int, pack: Int, frame: Int)] = []
  private var nodeCount = 0
  private var packCount = 0
  private var frameCount = 0
  /// Numbers given to triangles so far; the next mesh's begin here.
  var triangleCount: Int { packCount * TrianglePack.width }

  /// Adds a mesh; returns its root node and its box.
  mutating func add(_ mesh: Mesh) -> (root: Int32, bounds: Bounds) { add(BuiltMesh(mesh)) }

  mutating func add(_ mesh: BuiltMesh) -> (root: Int32, bounds: Bounds) {
    let root = Int32(nodeCount)
    meshes.append((mesh, nodeCount, packCount, frameCount))
    nodeCount += mesh.nodeCount
    packCount += mesh.packCount
    frameCount += mesh.frameCount
    return (root, mesh.bounds)
  }

  /// All meshes one after the other, in the order in which they came.
  func joined() -> MeshGeometry {
    let meshes = meshes
    let packs = FixedBuffer<TrianglePack>.Maker(count: packCount)
    let shading = FixedBuffer<TriangleShading>.Maker(count: triangleCount)
    let nodes = FixedBuffer<BoundsNode>.Maker(count: nodeCount)
    let frames = FixedBuffer<PieceFrame>.Maker(count: frameCount)
    parallelFor(meshes.count) { i in
      let (mesh, node, pack, frame) = meshes[i]
      mesh.write(nodes: nodes.pointer + node, firstNode: node, firstPack: pack)
      mesh.write(
        packs: packs.pointer + pack, shading: shading.pointer + pack * TrianglePack.width, firstFrame: frame)
      mesh.write(frames: frames.pointer + frame)
    }
    return MeshGeometry(nodes: nodes.made(), packs: packs.made(), shading: shading.made(), frames: frames.made())
  }
}

/// All meshes of a scene in flat arrays; made once, read by every frame.
struct MeshGeometry: Sendable {
  let nodes: FixedBuffer<BoundsNode>
  let packs: FixedBuffer<TrianglePack>
  let shading: FixedBuffer<TriangleShading>
  /// How the meshes' pieces are cut from their materials.
  let frames: FixedBuffer<PieceFrame>

  /// What it takes, bytes.
  var bytes: Int { nodes.bytes + packs.bytes + shading.bytes + frames.bytes }
}
