import LocatedJSON
import VectorMath

/// The first line of a trace file. One list of fields for reading, writing and docs/trace-format.md.
extension TraceHeader: Record {
  static let unitsText = "m, s, kg, rad, N s, J; Y up, right-handed; quaternions x, y, z, w"

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    var format = TraceHeader.formatName
    var version = TraceHeader.formatVersion
    var units = TraceHeader.unitsText
    var hash = HexWord(sceneHash)
    try f.required(
      "format", &format, rule: FieldRule("\"kinema-trace\"") { $0 == TraceHeader.formatName }, "Always kinema-trace.")
    try f.required(
      "version", &version, rule: .range(1...TraceHeader.formatVersion),
      "Version of the format; readers refuse newer ones.")
    try f.required("title", &title, "Of the scene.")
    try f.required("engine", &engine, "Program and version that simulated.")
    try f.required("sceneHash", &hash, "Hash of the scene's canonical text.")
    try f.required("seed", &seed, "Of the scene.")
    try f.required("frameRate", &frameRate, unit: "1/s", rule: .range(1...1_000_000), "Frames a second.")
    try f.required(
      "stepRate", &stepRate, unit: "1/s", rule: .range(1...1_000_000_000),
      "Simulator steps a second, a multiple of frameRate.")
    try f.required("frameCount", &frameCount, rule: .range(0...1_000_000_000), "How many frame lines follow.")
    try f.required("units", &units, "Of every number in the file.")
    try f.required("bodies", &bodies, "In the order of the scene; samples refer to them by index.")
    try f.required("people", &people, "In the order of the scene.")
    try f.required("notes", &notes, "What the reader should know: fallbacks taken, poses that overlapped at the start.")
    sceneHash = hash.value
  }
}

extension TraceBody: Record {
  public init() { self.init(name: "", shape: "sphere", isDynamic: true, mass: 1) }
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Of the body in the scene.")
    try f.required(
      "shape", &shape,
      rule: FieldRule("sphere, box, capsule or plane") {
        ["sphere", "box", "capsule", "plane"].contains($0)
      }, "Kind of the body's shape.")
    try f.required("dynamic", &isDynamic, "Whether it can move.")
    try f.required("mass", &mass, unit: "kg", rule: .notNegative, "0 for static bodies.")
  }
}

extension TracePerson: Record {
  public init() { self.init(name: "", bones: []) }
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Of the person in the scene.")
    try f.required("bones", &bones, "Names, in the order of the samples.")
  }
}

/// 64 bits as 16 hexadecimal digits: JSON numbers lose bits beyond 2^53 in most other readers.
struct HexWord: JSONCodable {
  var value: UInt64
  init(_ value: UInt64) { self.value = value }

  init(json node: JSONNode) throws(JSONError) {
    let text = try String(json: node)
    let isHex = text.utf8.count == 16 && text.utf8.allSatisfy { ($0 >= 48 && $0 <= 57) || ($0 >= 97 && $0 <= 102) }
    guard isHex, let value = UInt64(text, radix: 16) else {
      throw node.error("expected 16 hexadecimal digits, found '\(text.prefix(40))'")
    }
    self.value = value
  }
  func write(to writer: inout JSONWriter) {
    let digits = String(value, radix: 16)
    writer.string(String(repeating: "0", count: 16 - digits.count) + digits)
  }
  static var formName: String { "16 hexadecimal digits" }
}
