import VectorMath

/// One surface that sends out light, in world space: what next-event estimation draws points or directions on.
struct Emitter {
  enum Kind: UInt8 {
    /// About `position`; seen from outside.
    case sphere
    /// Spanned by `axisX` * `halfWidth` and `axisY` * `halfHeight`, sending towards `axisZ`.
    case rectangle
    /// Of `radius`, sending towards `axisZ`.
    case disc
    /// A capsule of `radius` along `axisZ`, straight part 2 * `halfHeight` long; its round ends are dark.
    case tube
    /// Corner `position`, edges `axisX` and `axisY` (not unit), unit normal `axisZ`; sends to both sides, or to that of the
    /// normal alone.
    case triangle
    /// A rectangle without light of its own, through which the sky is seen.
    case portal
  }
  var kind: Kind
  var position: Float3
  var axisX = Float3(1, 0, 0)
  var axisY = Float3(0, 1, 0)
  var axisZ = Float3(0, 0, 1)
  var halfWidth: Float = 0
  var halfHeight: Float = 0
  var radius: Float = 0
  /// Along the axis of the beam.
  var radiance: Float3 = .zero
  /// Cosines between which a beam about `axisZ` fades; -1 sends everywhere.
  var beam: Float = -1
  var edge: Float = -1
  /// A flame is clear: what is seen at a point is the glow of the whole chord behind it.
  var isFlame = false
  /// The camera does not see it, straight or through panes. Light passes it as if it were not there.
  var isUnseen = false
  /// A triangle that is never seen from behind.
  var isOneSided = false
  /// It stands for a body whose material says what is seen of it; the emitter is for drawing directions alone.
  var isOfMaterial = false

  /// Shining surface, m^2 (of one side).
  var area: Float {
    switch kind {
    case .sphere: 4 * .pi * radius * radius
    case .rectangle, .portal: 4 * halfWidth * halfHeight
    case .disc: .pi * radius * radius
    case .tube: 4 * .pi * radius * halfHeight
    case .triangle: 0.5 * length(cross(axisX, axisY))
    }
  }

  /// A measure of how much light it sends out, for choosing.
  var power: Float {
    let sides: Float = kind == .triangle && !isOneSided ? 2 : 1
    let cone: Float = beam > -1 ? max(0.02, (1 - 0.5 * (beam + edge)) * 0.5) : 1
    return luminance(radiance) * area * sides * .pi * cone
  }

  var bounds: Bounds {
    var b = Bounds()
    switch kind {
    case .sphere:
      b.include(position - Float3(repeating: radius))
      b.include(position + Float3(repeating: radius))
    case .rectangle, .portal:
      let reach: Float3 = absolute(axisX) * halfWidth + absolute(axisY) * halfHeight
      b.include(position - reach)
      b.include(position + reach)
    case .disc:
      let reach: Float3 = (absolute(axisX) + absolute(axisY)) * radius
      b.include(position - reach)
      b.include(position + reach)
    case .tube:
      let reach: Float3 = absolute(axisZ) * halfHeight + Float3(repeating: radius)
      b.include(position - reach)
      b.include(position + reach)
    case .triangle:
      b.include(position)
      b.include(position + axisX)
      b.include(position + axisY)
    }
    return b
  }

  /// Radiance from the point `at` of its surface along `-d` (`d` points from the viewer to the lamp, `normal` outwards).
  @inline(__always) func radiance(toward d: Float3, at: Float3, normal: Float3) -> Float3 {
    var out: Float3 = radiance
    if kind == .rectangle || kind == .disc {
      if dot(d, axisZ) >= 0 { return .zero }
    } else if kind != .triangle && dot(d, normal) >= 0 {
      return .zero
    }
    if kind == .tube && dot(at - position, axisZ).magnitude > halfHeight { return .zero }
    if beam > -1 { out *= beamProfile(-dot(d, axisZ), beam: beam, edge: edge) }
    if isFlame { out *= flameProfile(height: dot(at - position, axisZ), facing: -dot(d, normal)) }
    return out
  }

  /// A flame thins towards its tip and is blue and dim at its foot: the share of the brightest chord.
  @inline(__always) func flameProfile(height: Float, facing: Float) -> Float3 {
    let h: Float = saturate(0.5 + 0.5 * height / halfHeight)
    // The chord of a round body grows with the cosine; raised, the body is narrower than its hull.
    let f: Float = saturate(facing)
    let thin: Float = smoothstep(0.25, 1, h)
    let chord: Float = lerp(f * f, f * f * f * f * f, thin)
    let body: Float = smoothstep(0.02, 0.35, h) * (1 - smoothstep(0.55, 1, h))
    let foot: Float = (1 - smoothstep(0, 0.3, h)) * 0.03
    return (Float3(repeating: body) + Float3(0.15, 0.35, 1) * foot) * chord
  }
}
