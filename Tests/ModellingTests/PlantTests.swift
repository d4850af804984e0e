import LocatedJSON
import Modelling
import SceneDescription
import Testing
import VectorMath

/// Rough surfaces, scattered copies, trees and leaves.
@Suite struct PlantTests {
  /// A spherical stand-in: a box with its edges rounded away.
  private let stone = #"{"box": {"size": [1, 1, 1], "bevel": 0.4}"#

  @Test func roughnessStaysWithinItsHeightAndClosed() throws {
    let smooth = try mesh(stone + "}")
    let rough = try mesh(stone + #", "rough": {"height": 0.05, "size": 0.4, "octaves": 3}}"#)
    #expect(rough.openEdges == 0)
    #expect(rough.triangles.count > 2000)
    let (low, high) = (smooth.bounds.low, smooth.bounds.high)
    // Gradient noise, scaled by 1.6, stays below 1.2.
    #expect((rough.bounds.low - low).magnitudes.largest < 0.06 && (rough.bounds.high - high).magnitudes.largest < 0.06)
    #expect((rough.volume / smooth.volume - 1).magnitude < 0.1)
    #expect(rough.bounds.low != low, "nothing moved")
    #expect(try mesh(stone + #", "rough": {"height": 0.05, "size": 0.4, "octaves": 3}}"#) == rough)
    #expect(try mesh(stone + #", "rough": {"height": 0.05, "size": 0.4, "octaves": 3, "seed": 2}}"#) != rough)
    let hulls = try pieces(stone + #", "rough": {"height": 0.05, "size": 0.4}}"#)
    #expect(hulls.count == 1)
    #expect((hulls[0].solidVolume / rough.volume - 1).magnitude < 0.15)
  }

  @Test func tooFineRoughnessIsRefused() throws {
    #expect(throws: JSONError.self) { try mesh(stone + #", "rough": {"height": 0.001, "size": 0.005}}"#) }
  }

  @Test func scatteredCopiesKeepTheirDistance() throws {
    let count = 200
    let text =
      #"{"scatter": {"what": [{"box": {"size": [0.01, 0.01, 0.01], "bevel": 0}}], "area": [2, 1], "count": \#(count)}}"#
    let field = try mesh(text)
    let each = field.positions.count / count
    let places = (0..<count).map { k in
      field.positions[k * each..<(k + 1) * each].reduce(Vector3.zero, +) / Double(each)
    }
    var nearest = Double.infinity
    for i in places.indices { for j in 0..<i { nearest = min(nearest, (places[i] - places[j]).length) } }
    // Poisson discs of a maximal pattern keep about 0.7 of the densest packing's spacing.
    #expect(nearest > 0.5 * (2.0 / Double(count)).squareRoot(), "\(nearest) m")
    #expect(places.allSatisfy { $0.x.magnitude <= 1 && $0.z.magnitude <= 0.5 })
    #expect(try mesh(text) == field)
    let top = try mesh(
      #"{"scatter": {"what": [{"box": {"size": [0.01, 0.01, 0.01]}}], "over": {"box": {"size": [1, 1, 1]}}, "above": 0.9, "count": 50}}"#
    )
    #expect(top.bounds.low.y > 0.98)
  }

  private let tree = #"""
    {"branching": {"height": 8, "radius": 0.2, "levels": 3, "branches": [12, 6, 4], "crook": 20, "seed": 3}}
    """#

  @Test func wholeTreesAreClosedAndTheSameEachTime() throws {
    let wood = try mesh(tree)
    #expect(wood.openEdges == 0)
    #expect(try mesh(tree) == wood)
    #expect(try mesh(tree, seed: 1) != wood, "variants are alike")
    #expect(wood.bounds.high.y > 6 && wood.bounds.high.y < 10)
    // A cone of the stem's size and the crown's wood, which bears as much section at each height.
    let cone: Double = .pi * 0.04 * 8 / 3
    #expect(wood.volume > 0.6 * cone && wood.volume < 4 * cone, "\(wood.volume) m^3")
    let solids = try pieces(tree)
    #expect(solids.count > 4 && solids.count < 80)
  }

  /// Shinozaki's pipes: where the tree forks, r^p of what bears is the sum over what is borne.
  @Test(arguments: [2.0, 2.5]) func radiiKeepTheSumOfTheirPowers(exponent: Double) {
    var form = TreeSkeleton.Form()
    form.height = 6
    form.radius = 0.15
    form.exponent = exponent
    form.levels = [TreeSkeleton.Level(), TreeSkeleton.Level(), TreeSkeleton.Level()]
    form.levels[1].count = 14
    form.levels[2].count = 7
    let grown = TreeSkeleton(form, seed: 11)
    #expect(grown.branches.count > 60)
    func load(_ r: Double) -> Double { PortableMath.power(max(r, 1e-12), exponent) }
    let whole = load(form.radius)
    #expect((grown.branches[0].radii[0] / form.radius - 1).magnitude < 1e-9)
    // A metre of wood feeds the same everywhere.
    let length = grown.branches.reduce(0) { $0 + $1.length }
    for (i, branch) in grown.branches.enumerated() {
      let step = branch.length / Double(branch.points.count - 1)
      for k in 0..<branch.points.count - 1 {
        let borne = grown.branches.filter { $0.parent == i && $0.parentPoint == k }.reduce(0) { $0 + load($1.radii[0]) }
        let expected = load(branch.radii[k + 1]) + borne + whole * step / length
        #expect((load(branch.radii[k]) - expected).magnitude < 1e-6 * whole)
      }
    }
  }

  @Test func leavesStandOnTheLastBranches() throws {
    let wood = try shape(tree)
    let leaves = try shape(
      #"{"leavesOf": {"part": "wood", "leaf": [{"leaf": {"length": 0.08, "width": 0.05, "segments": 2}}], "perTwig": 6}}"#
    )
    let context = ModelContext(parts: [("wood", wood), ("leaves", leaves)])
    let crown = try leaves.mesh(in: Scope(seed: 0), context: context)
    // An oval of two segments is two triangles.
    let count = crown.triangles.count / 2
    #expect(count > 500 && count < 4000, "\(count) leaves")
    #expect(try leaves.mesh(in: Scope(seed: 0), context: context) == crown)
    let bounds = try wood.mesh(in: Scope(seed: 0), context: context).bounds
    #expect(
      (crown.bounds.low - bounds.low).magnitudes.x < 0.15 && (crown.bounds.high - bounds.high).magnitudes.y < 0.15)
    #expect(throws: JSONError.self) {
      try mesh(#"{"leavesOf": {"part": "wood", "leaf": [{"leaf": {"length": 1, "width": 1}}]}}"#)
    }
  }

  @Test func tooManyBranchesAreRefused() throws {
    #expect(throws: JSONError.self) {
      try mesh(#"{"branching": {"height": 8, "radius": 0.2, "levels": 3, "branches": 100}}"#)
    }
  }
}
