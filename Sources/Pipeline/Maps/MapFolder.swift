import FileOutput
import Imaging
import LocatedJSON
import MediaIO
import SceneDescription
import TraceFormat
import VectorMath

/// A folder of maps as data-set tools and image generators expect them: Kubric's layout, ControlNet's pictures, and one EXR
/// a frame with every channel.
///
/// Frames are taken one at a time. What needs the whole shot (ranges of flow, near and far of depth) waits in a nameless
/// file until `finish`. docs/map-folder.md lists the files and their values.
public struct MapFolder: ~Copyable {
  private let folder: AtomicDirectory
  private var scratch: ScratchFile
  private let objects: MapObjects
  private var record: MapRecord
  private var size: (width: Int, height: Int)?
  private var frames: [Int]
  private var forward: ValueRange
  private var backward: ValueRange
  private var depth: ValueRange

  public init(path: String, overwrite: Bool, scene: Scene, header: TraceHeader) throws {
    let folder = try AtomicDirectory(path: path, overwrite: overwrite)
    let scratch = try ScratchFile(beside: path)
    let objects = MapObjects(scene)
    self.folder = folder
    self.scratch = scratch
    self.objects = objects
    record = MapRecord(scene: scene, header: header, objects: objects)
    size = nil
    frames = []
    (forward, backward, depth) = (ValueRange(), ValueRange(), ValueRange())
  }

  /// - Parameter picture: the frame's colours, of the guide's size.
  public mutating func append(_ guide: GuideFrame, picture: Frame, moment: TraceFrame) throws {
    let first = size ?? (guide.width, guide.height)
    precondition(first == (guide.width, guide.height), "map frames of \(first) and \(guide.width)x\(guide.height)")
    size = first
    frames.append(guide.index)
    let maps = FrameMaps(guide, objects)
    try write(guide.index, PNG.encodeOpaque(picture), "rgba")
    try write(guide.index, TIFF.encode(maps.distance), "depth", "tiff")
    try write(guide.index, maps.segmentation, "segmentation")
    try write(guide.index, PNG.encode(maps.worldNormals), "normal")
    try write(guide.index, PNG.encode(maps.objectCoordinates), "object_coordinates")
    try write(guide.index, PNG.encode(maps.controlNormals), "control_normal")
    try write(guide.index, PNG.encode(maps.controlSegmentation), "control_segmentation")
    try write(
      guide.index, PNG.encode(PoseDrawing.draw(guide.poses, width: guide.width, height: guide.height)), "control_pose")
    try write(guide.index, Array(PoseDrawing.json(guide.poses).utf8), "pose", "json")
    try write(guide.index, EXRImage(guide).encoded(), "aov", "exr")
    for vector in guide.forwardMotion.pixels { forward.include(vector.offset) }
    for vector in guide.motion.pixels { backward.include(vector.offset) }
    for z in guide.depth.pixels where z.isFinite { depth.include(z) }
    // In this order `finish` reads them.
    try scratch.append(guide.forwardMotion.pixels.map(\.offset).withUnsafeBytes { Array($0) })
    try scratch.append(guide.motion.pixels.map(\.offset).withUnsafeBytes { Array($0) })
    try scratch.append(guide.depth.pixels.withUnsafeBytes { Array($0) })
    record.append(guide, moment, maps)
  }

  private func write(_ index: Int, _ bytes: [UInt8], _ stem: String, _ suffix: String = "png") throws {
    try folder.write(bytes, named: MapFolder.name(stem, index, suffix))
  }

  /// Writes what needed the whole shot and makes the folder appear.
  public consuming func finish() throws {
    guard let size else { throw MediaError.noFrames(folder.path) }
    let count = size.width * size.height
    for (k, frame) in frames.enumerated() {
      let start = k * count * 20
      for (name, range, offset) in [("forward_flow", forward, 0), ("backward_flow", backward, count * 8)] {
        let bytes = try scratch.bytes(at: start + offset, count: count * 8)
        let flow = bytes.withUnsafeBytes { Array($0.bindMemory(to: SIMD2<Float>.self)) }
        let image = ImageBuffer(width: size.width, height: size.height, pixels: flow.map { range.quantised($0) })
        try folder.write(PNG.encode(image), named: MapFolder.name(name, frame, "png"))
      }
      let bytes = try scratch.bytes(at: start + count * 16, count: count * 4)
      let planar = bytes.withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
      let image = ImageBuffer(width: size.width, height: size.height, pixels: planar.map { depth.nearness($0) })
      try folder.write(PNG.encode(image), named: MapFolder.name("control_depth", frame, "png"))
    }
    try folder.write(Array(ranges.utf8), named: "data_ranges.json")
    try folder.write(Array(record.metadata(depth: depth).utf8), named: "metadata.json")
    try folder.write(Array(record.events.utf8), named: "events.json")
    try folder.commit()
  }

  private var ranges: String {
    var writer = JSONWriter(pretty: true)
    writer.object { w in
      for (name, range) in [("backward_flow", backward), ("forward_flow", forward)] {
        w.key(name)
        w.object { w in
          w.key("min")
          w.number(Double(range.low))
          w.key("max")
          w.number(Double(range.high))
        }
      }
    }
    return writer.text + "\n"
  }

  static func name(_ stem: String, _ index: Int, _ suffix: String) -> String {
    let digits = String(index)
    return stem + "_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits + "." + suffix
  }
}

/// Least and greatest of the values of a shot, and what becomes of a value between them.
struct ValueRange: Sendable, Equatable {
  private var least = Float.infinity
  private var greatest = -Float.infinity

  mutating func include(_ v: Float) {
    least = min(least, v)
    greatest = max(greatest, v)
  }
  mutating func include(_ v: SIMD2<Float>) {
    include(v.x)
    include(v.y)
  }

  /// 0 and 0 where there were none.
  var low: Float { least <= greatest ? least : 0 }
  var high: Float { least <= greatest ? greatest : 0 }

  /// Kubric's flow: rows, columns and nothing, each (v - low) x 65535 / (high - low), to the nearest.
  func quantised(_ flow: SIMD2<Float>) -> SIMD3<UInt16> {
    func level(_ v: Float) -> UInt16 {
      high > low ? UInt16(((v - low) / (high - low) * 65535).rounded().clamped(0, 65535)) : 0
    }
    return SIMD3(level(flow.y), level(flow.x), 0)
  }

  /// Inverse depth between far (black) and near (white).
  func nearness(_ depth: Float) -> UInt8 {
    guard depth.isFinite, high > low else { return depth.isFinite ? 255 : 0 }
    let v: Float = (1 / depth - 1 / high) / (1 / low - 1 / high)
    return UInt8((v * 255).rounded().clamped(0, 255))
  }
}

extension Float {
  func clamped(_ low: Float, _ high: Float) -> Float { self > low ? (self < high ? self : high) : low }
}
