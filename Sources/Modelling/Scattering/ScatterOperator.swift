import LocatedJSON
import VectorMath

/// Copies by chance on a surface or a level rectangle, evenly spread: gravel, crumbs, grass, buttons of moss.
struct ScatterOperator: ShapeOperator {
  static let key = "scatter"
  private let source: JSONNode
  private let fields: Fields
  private static let mostTriangles = 2_000_000

  private enum Alignment: String, NamedChoice {
    case normal, up
    static let formName = "alignment"
  }
  private struct Fields: Record {
    var what: [ShapeNode] = []
    var over: ShapeNode?
    var area: [Expression]?
    var count = Expression(1)
    var align: Alignment?
    var tilt: Expression?
    var size: [Expression]?
    var above: Expression?
    var seed: Expression?
    var variant: Bool?
    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("what", &what, "Nodes of which one is chosen for each copy.")
      try f.optional("over", &over, absent: "none", "On the surface of this.")
      try f.optional("area", &area, unit: "m", absent: "none", "[width, depth] of a rectangle on y = 0.")
      try f.required("count", &count, "How many.")
      try f.optional("align", &align, absent: "up; over a surface: normal", "What their +Y follows.")
      try f.optional("tilt", &tilt, unit: "degrees", absent: "0", "By which chance tilts each.")
      try f.optional("size", &size, absent: "[1, 1]", "Between which each is scaled.")
      try f.optional("above", &above, absent: "-1", "Only where the surface's normal has at least this y.")
      try f.optional("seed", &seed, absent: "0", "Of chance.")
      try f.optional("variant", &variant, absent: "true", "Whether the variant's seed is added.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    source = node
    fields = try Fields(json: node)
    guard (fields.over == nil) != (fields.area == nil) else {
      throw node.error("expected either \"over\" or \"area\" in this scatter")
    }
    guard !fields.what.isEmpty else { throw node.error("expected at least one node in \"what\"") }
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "scatter"

  private func pair(_ list: [Expression], in scope: Scope) throws(JSONError) -> (Double, Double) {
    guard list.count == 2 else {
      throw list.first?.error("expected two numbers, found \(list.count)") ?? source.error("expected two numbers")
    }
    return (try list[0].evaluate(in: scope), try list[1].evaluate(in: scope))
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    let count = try fields.count.count(in: scope, "a count", 0...100_000)
    var ground = TriangleMesh()
    if let over = fields.over {
      ground = try over.mesh(in: scope, context: context)
    } else if let area = fields.area {
      let (w, d) = try pair(area, in: scope)
      let (x, z) = (0.5 * w.magnitude, 0.5 * d.magnitude)
      ground.positions = [Vector3(-x, 0, -z), Vector3(-x, 0, z), Vector3(x, 0, z), Vector3(x, 0, -z)]
      ground.normals = Array(repeating: .unitY, count: 4)
      ground.triangles = [SIMD3(0, 1, 2), SIMD3(0, 2, 3)]
    }
    let (low, high) = try fields.size.map { list throws(JSONError) in try pair(list, in: scope) } ?? (1, 1)
    guard Swift.min(low, high) > 0 else { throw source.error("expected sizes above 0, found \(low) and \(high)") }
    let tilt = (try fields.tilt?.evaluate(in: scope) ?? 0) * .pi / 180
    let followsNormal = (fields.align ?? (fields.over == nil ? .up : .normal)) == .normal
    let seed = try ChanceSeed.value(fields.seed, addsVariant: fields.variant ?? true, in: scope)
    var random = SeededGenerator(seed: seed, stage: "scatter")
    let sampler = SurfaceSampler(ground, above: try fields.above?.evaluate(in: scope) ?? -1)
    guard sampler.area > 0 || count == 0 else {
      throw source.error("expected a surface to scatter on; nothing of it looks up enough for \"above\"")
    }
    var nodes: [TriangleMesh] = []
    for node in fields.what { nodes.append(try node.mesh(in: scope, context: context)) }
    var whole = TriangleMesh()
    for place in sampler.places(count, &random) {
      let node = nodes[random.index(nodes.count)]
      let scale = random.uniform(Swift.min(low, high)...Swift.max(low, high))
      let (s, c) = PortableMath.sineAndCosine(random.uniform(0...2 * .pi))
      let lean = Quaternion(rotationVector: Vector3(c, 0, s) * (tilt * (2 * random.uniform() - 1))).matrix
      let spin = Quaternion(angle: random.uniform(0...2 * .pi), axis: .unitY).matrix
      let rise = followsNormal ? Quaternion(from: .unitY, to: place.normal).matrix : .identity
      let turned = rise * lean * spin * scale
      if whole.triangles.count + node.triangles.count > Self.mostTriangles {
        throw source.error("expected copies of at most \(Self.mostTriangles) triangles; make them fewer or simpler")
      }
      whole.append(node.transformed(by: AffineTransform(linear: turned, translation: place.position)))
    }
    return whole
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] { [] }
}
