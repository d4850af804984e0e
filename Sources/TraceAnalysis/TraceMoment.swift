import TraceFormat
import VectorMath

/// A record and what its indices mean.
public struct TraceMoment {
  public let header: TraceHeader
  public let record: TraceFrame
  public init(_ record: TraceFrame, of header: TraceHeader) {
    self.record = record
    self.header = header
  }
}

extension TraceHeader {
  /// "ball", or "walker/leftFoot" for a bone.
  public func name(of participant: TraceParticipant) -> String {
    switch participant {
    case .body(let i): bodies[i].name
    case .bone(let person, let bone): "\(people[person].name)/\(people[person].bones[bone].name)"
    }
  }
}

extension ContactSample {
  /// Whether a body takes part.
  func involves(_ body: Int) -> Bool { a == .body(body) || b == .body(body) }
}
