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
  let direction: CameraDirection
  let settings: FilmSettings
  let footage: Footage
  /// Entity indices of what acts, the most important first.
  let acting: [Int]
  let subject: Int?
  /// When each actor's last goal was reached, seconds; nil: none was.
  let lastGoal: [Double?]
  let hasPeople: Bool

  /// The chosen camera, its azimuth in degrees (0: from +Z, 90: from +X), and what to tell about it.
  struct Choice {
    var camera: Camera
    var azimuth: Double
    var hidden: Double
    var lines: [String]
  }

  private var tangents: (x: Double, y: Double) {
    let side = Double(Swift.max(settings.width, settings.height))
    let focal = focalLength / 36 * side
    return (Double(settings.width) / 2 / focal, Double(settings.height) / 2 / focal)
  }

  private var focalLength: Double {
    switch direction.framing {
    case .closeUp: 70
    case .medium: 42
    case .wide: 28
    }
  }

  private var elevations: [Double] {
    switch direction.angle {
    case .low: [2, 3, 4, 5, 6, 8, 10]
    case .eye: hasPeople ? [3, 5, 8, 12] : [14, 17, 20]
    case .high: [34]
    case .overhead: [82]
    }
  }

  /// The best of a fan of azimuths by how much is hidden; earlier ones win ties.
  func choose() -> Choice {
    var g = settings.chance("", "camera")
    let sign: Double = g.uniform() < 0.5 ? 1 : -1
    let lean = g.uniform(-3...3)
    var best: Choice?
    for offset in [27.0, -27, 21, -21, 34, -34, 14, -14, 42, -42] {
      var azimuth = sign * offset + lean
      if direction.angle == .overhead { azimuth *= 0.3 }
      var choice = frame(azimuth: azimuth)
      choice.hidden = hiddenFraction(from: choice.camera)
      if choice.hidden < (best?.hidden ?? .infinity) - 0.01 { best = choice }
      if choice.hidden == 0 { break }
    }
    return best!
  }

  private func frame(azimuth: Double) -> Choice {
    for elevation in elevations {
      let choice = frame(azimuth: azimuth, elevation: elevation)
      if choice.camera.position.y >= 0.12 || elevation == elevations.last { return choice }
    }
    preconditionFailure("no elevations")
  }

  private func frame(azimuth: Double, elevation: Double) -> Choice {
    let orbitTurn: Double = direction.move == .orbit ? 12 : 0
    // An orbit passes through the chosen view at half time.
    let start = azimuth - orbitTurn * settings.seconds / 2
    let (se, ce) = PortableMath.sineAndCosine(elevation * Double.pi / 180)
    let (sa, ca) = PortableMath.sineAndCosine(start * Double.pi / 180)
    let back = Vector3(sa * ce, se, ca * ce)
    var camera = Camera()
    camera.focalLength = focalLength
    let (centre, distance) = direction.framing == .closeUp ? closeUp(back) : fitted(back)
    camera.target = centre
    camera.position = centre + back * distance
    switch direction.move {
    case .fixed: break
    case .orbit:
      camera.move = .orbit
      camera.rate = orbitTurn
    case .pushIn:
      camera.move = .dolly
      camera.position = centre + back * (distance * 1.35)
      camera.rate = 0.35 * distance / settings.seconds
    case .pullOut:
      camera.move = .dolly
      camera.rate = -0.4 * distance / settings.seconds
    }
    // Near the ground the lens itself must stay above it.
    if camera.position.y < 0.1 { camera.position.y = 0.1 }
    let text =
      "camera: \(direction.framing.rawValue), \(direction.angle.rawValue) angle, \(direction.move.rawValue), "
      + "\(rounded(focalLength)) mm, \(rounded(distance)) m away, \(rounded(start)) degrees round, "
      + "\(rounded(elevation)) degrees up"
    return Choice(camera: camera, azimuth: start, hidden: 0, lines: [text])
  }

  /// Middle and distance such that all points are in the picture with a margin, exactly: each side of the picture is a
  /// half-space, and the nearest camera that keeps every point within all four has a closed form.
  private func fitted(_ back: Vector3) -> (Vector3, Double) {
    let points = pointsToSee()
    let right = cross(.unitY, back).normalized
    let up = cross(back, right)
    let fill = direction.framing == .wide ? 0.55 : 0.84
    let tx = tangents.x * fill
    let ty = tangents.y * fill
    var a = -Double.infinity
    var b = -Double.infinity
    var c = -Double.infinity
    var d = -Double.infinity
    var depth = 0.0
    var middle = Vector3.zero
    for p in points {
      let x = dot(p, right)
      let y = dot(p, up)
      let z = dot(p, back)
      a = Swift.max(a, x + z * tx)
      b = Swift.max(b, -x + z * tx)
      c = Swift.max(c, y + z * ty)
      d = Swift.max(d, -y + z * ty)
      depth += z / Double(points.count)
      middle += p * (1 / Double(points.count))
    }
    if direction.move == .orbit {
      // Seen from all sides: the sphere about the middle.
      let radius = points.map { ($0 - middle).length }.max() ?? 1
      let half = Swift.min(tx, ty)
      return (middle, radius * (1 + half * half).squareRoot() / half)
    }
    let z = Swift.max((a + b) / (2 * tx), (c + d) / (2 * ty), depth + 0.3)
    let centre = right * ((a - b) / 2) + up * ((c - d) / 2) + back * depth
    return (centre, z - depth)
  }

  /// The subject fills about half of the picture's height where its main action happens.
  private func closeUp(_ back: Vector3) -> (Vector3, Double) {
    guard let index = subject ?? acting.first, let first = footage.trace.frames.first else { return fitted(back) }
    let c = CopyID(actor: index, copy: 0)
    let bounds = footage.startBounds(c)
    if bounds.isEmpty { return fitted(back) }
    let key = Swift.max(0, (lastGoal[index] ?? 0) - 0.25)
    let frame = footage.trace.frames.last { $0.time <= key } ?? first
    var centre = footage.centre(c, frame)
    var height = footage.mover(c) == nil ? bounds.size.y : 2 * footage.reach(c) / 3.0.squareRoot()
    if let p = footage.person(c) {
      // Head and shoulders to waist.
      let stature = footage.scene.people[p].height
      centre.y = footage.scene.people[p].position.y + 0.78 * stature
      height = 0.45 * stature
    }
    var distance = height / 2 / (0.5 * tangents.y)
    // What rushes by must be seen for half a second.
    if let b = footage.mover(c) {
      let speed = frame.bodies[b].velocity.length
      distance = Swift.min(2 * distance, Swift.max(distance, speed * 0.5 / (2 * tangents.x)))
    }
    return (centre, distance)
  }

  /// Corners of everything at the start, and of what acts while it acts.
  private func pointsToSee() -> [Vector3] {
    var points: [Vector3] = []
    let frames = footage.trace.frames
    let chosen = subject.map { [$0] } ?? (direction.framing == .wide || acting.isEmpty ? [] : acting)
    let all = footage.map.bodies.indices
    for actor in all {
      let isActing = chosen.contains(actor) || (subject == nil && (acting.isEmpty || acting.contains(actor)))
      for c in footage.copies(of: actor) {
        let bounds = footage.startBounds(c)
        if bounds.isEmpty { continue }
        if subject == nil || isActing { points += bounds.corners }
        guard isActing, footage.mover(c) != nil || footage.person(c) != nil, let first = frames.first else { continue }
        // What goes on after the last goal is followed as long as it stays near.
        let done = lastGoal[actor].map { $0 + 0.4 } ?? 0
        let near = 1.2 + 2 * footage.reach(c)
        let anchor = footage.centre(c, frames.last { $0.time <= done } ?? first)
        let half = footage.person(c) == nil ? footage.reach(c) / 3.0.squareRoot() : 0
        for frame in frames where frame.index % 3 == 0 || frame.time <= done {
          let p = footage.centre(c, frame)
          if frame.time > done && (p - anchor).length > near { break }
          if footage.person(c) != nil {
            points += bounds.moved(by: p - footage.centre(c, first)).corners
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

  /// The part of the sight lines to what acts, at five moments, that something else blocks.
  private func hiddenFraction(from camera: Camera) -> Double {
    let frames = footage.trace.frames
    guard !frames.isEmpty else { return 0 }
    let watched = subject.map { [$0] } ?? (acting.isEmpty ? Array(footage.map.bodies.indices) : acting)
    var blocked = 0
    var total = 0
    for moment in 0..<5 {
      let frame = frames[(frames.count - 1) * moment / 5]
      let eye = camera.pose(at: frame.time).translation
      let solids = footage.solids(frame)
      for actor in watched {
        for c in footage.copies(of: actor) where !footage.startBounds(c).isEmpty && footage.person(c) == nil {
          guard footage.mover(c) != nil else { continue }
          total += 1
          let to = footage.centre(c, frame)
          if solids.contains(where: { $0.owner.actor != actor && blocks($0.solid, eye, to) }) { blocked += 1 }
        }
      }
    }
    return total == 0 ? 0 : Double(blocked) / Double(total)
  }
}

/// Whether the segment from `eye` to `to` meets the solid (slab test for boxes, closest approach for round shapes).
func blocks(_ solid: PlacedSolid, _ eye: Vector3, _ to: Vector3) -> Bool {
  let a = solid.pose.applyInverse(eye)
  let d = solid.pose.rotation.inverseRotate(to - eye)
  switch solid.shape {
  case .plane: return false
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
