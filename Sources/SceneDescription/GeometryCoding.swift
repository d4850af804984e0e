import LocatedJSON
import VectorMath

extension Vector3: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    let v = try [Double](json: node)
    guard v.count == 3 else { throw node.error("expected [x, y, z], found \(v.count) numbers") }
    self.init(v[0], v[1], v[2])
  }
  public func write(to writer: inout JSONWriter) { [x, y, z].write(to: &writer) }
  public static var formName: String { "[x, y, z]" }
}

extension Quaternion: JSONCodable {
  public init(json node: JSONNode) throws(JSONError) {
    let v = try [Double](json: node)
    guard v.count == 4 else { throw node.error("expected [x, y, z, w], found \(v.count) numbers") }
    self.init(x: v[0], y: v[1], z: v[2], w: v[3])
    guard (lengthSquared - 1).magnitude < 1e-3 else {
      throw node.error("expected a unit quaternion [x, y, z, w], found length \(lengthSquared.squareRoot())")
    }
  }
  public func write(to writer: inout JSONWriter) { [x, y, z, w].write(to: &writer) }
  public static var formName: String { "[x, y, z, w]" }
}

extension FieldRule where Value == Vector3 {
  static var allPositive: FieldRule { FieldRule("three numbers above 0") { $0.smallest > 0 } }
  static var inWorld: FieldRule { FieldRule("within 1e6 m of the origin") { $0.magnitudes.largest <= 1e6 } }
}
