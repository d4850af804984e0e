import TraceFormat

extension TraceEvent {
  /// "ball touches floor at 1.98 m/s"; names come from the trace.
  public func sentence(_ header: TraceHeader) -> String {
    let first = header.name(of: a)
    let second = b.map { header.name(of: $0) } ?? ""
    switch kind {
    case .contactBegin:
      let how = speed.map { " at \(rounded($0, digits: 4)) m/s" } ?? ""
      let push = impulse.map { ", \(rounded($0, digits: 4)) N s" } ?? ""
      return "'\(first)' touches '\(second)'\(how)\(push)"
    case .contactEnd: return "'\(first)' parts from '\(second)'"
    case .footDown: return "'\(first)' comes down"
    case .footUp: return "'\(first)' lifts off"
    case .toppled: return "'\(first)' has toppled"
    case .jointBroke:
      let name = joint.map { "'\(header.joints[$0].name)' " } ?? ""
      return second.isEmpty ? "joint \(name)of '\(first)' broke" : "joint \(name)of '\(first)' and '\(second)' broke"
    }
  }
}
