import AssetLibrary
import PromptParsing
import SceneDescription
import TraceFormat
import VectorMath

/// Chooses the view: what must be seen is known from the rehearsal, so the camera is fitted to it.
///
/// Goals, in order: 1. all that acts is in the picture while it acts. 2. nothing hides it. 3. a three-quarter view, in
/// which depth shows and left stays left.
struct Cinematographer {
  var direction: CameraDirection
  let settings: FilmSettings
  let footage: Footage
  /// Entity indices of what acts, the most important first.
  let acting: [Int]
  let subject: Int?
  /// When each actor's last goal was reached, seconds; nil: none was.
  let lastGoal: [Double?]
  /// In a place the action stands closer to the edges of the picture only where there is no room to step back.
  var isCrowded = false
  let hasPeople: Bool
  /// What a medium or wide shot must hold.
  let pointsToSee: [Vector3]
  /// For each actor, when what it does is decided, seconds.
  private(set) var decisiveTimes: [Double] = []

  init(
    direction: CameraDirection, settings: FilmSettings, footage: Footage, acting: [Int], subject: Int?,
    lastGoal: [Double?]
  ) {
    self.direction = direction
    self.settings = settings
    self.footage = footage
    self.acting = acting
    self.subject = subject
    self.lastGoal = lastGoal
    hasPeople = !footage.scene.people.isEmpty
    // Only a close-up may leave the rest out: whatever the sentence names is looked for in any other picture.
    let only = direction.framing == .closeUp ? subject : nil
    pointsToSee = footage.pointsToSee(direction, acting: acting, subject: only, lastGoal: lastGoal)
    decisiveTimes = footage.map.bodies.indices.map { decisiveMoment(of: $0).time }
  }

  /// The chosen camera, its azimuth in degrees (0: from +Z, 90: from +X), and what to tell about it.
  struct Choice {
    var camera: Camera
    var azimuth: Double
    var hidden: Double
    var lines: [String]
    /// What of the wished view could not be had.
    var warnings: [String] = []
  }

  var tangents: (x: Double, y: Double) { tangents(focalLength) }

  /// Half the picture's width and height at distance 1 through a lens, mm.
  func tangents(_ focalLength: Double) -> (x: Double, y: Double) {
    let side = Double(Swift.max(settings.width, settings.height))
    let focal = focalLength / 36 * side
    return (Double(settings.width) / 2 / focal, Double(settings.height) / 2 / focal)
  }

  var focalLength: Double {
    switch direction.framing {
    case .closeUp: 70
    case .medium: 42
    case .wide: 28
    }
  }

  /// Degrees, the most usual first. Things on the ground are seen from above it, people from the height of eyes.
  var elevations: [Double] {
    switch direction.angle {
    case .low: [3, 4, 5, 6, 8, 10]
    case .eye: hasPeople ? [6, 9, 12] : [19, 16, 23, 28]
    case .high: [36]
    case .overhead: [80]
    }
  }

  /// Degrees a second.
  var orbitTurn: Double { direction.move == .orbit ? 12 : 0 }

  var fit: ViewFit {
    var fit = ViewFit(tangents: tangents, fill: direction.framing == .wide ? 0.6 : 0.88)
    if direction.move == .orbit {
      let half = orbitTurn * settings.seconds / 2
      fit.turns = (-4...4).map { half * Double($0) / 4 }
    }
    return fit
  }

  /// The best of a fan of views: little is hidden, what acts is large when it matters, and the view is the usual one.
  func choose() -> Choice {
    var g = settings.chance("", "camera")
    let side: Double = g.uniform() < 0.5 ? 1 : -1
    let lean = g.uniform(-3...3)
    let isTop = direction.angle == .overhead
    var views: [(choice: Choice, size: Double, strangeness: Double)] = []
    // Who walks is read best from the side.
    for offset in hasPeople ? [20.0, 27, 14, 34] : [27, 34, 21, 40, 14] {
      for sign in [side, -side] {
        var height = 0
        for elevation in elevations {
          var choice = frame(azimuth: (sign * offset + lean) * (isTop ? 0.3 : 1), elevation: elevation)
          if choice.camera.position.y < 0.12 && elevation != elevations.last { continue }
          choice.hidden = hiddenFraction(from: choice.camera)
          let strangeness = (offset - (hasPeople ? 20 : 27)).magnitude / 200 + (sign == side ? 0 : 0.05)
          views.append((choice, apparentSize(from: choice.camera), strangeness + 0.03 * Double(height)))
          height += 1
        }
      }
    }
    let largest = Swift.max(1e-9, views.map(\.size).max() ?? 1)
    return views.min { cost($0) < cost($1) }!.choice
    func cost(_ v: (choice: Choice, size: Double, strangeness: Double)) -> Double {
      4 * v.choice.hidden + v.strangeness - 0.5 * v.size / largest
    }
  }

  private func frame(azimuth: Double, elevation: Double) -> Choice {
    // An orbit passes through the chosen view at half time.
    func back(_ azimuth: Double) -> Vector3 {
      let (se, ce) = PortableMath.sineAndCosine(elevation * Double.pi / 180)
      let (sa, ca) = PortableMath.sineAndCosine(azimuth * Double.pi / 180)
      return Vector3(sa * ce, se, ca * ce)
    }
    let start = azimuth - orbitTurn * settings.seconds / 2
    var camera = Camera()
    camera.focalLength = focalLength
    let (centre, distance) =
      direction.framing == .closeUp ? closeUp(back(azimuth)) : fit.fit(pointsToSee, back(azimuth))
    camera.take(
      direction.move, of: centre, from: back(start), distance: distance, turn: orbitTurn, seconds: settings.seconds)
    // Near the ground the lens itself must stay above it.
    if camera.position.y < 0.1 { camera.position.y = 0.1 }
    let text =
      "camera: \(direction.framing.rawValue), \(direction.angle.rawValue) angle, \(direction.move.rawValue), "
      + "\(rounded(focalLength)) mm, \(rounded(distance)) m away, \(rounded(start)) degrees round, "
      + "\(rounded(elevation)) degrees up"
    return Choice(camera: camera, azimuth: azimuth, hidden: 0, lines: [text])
  }

  var watched: [CopyID] {
    let actors = subject.map { [$0] } ?? (acting.isEmpty ? Array(footage.map.bodies.indices) : acting)
    return actors.flatMap { footage.copies(of: $0) }.filter { footage.mover($0) != nil || footage.person($0) != nil }
  }

  /// The mean angle, in radians, under which what acts is seen when it matters.
  func apparentSize(from camera: Camera) -> Double {
    var sum = 0.0
    for c in watched {
      let time = decisiveTimes[c.actor]
      guard let frame = footage.trace.frames.last(where: { $0.time <= time }) else { continue }
      let away = (footage.centre(c, frame) - camera.pose(at: time).translation).length
      sum += footage.reach(c) / Swift.max(0.1, away)
    }
    return sum / Double(Swift.max(1, watched.count))
  }

  /// The part of the sight lines to what acts, at six moments, that something else blocks.
  func hiddenFraction(from camera: Camera) -> Double {
    let frames = footage.trace.frames
    guard !frames.isEmpty else { return 0 }
    // Of very many equal things a part is enough to judge by.
    let all = watched
    let copies = stride(from: 0, to: all.count, by: 1 + all.count / 40).map { all[$0] }
    let decisive = acting.first.map { decisiveTimes[$0] } ?? 0
    var moments = (0..<5).map { (frames.count - 1) * $0 / 5 }
    moments.append(frames.lastIndex { $0.time <= decisive } ?? 0)
    var blocked = 0
    var total = 0
    for moment in moments {
      let frame = frames[moment]
      let pose = camera.pose(at: frame.time)
      let solids = footage.solids(frame)
      for c in copies {
        for to in sights(of: c, frame, pose) {
          total += 1
          if solids.contains(where: { $0.owner != c && blocks($0.solid, pose.translation, to) }) { blocked += 1 }
        }
      }
    }
    return total == 0 ? 0 : Double(blocked) / Double(total)
  }

  /// Points by which to judge whether a copy is seen: its middle, left, right and upper parts.
  func sights(of c: CopyID, _ frame: TraceFrame, _ camera: RigidTransform) -> [Vector3] {
    let half = 0.35 * footage.reach(c)
    let middle = footage.centre(c, frame)
    return [Vector3.zero, Vector3(half, 0, 0), Vector3(-half, 0, 0), Vector3(0, half, 0)].map {
      middle + camera.rotation.rotate($0)
    }
  }
}

extension Footage {
  /// Corners of everything at the start, and of what acts while it acts.
  func pointsToSee(_ direction: CameraDirection, acting: [Int], subject: Int?, lastGoal: [Double?]) -> [Vector3] {
    var points: [Vector3] = []
    let frames = trace.frames
    let chosen = subject.map { [$0] } ?? (direction.framing == .wide || acting.isEmpty ? [] : acting)
    let all = map.bodies.indices
    for actor in all {
      let isActing = chosen.contains(actor) || (subject == nil && (acting.isEmpty || acting.contains(actor)))
      for c in copies(of: actor) {
        var bounds = startBounds(c)
        if fixtures.contains(actor) { bounds = bounds.common(with: startOfMovers.grown(by: 0.35)) }
        if bounds.isEmpty { continue }
        if subject == nil || isActing { points += bounds.corners }
        guard isActing, mover(c) != nil || person(c) != nil, let first = frames.first else { continue }
        // What goes on after the last goal is followed as long as it stays near.
        let done = lastGoal[actor].map { $0 + 0.4 } ?? 0
        let near = 0.4 + 2 * reach(c)
        let anchor = centre(c, frames.last { $0.time <= done } ?? first)
        let half = person(c) == nil ? reach(c) / 3.0.squareRoot() : 0
        for frame in frames where frame.index % 3 == 0 || frame.time <= done {
          let p = centre(c, frame)
          if frame.time > done && (p - anchor).length > near { break }
          if person(c) != nil {
            points += bounds.moved(by: p - centre(c, first)).corners
          } else {
            let r = Vector3(half, half, half)
            points += AxisBounds(min: p - r, max: p + r).corners
          }
        }
      }
    }
    if points.isEmpty { points = AxisBounds(min: Vector3(-1, 0, -1), max: Vector3(1, 0.5, 1)).corners }
    return points
  }
}

extension Footage {
  /// Around all that can move, at the start.
  private var startOfMovers: AxisBounds {
    var bounds = AxisBounds.empty
    for actor in map.bodies.indices where !fixtures.contains(actor) {
      for c in copies(of: actor) where mover(c) != nil || person(c) != nil { bounds.include(startBounds(c)) }
    }
    return bounds
  }
}

extension AxisBounds {
  /// What is in both; empty where nothing is.
  fileprivate func common(with other: AxisBounds) -> AxisBounds {
    let both = AxisBounds(min: VectorMath.max(min, other.min), max: VectorMath.min(max, other.max))
    let size = both.size
    return size.x < 0 || size.y < 0 || size.z < 0 ? .empty : both
  }
}

/// Whether the segment from `eye` to `to` meets the solid (slab test for boxes, closest approach for round shapes).
func blocks(_ solid: PlacedSolid, _ eye: Vector3, _ to: Vector3) -> Bool {
  let a = solid.pose.applyInverse(eye)
  let d = solid.pose.rotation.inverseRotate(to - eye)
  switch solid.shape {
  case .cylinder, .cone, .hull, .compound, .mesh, .heightField, .plane: return false
  case .sphere(let s): return distanceToLine(.zero, a, d) < s.radius
  case .capsule(let c):
    // The nearest of a few points of the axis: enough to judge a view.
    return (0...8).contains { k in
      distanceToLine(Vector3(0, c.halfHeight * (Double(k) / 4 - 1), 0), a, d) < c.radius
    }
  case .box(let b):
    var near = 0.0
    var far = 1.0
    for axis in 0..<3 {
      let h = b.halfExtents[axis]
      if d[axis].magnitude < 1e-12 {
        if a[axis].magnitude > h { return false }
        continue
      }
      let t0 = (-h - a[axis]) / d[axis]
      let t1 = (h - a[axis]) / d[axis]
      near = Swift.max(near, Swift.min(t0, t1))
      far = Swift.min(far, Swift.max(t0, t1))
    }
    return near <= far
  }
}

private func distanceToLine(_ p: Vector3, _ a: Vector3, _ d: Vector3) -> Double {
  let t = (dot(p - a, d) / Swift.max(1e-12, d.lengthSquared)).clamped(0, 1)
  return (a + d * t - p).length
}
