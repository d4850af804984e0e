/// The message types of Foxglove's schemas (docs.foxglove.dev/docs/sdk/schemas) that a trace needs, as protocol buffer
/// descriptors: readers of MCAP learn from them how to read the messages.
enum FoxgloveSchemas {
  /// Protocol buffers' numbers of field types.
  private enum Kind {
    case double, fixed32, bool, string, int64, int32
    case message(String)
    case choice(String)
  }
  private struct Field {
    var number: Int
    var name: String
    var kind: Kind
    var isRepeated = false
  }
  private struct MessageType {
    var name: String
    var fields: [Field]
    var choices: [(name: String, values: [String])] = []
  }

  private static func one(_ number: Int, _ name: String, _ kind: Kind) -> Field {
    Field(number: number, name: name, kind: kind)
  }
  private static func many(_ number: Int, _ name: String, _ kind: Kind) -> Field {
    Field(number: number, name: name, kind: kind, isRepeated: true)
  }
  private static func foxglove(_ name: String) -> Kind { .message(".foxglove." + name) }
  private static let time = Kind.message(".google.protobuf.Timestamp")

  private static let types: [MessageType] = [
    MessageType(name: "Vector3", fields: [one(1, "x", .double), one(2, "y", .double), one(3, "z", .double)]),
    MessageType(name: "Point3", fields: [one(1, "x", .double), one(2, "y", .double), one(3, "z", .double)]),
    MessageType(
      name: "Quaternion",
      fields: [one(1, "x", .double), one(2, "y", .double), one(3, "z", .double), one(4, "w", .double)]),
    MessageType(
      name: "Pose", fields: [one(1, "position", foxglove("Vector3")), one(2, "orientation", foxglove("Quaternion"))]),
    MessageType(
      name: "Color", fields: [one(1, "r", .double), one(2, "g", .double), one(3, "b", .double), one(4, "a", .double)]),
    MessageType(name: "KeyValuePair", fields: [one(1, "key", .string), one(2, "value", .string)]),
    MessageType(
      name: "FrameTransform",
      fields: [
        one(1, "timestamp", time), one(2, "parent_frame_id", .string), one(3, "child_frame_id", .string),
        one(4, "translation", foxglove("Vector3")), one(5, "rotation", foxglove("Quaternion")),
      ]),
    MessageType(name: "FrameTransforms", fields: [many(1, "transforms", foxglove("FrameTransform"))]),
    MessageType(
      name: "ArrowPrimitive",
      fields: [
        one(1, "pose", foxglove("Pose")), one(2, "shaft_length", .double), one(3, "shaft_diameter", .double),
        one(4, "head_length", .double), one(5, "head_diameter", .double), one(6, "color", foxglove("Color")),
      ]),
    MessageType(
      name: "CubePrimitive",
      fields: [
        one(1, "pose", foxglove("Pose")), one(2, "size", foxglove("Vector3")), one(3, "color", foxglove("Color")),
      ]),
    MessageType(
      name: "SpherePrimitive",
      fields: [
        one(1, "pose", foxglove("Pose")), one(2, "size", foxglove("Vector3")), one(3, "color", foxglove("Color")),
      ]),
    MessageType(
      name: "CylinderPrimitive",
      fields: [
        one(1, "pose", foxglove("Pose")), one(2, "size", foxglove("Vector3")), one(3, "bottom_scale", .double),
        one(4, "top_scale", .double), one(5, "color", foxglove("Color")),
      ]),
    MessageType(
      name: "LinePrimitive",
      fields: [
        one(1, "type", .choice(".foxglove.LinePrimitive.Type")), one(2, "pose", foxglove("Pose")),
        one(3, "thickness", .double), one(4, "scale_invariant", .bool), many(5, "points", foxglove("Point3")),
        one(6, "color", foxglove("Color")), many(7, "colors", foxglove("Color")), many(8, "indices", .fixed32),
      ], choices: [("Type", ["LINE_STRIP", "LINE_LOOP", "LINE_LIST"])]),
    MessageType(
      name: "TriangleListPrimitive",
      fields: [
        one(1, "pose", foxglove("Pose")), many(2, "points", foxglove("Point3")), one(3, "color", foxglove("Color")),
        many(4, "colors", foxglove("Color")), many(5, "indices", .fixed32),
      ]),
    MessageType(
      name: "TextPrimitive",
      fields: [
        one(1, "pose", foxglove("Pose")), one(2, "billboard", .bool), one(3, "font_size", .double),
        one(4, "scale_invariant", .bool), one(5, "color", foxglove("Color")), one(6, "text", .string),
      ]),
    MessageType(
      name: "SceneEntityDeletion",
      fields: [
        one(1, "timestamp", time), one(2, "type", .choice(".foxglove.SceneEntityDeletion.Type")), one(3, "id", .string),
      ], choices: [("Type", ["MATCHING_ID", "ALL"])]),
    MessageType(
      name: "SceneEntity",
      fields: [
        one(1, "timestamp", time), one(2, "frame_id", .string), one(3, "id", .string),
        one(4, "lifetime", .message(".google.protobuf.Duration")), one(5, "frame_locked", .bool),
        many(6, "metadata", foxglove("KeyValuePair")), many(7, "arrows", foxglove("ArrowPrimitive")),
        many(8, "cubes", foxglove("CubePrimitive")), many(9, "spheres", foxglove("SpherePrimitive")),
        many(10, "cylinders", foxglove("CylinderPrimitive")), many(11, "lines", foxglove("LinePrimitive")),
        many(12, "triangles", foxglove("TriangleListPrimitive")), many(13, "texts", foxglove("TextPrimitive")),
      ]),
    MessageType(
      name: "SceneUpdate",
      fields: [many(1, "deletions", foxglove("SceneEntityDeletion")), many(2, "entities", foxglove("SceneEntity"))]),
    MessageType(
      name: "Log",
      fields: [
        one(1, "timestamp", time), one(2, "level", .choice(".foxglove.Log.Level")), one(3, "message", .string),
        one(4, "name", .string), one(5, "file", .string), one(6, "line", .fixed32),
      ], choices: [("Level", ["UNKNOWN", "DEBUG", "INFO", "WARNING", "ERROR", "FATAL"])]),
  ]

  /// A FileDescriptorSet with the types above and the two of Google's that they use.
  static let descriptors: [UInt8] = {
    func stamp(_ name: String) -> MessageType {
      MessageType(name: name, fields: [one(1, "seconds", .int64), one(2, "nanos", .int32)])
    }
    var set = ProtobufMessage()
    set.add(1, file("google/protobuf/timestamp.proto", package: "google.protobuf", [stamp("Timestamp")], needs: []))
    set.add(1, file("google/protobuf/duration.proto", package: "google.protobuf", [stamp("Duration")], needs: []))
    set.add(
      1,
      file(
        "foxglove/trace.proto", package: "foxglove", types,
        needs: ["google/protobuf/timestamp.proto", "google/protobuf/duration.proto"]))
    return set.bytes
  }()

  // Field numbers below are those of google/protobuf/descriptor.proto.

  private static func file(_ name: String, package: String, _ types: [MessageType], needs: [String]) -> ProtobufMessage
  {
    var file = ProtobufMessage()
    file.add(1, name)
    file.add(2, package)
    for path in needs { file.add(3, path) }
    for type in types {
      file.add(4) { message in
        message.add(1, type.name)
        for field in type.fields { message.add(2, describe(field)) }
        for choice in type.choices {
          message.add(4) { described in
            described.add(1, choice.name)
            for (number, value) in choice.values.enumerated() {
              described.add(2) { entry in
                entry.add(1, value)
                entry.add(2, UInt64(number))
              }
            }
          }
        }
      }
    }
    file.add(12, "proto3")
    return file
  }

  private static func describe(_ field: Field) -> ProtobufMessage {
    var out = ProtobufMessage()
    out.add(1, field.name)
    out.add(3, UInt64(field.number))
    out.add(4, field.isRepeated ? UInt64(3) : 1)
    let (type, name): (UInt64, String?) =
      switch field.kind {
      case .double: (1, nil)
      case .int64: (3, nil)
      case .int32: (5, nil)
      case .fixed32: (7, nil)
      case .bool: (8, nil)
      case .string: (9, nil)
      case .message(let name): (11, name)
      case .choice(let name): (14, name)
      }
    out.add(5, type)
    if let name { out.add(6, name) }
    return out
  }
}
