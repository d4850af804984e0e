import FileOutput
import Imaging

// A guide frame as one multi-layer EXR file, without loss of a bit.
//
//   R G B                                path-traced light (`lit`), so that any viewer shows a picture
//   sunlit.R/G/B  albedo.R/G/B           linear
//   depth.Z                              metres, infinite on the sky
//   N.X/Y/Z                              camera-space normal
//   roughness.Y  metalness.Y  transmission.Y  sunVisibility.Y
//   instance.I  part.I                   integers: index into the instances, and into the instance's parts, plus one
//   surface.X/Y/Z  surface.footprint     metres on the part's surface
//   motion.X/Y  motion.valid             to the frame before: pixels; integer 0 or 1
//   forward.X/Y  forward.valid           to the frame after
//   attribute "kinema.guide"             JSON: versions, index, exposure, camera, samples, instances, poses

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
    add("transmission.Y", guide.transmission) { $0 }
    add("sunVisibility.Y", guide.sunVisibility) { $0 }
    for (i, name) in xyz.enumerated() { add("surface." + name, guide.surface) { $0.position[i] } }
    add("surface.footprint", guide.surface) { $0.footprint }
    for (layer, motion) in [("motion.", guide.motion), ("forward.", guide.forwardMotion)] {
      add(layer + "X", motion) { $0.offset.x }
      add(layer + "Y", motion) { $0.offset.y }
      channels.append(Channel(name: layer + "valid", samples: .uint(motion.pixels.map { $0.isValid ? 1 : 0 })))
    }
    channels.append(Channel(name: "instance.I", samples: .uint(guide.instance.pixels)))
    channels.append(Channel(name: "part.I", samples: .uint(guide.part.pixels)))
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
    let transmission = try layers.plane("transmission.Y")
    let sunVisibility = try layers.plane("sunVisibility.Y")
    let instance = try layers.integers("instance.I", upTo: UInt32(metadata.instances.count))
    let part = try layers.integers("part.I", upTo: UInt32(metadata.instances.map(\.parts.count).max() ?? 0))
    for (thing, part) in zip(instance, part) {
      let most = thing == 0 ? 0 : metadata.instances[Int(thing) - 1].parts.count
      if part > UInt32(most) || (part == 0) != (thing == 0) {
        throw .badData(path, reason: "channel part.I holds \(part) on thing \(thing) of \(most) parts")
      }
    }
    let position = try layers.vectors("surface.", xyz)
    let footprint = try layers.plane("surface.footprint")
    let motion = try layers.motion("motion.")
    let forward = try layers.motion("forward.")
    let lit = try layers.vectors("", rgb)
    let sunlit = try layers.vectors("sunlit.", rgb)
    try layers.expectNoOthers()

    func buffer<T>(_ pixels: [T]) -> ImageBuffer<T> {
      ImageBuffer(width: image.width, height: image.height, pixels: pixels)
    }
    let surface = zip(position, footprint).map { SurfaceCoordinate(position: $0, footprint: $1) }
    self.init(
      index: metadata.index, exposure: metadata.exposure, camera: metadata.camera, depth: buffer(depth),
      normal: buffer(normal), albedo: buffer(albedo), roughness: buffer(roughness), metalness: buffer(metalness),
      transmission: buffer(transmission), instance: buffer(instance), part: buffer(part), surface: buffer(surface),
      motion: buffer(motion), forwardMotion: buffer(forward), sunVisibility: buffer(sunVisibility), lit: buffer(lit),
      sunlit: buffer(sunlit), samples: metadata.samples, instances: metadata.instances, poses: metadata.poses)
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

  mutating func motion(_ layer: String) throws(MediaError) -> [MotionVector] {
    let (x, y) = (try plane(layer + "X"), try plane(layer + "Y"))
    let isValid = try integers(layer + "valid", upTo: 1)
    return x.indices.map { MotionVector(offset: SIMD2(x[$0], y[$0]), isValid: isValid[$0] == 1) }
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
