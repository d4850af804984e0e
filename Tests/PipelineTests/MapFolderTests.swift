import FileOutput
import Foundation
import Imaging
import LocatedJSON
import MediaIO
import Pipeline
import Rendering
import SceneDescription
import Simulation
import TestSupport
import Testing
import TraceFormat
import VectorMath

@Suite struct MapFolderTests {
  /// A person walks past a box and a ball on the ground, seen from an orbit: what the folder must hold.
  private static func shot() throws -> (scene: Scene, header: TraceHeader, frames: [TraceFrame]) {
    var scene = Scene()
    (scene.title, scene.seconds, scene.width, scene.height) = ("maps", 0.25, 96, 54)
    (scene.camera.move, scene.camera.rate) = (.orbit, 20)
    scene.camera.position = Vector3(0, 1.2, 4)
    for (name, shape, place) in [
      ("meadow", SolidShape.plane(SolidShape.Plane()), Vector3.zero),
      ("ball", .sphere(radius: 0.2), Vector3(-0.5, 0.205, 0.4)),
      ("crate", .box(halfExtents: Vector3(0.2, 0.1, 0.3), edgeRadius: 0.01), Vector3(0.6, 0.1, 0)),
    ] {
      var body = Body()
      (body.name, body.shape, body.position) = (name, shape, place)
      if name == "meadow" { (body.motion, body.material) = (.fixed, "grass") }
      if name == "ball" { body.velocity = Vector3(1, -0.5, 0) }
      scene.bodies.append(body)
    }
    var person = Person()
    (person.name, person.position) = ("ann", Vector3(0, 0, -1))
    var walk = Person.Walk()
    walk.path = [Vector3(2, 0, -1)]
    person.walk = walk
    scene.people = [person]
    var simulator = try Simulator(scene)
    var frames: [TraceFrame] = []
    while let frame = simulator.nextFrame() { frames.append(frame) }
    return (scene, simulator.header, frames)
  }

  /// Writes the shot's maps and returns its guides.
  private static func write(to path: String) throws -> (scene: Scene, guides: [GuideFrame]) {
    let (scene, header, frames) = try shot()
    let renderer = try SceneRenderer(scene: scene, header: header)
    var maps = try MapFolder(path: path, overwrite: false, scene: scene, header: header)
    var guides: [GuideFrame] = []
    for (i, frame) in frames.enumerated() {
      let guide = renderer.guides(
        frame, previous: i > 0 ? frames[i - 1] : nil, next: i + 1 < frames.count ? frames[i + 1] : nil,
        settings: RenderSettings(scene, FilmLook()))
      try maps.append(guide, picture: pictureFromRadiance(guide.lit, exposure: guide.exposure), moment: frame)
      guides.append(guide)
    }
    #expect(!FileManager.default.fileExists(atPath: path), "half-written maps appear under their name")
    try maps.finish()
    return (scene, guides)
  }

  @Test func filesHoldTheGuidesValues() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/maps"
      let (scene, guides) = try Self.write(to: path)
      #expect(contents(of: folder) == ["maps"] && contents(of: path).count == 13 * guides.count + 3)
      func file(_ name: String) throws -> [UInt8] { try readFile(path + "/" + name) }
      func number(_ json: JSONNode, _ keys: String...) throws -> Double {
        var node = json
        for key in keys { node = try #require(try node.members().first { $0.key == key }).node }
        return try Double(json: node)
      }
      let ranges = try JSONReader.parse(file("data_ranges.json"), file: "r")
      let vectors = guides.flatMap { $0.forwardMotion.pixels.flatMap { [$0.offset.x, $0.offset.y] } }
      let (low, high) = (
        Float(try number(ranges, "forward_flow", "min")), Float(try number(ranges, "forward_flow", "max"))
      )
      #expect(low == vectors.min() && high == vectors.max() && high > low)
      for guide in guides {
        let digits = "0000\(guide.index)"
        let distance = try TIFF.decode(file("depth_\(digits).tiff"), path: "d")
        let flow = try PNG.decodeRGB16(file("forward_flow_\(digits).png"), path: "f")
        let normals = try PNG.decodeRGB16(file("normal_\(digits).png"), path: "n")
        let places = try PNG.decodeRGB16(file("object_coordinates_\(digits).png"), path: "o")
        let classes = try PNG.decodeFrame(file("control_segmentation_\(digits).png"), path: "c")
        let m = guide.camera.pose.rotation.matrix
        for i in guide.depth.pixels.indices {
          let (x, y) = (i % guide.width, i / guide.width)
          let v = guide.forwardMotion.pixels[i].offset
          let read = SIMD2(Float(flow.pixels[i].y), Float(flow.pixels[i].x)) / 65535 * (high - low) + low
          #expect(abs(read.x - v.x) <= (high - low) / 65000 / 2 && abs(read.y - v.y) <= (high - low) / 65000 / 2)
          let owner = Int(guide.instance.pixels[i])
          if owner == 0 {
            #expect(distance.pixels[i] == 1e10 && places.pixels[i] == .zero)
            continue
          }
          let u = Double(x) + 0.5 - guide.camera.principalPoint.x
          let t = Double(y) + 0.5 - guide.camera.principalPoint.y
          let f = guide.camera.focalPixels
          let away = Double(guide.depth.pixels[i]) * (1 + (u * u + t * t) / (f * f)).squareRoot()
          #expect(abs(Double(distance.pixels[i]) / away - 1) < 1e-6)
          let n = Vector3(guide.normal.pixels[i])
          let world = m.c0 * n.x + m.c1 * n.y + m.c2 * n.z
          let stored = normals.pixels[i]
          let shown = Vector3(Double(stored.x), Double(stored.y), Double(stored.z)) / 32767.5 - Vector3(1, 1, 1)
          #expect((shown - world).length < 5e-5)
          let kind: SemanticClass = [.grass, .ball, .box, .person][owner - 1]
          #expect(
            Frame(width: 1, height: 1, bytes: [kind.colour.x, kind.colour.y, kind.colour.z]).colour.pixels[0]
              == classes.colour.pixels[i])
          if owner == 3 {
            // The crate's box from corner to corner is 0 to 1.
            let p = places.pixels[i]
            let place = Vector3(
              Double(p.x) / 65535 * 0.4 - 0.2, Double(p.y) / 65535 * 0.2 - 0.1, Double(p.z) / 65535 * 0.6 - 0.3)
            #expect((place - Vector3(guide.surface.pixels[i].position)).length < 2e-5)
          }
        }
      }
      #expect(scene.bodies.count == 3)
      let metadata = try JSONReader.parse(file("metadata.json"), file: "m")
      let depths = guides.flatMap(\.depth.pixels).filter(\.isFinite)
      #expect(try number(metadata, "metadata", "num_instances") == 3)
      let near = try #require(try metadata.members().first { $0.key == "metadata" }).node.members()
        .first { $0.key == "control_depth_range" }
      #expect(try [Double](json: #require(near).node) == [Double(depths.min()!), Double(depths.max()!)])
      // The ball falls onto the meadow within the shot.
      let events = String(decoding: try file("events.json"), as: UTF8.self)
      #expect(events.contains("\"instances\": [-1, 0]") || events.contains("\"instances\": [0, -1]"))
    }
  }

  @Test func otherProgramsReadTheFolder() throws {
    try withTemporaryFolder { folder in
      let modules = "cv2, numpy, OpenEXR, tifffile, PIL"
      guard try Judge.python(needing: modules, "pass") != nil else { return }
      _ = try Self.write(to: folder + "/maps")
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent(".ci/map-folder-judge").path
      let judged = try #require(try Judge.run("python3", [script, folder + "/maps"]))
      #expect(judged.status == 0, "\(judged.errors)")
      #expect(String(decoding: judged.output, as: UTF8.self).contains("6 frames, 3 objects"))
    }
  }

  /// Limbs lie where the keypoints are, in OpenPose's colours; absent points leave nothing.
  @Test func posesAreDrawnAsOpenPoseDoes() {
    var points = (0..<18).map { _ in Pose.Keypoint(position: .zero, visibility: .absent) }
    points[2] = Pose.Keypoint(position: SIMD2(20, 30), visibility: .visible)
    points[3] = Pose.Keypoint(position: SIMD2(60, 30), visibility: .occluded)
    let image = PoseDrawing.draw([Pose(name: "a", keypoints: points)], width: 80, height: 60)
    // The limb from right shoulder to right elbow is the third in the list; over black it is 0.6 of its colour.
    #expect(image[40, 30] == SIMD3(153, 102, 0) && image[40, 35] == .zero && image[0, 0] == .zero)
    #expect(image[17, 30] == SIMD3(255, 170, 0), "the disc of the shoulder beyond the limb")
    #expect(image[40, 33] == SIMD3(153, 102, 0) && image[24, 33] == .zero, "an ellipse, thin at its ends")
    let json = PoseDrawing.json([Pose(name: "a", keypoints: points)])
    #expect(json.contains("[0,0,0,0,0,0,20,30,1,60,30,0.5,0,0,0"))
  }

  @Test func numbersBeyondAPaletteBecomeGrey() throws {
    var scene = Scene()
    for i in 0..<300 {
      var body = Body()
      (body.name, body.shape) = ("marble \(i)", .sphere(radius: 0.1))
      scene.bodies.append(body)
    }
    let objects = MapObjects(scene)
    #expect(objects.numbers == Array(1...300) && objects.classes.allSatisfy { $0 == .ball })
    func image<T: Sendable>(_ v: T) -> ImageBuffer<T> { ImageBuffer(width: 2, height: 1, filledWith: v) }
    let guide = GuideFrame(
      index: 0, exposure: 1, depth: image(1), normal: image(.zero), albedo: image(.zero), roughness: image(1),
      metalness: image(0), instance: ImageBuffer(width: 2, height: 1, pixels: [0, 300]),
      surface: image(SurfaceCoordinate(position: .zero, footprint: 0)), motion: image(.unknown), lit: image(.zero),
      sunlit: image(.zero), samples: 1,
      instances: scene.bodies.map { GuideInstance(name: $0.name, identity: $0.identity) },
      poses: [])
    let grey = try PNG.decodeGrey16(FrameMaps(guide, objects).segmentation, path: "s")
    #expect(grey.pixels == [0, 300])
    scene.bodies.removeLast(60)
    #expect(MapObjects(scene).palette.count == 241 && Set(MapObjects(scene).palette.prefix(60)).count == 60)
  }
}
