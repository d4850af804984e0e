import AssetLibrary
import PromptParsing
import SceneDescription
import TraceFormat
import VectorMath

/// The view of a shot in a place.
///
/// Goals, in order: 1. the lens is inside the place and clear of everything, through all of its move. 2. all that acts is
/// in the picture, and nothing of the place hides it. 3. the place's own views, which its file composed, and the
/// three-quarter views of a plain ground. 4. the usual lens; a wider one where there is no room to step back.
extension Cinematographer {
  private struct View {
    var choice: Choice
    var size: Double
    var strangeness: Double
  }

  func choose(in location: Location) -> Choice {
    if footage.map.bodies.isEmpty { return scenic(location) }
    var views: [View] = []
    for rate in location.isOpen ? [1.0] : [1, 0.5] {
      views = directedViews(location, rate) + standingViews(location, rate)
      if !views.isEmpty { break }
    }
    var warnings: [String] = []
    if views.isEmpty && direction.move != .fixed {
      warnings.append("no room in the \(location.name) for the camera to move: it stands still")
      var still = self
      still.direction.move = .fixed
      views = still.directedViews(location, 1) + still.standingViews(location, 1)
    }
    if views.isEmpty {
      var tight = self
      tight.direction.move = .fixed
      tight.isCrowded = true
      views = tight.directedViews(location, 1) + tight.standingViews(location, 1)
    }
    if views.isEmpty {
      warnings.append("no place in the \(location.name) from which all of the action is in the picture")
      return fallback(location, warnings)
    }
    let largest = Swift.max(1e-9, views.map(\.size).max() ?? 1)
    func plainCost(_ v: View) -> Double { v.strangeness - 0.5 * v.size / largest }
    let inOrder = views.enumerated().sorted {
      (plainCost($0.element), $0.offset) < (plainCost($1.element), $1.offset)
    }.map(\.element)
    var best: (choice: Choice, cost: Double)?
    for view in inOrder {
      if let best, plainCost(view) >= best.cost { break }
      var choice = view.choice
      choice.hidden = Swift.min(1, hiddenFraction(from: choice.camera) + hidden(from: choice.camera, by: location))
      let cost = plainCost(view) + 4 * choice.hidden
      if cost < best?.cost ?? .infinity { best = (choice, cost) }
    }
    var chosen = best!.choice
    chosen.warnings = warnings
    return chosen
  }

  /// The part of the picture that the action may fill: something of the place is to be seen about it.
  private var fill: Double { isCrowded ? 0.94 : direction.framing == .wide ? 0.5 : 0.76 }

  // MARK: Along directions

  /// From a fan of directions about what acts, through lenses from the usual one to one half as long.
  private func directedViews(_ location: Location, _ rate: Double) -> [View] {
    var g = settings.chance("", "camera")
    let side: Double = g.uniform() < 0.5 ? 1 : -1
    let lean = g.uniform(-3...3)
    let turn = location.worldFromStage.rotation.rotate(.unitZ)
    let stageAzimuth = PortableMath.arcTangent(y: turn.x, x: turn.z) * 180 / Double.pi
    var directions: [(azimuth: Double, elevation: Double, strangeness: Double)] = []
    if direction.angle == .eye {
      for view in location.views {
        let back = (view.position - view.target).normalized
        let elevation = PortableMath.arcSine(back.y) * 180 / Double.pi
        guard (0...35).contains(elevation) else { continue }
        directions.append(
          (PortableMath.arcTangent(y: back.x, x: back.z) * 180 / Double.pi, Swift.max(hasPeople ? 5 : 9, elevation), 0))
      }
    }
    let usual: Double = hasPeople ? 20 : 27
    // Lower than on a plain ground, which has nothing to show above its horizon.
    let heights: [Double] = direction.angle == .eye ? [11, 7, 15, 20, 27] : elevations
    for offset in [usual, usual + 7, usual - 7, usual + 14, 3, 60, 85, 120, 150, 177] {
      for sign in [side, -side] {
        for (k, elevation) in heights.enumerated() {
          let azimuth = stageAzimuth + (sign * offset + lean) * (direction.angle == .overhead ? 0.3 : 1)
          // The file's own views know where the place looks best.
          let strangeness = 0.1 + (offset - usual).magnitude / 200 + (sign == side ? 0 : 0.05) + 0.03 * Double(k)
          directions.append((azimuth, elevation, strangeness))
        }
      }
    }
    var views: [View] = []
    for d in directions {
      for (k, share) in [1, 0.8, 0.65, 0.52, 0.4].enumerated() {
        let lens = Swift.max(isCrowded ? 16 : 20, focalLength * share)
        guard
          let choice = frame(
            azimuth: d.azimuth, elevation: d.elevation, lens: lens, orbit: orbitTurn * rate, location)
        else { continue }
        views.append(
          View(
            choice: choice, size: apparentSize(from: choice.camera) * lens, strangeness: d.strangeness + 0.1 * Double(k)
          ))
        break  // the longest lens that there is room for
      }
    }
    return views
  }

  private func frame(azimuth: Double, elevation: Double, lens: Double, orbit: Double, _ location: Location) -> Choice? {
    func back(_ azimuth: Double) -> Vector3 {
      let (se, ce) = PortableMath.sineAndCosine(elevation * Double.pi / 180)
      let (sa, ca) = PortableMath.sineAndCosine(azimuth * Double.pi / 180)
      return Vector3(sa * ce, se, ca * ce)
    }
    let start = azimuth - orbit * settings.seconds / 2
    var fit = ViewFit(tangents: tangents(lens), fill: fill)
    if orbit != 0 { fit.turns = (-4...4).map { orbit * settings.seconds / 2 * Double($0) / 4 } }
    var (centre, distance) =
      direction.framing == .closeUp ? closeUp(back(azimuth)) : fit.fit(pointsToSee, back(azimuth))
    if direction.framing == .closeUp { distance *= lens / focalLength }
    var camera = Camera()
    camera.focalLength = lens
    camera.take(
      direction.move, of: centre, from: back(start), distance: distance, turn: orbit, seconds: settings.seconds)
    guard hasRoom(camera, location) else { return nil }
    let text =
      "camera: \(direction.framing.rawValue), \(direction.angle.rawValue) angle, \(direction.move.rawValue), "
      + "\(rounded(lens)) mm, \(rounded(distance)) m away, \(rounded(start)) degrees round, "
      + "\(rounded(elevation)) degrees up"
    return Choice(camera: camera, azimuth: azimuth, hidden: 0, lines: [text])
  }

  private func hasRoom(_ camera: Camera, _ location: Location) -> Bool {
    let times = camera.move == .fixed ? [0] : (0...6).map { settings.seconds * Double($0) / 6 }
    return times.allSatisfy { location.hasRoom(forLensAt: camera.pose(at: $0).translation) }
  }

  // MARK: From where the place's views stand

  /// From the place's views' positions and nearer, through the lens that just holds the action.
  private func standingViews(_ location: Location, _ rate: Double) -> [View] {
    guard direction.angle == .eye, direction.framing != .closeUp, direction.move != .orbit else { return [] }
    var bounds = AxisBounds.empty
    for p in pointsToSee { bounds.include(p) }
    var views: [View] = []
    for (number, view) in location.views.enumerated() {
      for share in [0, 0.25, 0.45, 0.6] {
        let stand = mix(view.position, bounds.centre, share)
        guard let choice = framed(from: stand, bounds.centre, view: number, rate, location) else { continue }
        let lens = choice.camera.focalLength
        views.append(
          View(
            choice: choice, size: apparentSize(from: choice.camera) * lens,
            strangeness: 0.03 + 0.08 * share + 0.25 * Swift.max(0, focalLength / lens - 1)))
      }
    }
    return views
  }

  private func framed(
    from stand: Vector3, _ middle: Vector3, view: Int, _ rate: Double, _ location: Location
  ) -> Choice? {
    var camera = Camera()
    camera.position = stand
    camera.target = middle
    // The end of a push, the start of a pull is where the picture is tightest.
    var near = stand
    switch direction.move {
    case .fixed: break
    case .pushIn:
      near = mix(stand, middle, 0.26 * rate)
      camera.move = .dolly
      camera.rate = (near - stand).length / settings.seconds
    case .pullOut:
      near = mix(stand, middle, 0.28 * rate)
      camera.position = near
      camera.move = .dolly
      camera.rate = -(near - stand).length / settings.seconds
    case .orbit: return nil
    }
    guard let (target, lens) = lens(from: near, towards: middle, fill: fill), lens >= (isCrowded ? 15 : 19) else {
      return nil
    }
    camera.target = target
    camera.focalLength = Swift.min(lens, 85)
    guard hasRoom(camera, location) else { return nil }
    let back = (camera.position - camera.target).normalized
    let azimuth = PortableMath.arcTangent(y: back.x, x: back.z) * 180 / Double.pi
    let text =
      "camera: \(direction.framing.rawValue), \(direction.angle.rawValue) angle, \(direction.move.rawValue), "
      + "\(rounded(camera.focalLength)) mm, from the place's view \(view)"
    return Choice(camera: camera, azimuth: azimuth, hidden: 0, lines: [text])
  }

  /// Where to look from a point, and the longest lens, mm, that holds all there is to see; nil where some of it is
  /// beside or behind.
  private func lens(from eye: Vector3, towards middle: Vector3, fill: Double) -> (target: Vector3, lens: Double)? {
    var target = middle
    var lens = 0.0
    for _ in 0..<3 {
      let back = (eye - target).normalized
      let right = cross(.unitY, back).normalized
      let up = cross(back, right)
      var (left, rightmost, low, high) = (Double.infinity, -Double.infinity, Double.infinity, -Double.infinity)
      for p in pointsToSee {
        let d = p - eye
        let depth = -dot(d, back)
        guard depth > 0.25 else { return nil }
        let (x, y) = (dot(d, right) / depth, dot(d, up) / depth)
        (left, rightmost) = (Swift.min(left, x), Swift.max(rightmost, x))
        (low, high) = (Swift.min(low, y), Swift.max(high, y))
      }
      let unit = tangents(1)
      let wideX = Swift.max(rightmost.magnitude, left.magnitude)
      let wideY = Swift.max(high.magnitude, low.magnitude)
      lens = fill * Swift.min(unit.x / Swift.max(wideX, 1e-3), unit.y / Swift.max(wideY, 1e-3))
      let away = (target - eye).length
      target = eye + (right * ((left + rightmost) / 2) + up * ((low + high) / 2) - back).normalized * away
    }
    return (target, lens)
  }

  /// Nothing acts: one of the place's views, by the seed, as its file composed it.
  private func scenic(_ location: Location) -> Choice {
    var g = settings.chance("", "camera")
    let number = g.index(Swift.max(1, location.views.count))
    var camera = location.views.isEmpty ? Camera() : location.views[number]
    let way = camera.target - camera.position
    switch direction.move {
    case .fixed: break
    case .orbit:
      camera.move = .orbit
      camera.rate = 3
    case .pushIn, .pullOut:
      camera.move = .dolly
      camera.rate = (direction.move == .pushIn ? 0.15 : -0.12) * way.length / settings.seconds
    }
    var warnings: [String] = []
    if !hasRoom(camera, location) {
      camera.move = .fixed
      camera.rate = 0
      if direction.move != .fixed {
        warnings.append("no room in the \(location.name) for the camera to move: it stands still")
      }
    }
    return Choice(
      camera: camera, azimuth: PortableMath.arcTangent(y: -way.x, x: -way.z) * 180 / Double.pi, hidden: 0,
      lines: ["camera: the place's view \(number), \(camera.move.rawValue), \(rounded(camera.focalLength)) mm"],
      warnings: warnings)
  }

  /// The place's main view, turned to the action.
  private func fallback(_ location: Location, _ warnings: [String]) -> Choice {
    var bounds = AxisBounds.empty
    for p in pointsToSee { bounds.include(p) }
    var camera = location.views.first ?? Camera()
    camera.target = bounds.centre
    camera.fNumber = nil
    camera.focusDistance = nil
    let back = (camera.position - camera.target).normalized
    return Choice(
      camera: camera, azimuth: PortableMath.arcTangent(y: back.x, x: back.z) * 180 / Double.pi,
      hidden: hidden(from: camera, by: location),
      lines: ["camera: the place's main view, \(rounded(camera.focalLength)) mm"], warnings: warnings)
  }

  // MARK: Sight

  /// The part of the sight lines to what acts that the place blocks, when it matters.
  private func hidden(from camera: Camera, by location: Location) -> Double {
    let frames = footage.trace.frames
    guard !frames.isEmpty else { return 0 }
    let all = watched
    let copies = stride(from: 0, to: all.count, by: 1 + all.count / 8).map { all[$0] }
    let decisive = acting.first.map { decisiveTimes[$0] } ?? 0
    let end = Swift.min(settings.seconds, (lastGoal.compactMap { $0 }.max() ?? settings.seconds) + 0.3)
    var blocked = 0
    var total = 0
    for time in [0, decisive / 2, decisive, end] {
      guard let frame = frames.last(where: { $0.time <= time + 1e-9 }) else { continue }
      let pose = camera.pose(at: frame.time)
      for c in copies {
        for to in sights(of: c, frame, pose) {
          total += 1
          if !location.sees(to, from: pose.translation) { blocked += 1 }
        }
      }
    }
    return total == 0 ? 0 : Double(blocked) / Double(total)
  }
}
