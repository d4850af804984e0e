import LocatedJSON
import SceneDescription
import VectorMath

/// The first line of a trace file. One list of fields for reading, writing and docs/trace-format.md.
extension TraceHeader: Record {
  static let unitsText = "m, s, kg, rad, N, N m, N s, J; Y up, right-handed; quaternions x, y, z, w"

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    var format = TraceHeader.formatName
    var version = TraceHeader.formatVersion
    var units = TraceHeader.unitsText
    var hash = HexWord(sceneHash)
    try f.required(
      "format", &format, rule: FieldRule("\"kinema-trace\"") { $0 == TraceHeader.formatName }, "Always kinema-trace.")
    try f.required(
      "version", &version, rule: .range(TraceHeader.formatVersion...TraceHeader.formatVersion),
      "Version of the format; readers refuse others by name.")
    try f.required("title", &title, "Of the scene.")
    try f.required("engine", &engine, "Program and version that simulated.")
    try f.required("sceneHash", &hash, "Hash of the scene's canonical text.")
    try f.required("seed", &seed, "Of the scene.")
    try f.required("frameRate", &frameRate, unit: "1/s", rule: .range(1...1_000_000), "Frames a second.")
    try f.required(
      "stepRate", &stepRate, unit: "1/s", rule: .range(1...1_000_000_000),
      "Simulator steps a second, a multiple of frameRate.")
    try f.required("frameCount", &frameCount, rule: .range(0...1_000_000_000), "How many frames the film has.")
    try f.required("every", &every, "\"frame\" or \"step\": what a record is written for.")
    try f.required(
      "precision", &precision,
      "\"double\", or \"single\" where all numbers were rounded to 24 bits: such a trace is lossy.")
    try f.required("units", &units, "Of every number in the file.")
    try f.required("gravity", &gravity, unit: "m/s^2", "Acceleration of free fall.")
    try f.required("bodies", &bodies, "In the order of the scene; samples refer to them by index.")
    try f.required("joints", &joints, "In the order of the scene.")
    try f.required("people", &people, "In the order of the scene.")
    try f.required("notes", &notes, "What the reader should know: fallbacks taken, poses that overlapped at the start.")
    sceneHash = hash.value
  }
}

extension TraceBody: Record {
  public init() { self.init(name: "", shape: .sphere(radius: 0.1), isDynamic: true, mass: 1) }
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Of the body in the scene.")
    try f.required("entity", &entity, "The lasting thing that it is a part of; empty: the body itself.")
    try f.required("shape", &shape, "As in scene files, with all its numbers.")
    try f.required("motion", &motion, "\"dynamic\", \"kinematic\" or \"static\".")
    try f.required("mass", &mass, unit: "kg", rule: .notNegative, "0 unless dynamic.")
    try f.required("material", &material, "Its name in the scene.")
    try f.required("colour", &colour, "Of the surface, sRGB.")
    try f.required("friction", &friction, rule: .notNegative, "A pair uses the geometric mean of its two.")
    try f.required("restitution", &restitution, rule: .range(0...1), "A pair uses the larger of its two.")
  }
}

extension TraceJoint: Record {
  public init() { self.init(name: "", kind: "ball", a: nil, b: 0, onA: .zero, onB: .zero) }
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Of the joint in the scene.")
    try f.required("kind", &kind, "As in scene files: ball, hinge, slider, fixed, universal, distance, rope or spring.")
    try f.optional("a", &a, rule: .notNegative, absent: "the world", "Index of the first body; absent: the world.")
    try f.required("b", &b, rule: .notNegative, "Index of the second body.")
    try f.required("onA", &onA, unit: "m", "Where it holds a, in a's frame; in the world without a.")
    try f.required("onB", &onB, unit: "m", "Where it holds b, in b's frame.")
  }
}

extension TracePerson: Record {
  public init() { self.init(name: "", bones: []) }
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Of the person in the scene.")
    try f.required("entity", &entity, "The lasting identity; empty: the name.")
    try f.required("height", &height, unit: "m", rule: .notNegative, "Stature.")
    try f.required("bones", &bones, "In the order of the samples; parents before children.")
  }
}

extension TraceBone: Record {
  public init() { self.init(name: "") }
  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("name", &name, "Of the bone.")
    try f.optional(
      "parent", &parent, rule: .notNegative, absent: "none", "Index of the bone that carries it; absent: the root.")
    try f.required("shape", &shape, "The solid about it that meets other things.")
    try f.required("centre", &centre, unit: "m", "The solid's centre in the bone's frame; their axes are the same.")
    try f.required("colour", &colour, "Of skin or cloth, sRGB.")
  }
}

extension TraceHeader {
  /// Checks what spans fields; `node` is where the header stood.
  func checkReferences(_ node: JSONNode) throws(JSONError) {
    if stepRate % frameRate != 0 {
      throw node.error("expected \"stepRate\" \(stepRate) to be a multiple of \"frameRate\" \(frameRate)")
    }
    // So that no step of the run overflows.
    if stepsPerFrame.multipliedReportingOverflow(by: Swift.max(1, frameCount)).overflow {
      throw node.error("expected fewer steps than 2^63: \(frameCount) frames of \(stepsPerFrame) steps")
    }
    for joint in joints {
      for body in [joint.a ?? 0, joint.b] where body >= bodies.count {
        throw node.error("joint '\(joint.name)' names body \(body); there are \(bodies.count)")
      }
    }
    for person in people {
      for (index, bone) in person.bones.enumerated() {
        guard let parent = bone.parent, parent >= index else { continue }
        throw node.error("bone '\(bone.name)' of '\(person.name)' comes before its parent \(parent)")
      }
    }
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
  func write(to writer: inout JSONWriter) { writer.string(HexWord.digits(value, count: 16)) }
  static func digits(_ value: UInt64, count: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: count - digits.count) + digits
  }
  static var formName: String { "16 hexadecimal digits" }
}

/// 16 bits a step as four hexadecimal digits each, without separators.
struct StepHashes: JSONCodable {
  var values: [UInt16]
  init(_ values: [UInt16]) { self.values = values }

  init(json node: JSONNode) throws(JSONError) {
    let text = Array(try String(json: node).utf8)
    guard text.count % 4 == 0 else {
      throw node.error("expected four hexadecimal digits a step, found \(text.count) characters")
    }
    values = []
    values.reserveCapacity(text.count / 4)
    for start in stride(from: 0, to: text.count, by: 4) {
      var value: UInt16 = 0
      for byte in text[start..<start + 4] {
        switch byte {
        case 48...57: value = value << 4 | UInt16(byte - 48)
        case 97...102: value = value << 4 | UInt16(byte - 87)
        default: throw node.error("expected hexadecimal digits, found '\(String(decoding: [byte], as: UTF8.self))'")
        }
      }
      values.append(value)
    }
  }
  func write(to writer: inout JSONWriter) {
    writer.string(values.map { HexWord.digits(UInt64($0), count: 4) }.joined())
  }
  static var formName: String { "four hexadecimal digits a step" }
}
