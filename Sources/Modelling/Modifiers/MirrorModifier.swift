import LocatedJSON
import VectorMath

/// The mirror image beside the thing: in "x", or in "xz", which makes four.
struct MirrorModifier: JSONCodable {
  let axes: [ModelAxis]

  init(json node: JSONNode) throws(JSONError) {
    var axes: [ModelAxis] = []
    for letter in try String(json: node) {
      guard let axis = ModelAxis(rawValue: String(letter)), !axes.contains(axis) else {
        throw node.error("expected different axes among x, y and z: \"x\" or \"xz\"")
      }
      axes.append(axis)
    }
    guard !axes.isEmpty else { throw node.error("expected an axis: \"x\", \"y\", \"z\", or several: \"xz\"") }
    self.axes = axes
  }
  func write(to writer: inout JSONWriter) { writer.string(axes.map(\.rawValue).joined()) }
  static let formName = "axes"

  static func reflection(_ axis: ModelAxis) -> AffineTransform {
    var diagonal = Vector3(1, 1, 1)
    diagonal[axis.index] = -1
    return AffineTransform(linear: Matrix3(diagonal: diagonal))
  }
}
