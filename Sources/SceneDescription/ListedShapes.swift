import LocatedJSON
import VectorMath

// Shapes that lists describe: points, parts, triangles, heights.

extension SolidShape {
  public struct Hull: Record, Hashable {
    public var points: [Vector3] = []
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required(
        "points", &points, unit: "m",
        rule: FieldRule("4 to 256 points within 1e4 m of the body's origin") {
          (4...256).contains($0.count) && $0.allSatisfy { $0.magnitudes.largest <= 1e4 }
        }, "The solid is the smallest convex one around them; they must not lie in one plane.")
    }
  }

  public struct Compound: Record, Hashable {
    public var parts: [Part] = []
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required(
        "parts", &parts, rule: FieldRule("1 to 256 parts") { (1...256).contains($0.count) },
        "Convex solids, rigidly joined; where parts overlap both weigh.")
    }

    public struct Part: Record, Hashable {
      public var shape = SolidShape.sphere(radius: 0.1)
      public var position = Vector3.zero
      public var orientation = Quaternion.identity
      public var density = 1.0
      public init() {}
      public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
        try f.required(
          "shape", &shape, rule: FieldRule("a sphere, box, capsule, cylinder, cone or hull") { $0.isConvexSolid },
          "A convex shape.")
        try f.field("position", &position, unit: "m", rule: .inWorld, "Of the part's origin in the body.")
        try f.field("orientation", &orientation, "bodyFromPart.")
        try f.field(
          "density", &density, rule: .range(1e-6...1e6), "Relative to the other parts and to the body's density.")
      }
    }
  }

  public struct Mesh: Record, Hashable {
    public var vertices: [Vector3] = []
    public var triangles: [Triangle] = []
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required(
        "vertices", &vertices, unit: "m",
        rule: FieldRule("3 to 1000000 points within 1e4 m of the body's origin") {
          (3...1_000_000).contains($0.count) && $0.allSatisfy { $0.magnitudes.largest <= 1e4 }
        }, "Corners of the triangles.")
      try f.required(
        "triangles", &triangles, rule: FieldRule("1 to 1000000 triangles") { (1...1_000_000).contains($0.count) },
        "Three numbers of vertices each, from 0; counter-clockwise seen from outside.")
    }

    init(checking node: JSONNode) throws(JSONError) {
      self = try Mesh(json: node)
      if let wrong = triangles.firstIndex(where: { t in
        [t.a, t.b, t.c].contains { !vertices.indices.contains($0) }
      }) {
        throw node.error("triangle \(wrong) names a vertex that is not there; there are \(vertices.count)")
      }
    }
  }

  /// Three numbers of vertices.
  public struct Triangle: JSONCodable, Hashable {
    public var a: Int
    public var b: Int
    public var c: Int
    public init(_ a: Int, _ b: Int, _ c: Int) {
      self.a = a
      self.b = b
      self.c = c
    }
    public init(json node: JSONNode) throws(JSONError) {
      let v = try [Int](json: node)
      guard v.count == 3 else { throw node.error("expected three numbers of vertices, found \(v.count)") }
      self.init(v[0], v[1], v[2])
    }
    public func write(to writer: inout JSONWriter) { [a, b, c].write(to: &writer) }
    public static var formName: String { "[i, j, k]" }
  }

  public struct HeightField: Record, Hashable {
    public var columns = 2
    public var rows = 2
    public var spacing = 1.0
    public var heights: [Double] = []
    public init() {}
    public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("columns", &columns, rule: .range(2...4096), "Grid points along the body's X.")
      try f.required("rows", &rows, rule: .range(2...4096), "Grid points along the body's Z.")
      try f.required("spacing", &spacing, unit: "m", rule: .size, "Between neighbours; the grid is centred.")
      try f.required(
        "heights", &heights, unit: "m",
        rule: FieldRule("within 1e4 m of the body's origin") { $0.allSatisfy { $0.magnitude <= 1e4 } },
        "y of each grid point, row by row from the lowest Z, in a row from the lowest X; solid below.")
    }

    init(checking node: JSONNode) throws(JSONError) {
      self = try HeightField(json: node)
      guard heights.count == columns * rows else {
        throw node.error(
          "expected \"heights\" to hold \(columns) x \(rows) = \(columns * rows) numbers, found \(heights.count)")
      }
    }
  }
}
