import VectorMath

// What large surfaces gather: cracks, spots, strewn stones. Each holds its share of the surface at every distance, or is
// too rare for its going to be seen.

extension PatternSite {
  /// A line of `width` metres at `distance` from here: the share of the pixel that it takes. A triangle as wide as the
  /// pixel, of the line's own area.
  @inline(__always) func line(_ distance: Float, width: Float) -> Float {
    let reach: Float = max(width, footprint)
    return max(0, 1 - distance / reach) * (width / reach)
  }

  /// Shrinkage cracks `width` metres wide that bound plates of `size` metres, where the ground gave way: about a third of
  /// the surface has them.
  func cracks(_ size: Float, width: Float, shift: Float = 0) -> Float {
    let seen: Float = sees(size * 0.12)
    if seen <= 0 { return 0 }
    let weak: Float = smoothstep(0.05, 0.45, noise(place / (2.3 * size) + shift))
    if weak <= 0 { return 0 }
    let wander = noiseAndGradient(place / (0.16 * size) + shift)
    let plate = CellularNoise(place / size + Float3(wander.y, wander.z, wander.w) * 0.035 + shift)
    return line(plate.border * size, width: width * (0.35 + 0.65 * weak)) * min(1, 2 * weak) * seen
  }

  /// Round spots `size` metres apart at most, in the share `chance` of their cells: 1 in the middle, 0 outside.
  func spots(_ size: Float, chance: Float, shift: Float = 0) -> Float {
    let seen: Float = sees(size * 0.3)
    if seen <= 0 { return 0 }
    let cell = CellularNoise(place / size + shift)
    if cell.value(3) > chance { return 0 }
    let ragged: Float = cell.first + 0.07 * noise(place / (size * 0.09))
    let radius: Float = 0.16 + 0.22 * cell.value(4)
    return (1 - smoothstep(0.45 * radius, radius, ragged)) * seen
  }
}

/// Stones strewn over finer ground, in the share `chance` of cells of `size` metres.
struct StrewnStone {
  /// How much of the place the stone takes, and how dark it is beside it.
  var cover: Float = 0
  var shade: Float = 0
  /// From 0 to 1, each its own.
  var tone: Float = 0
  var kind: Float = 0
  /// Towards the stone's middle, in cells.
  var inwards = Float3.zero

  @inline(__always)
  init(_ at: PatternSite, size: Float, chance: Float, seen: Float) {
    let wobble = noiseAndGradient(at.place / (0.7 * size))
    let cell = CellularNoise(at.place / size + Float3(wobble.y, wobble.z, wobble.w) * 0.10)
    if cell.value(6) > chance { return }
    // From 0.3 to 0.5 of a cell: one that meets another's cell ends there.
    let radius: Float = 0.30 + 0.20 * cell.value(7)
    let soft: Float = max(0.05, 0.8 * at.footprint / size)
    let inside: Float = min(radius - cell.first, cell.border + 0.04)
    cover = smoothstep(-soft, soft, inside) * seen
    shade = (1 - smoothstep(0, 0.22, -inside)) * (1 - cover) * seen
    tone = cell.value(2)
    kind = cell.value(1)
    inwards = cell.toFirst
  }
}
