import LocatedJSON
import SceneDescription
import VectorMath

extension AssetModel {
  /// worldFromLink of each link, with the asset at `pose` and its joints at `open` (radians or metres, a number a link).
  public func poses(at pose: RigidTransform, open: [Double]) -> [RigidTransform] {
    var poses: [RigidTransform] = []
    for (number, link) in links.enumerated() {
      guard let joint = link.joint, let host = links[..<number].firstIndex(where: { $0.name == joint.to }) else {
        poses.append(pose)
        continue
      }
      poses.append(poses[host] * joint.motion(open[number]))
    }
    return poses
  }

  /// Where a thing's joints stand at the start, a number a link: radians or metres.
  ///
  /// - Throws: `LibraryError` for a part that has no hinge or slider, and for a value beyond its limits.
  func openings(of thing: Thing) throws(LibraryError) -> [Double] {
    var values = [Double](repeating: 0, count: links.count)
    for opening in thing.open {
      let moving = links.filter { $0.joint?.isGuided ?? false }.map(\.name)
      guard moving.contains(opening.part), let number = links.firstIndex(where: { $0.name == opening.part }),
        let joint = links[number].joint
      else {
        let hint = moving.isEmpty ? "'\(name)' has no hinge or slider" : nearestHint(opening.part, among: moving)
        throw .unknown(kind: "moving part", name: opening.part, hint: hint)
      }
      let unit = joint.isTurn ? Double.pi / 180 : 1
      let value = opening.value * unit
      if let limits = joint.limits, value < limits.low - 1e-9 || value > limits.high + 1e-9 {
        throw .unfit(
          thing: thing.name,
          problem:
            "expected '\(opening.part)' open from \((limits.low / unit).short) to \((limits.high / unit).short), "
            + "found \(opening.value.short)")
      }
      values[number] = value
    }
    return values
  }

  /// How far hinges and sliders are open where the links are at `poses`, within their limits.
  func openings(at poses: [RigidTransform]) -> [Thing.Opening] {
    links.indices.compactMap { number in
      guard let joint = links[number].joint, joint.isGuided,
        let host = links[..<number].firstIndex(where: { $0.name == joint.to })
      else { return nil }
      var opening = Thing.Opening()
      opening.part = links[number].name
      var value = joint.value(of: poses[host].inverse * poses[number])
      if let limits = joint.limits { value = Swift.min(limits.high, Swift.max(limits.low, value)) }
      opening.value = joint.isTurn ? value * 180 / Double.pi : value
      return value == 0 ? nil : opening
    }
  }
}

extension AssetModel.Joint {
  public var isTurn: Bool {
    if case .slider = kind { return false }
    return true
  }

  /// A hinge or slider: one number says where it stands.
  public var isGuided: Bool {
    switch kind {
    case .hinge, .slider: true
    default: false
    }
  }

  /// Of a hinge or slider: radians or metres; nil where it has none.
  public var limits: Interval? {
    switch kind {
    case .hinge(let guided), .slider(let guided): guided.limits
    default: nil
    }
  }

  /// How a hinge or slider at `value` (radians or metres) moves its link, in the asset's frame.
  func motion(_ value: Double) -> RigidTransform {
    if value == 0 { return .identity }
    guard isTurn else { return RigidTransform(translation: axis * value) }
    let turn = Quaternion(angle: value, axis: axis)
    return RigidTransform(rotation: turn, translation: anchor - turn.rotate(anchor))
  }

  /// What of a motion in the asset's frame a hinge or slider allows: radians or metres.
  fileprivate func value(of motion: RigidTransform) -> Double {
    guard isTurn else { return dot(motion.translation, axis) }
    let q = motion.rotation
    let sign: Double = q.w < 0 ? -1 : 1
    return 2 * PortableMath.arcTangent(y: dot(q.vector, axis) * sign, x: q.w * sign)
  }

  /// The joint of a scene that starts at `value`: limits count from there.
  public func inScene(name: String, a: String, hostPose: RigidTransform, value: Double) -> SceneDescription.Joint {
    var joint = SceneDescription.Joint()
    joint.name = name
    joint.a = a
    joint.b = name
    joint.kind = kind.shifted(by: value)
    joint.anchor = hostPose.apply(anchor)
    joint.axis = hostPose.rotation.rotate(axis)
    return joint
  }
}

extension JointKind {
  fileprivate func shifted(by value: Double) -> JointKind {
    // A hinge tells turns up to half way round.
    func shifted(_ guided: Guided, most: Double) -> Guided {
      var guided = guided
      guided.limits = guided.limits.map { Interval(max(-most, $0.low - value), min(most, $0.high - value)) }
      return guided
    }
    switch self {
    case .hinge(let guided): return .hinge(shifted(guided, most: Double.pi))
    case .slider(let guided): return .slider(shifted(guided, most: 1e4))
    default: return self
    }
  }
}

extension SolidShape.Compound {
  /// Of its parts, each as dense as it says.
  var centreOfMass: Vector3 {
    var moment = Vector3.zero
    var mass = 0.0
    for part in parts {
      let m = part.volume * part.density
      moment += part.centroid * m
      mass += m
    }
    return mass > 0 ? moment / mass : .zero
  }
}

extension SolidShape {
  /// In its own frame: the origin of all but compounds and hulls. Of a surface the origin too.
  public var centreOfMass: Vector3 {
    switch self {
    case .compound(let compound): return compound.centreOfMass
    case .hull:
      var part = Compound.Part()
      part.shape = self
      return part.centroid
    default: return .zero
    }
  }
}

extension Double {
  /// As people write it: at most six decimals.
  fileprivate var short: String {
    let rounded = (self * 1e6).rounded() / 1e6
    return rounded == rounded.rounded() && rounded.magnitude < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
