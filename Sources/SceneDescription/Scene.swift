import LocatedJSON
import VectorMath

/// One shot, fully concrete: what the simulator moves and the renderer draws.
///
/// World space: metres, seconds, right-handed, Y up. `plan` writes it, a file in `Scenes/` decodes to it, and later
/// stages cannot tell the two apart. docs/scene-format.md is generated from the `describe` lists.
public struct Scene: Record, Hashable {
  public var title = ""
  public var purpose = ""
  public var prompt: String?
  public var seed: UInt64 = 0
  public var seconds = 4.0
  public var frameRate = 24
  public var width = 512
  public var height = 288
  public var stepRate: Int?
  public var gravity = Vector3(0, -9.81, 0)
  public var light = Light()
  public var camera = Camera()
  public var materials: [Material] = []
  public var bodies: [Body] = []
  public var joints: [Joint] = []
  public var people: [Person] = []
  public var things: [Thing] = []
  public var place: PlaceChoice?
  public var regression: RegressionRules?

  public init() {}

  public mutating func describe(_ f: inout FieldCoder) throws(JSONError) {
    try f.required("title", &title, "One line for people.")
    try f.field("purpose", &purpose, "What the scene is for and what should happen.")
    try f.optional("prompt", &prompt, absent: "none", "The sentence that the scene was planned from.")
    try f.field("seed", &seed, "Seed of everything that is left to chance.")
    try f.field("seconds", &seconds, unit: "s", rule: .range(0.04...3600), "Length of the shot.")
    try f.field("frameRate", &frameRate, unit: "1/s", rule: .range(1...240), "Frames a second.")
    try f.field("width", &width, unit: "pixels", rule: .pictureSide, "Of the film.")
    try f.field("height", &height, unit: "pixels", rule: .pictureSide, "Of the film.")
    try f.optional(
      "stepRate", &stepRate, unit: "1/s", rule: .range(1...1_000_000), absent: "automatic",
      "Simulator steps a second, a multiple of frameRate; automatic is the smallest multiple at or above 960.")
    try f.field("gravity", &gravity, unit: "m/s^2", rule: .speed(1e4), "Acceleration of free fall.")
    try f.field("light", &light, "Sun and sky.")
    try f.field("camera", &camera, "View and move.")
    try f.field("materials", &materials, "Materials beyond the standard ones; a name may override a standard one.")
    try f.field("bodies", &bodies, rule: FieldRule("at most 100000 bodies") { $0.count <= 100_000 }, "Rigid things.")
    try f.field(
      "joints", &joints, rule: FieldRule("at most 100000 joints") { $0.count <= 100_000 }, "What joins bodies.")
    try f.field("people", &people, rule: FieldRule("at most 1000 people") { $0.count <= 1000 }, "People.")
    try f.detail(
      "things", &things, standard: [], rule: FieldRule("at most 10000 things") { $0.count <= 10_000 },
      "Assets of the library; each stands for bodies and joints.")
    try f.optional("place", &place, absent: "nowhere", "Where it is: ground, walls, furniture, surroundings.")
    try f.optional(
      "regression", &regression, absent: "no scenario", "What must happen, where the scene is a collision scenario.")
  }

  /// The number of frames in the shot, at least one.
  public var frameCount: Int { Swift.max(1, Int((seconds * Double(frameRate)).rounded())) }

  /// Looks up a material by name: the scene's own first, then the standard ones.
  public func material(named name: String) -> Material? {
    materials.first { $0.name == name } ?? Material.standard(name)
  }

  /// Hash of the scene's canonical text; equal scenes have equal hashes in every process. What is expected of a
  /// scenario does not change what happens in it, and is left out.
  public var contentHash: UInt64 {
    var scene = self
    scene.regression = nil
    return hashText(scene.encoded(pretty: false))
  }
}

extension FieldRule where Value == Int {
  static var pictureSide: FieldRule {
    FieldRule("an even number from 16 to 8192") { (16...8192).contains($0) && $0 % 2 == 0 }
  }
}
