import FileOutput
import Imaging

// A guide frame as one multi-layer EXR file, without loss of a bit.
//
//   R G B                                path-traced light (`lit`), so that any viewer shows a picture
//   sunlit.R/G/B  albedo.R/G/B           linear
//   depth.Z                              metres, infinite on the sky
//   N.X/Y/Z                              camera-space normal
//   roughness.Y  metalness.Y
//   instance.I                           integer: index into the instances plus one
//   surface.X/Y/Z  surface.footprint     metres on the entity's surface
//   motion.X/Y  motion.valid             pixels; integer 0 or 1
//   attribute "kinema.guide"             JSON: version, index, exposure, samples, instances, poses

/// Writes a guide frame to an EXR file that appears only when complete.
public func writeGuideFrame(_ guide: GuideFrame, to path: String) throws(MediaError) {
  let bytes = EXRImage(guide).encoded()
  try mediaErrors { () throws(FileError) in try writeAtomically(bytes, to: path) }
}

/// Reads what `writeGuideFrame` wrote.
///
/// - Throws: `badData` for anything else: a channel missing, unknown or of the wrong type, another version.
public func readGuideFrame(from path: String) throws(MediaError) -> GuideFrame {
  let bytes = try mediaErrors { () throws(FileError) in try readFile(path) }
  return try GuideFrame(EXRImage(decoding: bytes, path: path), path: path)
}

extension EXRImage {
  public init(_ guide: GuideFrame) {
    var channels: [Channel] = []
    func add<T>(_ name: String, _ image: ImageBuffer<T>, _ part: (T) -> Float) {
      precondition(
        image.width == guide.width && image.height == guide.height,
        "guide channel \(name) is \(image.width)x\(image.height), depth \(guide.width)x\(guide.height)")
      channels.append(Channel(name: name, samples: .float(image.pixels.map(part))))
    }
    func add(_ layer: String, _ names: [String], _ image: ImageBuffer<SIMD3<Float>>) {
      for (i, name) in names.enumerated() { add(layer + name, image) { $0[i] } }
    }
    let (rgb, xyz) = (["R", "G", "B"], ["X", "Y", "Z"])
    add("", rgb, guide.lit)
    add("sunlit.", rgb, guide.sunlit)
    add("albedo.", rgb, guide.albedo)
    add("N.", xyz, guide.normal)
    add("depth.Z", guide.depth) { $0 }
    add("roughness.Y", guide.roughness) { $0 }
    add("metalness.Y", guide.metalness) { $0 }
    for (i, name) in xyz.enumerated() { add("surface." + name, guide.surface) { $0.position[i] } }
    add("surface.footprint", guide.surface) { $0.footprint }
    add("motion.X", guide.motion) { $0.offset.x }
    add("motion.Y", guide.motion) { $0.offset.y }
    channels.append(Channel(name: "motion.valid", samples: .uint(guide.motion.pixels.map { $0.isValid ? 1 : 0 })))
    channels.append(Channel(name: "instance.I", samples: .uint(guide.instance.pixels)))
    self.init(
      width: guide.width, height: guide.height, channels: channels,
      attributes: [(GuideMetadata.attribute, GuideMetadata(guide).json)])
  }
}

extension GuideFrame {
  /// - Parameter path: for the message only.
  public init(_ image: EXRImage, path: String) throws(MediaError) {
    guard let text = image.attributes.first(where: { $0.name == GuideMetadata.attribute })?.value else {
      throw .badData(path, reason: "no guide frame: it lacks the attribute \(GuideMetadata.attribute)")
    }
    let metadata = try GuideMetadata(json: text, path: path)
    var layers = GuideLayers(image, path: path)
    let (rgb, xyz) = (["R", "G", "B"], ["X", "Y", "Z"])
    let depth = try layers.plane("depth.Z")
    let normal = try layers.vectors("N.", xyz)
    let albedo = try layers.vectors("albedo.", rgb)
    let roughness = try layers.plane("roughness.Y")
    let metalness = try layers.plane("metalness.Y")
    let instance = try layers.integers("instance.I", upTo: UInt32(metadata.instances.count))
    let position = try layers.vectors("surface.", xyz)
    let footprint = try layers.plane("surface.footprint")
    let (motionX, motionY) = (try layers.plane("motion.X"), try layers.plane("motion.Y"))
    let isValid = try layers.integers("motion.valid", upTo: 1)
    let lit = try layers.vectors("", rgb)
    let sunlit = try layers.vectors("sunlit.", rgb)
    try layers.expectNoOthers()

    func buffer<T>(_ pixels: [T]) -> ImageBuffer<T> {
      ImageBuffer(width: image.width, height: image.height, pixels: pixels)
    }
    let surface = zip(position, footprint).map { SurfaceCoordinate(position: $0, footprint: $1) }
    let motion = motionX.indices.map { i in
      MotionVector(offset: SIMD2(motionX[i], motionY[i]), isValid: isValid[i] == 1)
    }
    self.init(
      index: metadata.index, exposure: metadata.exposure, depth: buffer(depth), normal: buffer(normal),
      albedo: buffer(albedo), roughness: buffer(roughness), metalness: buffer(metalness), instance: buffer(instance),
      surface: buffer(surface), motion: buffer(motion), lit: buffer(lit), sunlit: buffer(sunlit),
      samples: metadata.samples, instances: metadata.instances, poses: metadata.poses)
  }
}

/// Takes a picture's channels one by one and remembers which.
private struct GuideLayers {
  private let image: EXRImage
  private let path: String
  private var taken: Set<String> = []

  init(_ image: EXRImage, path: String) {
    self.image = image
    self.path = path
  }

  private mutating func take(_ name: String) throws(MediaError) -> EXRImage.Samples {
    guard let samples = image[name] else { throw .badData(path, reason: "no guide frame: it lacks channel \(name)") }
    taken.insert(name)
    return samples
  }

  mutating func plane(_ name: String) throws(MediaError) -> [Float] {
    guard case .float(let values) = try take(name) else {
      throw .badData(path, reason: "channel \(name) is of integers, expected floats")
    }
    return values
  }

  mutating func vectors(_ layer: String, _ names: [String]) throws(MediaError) -> [SIMD3<Float>] {
    let (x, y, z) = (try plane(layer + names[0]), try plane(layer + names[1]), try plane(layer + names[2]))
    return x.indices.map { SIMD3(x[$0], y[$0], z[$0]) }
  }

  mutating func integers(_ name: String, upTo limit: UInt32) throws(MediaError) -> [UInt32] {
    guard case .uint(let values) = try take(name) else {
      throw .badData(path, reason: "channel \(name) is of floats, expected integers")
    }
    if let wrong = values.first(where: { $0 > limit }) {
      throw .badData(path, reason: "channel \(name) holds \(wrong), expected 0 to \(limit)")
    }
    return values
  }

  func expectNoOthers() throws(MediaError) {
    if let other = image.channels.first(where: { !taken.contains($0.name) }) {
      throw .badData(path, reason: "channel \(other.name) is not part of a guide frame")
    }
  }
}
