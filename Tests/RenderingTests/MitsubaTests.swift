import Foundation
import SceneDescription
import TestSupport
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

/// The reference path tracer beside Mitsuba 3 (Jakob et al. 2022): the same scenes, written for both from one description.
///
/// Roughnesses are low: where light meets more than one facet Mitsuba loses it and this tracer does not.
///
/// An optional judge: without `pip install mitsuba` it is skipped, and says so.
@Suite(.serialized) struct MitsubaTests {
  /// One scene for both programs.
  private struct Pair {
    var name: String
    var studio = Studio()
    var sky: Float = 1
    var samples = 256
    private(set) var shapes: [String] = []

    init(_ name: String) {
      self.name = name
      studio.scene.camera.position = Vector3(0, 1, 3.2)
      studio.scene.camera.target = Vector3(0, 0.5, 0)
      studio.scene.camera.focalLength = 40
    }

    /// Adds a thing; `bsdf` is Mitsuba's description of the material that `change` makes.
    mutating func add(
      _ shape: SolidShape, at p: Vector3, turned q: Quaternion = .identity, bsdf: (Float3) -> String,
      _ change: (inout Material) -> Void
    ) {
      var m = Material()
      m.name = "m\(shapes.count)"
      m.contrast = 0
      m.roughness = 1
      change(&m)
      studio.scene.materials.append(m)
      studio.add("b\(shapes.count)", shape, m.name, at: p, turned: q)
      let r = q.matrix
      var scale = Vector3(1, 1, 1)
      var kind = "cube"
      switch shape {
      case .sphere(let s):
        kind = "sphere"
        scale = Vector3(s.radius, s.radius, s.radius)
      case .box(let b): scale = b.halfExtents
      default: preconditionFailure("\(shape) has no counterpart")
      }
      let c0 = r.c0 * scale.x
      let c1 = r.c1 * scale.y
      let c2 = r.c2 * scale.z
      let matrix = [
        c0.x, c1.x, c2.x, p.x, c0.y, c1.y, c2.y, p.y, c0.z, c1.z, c2.z, p.z, 0, 0, 0, 1,
      ]
      let look = SurfaceSample(m, colour: nil)
      let e = look.emission
      let emission = largest(e) > 0 ? ", \"emission\": [\(e.x), \(e.y), \(e.z)]" : ""
      let colour: Float3 = minimum(look.albedo, Float3(repeating: 0.98))
      shapes.append(
        "{\"kind\": \"\(kind)\", \"to_world\": \(matrix), \"bsdf\": \(bsdf(colour))\(emission)}")
    }

    var json: String {
      let c = studio.scene.camera
      let p = c.position
      let t = c.target
      return """
        {"name": "\(name)", "size": [48, 36], "samples": \(samples), "depth": 65, "sky": \(sky),
         "camera": {"origin": [\(p.x), \(p.y), \(p.z)], "target": [\(t.x), \(t.y), \(t.z)], "focal": \(c.focalLength)},
         "shapes": [\(shapes.joined(separator: ", "))]}
        """
    }

    /// Means of 4 x 3 regions by rows.
    func regions(seed: UInt64) -> [Float3] {
      let renderer = studio.renderer(sky: Sky(uniformRadiance: Float3(repeating: sky)))
      let picture = renderer.reference(
        studio.frame(), samples: samples, settings: RenderSettings(width: 48, height: 36, seed: seed))
      return (0..<12).map { k in
        var sum = Float3.zero
        for y in (k / 4 * 12)..<(k / 4 * 12 + 12) {
          for x in (k % 4 * 12)..<(k % 4 * 12 + 12) { sum += picture[x, y] }
        }
        return sum / 144
      }
    }
  }

  private static func diffuse(_ c: Float3) -> String {
    "{\"type\": \"diffuse\", \"reflectance\": [\(c.x), \(c.y), \(c.z)]}"
  }
  private static func matte(_ hex: UInt32) -> (inout Material) -> Void {
    {
      $0.colour = Colour(hex: hex)
      $0.ior = 1  // no interface: Lambert's law
    }
  }

  private static func floor(_ pair: inout Pair) {
    pair.add(.box(halfExtents: Vector3(3, 0.1, 3)), at: Vector3(0, -0.1, 0), bsdf: diffuse, matte(0xB08050))
    pair.add(
      .box(halfExtents: Vector3(0.25, 0.25, 0.25)), at: Vector3(-0.9, 0.25, -0.3),
      turned: Quaternion(angle: 0.5, axis: .unitY), bsdf: diffuse, matte(0x4070C0))
  }

  private static var scenes: [Pair] {
    var cornell = Pair("Cornell box")
    cornell.sky = 0
    cornell.samples = 1024
    cornell.studio.scene.camera.position = Vector3(0, 1, 3.9)
    cornell.studio.scene.camera.target = Vector3(0, 1, 0)
    for (half, at, hex) in [
      (Vector3(1.2, 0.1, 1.2), Vector3(0, -0.1, 0), 0xD0D0C8), (Vector3(1.2, 0.1, 1.2), Vector3(0, 2.1, 0), 0xD0D0C8),
      (Vector3(1.2, 1.2, 0.1), Vector3(0, 1, -1.1), 0xD0D0C8), (Vector3(0.1, 1.2, 1.2), Vector3(-1.1, 1, 0), 0xB02020),
      (Vector3(0.1, 1.2, 1.2), Vector3(1.1, 1, 0), 0x20A030),
    ] as [(Vector3, Vector3, UInt32)] {
      cornell.add(.box(halfExtents: half), at: at, bsdf: diffuse, matte(hex))
    }
    cornell.add(
      .box(halfExtents: Vector3(0.3, 0.6, 0.3)), at: Vector3(-0.35, 0.6, -0.3),
      turned: Quaternion(angle: 0.3, axis: .unitY), bsdf: diffuse, matte(0xD0D0C8))
    cornell.add(
      .box(halfExtents: Vector3(0.3, 0.3, 0.3)), at: Vector3(0.4, 0.3, 0.35),
      turned: Quaternion(angle: -0.3, axis: .unitY), bsdf: diffuse, matte(0xD0D0C8))
    cornell.add(.box(halfExtents: Vector3(0.5, 0.01, 0.5)), at: Vector3(0, 1.98, 0), bsdf: diffuse) {
      matte(0x000000)(&$0)
      $0.luminance = 160_000
    }

    var metal = Pair("rough metal")
    floor(&metal)
    metal.add(
      .sphere(radius: 0.6), at: Vector3(0.3, 0.6, 0),
      bsdf: {
        "{\"type\": \"roughconductor\", \"distribution\": \"ggx\", \"alpha\": 0.04, \"material\": \"none\", "
          + "\"specular_reflectance\": [\($0.x), \($0.y), \($0.z)]}"
      }
    ) {
      $0.colour = Colour(hex: 0xFFFFFF)
      $0.metalness = 1
      $0.roughness = 0.2
    }

    func glass(_ name: String, _ type: String, roughness: Double) -> Pair {
      var pair = Pair(name)
      floor(&pair)
      pair.add(
        .sphere(radius: 0.6), at: Vector3(0.3, 0.7, 0),
        bsdf: { _ in "{\(type), \"int_ior\": 1.5, \"ext_ior\": 1.0}" }
      ) {
        $0.colour = Colour(hex: 0xFFFFFF)
        $0.transmission = 1
        $0.roughness = roughness
      }
      return pair
    }
    let clear = glass("glass ball", "\"type\": \"dielectric\"", roughness: 0)
    let frosted = glass(
      "frosted glass ball", "\"type\": \"roughdielectric\", \"distribution\": \"ggx\", \"alpha\": 0.0225",
      roughness: 0.15)

    var plastic = Pair("plastics")
    floor(&plastic)
    for (x, type, roughness) in [
      (0.5, "\"type\": \"plastic\"", 0),
      (-0.3, "\"type\": \"roughplastic\", \"distribution\": \"ggx\", \"alpha\": 0.0225", 0.15),
    ] as [(Double, String, Double)] {
      plastic.add(
        .sphere(radius: 0.38), at: Vector3(x, 0.38, 0.4),
        bsdf: {
          "{\(type), \"nonlinear\": false, \"int_ior\": 1.5, \"ext_ior\": 1.0, "
            + "\"diffuse_reflectance\": [\($0.x), \($0.y), \($0.z)]}"
        }
      ) {
        $0.colour = Colour(hex: 0xC03020)
        $0.roughness = roughness
      }
    }

    var pane = Pair("pane")
    floor(&pane)
    pane.add(
      .box(halfExtents: Vector3(0.6, 0.5, 0.02)), at: Vector3(0, 0.6, 0.6),
      turned: Quaternion(angle: 0.4, axis: .unitY),
      bsdf: { _ in
        "{\"type\": \"thindielectric\", \"int_ior\": 1.5, \"ext_ior\": 1.0, "
          + "\"specular_transmittance\": [0.98, 0.98, 0.98]}"
      }
    ) {
      $0.colour = Colour(hex: 0xFFFFFF)
      $0.transmission = 1
      $0.isThin = true
      $0.roughness = 0
    }
    return [cornell, metal, clear, frosted, plastic, pane]
  }

  @Test func agreesWithMitsuba() throws {
    let scenes = Self.scenes
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent(".ci/render-judge").path
    let judged: [[[[Float]]]]? = try withTemporaryFolder { folder in
      let file = folder + "/scenes.json"
      try "[\(scenes.map(\.json).joined(separator: ",\n"))]".write(toFile: file, atomically: true, encoding: .utf8)
      let run = try Judge.python(
        needing: "mitsuba",
        "import runpy, sys; sys.argv = ['render-judge', '\(file)']; runpy.run_path('\(script)', run_name='__main__')")
      guard let run else { return nil }
      try #require(run.status == 0, "\(run.errors)")
      return try JSONDecoder().decode([[[[Float]]]].self, from: run.output)
    }
    guard let judged else { return }
    for (scene, theirs) in zip(scenes, judged) {
      let ours = [scene.regions(seed: 11), scene.regions(seed: 12)]
      var worst: Float = 0
      var mean: Float = 0
      for k in 0..<12 {
        for c in 0..<3 {
          let a: Float = (ours[0][k][c] + ours[1][k][c]) / 2
          let b: Float = (theirs[0][k][c] + theirs[1][k][c]) / 2
          // The spread of the two halves of each, as the error of their mean.
          let noise: Float =
            (((ours[0][k][c] - ours[1][k][c]) * (ours[0][k][c] - ours[1][k][c])
            + (theirs[0][k][c] - theirs[1][k][c]) * (theirs[0][k][c] - theirs[1][k][c])) / 4).squareRoot()
          let error: Float = (a - b).magnitude / max(0.01, b)
          worst = max(worst, error)
          mean += error / 36
          #expect(
            error < 0.01 + 3 * noise / max(0.01, b), "\(scene.name), region \(k), colour \(c): \(a), Mitsuba \(b)")
        }
      }
      print("Mitsuba, \(scene.name): mean error per region \(mean), worst \(worst)")
      #expect(mean < 0.01)
    }
  }
}
