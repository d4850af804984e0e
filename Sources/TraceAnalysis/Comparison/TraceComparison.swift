import TraceFormat
import VectorMath

/// How two traces of a scene differ: when and where they part, why, and whom the difference then reached.
public struct TraceComparison: Sendable {
  public enum Verdict: String, Sendable {
    case equal
    /// Different bits, but no number is further apart than the tolerance.
    case withinTolerance
    case different
  }
  /// A body that differs from this record on.
  public struct Infection: Sendable {
    public var body: Int
    public var step: Int
    /// The first number that differs, and by how much.
    public var number: NumberDifference
    /// Every number that differs in this record.
    public var quantities: [String]
    /// The contact behind it, as well as the record tells.
    public var contact: ContactDifference?
    /// The body or joint through which the difference came, where one that differed before is in touch.
    public var through: String?
  }
  public struct Extreme: Sendable {
    public var size = 0.0
    public var body = 0
    public var step = 0
  }

  public var verdict = Verdict.equal
  /// Fields of the headers that differ, each with both values.
  public var headerDifferences: [String] = []
  /// Why the two cannot be held against each other at all.
  public var obstacle: String?
  /// The first step whose state hash differs; nil where hashes agree or are not there.
  public var firstHashStep: Int?
  /// The first step of a record in which some number (or a contact, or an event) differs.
  public var firstRecordStep: Int?
  /// What differs there beside bodies: joints, skeletons, sums.
  public var others: [String] = []
  /// Contacts that differ in the first different record.
  public var contacts: [ContactDifference] = []
  /// Bodies in the order in which they began to differ.
  public var infections: [Infection] = []
  /// The first event that one of the two lacks or tells otherwise.
  public var event: String?
  public var largestDistance = Extreme()
  public var largestSpeedDifference = Extreme()
  public var recordsCompared = 0

  /// The step to look at first.
  public var firstStep: Int? {
    [firstHashStep, firstRecordStep].compactMap { $0 }.min()
  }
}
