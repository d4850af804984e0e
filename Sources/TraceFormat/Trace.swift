/// The motion of one shot: what the simulator writes, and what renderer, viewer and tests read.
public struct Trace: Sendable, Equatable {
  public var header: TraceHeader
  public var frames: [TraceFrame]
  public init(header: TraceHeader, frames: [TraceFrame]) {
    self.header = header
    self.frames = frames
  }
}
