import AssetLibrary
import PromptParsing
import SceneDescription
import VectorMath

/// How the copies of one entity stand to each other.
enum Arrangement: String {
  /// Side by side along the cluster's X; several ranks when there are many.
  case row
  /// One behind the other along the cluster's Z, the leader in front.
  case file
  case stack, pyramid, circle
  /// Apart in the air, for things that fall.
  case shower

  /// On a circle of that radius, all facing its middle: for things that run into each other.
  static func facing(_ n: Int, radius: Double) -> [RigidTransform] {
    (0..<n).map { k in
      let angle = Double.pi * (1 + 2 * Double(k) / Double(n))
      let (s, c) = PortableMath.sineAndCosine(angle)
      return RigidTransform(
        rotation: Quaternion(angle: angle + Double.pi, axis: .unitY), translation: Vector3(s, 0, c) * radius)
    }
  }

  var isStacked: Bool { self == .stack || self == .pyramid }

  /// A hair's breadth between things that rest on each other, so that nothing overlaps at the start.
  static let restGap = 1e-5

  init(named qualities: [String], isFile: Bool, falls: Bool) {
    if qualities.contains(where: { ["stack", "stacked", "tower", "pile"].contains($0) }) {
      self = .stack
    } else if qualities.contains("pyramid") {
      self = .pyramid
    } else if qualities.contains("circle") {
      self = .circle
    } else if falls {
      self = .shower
    } else {
      self = isFile ? .file : .row
    }
  }

  /// clusterFromAsset of each copy; no two copies overlap. In a file the first copy leads, or, with `leadsFromBack`, is
  /// the one that a mover from behind meets first.
  func offsets(for copies: [Asset], leadsFromBack: Bool, chance: SeededGenerator) -> [RigidTransform] {
    guard copies.count > 1 else { return [.identity] }
    var g = chance
    var size = Vector3.zero
    for asset in copies { size = max(size, asset.bounds().size) }
    let isPerson = copies[0].person != nil
    let pitchX = size.x + (isPerson ? 0.35 : 0.35 * size.x)
    // Dominoes at half their height, the usual spacing; others likewise far enough to be seen apart.
    let pitchZ = size.z + (isPerson ? 0.5 : copies[0].isBall ? 0.15 * size.z : 0.5 * size.y)
    let n = copies.count
    var places: [RigidTransform] = []
    switch self {
    case .file:
      let way = leadsFromBack ? pitchZ : -pitchZ
      for k in 0..<n { places.append(RigidTransform(translation: Vector3(0, 0, way * Double(k)))) }
    case .row:
      let columns = n <= 8 ? n : Int(Double(n).squareRoot().rounded(.up))
      for k in 0..<n {
        let x = (Double(k % columns) - Double(columns - 1) / 2) * pitchX
        places.append(RigidTransform(translation: Vector3(x, 0, -pitchZ * Double(k / columns))))
      }
    case .stack:
      var y = 0.0
      for asset in copies {
        // Hands are not exact: a hundredth of the width.
        let slip = Vector3(0.01 * size.x * g.uniform(-1...1), y, 0.01 * size.z * g.uniform(-1...1))
        places.append(RigidTransform(translation: slip))
        y += asset.bounds().size.y + Arrangement.restGap
      }
    case .pyramid:
      var base = 1
      while base * (base + 1) / 2 < n { base += 1 }
      var row = base
      var level = 0
      while places.count < n {
        for i in 0..<row where places.count < n {
          let x = (Double(i) - Double(row - 1) / 2) * size.x * 1.06
          places.append(RigidTransform(translation: Vector3(x, Double(level) * (size.y + Arrangement.restGap), 0)))
        }
        row -= 1
        level += 1
      }
    case .circle:
      let around = 1.3 * Vector3(size.x, 0, size.z).length  // whichever way they are turned
      let radius = Swift.max(around / (2 * PortableMath.sine(Double.pi / Double(n))), around)
      for k in 0..<n {
        let angle = 2 * Double.pi * Double(k) / Double(n)
        let (s, c) = PortableMath.sineAndCosine(angle)
        places.append(
          RigidTransform(
            rotation: Quaternion(angle: angle, axis: .unitY), translation: Vector3(radius * s, 0, radius * c)))
      }
    case .shower:
      // A grid of cells wider than any turned copy; each copy somewhere in its own cell and at its own height.
      let reach = Vector3(size.x, 0, size.z).length
      let cell = 1.25 * Swift.max(reach, size.y)
      let columns = Int(Double(n).squareRoot().rounded(.up))
      for k in 0..<n {
        let x = (Double(k % columns) - Double(columns - 1) / 2) * cell + 0.1 * cell * g.uniform(-1...1)
        let z = (Double(k / columns) - Double((n - 1) / columns) / 2) * cell + 0.1 * cell * g.uniform(-1...1)
        let lift = size.y * (0.9 * Double(k % 5) + 0.4 * g.uniform())
        let turn = Quaternion(angle: g.uniform(-0.8...0.8), axis: .unitY)
        places.append(RigidTransform(rotation: turn, translation: Vector3(x, lift, z)))
      }
      let lowest = places.map(\.translation.y).min() ?? 0
      for k in places.indices { places[k].translation.y -= lowest }
    }
    return places
  }
}
