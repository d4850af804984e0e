import LocatedJSON

/// A storyboard that cannot be staged.
public struct DirectionError: Error, Hashable, CustomStringConvertible {
  public enum Reason: Sendable, Hashable {
    case tooManyThings(Int, limit: Int)
    /// Things whose relations lead back to themselves.
    case circular([String])
    case unknown(String, name: String, hint: String)
    case noRoom(String, place: String)
    case invalidRelation(String)
    /// An asset of the library is at fault.
    case library(String)
    /// The simulator refused the scene.
    case simulation(String)
  }
  public var reason: Reason
  public init(_ reason: Reason) { self.reason = reason }

  /// 4 for limits, 65 for bad data, 70 for a refusal of our own simulator.
  public var exitCode: Int32 {
    switch reason {
    case .tooManyThings: 4
    case .circular, .unknown, .noRoom, .invalidRelation, .library: 65
    case .simulation: 70
    }
  }

  public var description: String {
    switch reason {
    case .tooManyThings(let count, let limit):
      "\(count) things in one shot are too many; at most \(limit) can be staged"
    case .circular(let names):
      "the relations go in a circle, each thing waiting for the next: \(names.joined(separator: " -> "))"
    case .unknown(let kind, let name, let hint): "no \(kind) '\(name)'; \(hint)"
    case .noRoom(let name, let place): "no room for '\(name)' \(place); use fewer or smaller things"
    case .invalidRelation(let text), .library(let text): text
    case .simulation(let text): "the simulator refused the staged scene: \(text)"
    }
  }
}
