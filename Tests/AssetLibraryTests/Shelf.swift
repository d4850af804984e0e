import AssetLibrary
import FileOutput
import Foundation
import LocatedJSON
import SceneDescription
import TestSupport

/// A library folder that a test fills.
struct Shelf {
  let folder: String

  func put(_ text: String, at path: String) throws { try put(Array(text.utf8), at: path) }
  func put(_ bytes: [UInt8], at path: String) throws {
    let full = folder + "/" + path
    try FileManager.default.createDirectory(
      atPath: (full as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try writeAtomically(bytes, to: full)
  }

  /// The folder alone: no program folder, no build's resources.
  func library() throws -> Library {
    try Library(SearchPath(named: [folder], environment: nil, program: folder + "/nowhere"))
  }
}

func withShelf<T>(_ body: (Shelf) throws -> T) throws -> T {
  try withTemporaryFolder { try body(Shelf(folder: $0)) }
}

func looks(_ asset: String, variant: UInt64 = 0) -> Looks {
  var looks = Looks()
  looks.asset = asset
  looks.variant = variant
  return looks
}

/// A cabinet of boxes without bevels: 0.4 x 0.8 x 0.3 m outside, walls of 20 mm, a door of 20 mm in front.
let cabinet = """
  {
    "name": "cabinet", "category": "furniture", "about": "for tests", "mass": [1, 50],
    "parameters": {"width": [0.38, 0.42], "height": 0.8, "depth": 0.3, "wall": 0.02},
    "qualities": {"tall": {"height": 1.5}},
    "finishes": {"body": ["oak", {"material": "wood", "colour": "#d0d0d0"}, "walnut"]},
    "parts": [
      {"name": "back", "finish": "body", "shape":
        {"box": {"size": ["width", "height", "wall"], "bevel": 0}, "at": [0, 0, "-depth / 2 + wall / 2"]}},
      {"name": "sides", "finish": "body", "shape":
        {"box": {"size": ["wall", "height", "depth - wall"], "bevel": 0},
         "at": ["width / 2 - wall / 2", 0, "wall / 2"], "mirror": "x"}},
      {"name": "floor", "finish": "body", "shape":
        {"box": {"size": ["width - 2 * wall", "wall", "depth - wall"], "bevel": 0}, "at": [0, 0, "wall / 2"]}},
      {"name": "door", "material": "pine", "shape":
        {"box": {"size": ["width", "height", "wall"], "bevel": 0}, "at": [0, 0, "depth / 2 + wall / 2 + 0.001"]},
       "joint": {"kind": "hinge", "at": ["width / 2", 0, "depth / 2 + wall + 0.001"], "axis": [0, 1, 0],
                 "limits": [0, 110], "open": 90, "friction": 0.05}},
      {"name": "knob", "material": "brass", "on": "door", "shape":
        {"box": {"size": [0.02, 0.02, 0.02], "bevel": 0}, "at": ["-width / 2 + 0.05", 0.4, "depth / 2 + wall + 0.011"]}}
    ],
    "supports": [{"name": "shelf", "at": [0, "wall", 0], "size": ["width - 2 * wall", "depth - wall"], "clearance": 0.7}],
    "spaces": [{"name": "inside", "at": [0, "wall", 0], "size": ["width - 2 * wall", "height - wall", "depth - wall"]}],
    "holds": [{"name": "knob", "at": [0, 0.4, 0], "on": "knob"}]
  }
  """

/// The error that reading throws, as one line.
func message(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return "nothing was thrown"
}
