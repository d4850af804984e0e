import VectorMath

/// The clear bodies that a path is in, innermost last: what absorbs, and what light bends against.
///
/// A body is known by the number of its material: the glass and the drink in it may be parts of one thing. Holds four; a body entered while it is full is passed as if it were of the same index as the one around it.
struct BodyStack {
  private var owners = SIMD4<Int32>(repeating: -1)
  private var indices = SIMD4<Float>(repeating: 1)
  private var red = SIMD4<Float>.zero
  private var green = SIMD4<Float>.zero
  private var blue = SIMD4<Float>.zero
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }
  /// Index of refraction where the path is.
  var index: Float { count > 0 ? indices[count - 1] : 1 }
  /// Absorption where the path is, 1/m.
  private var absorption: Float3 { Float3(red[count - 1], green[count - 1], blue[count - 1]) }

  /// What is left of light after a distance (Beer's law).
  func transmittance(_ distance: Float) -> Float3 {
    if count == 0 { return Float3(repeating: 1) }
    let a: Float3 = absorption * distance
    return Float3(decay(max(0, a.x)), decay(max(0, a.y)), decay(max(0, a.z)))
  }

  /// Index of refraction beyond the surface of `owner`, met from outside or from its inside, over the index here.
  func eta(_ owner: Int32, index own: Float, isBack: Bool) -> Float {
    if !isBack { return count == 4 ? 1 : own / index }
    if count > 0 && owners[count - 1] == owner { return (count > 1 ? indices[count - 2] : 1) / own }
    // Left while another is still inside, or never entered (the camera stands in it): light bends against air or that.
    return contains(owner) ? 1 : index / own
  }

  private func contains(_ owner: Int32) -> Bool {
    for i in 0..<count where owners[i] == owner { return true }
    return false
  }

  mutating func enter(_ owner: Int32, index: Float, absorption a: Float3) {
    if count == 4 { return }
    owners[count] = owner
    indices[count] = index
    red[count] = a.x
    green[count] = a.y
    blue[count] = a.z
    count += 1
  }

  mutating func leave(_ owner: Int32) {
    guard let at = (0..<count).last(where: { owners[$0] == owner }) else { return }
    for i in at..<(count - 1) {
      owners[i] = owners[i + 1]
      indices[i] = indices[i + 1]
      red[i] = red[i + 1]
      green[i] = green[i + 1]
      blue[i] = blue[i + 1]
    }
    count -= 1
  }
}
