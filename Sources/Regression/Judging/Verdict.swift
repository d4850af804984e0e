/// How a run of a scenario compares with its golden.
public struct Verdict: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// The same bits at every step.
    case exact
    /// Other bits, but no state, event or law beyond its tolerance.
    case withinTolerance = "within tolerance"
    /// Another motion.
    case diverged = "DIVERGED"
    /// A law of nature or an expected event is missing, whatever the golden says.
    case wrong = "WRONG"
    /// No golden yet.
    case new = "NEW"
    /// It could not be run or read.
    case failed = "FAILED"
  }
  public var kind: Kind
  /// The first step whose hash differs from the golden's.
  public var firstBitStep: Int?
  /// The first step at which a tolerance is exceeded, and what exceeded it.
  public var divergence: Divergence?
  /// Further lines for people: events, laws, notes.
  public var notes: [String] = []

  public struct Divergence: Sendable, Equatable {
    public var step: Int
    public var body: String
    /// "position 3.2e-3 m (tolerance 1e-3)".
    public var text: String
    public init(step: Int, body: String, text: String) {
      self.step = step
      self.body = body
      self.text = text
    }
  }

  public init(_ kind: Kind) { self.kind = kind }

  public var passes: Bool { kind == .exact || kind == .withinTolerance }

  /// The line that names what happened: "DIVERGED step 412/2400 (t=1.717 s) body box_7 position 3.2e-3 m (...)".
  public func headline(steps: Int, stepRate: Int) -> String {
    guard let divergence else {
      guard let firstBitStep else { return kind.rawValue }
      return "\(kind.rawValue), first bit difference at step \(firstBitStep)/\(steps)"
    }
    let time = rounded7(Double(divergence.step) / Double(stepRate))
    return "\(kind.rawValue) step \(divergence.step)/\(steps) (t=\(time) s) \(divergence.body): \(divergence.text)"
  }
}
