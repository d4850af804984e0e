import Imaging
import MediaIO
import VectorMath

/// The pictures that one frame gives without knowing the others.
package struct FrameMaps {
  /// What stands for no surface: as far away as Blender's sky, which Kubric's depth inherits.
  static let skyDistance: Float = 1e10
  /// Object coordinates of endless ground are taken from a square of this half side, m.
  static let groundReach: Float = 50

  private let guide: GuideFrame
  private let objects: MapObjects

  package init(_ guide: GuideFrame, _ objects: MapObjects) {
    precondition(
      guide.instances.count >= objects.numbers.count,
      "guides of \(guide.instances.count) things, a scene of \(objects.numbers.count)")
    self.guide = guide
    self.objects = objects
  }

  /// From the camera's centre, m: Kubric's depth.
  var distance: ImageBuffer<Float> {
    let (f, c) = (Float(guide.camera.focalPixels), guide.camera.principalPoint)
    return map { i, x, y in
      let z = guide.depth.pixels[i]
      if !z.isFinite { return FrameMaps.skyDistance }
      let (u, v) = ((x - Float(c.x)) / f, (y - Float(c.y)) / f)
      return z * (1 + u * u + v * v).squareRoot()
    }
  }

  /// The number of each pixel's object; 0 is ground and sky.
  var numbers: ImageBuffer<UInt32> { guide.instance.map { $0 == 0 ? 0 : UInt32(objects.number(of: Int($0) - 1)) } }

  /// PNG: numbers with a palette, or 16-bit grey where there are more than a palette holds.
  package var segmentation: [UInt8] {
    if objects.sources.count < 256 { return PNG.encode(numbers.map { UInt8($0) }, palette: objects.palette) }
    return PNG.encode(numbers.map { UInt16(min(65535, $0)) })
  }

  /// World axes, (n + 1) / 2 of 65535; the sky's middle grey is the zero vector.
  var worldNormals: ImageBuffer<SIMD3<UInt16>> {
    let m = guide.camera.pose.rotation.matrix
    return guide.normal.map { n in
      let world: Float3 = m.c0.float * n.x + m.c1.float * n.y + m.c2.float * n.z
      return levels((world + 1) * 0.5)
    }
  }

  /// The place within the object's box at rest, 0...1 either way; black on the sky.
  var objectCoordinates: ImageBuffer<SIMD3<UInt16>> {
    map { i, _, _ in
      let owner = guide.instance.pixels[i]
      if owner == 0 { return .zero }
      let thing = guide.instances[Int(owner) - 1]
      let reach = Float3(repeating: FrameMaps.groundReach)
      let low: Float3 = thing.low.clamped(lowerBound: -reach, upperBound: reach)
      let high: Float3 = thing.high.clamped(lowerBound: -reach, upperBound: reach)
      let p: Float3 = guide.surface.pixels[i].position + thing.parts[Int(guide.part.pixels[i]) - 1].origin
      let extent: Float3 = high - low
      return levels((p - low) / extent.replacing(with: 1, where: extent .<= 0))
    }
  }

  /// As ControlNet's normal model was taught: blue to the front, red to the left, green to the top.
  var controlNormals: ImageBuffer<SIMD3<UInt8>> {
    guide.normal.map { n in
      let v: Float3 = (Float3(-n.x, n.y, n.z) + 1) * 127.5
      return SIMD3<UInt8>(clamping: SIMD3<Int32>(v.rounded(.toNearestOrAwayFromZero)))
    }
  }

  /// The classes' colours of ADE20K.
  var controlSegmentation: ImageBuffer<SIMD3<UInt8>> {
    guide.instance.map { $0 == 0 ? SemanticClass.sky.colour : objects.colour(of: Int($0) - 1) }
  }

  private func levels(_ v: Float3) -> SIMD3<UInt16> {
    let scaled: Float3 = v.clamped(lowerBound: .zero, upperBound: Float3(repeating: 1)) * 65535
    return SIMD3<UInt16>(clamping: SIMD3<Int32>(scaled.rounded(.toNearestOrAwayFromZero)))
  }

  private func map<T>(_ pixel: (Int, Float, Float) -> T) -> ImageBuffer<T> {
    let w = guide.width
    return ImageBuffer(
      width: w, height: guide.height,
      pixels: guide.depth.pixels.indices.map { pixel($0, Float($0 % w) + 0.5, Float($0 / w) + 0.5) })
  }
}
