/// What flags decide rather than the prompt.
public struct FilmSettings: Sendable, Hashable {
  /// Pixels.
  public var width = 512
  public var height = 288
  /// Frames a second.
  public var frameRate = 24
  /// Of each shot.
  public var seconds = 4.0
  public var seed: UInt64 = 0
  /// How many versions of a shot may be simulated in search of one where everything asked for happens; at least 1.
  public var rehearsals = 6
  public init() {}
}
