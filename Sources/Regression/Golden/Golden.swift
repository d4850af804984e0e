import LocatedJSON
import SceneDescription
import VectorMath

/// What a collision scenario did when its behaviour was last accepted: enough to tell when, and by how much, another run
/// differs, in at most 50 KB of text that can be read in a line-by-line comparison.
public struct Golden: Record, Equatable {
  public static let formatName = "kinema-golden"
  public static let formatVersion = 1
  public static let largestFile = 50_000

  public var format = Golden.formatName
  public var version = Golden.formatVersion
  public var scenario = ""
  /// `Scene.contentHash`, 16 hexadecimal digits.
  public var sceneHash = ""
  /// Program and version that made it.
  public var engine = ""
  public var seed: UInt64 = 0
  public var stepRate = 0
  public var steps = 0
  /// The last step up to which states and events are judged: beyond it the run is chaotic (docs/regression.md).
  public var horizon = 0
  /// What a twin that starts a nanometre aside does otherwise after the horizon.
  public var horizonReason = ""
  /// Why it was accepted.
  public var reason = ""
  /// Names of the bodies that the states are of, in their order.
  public var bodies: [String] = []
  public var events: [GoldenEvent] = []
  public var states: [GoldenState] = []
  /// Low 16 bits of the state's hash after each step, four hexadecimal digits each, 24 steps a line.
  public var hashes: [String] = []
  /// Hash of the last state, 16 hexadecimal digits.
  public var finalHash = ""

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    let named = FieldRule<String>("\"\(Golden.formatName)\"") { $0 == Golden.formatName }
    let known = FieldRule<Int>("\(Golden.formatVersion), the version that this program reads") {
      $0 == Golden.formatVersion
    }
    let counted = FieldRule<Int>("from 0 to 1e9") { (0...1_000_000_000).contains($0) }
    try f.required("format", &format, rule: named, "Always kinema-golden.")
    try f.required("version", &version, rule: known, "Of the format.")
    try f.required("scenario", &scenario, "Name of the scenario, that of its file.")
    try f.required("sceneHash", &sceneHash, rule: .hexadecimal(16), "Hash of the scene's canonical text.")
    try f.required("engine", &engine, "Program and version that made it.")
    try f.required("seed", &seed, "Of the scene.")
    try f.required("stepRate", &stepRate, unit: "1/s", rule: .range(1...1_000_000_000), "Simulator steps a second.")
    try f.required("steps", &steps, rule: counted, "Steps of the whole run.")
    try f.required("horizon", &horizon, rule: counted, "The last step up to which states and events are judged.")
    try f.field("horizonReason", &horizonReason, "What a nanometre at the start changes after the horizon.")
    try f.required("reason", &reason, "Why it was accepted.")
    try f.required("bodies", &bodies, "Names of the bodies that the states are of.")
    try f.required("events", &events, "What happened, in order.")
    try f.required("states", &states, "Sampled states.")
    try f.required("hashes", &hashes, "Hash of the state after each step, four digits each.")
    try f.required("finalHash", &finalHash, rule: .hexadecimal(16), "Hash of the last state.")
  }

  /// Reads a golden; what spans fields is checked too.
  public init(decoding bytes: [UInt8], file: String) throws(JSONError) {
    let node = try JSONReader.parse(bytes, file: file)
    try self.init(json: node)
    func member(_ key: String) throws(JSONError) -> JSONNode {
      try node.members().first { $0.key == key }?.node ?? node
    }
    guard stepHashes.count == steps else {
      throw try member("hashes").error("expected \(steps) hashes of four digits, found \(stepHashes.count)")
    }
    for state in states where !bodies.indices.contains(state.body) || !(0...steps).contains(state.step) {
      throw try member("states").error("a state of body \(state.body) at step \(state.step): there is none")
    }
  }

  /// One for each step, from the first.
  public var stepHashes: [UInt16] {
    hashes.flatMap { line in
      line.split(separator: " ").compactMap { $0.utf8.count == 4 ? UInt16($0, radix: 16) : nil }
    }
  }

  static func lines(of hashes: [UInt16]) -> [String] {
    stride(from: 0, to: hashes.count, by: 24).map { start in
      hashes[start..<Swift.min(start + 24, hashes.count)].map { hexadecimal(UInt64($0), 4) }.joined(separator: " ")
    }
  }
}

func hexadecimal(_ value: UInt64, _ digits: Int) -> String {
  let text = String(value, radix: 16)
  return String(repeating: "0", count: Swift.max(0, digits - text.count)) + text
}

extension FieldRule where Value == String {
  static func hexadecimal(_ digits: Int) -> FieldRule {
    FieldRule("\(digits) hexadecimal digits") { $0.utf8.count == digits && UInt64($0, radix: 16) != nil }
  }
}
