import VectorMath

/// A stem and its branches as chains of points with radii.
///
/// Lengths, angles and curves go by level after J. Weber & J. Penn 1995, Creation and rendering of realistic trees
/// (SIGGRAPH); branches stand around their parent in the golden angle or in whorls. Radii follow the pipe model
/// (K. Shinozaki et al. 1964): a section bears the wood of all that it feeds, so that r^p below a fork is the sum of
/// r^p above it, with p = 2 Leonardo's rule.
package struct TreeSkeleton {
  package struct Branch {
    package var level: Int
    /// Index of the branch that bears it; -1 for the stem.
    package var parent: Int
    /// The parent's point that it starts at.
    package var parentPoint: Int
    package var points: [Vector3]
    package var radii: [Double]
    package var length: Double
  }

  /// Numbers of one level; level 0 is the stem.
  package struct Level {
    /// Branches that one of the level above bears.
    package var count = 0
    /// Between branch and parent, degrees, near the foot and near the tip of the parent.
    package var angle = (0.0, 0.0)
    /// Over the parent's.
    package var length = 0.5
    /// Degrees by which it wanders.
    package var crook = 10.0
    /// Degrees by which it bends down along its length; negative: up.
    package var droop = 0.0
    /// Degrees by which its last third turns up.
    package var upturn = 0.0
    /// Share of the parent, from its foot, that bears none.
    package var from = 0.0
    /// Branches that stand around one place of the parent; 1: each by itself.
    package var whorl = 1
    package init() {}
  }

  /// Outline of the crown: how long first branches are from its foot (0) to its top (1).
  package enum Crown: String, CaseIterable {
    case cone, ball, dome, column, flame, umbrella, vase

    func length(_ t: Double) -> Double {
      switch self {
      case .cone: return 1.05 - t
      case .ball: return 0.3 + 0.7 * PortableMath.sine(.pi * Swift.min(1, 0.12 + 0.88 * t))
      case .dome: return 0.25 + 0.75 * (1 - t * t).squareRoot()
      case .column: return 1 - 0.5 * t * t
      case .flame: return t < 0.3 ? 0.5 + t / 0.6 : Swift.max(0.1, (1 - t) / 0.7)
      case .umbrella: return 0.3 + 0.7 * t
      case .vase: return 0.7 + 0.3 * t
      }
    }
  }

  package struct Form {
    package var height = 1.0
    package var radius = 0.05
    package var levels: [Level] = []
    package var crown = Crown.ball
    /// p of r^p.
    package var exponent = 2.2
    /// Of the stem's radius that its top keeps.
    package var top = 0.0
    /// Forks of the stem: it ends there in so many leaders of equal rank; 0: it runs through.
    package var forks = 0
    /// Share of the height at which it forks.
    package var forkAt = 0.5
    /// By which random numbers differ from the mean.
    package var variation = 0.2
    package init() {}
  }

  package private(set) var branches: [Branch] = []
  private let form: Form
  private var random: SeededGenerator
  private static let goldenAngle = 2.399_963_229_728_653

  /// Trees with more branches are refused.
  static let mostBranches = 20_000

  /// How many branches the form leads to.
  static func branchCount(_ form: Form) -> Int {
    var total = 1
    var last = Swift.max(1, form.forks + 1)
    for level in form.levels.dropFirst() {
      last *= level.count
      total += last
      if total > mostBranches { break }
    }
    return total
  }

  package init(_ form: Form, seed: UInt64) {
    self.form = form
    random = SeededGenerator(seed: seed, stage: "branching")
    grow()
    thicken()
  }

  // MARK: Growth

  private mutating func grow() {
    let stem = form.levels[0]
    if form.forks == 0 {
      add(level: 0, parent: -1, parentPoint: 0, from: .zero, .unitY, length: form.height, stem, segments: 20)
    } else {
      let below = form.height * form.forkAt
      add(level: 0, parent: -1, parentPoint: 0, from: .zero, .unitY, length: below, stem, segments: 10)
      let foot = branches[0].points[branches[0].points.count - 1]
      let first = random.uniform(0...2 * .pi)
      for k in 0..<form.forks {
        let turn = first + 2 * .pi * Double(k) / Double(form.forks) + 0.5 * form.variation * random.normal()
        let (s, c) = PortableMath.sineAndCosine(turn)
        let lean = (stem.angle.0 == 0 ? 28 : stem.angle.0) * (1 + form.variation * (2 * random.uniform() - 1))
        let (sl, cl) = PortableMath.sineAndCosine(lean * .pi / 180)
        var leader = stem
        leader.crook *= 1.3
        leader.upturn += 0.4 * lean
        add(
          level: 0, parent: 0, parentPoint: branches[0].points.count - 1, from: foot, Vector3(c * sl, cl, s * sl),
          length: (form.height - below) / cl * random.uniform(0.85...1.05), leader, segments: 12)
      }
    }
    var first = 0
    for k in 1..<Swift.max(1, form.levels.count) {
      let last = branches.count
      for parent in first..<last { sprout(from: parent, level: k) }
      first = last
    }
  }

  /// The branches of one level that a branch bears.
  private mutating func sprout(from parent: Int, level: Int) {
    let numbers = form.levels[level]
    let bearer = branches[parent]
    if numbers.count == 0 { return }
    let isForked = form.forks > 0 && bearer.level == 0
    // The stem below its fork is bare; on the leaders the crown begins a little above it.
    if isForked && parent == 0 && form.forkAt > numbers.from { return }
    // Short branches bear fewer.
    let usual = level == 1 ? 1 : Swift.min(1.3, bearer.length / typicalLength(level - 1))
    let count = Swift.max(1, Int((Double(numbers.count) * usual).rounded()))
    let whorl = Swift.max(1, numbers.whorl)
    let places = (count + whorl - 1) / whorl
    let from = isForked ? 0.15 : numbers.from
    var turn = random.uniform(0...2 * .pi)
    for k in 0..<count {
      let place = k / whorl
      let jitter = form.variation * (random.uniform() - 0.5)
      let share = (Double(place) + 0.5 + (whorl > 1 ? 0.6 : 1.6) * jitter) / Double(places)
      let t = from + (1 - from) * Swift.min(Swift.max(share, 0), 0.985)
      turn += whorl > 1 ? 2 * .pi / Double(whorl) : TreeSkeleton.goldenAngle
      if whorl > 1 && k % whorl == 0 { turn += random.uniform(0...2 * .pi) }
      let azimuth = turn + form.variation * random.normal()
      let up = (t - from) / Swift.max(1e-9, 1 - from)
      let mean = numbers.angle.0 + (numbers.angle.1 - numbers.angle.0) * up
      let angle = (mean + 0.4 * form.variation * mean * random.normal()) * .pi / 180
      let outline = level == 1 ? form.crown.length(up) : 1 - 0.6 * up
      let base = level == 1 ? form.height : bearer.length
      let length = base * numbers.length * outline * Swift.max(0.3, 1 + form.variation * 0.7 * random.normal())
      let place01 = t * Double(bearer.points.count - 1)
      let index = Swift.min(Int(place01), bearer.points.count - 2)
      let start = mix(bearer.points[index], bearer.points[index + 1], place01 - Double(index))
      let along = (bearer.points[index + 1] - bearer.points[index]).normalized
      let direction = TreeSkeleton.leave(along, angle, azimuth, isFlat: level >= 2 && bearer.level >= 1)
      add(
        level: level, parent: parent, parentPoint: index, from: start, direction, length: length, numbers,
        segments: level == 1 ? 9 : (level == 2 ? 6 : 4))
    }
  }

  private func typicalLength(_ level: Int) -> Double {
    var length = form.height
    for k in 1...Swift.max(1, level) where k < form.levels.count { length *= form.levels[k].length }
    return Swift.max(length, 1e-9)
  }

  /// At an angle from a direction. Side branches spread rather sideways than up and down.
  private static func leave(_ along: Vector3, _ angle: Double, _ azimuth: Double, isFlat: Bool) -> Vector3 {
    var side = cross(along, .unitY)
    side = side.lengthSquared > 1e-6 ? side.normalized : cross(along, .unitX).normalized
    let other = cross(side, along)
    var (s, c) = PortableMath.sineAndCosine(azimuth)
    if isFlat {
      s *= 0.45
      let length = (s * s + c * c).squareRoot()
      s /= length
      c /= length
    }
    let (sa, ca) = PortableMath.sineAndCosine(angle)
    return (along * ca + (side * c + other * s) * sa).normalized
  }

  private mutating func add(
    level: Int, parent: Int, parentPoint: Int, from start: Vector3, _ direction: Vector3, length: Double,
    _ numbers: Level, segments: Int
  ) {
    var points = [start]
    var heading = direction
    let step = length / Double(segments)
    let wander: Double = numbers.crook * .pi / 180 / Double(segments).squareRoot()
    for k in 0..<segments {
      points.append(points[k] + heading * step)
      let share = Double(k + 1) / Double(segments)
      let shake = Vector3(random.normal(), random.normal(), random.normal()) * wander
      heading = Quaternion(rotationVector: shake).rotate(heading)
      if level == 0 && parent < 0 {
        // A stem finds back upwards.
        heading = (heading + Vector3.unitY * (0.6 * wander)).normalized
      }
      var down = numbers.droop / Double(segments)
      if share > 0.62 { down -= numbers.upturn / (0.38 * Double(segments)) }
      heading = TreeSkeleton.bend(heading, down: down * .pi / 180)
    }
    branches.append(
      Branch(level: level, parent: parent, parentPoint: parentPoint, points: points, radii: [], length: length))
  }

  /// Turned towards straight down, at most until it points there; negative: up.
  private static func bend(_ heading: Vector3, down: Double) -> Vector3 {
    let aim: Vector3 = down >= 0 ? -Vector3.unitY : .unitY
    let axis = cross(heading, aim)
    let sine = axis.length
    if sine < 1e-6 { return heading }
    let left = PortableMath.arcTangent(y: sine, x: dot(heading, aim))
    return Quaternion(angle: Swift.min(down.magnitude, left), axis: axis / sine).rotate(heading)
  }

  // MARK: Radii

  /// What each point feeds: lengths of wood above it. From the last branches down, since children follow parents.
  private mutating func thicken() {
    var fed = branches.map { [Double](repeating: 0, count: $0.points.count) }
    for i in branches.indices.reversed() {
      let count = branches[i].points.count
      let step = branches[i].length / Double(count - 1)
      for k in (0..<count - 1).reversed() { fed[i][k] += fed[i][k + 1] + step }
      if branches[i].parent >= 0 { fed[branches[i].parent][branches[i].parentPoint] += fed[i][0] }
    }
    let p = form.exponent
    let whole = Swift.max(fed[0][0], 1e-12)
    let top = PortableMath.power(Swift.max(form.top, 1e-4), p)
    for i in branches.indices {
      branches[i].radii = fed[i].map { load in
        let share = load / whole
        let kept = branches[i].level == 0 ? top + (1 - top) * share : share
        return kept > 0 ? form.radius * PortableMath.power(kept, 1 / p) : 0
      }
    }
  }
}
