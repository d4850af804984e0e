import CRayKernels
import VectorMath

/// A mesh and three sets of rays to measure the ray caster with, the same on every machine.
///
/// The mesh is a torus with bumps of 99,840 triangles, in one piece with itself so that rays that leave it meet it again.
public struct RayBenchmark: Sendable {
  public enum Rays: String, CaseIterable, Sendable {
    /// One through each pixel of a picture of 1024 x 1024, tile by tile: neighbours take nearly the same way.
    case camera
    /// From where those met the mesh into all directions of the cosine lobe, in random order.
    case bounce
    /// Between random points of a sphere about the mesh.
    case random
  }

  /// Corners of the triangles, metres.
  public let positions: [Float3]
  public let triangles: [(Int32, Int32, Int32)]
  private var rays: [Rays: (origins: [Float3], directions: [Float3])] = [:]
  private let nodes: FixedBuffer<BoundsNode>
  private let packs: FixedBuffer<TrianglePack>
  private let root: Int32

  public init() {
    let mesh = Mesh.bumpyTorus(around: 320, across: 156)
    var store = MeshStore()
    root = store.add(mesh).root
    let geometry = store.joined()
    (nodes, packs) = (geometry.nodes, geometry.packs)
    positions = mesh.positions
    triangles = mesh.triangles
    rays[.camera] = RayBenchmark.cameraRays(side: 1024)
    rays[.bounce] = bounceRays(geometry.shading)
    rays[.random] = RayBenchmark.randomRays(1_000_000)
  }

  public func origins(_ kind: Rays) -> [Float3] { rays[kind]!.origins }
  /// Unit vectors.
  public func directions(_ kind: Rays) -> [Float3] { rays[kind]!.directions }

  /// Traces all rays of a kind on the calling thread; what they met, to be compared with another tracer's.
  public func trace(_ kind: Rays) -> (hits: Int, meanDistance: Double) {
    let (origins, directions) = rays[kind]!
    var (hits, sum) = (0, 0.0)
    for i in origins.indices {
      if let h = hit(origins[i], directions[i]) {
        hits += 1
        sum += Double(h.distance)
      }
    }
    return (hits, sum / Double(max(1, hits)))
  }

  @inline(__always) private func hit(_ o: Float3, _ d: Float3) -> rk_hit? {
    let mesh = rk_mesh(
      nodes: UnsafeRawPointer(nodes.pointer).assumingMemoryBound(to: Float.self),
      packs: UnsafeRawPointer(packs.pointer).assumingMemoryBound(to: Float.self), root: root, beside: nil,
      stride: 0)
    var (ray, h) = (rk_ray(o, d, limit: RayCaster.reach), rk_hit())
    return rk_closest_hit(RayCaster.level, mesh, &ray, &h) != 0 ? h : nil
  }

  private static func cameraRays(side: Int) -> (origins: [Float3], directions: [Float3]) {
    let eye = Float3(0, 2.2, 3)
    let back: Float3 = normalize(eye)
    let right: Float3 = normalize(cross(Float3(0, 1, 0), back))
    let up: Float3 = cross(back, right)
    let tile = 16
    var directions: [Float3] = []
    for i in 0..<(side * side) {
      let (block, within) = (i / (tile * tile), i % (tile * tile))
      let x = block % (side / tile) * tile + within % tile
      let y = block / (side / tile) * tile + within / tile
      let u: Float = (Float(x) + 0.5) / Float(side) - 0.5
      let v: Float = 0.5 - (Float(y) + 0.5) / Float(side)
      directions.append(normalize(right * u + up * v - back))
    }
    return ([Float3](repeating: eye, count: directions.count), directions)
  }

  private func bounceRays(_ shading: FixedBuffer<TriangleShading>) -> (origins: [Float3], directions: [Float3]) {
    var g = SeededGenerator(seed: 7)
    let (starts, ways) = rays[.camera]!
    var found: [(Float3, Float3)] = []
    for i in starts.indices {
      guard let h = hit(starts[i], ways[i]) else { continue }
      let t = shading.pointer[Int(h.triangle)]
      var face: Float3 = normalize(cross(t.p1 - t.p0, t.p2 - t.p0))
      if dot(face, ways[i]) > 0 { face = -face }
      found.append((starts[i] + ways[i] * h.distance + face * 1e-4, normalize(face + g.unitVector())))
    }
    for i in stride(from: found.count - 1, to: 0, by: -1) { found.swapAt(i, g.index(i + 1)) }
    return (found.map(\.0), found.map(\.1))
  }

  private static func randomRays(_ count: Int) -> (origins: [Float3], directions: [Float3]) {
    var g = SeededGenerator(seed: 8)
    var (origins, directions): ([Float3], [Float3]) = ([], [])
    for _ in 0..<count {
      let (a, b) = (g.unitVector() * 1.5, g.unitVector() * 1.5)
      origins.append(a)
      directions.append(normalize(b - a))
    }
    return (origins, directions)
  }
}

extension SeededGenerator {
  /// Uniform on the sphere.
  fileprivate mutating func unitVector() -> Float3 {
    let z = uniform(-1...1)
    let angle = uniform() * 2 * Double.pi
    let r = (1 - z * z).squareRoot()
    return Vector3(r * PortableMath.cosine(angle), r * PortableMath.sine(angle), z).float
  }
}

extension Mesh {
  /// A closed ring of radius 1 and thickness 0.4 with bumps of two sizes; two triangles a cell.
  static func bumpyTorus(around: Int, across: Int) -> Mesh {
    var mesh = Mesh()
    for i in 0..<around {
      let a = Double(i) / Double(around) * 2 * Double.pi
      for j in 0..<across {
        let b = Double(j) / Double(across) * 2 * Double.pi
        let large = PortableMath.sine(13 * a + 2 * PortableMath.sine(5 * b)) * PortableMath.cosine(11 * b)
        let small = PortableMath.sine(47 * a) * PortableMath.sine(31 * b)
        let r = 0.4 + 0.03 * large + 0.01 * small
        let x = 1 + r * PortableMath.cosine(b)
        mesh.positions.append(
          Vector3(x * PortableMath.cosine(a), r * PortableMath.sine(b), x * PortableMath.sine(a)).float)
        let (p, q) = (Int32(i * across), Int32((i + 1) % around * across))
        let (k, l) = (Int32(j), Int32((j + 1) % across))
        mesh.triangles += [(p + k, p + l, q + l), (p + k, q + l, q + k)]
        mesh.slots += [0, 0]
      }
    }
    mesh.smoothNormals()
    return mesh
  }
}
