import VectorMath

/// How much the facets of a surface send back over all directions, where they are a dielectric's or a mirror's; also for
/// stretched facets.
struct InterfaceAlbedo {
  private let round: ScatteringTable.Interface
  private let stretched: AnisotropyTable.Interface?
  private let isMirror: Bool
  let average: Float

  /// The boundary of a dielectric of index `eta` (or of 1 / `eta`).
  @inline(__always)
  init(eta: Float, roughness: Float, anisotropy: Float, table: ScatteringTable.View) {
    self.init(table.dielectric(eta: eta, roughness: roughness), roughness, anisotropy, isMirror: false)
  }
  /// What reflects all.
  @inline(__always) init(mirror roughness: Float, anisotropy: Float, table: ScatteringTable.View) {
    self.init(table.whole(roughness: roughness), roughness, anisotropy, isMirror: true)
  }
  @inline(__always)
  private init(_ round: ScatteringTable.Interface, _ roughness: Float, _ anisotropy: Float, isMirror: Bool) {
    self.round = round
    self.isMirror = isMirror
    if anisotropy > 0 {
      stretched = AnisotropyTable.Interface(roughness: roughness, anisotropy: anisotropy)
      average = stretched!.average[isMirror ? 0 : 1]
    } else {
      stretched = nil
      average = round.average
    }
  }

  @inline(__always) func callAsFunction(_ d: Float3) -> Float {
    if let stretched { return stretched.albedo(d)[isMirror ? 0 : 1] }
    return round.albedo(d.z)
  }
}
