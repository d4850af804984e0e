import LocatedJSON
import VectorMath

/// A stem that branches: the wood of trees and bushes.
struct BranchingOperator: ShapeOperator {
  static let key = "branching"
  private let source: JSONNode
  private let fields: Fields

  private struct Fields: Record {
    var height = Expression(1)
    var radius = Expression(0.05)
    var levels: Expression?
    var branches: PerLevel?
    var angle: PerLevel?
    var angleTop: PerLevel?
    var length: PerLevel?
    var crook: PerLevel?
    var droop: PerLevel?
    var upturn: PerLevel?
    var from: PerLevel?
    var whorl: PerLevel?
    var crown: CrownName?
    var forks: Expression?
    var forkAt: Expression?
    var exponent: Expression?
    var top: Expression?
    var flare: Expression?
    var vary: Expression?
    var sides: Expression?
    var pieces: Expression?
    var seed: Expression?
    var variant: Bool?

    init() {}
    mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
      try f.required("height", &height, unit: "m", "Of the stem.")
      try f.required("radius", &radius, unit: "m", "Of the stem above its foot.")
      try f.optional("levels", &levels, absent: "2", "Levels of branches; 0: the stem alone.")
      try f.optional("branches", &branches, absent: "[24, 9, 6]", "How many a stem or branch bears.")
      try f.optional("angle", &angle, unit: "degrees", absent: "[60, 45, 45]", "To the parent, near its foot.")
      try f.optional("angleTop", &angleTop, unit: "degrees", absent: "as angle", "To the parent, near its tip.")
      try f.optional("length", &length, absent: "[0.4, 0.4, 0.35]", "Over the parent's.")
      try f.optional("crook", &crook, unit: "degrees", absent: "[8, 25, 30]", "How much it wanders; the stem first.")
      try f.optional("droop", &droop, unit: "degrees", absent: "[0, 10, 10]", "Bending down; the stem first.")
      try f.optional("upturn", &upturn, unit: "degrees", absent: "0", "Turning up of the last third; the stem first.")
      try f.optional("from", &from, absent: "[0.25, 0.2]", "Share of the parent without branches.")
      try f.optional("whorl", &whorl, absent: "1", "Branches that stand around one place.")
      try f.optional("crown", &crown, absent: "ball", "Outline that the first branches reach.")
      try f.optional("forks", &forks, absent: "0", "Leaders that the stem parts into.")
      try f.optional("forkAt", &forkAt, absent: "0.4", "Share of the height where it forks.")
      try f.optional("exponent", &exponent, absent: "2.2", "p of the sum of r^p that a fork keeps.")
      try f.optional("top", &top, absent: "0", "Share of its radius that the stem keeps at its top.")
      try f.optional("flare", &flare, absent: "0.5", "Widening of the foot over the radius.")
      try f.optional("vary", &vary, absent: "0.2", "How much chance changes lengths and angles.")
      try f.optional("sides", &sides, absent: "16", "Round the stem.")
      try f.optional("pieces", &pieces, absent: "144", "Most collision pieces.")
      try f.optional("seed", &seed, absent: "0", "Of chance.")
      try f.optional("variant", &variant, absent: "true", "Whether the variant's seed is added.")
    }
  }

  init(json node: JSONNode) throws(JSONError) {
    source = node
    fields = try Fields(json: node)
  }
  func write(to writer: inout JSONWriter) { fields.write(to: &writer) }
  static let formName = "branching"

  func seed(in scope: Scope) throws(JSONError) -> UInt64 {
    try ChanceSeed.value(fields.seed, addsVariant: fields.variant ?? true, in: scope)
  }

  func levelCount(in scope: Scope) throws(JSONError) -> Int {
    try fields.levels?.count(in: scope, "levels", 0...5) ?? 2
  }

  func tree(in scope: Scope) throws(JSONError) -> TreeSkeleton {
    var form = TreeSkeleton.Form()
    form.height = try fields.height.length(in: scope, "a height")
    form.radius = try fields.radius.length(in: scope, "a radius")
    form.crown = fields.crown?.crown ?? .ball
    func number(_ e: Expression?, _ standard: Double, _ range: ClosedRange<Double>) throws(JSONError) -> Double {
      guard let e else { return standard }
      let v = try e.evaluate(in: scope)
      guard range.contains(v) else {
        throw e.error("expected a number from \(range.lowerBound) to \(range.upperBound), found \(v)")
      }
      return v
    }
    form.forks = Int(try number(fields.forks, 0, 0...12))
    form.forkAt = try number(fields.forkAt, 0.4, 0.01...0.99)
    form.exponent = try number(fields.exponent, 2.2, 1...20)
    form.top = try number(fields.top, 0, 0...1)
    form.variation = try number(fields.vary, 0.2, 0...1)
    let count = try levelCount(in: scope)
    for k in 0...count {
      var level = TreeSkeleton.Level()
      func value(_ list: PerLevel?, _ standard: [Double], _ index: Int, _ range: ClosedRange<Double>)
        throws(JSONError) -> Double
      {
        guard let list else { return standard[Swift.min(index, standard.count - 1)] }
        return try number(list.at(index), 0, range)
      }
      level.crook = try value(fields.crook, [8, 25, 30], k, 0...180)
      level.droop = try value(fields.droop, [0, 10, 10], k, -360...360)
      level.upturn = try value(fields.upturn, [0], k, -360...360)
      if k > 0 {
        level.count = Int(try value(fields.branches, [24, 9, 6], k - 1, 0...2000).rounded())
        level.angle.0 = try value(fields.angle, [60, 45, 45], k - 1, 0...180)
        level.angle.1 = fields.angleTop == nil ? level.angle.0 : try value(fields.angleTop, [0], k - 1, 0...180)
        level.length = try value(fields.length, [0.4, 0.4, 0.35], k - 1, 0.001...2)
        level.from = try value(fields.from, [0.25, 0.2], k - 1, 0...0.99)
        level.whorl = Int(try value(fields.whorl, [1], k - 1, 1...40).rounded())
      }
      form.levels.append(level)
    }
    let total = TreeSkeleton.branchCount(form)
    guard total <= TreeSkeleton.mostBranches else {
      throw (fields.branches?.at(0).error ?? source.error)(
        "expected at most \(TreeSkeleton.mostBranches) branches over all levels, found \(total) or more")
    }
    return TreeSkeleton(form, seed: try seed(in: scope))
  }

  private func surface(in scope: Scope) throws(JSONError) -> BranchSurface {
    var surface = BranchSurface()
    surface.flare = try fields.flare?.evaluate(in: scope) ?? 0.5
    surface.sides = try fields.sides?.count(in: scope, "sides", 3...96) ?? 16
    surface.seed = try seed(in: scope)
    return surface
  }

  func mesh(in scope: Scope, context: ModelContext) throws(JSONError) -> TriangleMesh {
    try surface(in: scope).mesh(of: try tree(in: scope))
  }

  func pieces(in scope: Scope, context: ModelContext) throws(JSONError) -> [CollisionPiece] {
    let most = try fields.pieces?.count(in: scope, "pieces", 1...ShapeNode.mostPieces) ?? BranchPieces.usual
    return BranchPieces(surface: try surface(in: scope), tree: try tree(in: scope), most: most).pieces
  }
}

/// A number for each level: one for all, or a list whose last goes for the rest.
struct PerLevel: JSONCodable {
  private var values: [Expression]

  init(json node: JSONNode) throws(JSONError) {
    if case .array = node.value { values = try [Expression](json: node) } else { values = [try Expression(json: node)] }
    guard !values.isEmpty else { throw node.error("expected a number or a list of numbers, one a level") }
  }
  func write(to writer: inout JSONWriter) { values.write(to: &writer) }
  static let formName = "number or list"
  func at(_ level: Int) -> Expression { values[Swift.min(level, values.count - 1)] }
}

/// Name of a crown's outline.
private struct CrownName: JSONCodable {
  let crown: TreeSkeleton.Crown

  init(json node: JSONNode) throws(JSONError) {
    let name = try String(json: node)
    guard let crown = TreeSkeleton.Crown(rawValue: name) else {
      throw node.error("no crown '\(name)'; \(nearestHint(name, among: TreeSkeleton.Crown.allCases.map(\.rawValue)))")
    }
    self.crown = crown
  }
  func write(to writer: inout JSONWriter) { writer.string(crown.rawValue) }
  static let formName = "crown"
}

/// Seeds of operators that use chance.
enum ChanceSeed {
  static func value(_ written: Expression?, addsVariant: Bool, in scope: Scope) throws(JSONError) -> UInt64 {
    let own = try written?.evaluate(in: scope) ?? 0
    return mixBits((own + 0).bitPattern &+ 0x9E37_79B9) ^ (addsVariant ? mixBits(scope.seed &+ 1) : 0)
  }
}
