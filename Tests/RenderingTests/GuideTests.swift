import Imaging
import Parallelism
import SceneDescription
import Testing
import TraceFormat
import VectorMath

@testable import Rendering

@Suite struct GuideTests {
  let settings = RenderSettings(width: 128, height: 72, samples: 1, seed: 3)

  /// Depth of a plane is where each pixel's ray meets it, and of a sphere by the quadratic, both in double precision.
  @Test func depthIsTheProjection() {
    var studio = Studio()
    studio.add("floor", .plane(SolidShape.Plane()))
    let ball = Vector3(0.2, 0.5, 0.3)
    studio.add("ball", .sphere(radius: 0.5), at: ball)
    let guide = studio.renderer().guides(studio.frame(), previous: nil, settings: settings)
    let pose = studio.scene.camera.pose(at: 0)
    let focal = studio.scene.camera.focalPixels(width: 128, height: 72)
    var seen = [0, 0, 0]
    for y in 0..<72 {
      for x in 0..<128 {
        let local = Vector3((Double(x) + 0.5 - 64) / focal, (36 - Double(y) - 0.5) / focal, -1)
        let d = pose.rotation.rotate(local)  // planar distance 1
        let o = pose.translation
        let a = d.lengthSquared
        let b = dot(o - ball, d)
        let disc = b * b - a * ((o - ball).lengthSquared - 0.25)
        let expected: Double
        if disc > 0 {
          expected = (-b - disc.squareRoot()) / a
          seen[0] += 1
        } else if d.y < 0 {
          expected = -o.y / d.y
          seen[1] += 1
        } else {
          expected = .infinity
          seen[2] += 1
        }
        let depth = Double(guide.depth[x, y])
        if expected.isInfinite {
          #expect(depth.isInfinite && guide.instance[x, y] == 0 && guide.normal[x, y] == .zero)
        } else if disc.magnitude > 1e-3 {  // at the very edge of the silhouette a pixel may go either way
          #expect(abs(depth - expected) < 1e-5 * expected * (disc > 0 ? 3 : 1), "pixel (\(x), \(y))")
          #expect(guide.instance[x, y] == (disc > 0 ? 2 : 1))
        }
      }
    }
    #expect(seen.allSatisfy { $0 > 200 }, "ball, floor and sky pixels: \(seen)")
  }

  @Test(arguments: [Studio.crowded(), Studio.solids()]) func normalsAreUnitAndFaceTheCamera(studio: Studio) {
    let guide = studio.renderer().guides(studio.frame(), previous: nil, settings: settings)
    let focal = Float(studio.scene.camera.focalPixels(width: 128, height: 72))
    for y in 0..<72 {
      for x in 0..<128 where guide.instance[x, y] > 0 {
        let n = guide.normal[x, y]
        let view = normalize(Float3((64 - Float(x) - 0.5) / focal, (Float(y) + 0.5 - 36) / focal, 1))
        #expect(abs(length(n) - 1) < 1e-5)
        #expect(dot(n, view) > 0, "pixel (\(x), \(y)) of \(guide.instances[Int(guide.instance[x, y]) - 1].name)")
      }
    }
    #expect(Set(guide.instance.pixels).count >= 10)
  }

  /// The pixel that a motion vector points to shows the same point of the same body.
  @Test(arguments: [Studio.crowded(), Studio.solids()]) func motionLeadsToTheSameSurfacePoint(of what: Studio) {
    var studio = what
    studio.scene.camera.move = .orbit
    studio.scene.camera.rate = 30
    let wide = RenderSettings(width: 256, height: 144, samples: 1)
    let renderer = studio.renderer()
    func pose(_ index: Int) -> TraceFrame {
      let t = Double(index)
      return studio.frame(
        index, shift: { $0 == 0 ? .zero : Vector3(0.01 * t, 0.004 * t * Double($0 % 3), -0.006 * t) },
        turn: { $0 == 0 ? .zero : Vector3(0, 0.05, 0.02) * (t * Double($0 % 4)) })
    }
    let before = renderer.guides(pose(0), previous: nil, settings: wide)
    let now = renderer.guides(pose(1), previous: pose(0), settings: wide)
    #expect(before.motion.pixels.allSatisfy { !$0.isValid })
    var valid = 0
    var right = 0
    for y in 0..<144 {
      for x in 0..<256 where now.instance[x, y] > 0 && now.motion[x, y].isValid {
        let was = SIMD2(Float(x) + 0.5, Float(y) + 0.5) + now.motion[x, y].offset
        #expect(was.x >= 0 && was.y >= 0 && was.x < 256 && was.y < 144)
        valid += 1
        // Among the pixels around the place, one lies on the same surface within half a pixel, up to its footprint.
        let px = Int(was.x)
        let py = Int(was.y)
        var found = false
        for v in max(0, py - 1)...min(143, py + 1) {
          for u in max(0, px - 1)...min(255, px + 1) where before.instance[u, v] == now.instance[x, y] {
            let gap = length(before.surface[u, v].position - now.surface[x, y].position)
            let away = SIMD2(Float(u) + 0.5, Float(v) + 0.5) - was
            let pixels: Float = (away.x * away.x + away.y * away.y).squareRoot() + 0.5
            // A footprint is the side of a square; a slanted pixel is longer one way.
            let slant: Float = max(0.03, before.normal[u, v].z.magnitude)
            if gap <= pixels * before.surface[u, v].footprint * 1.3 / slant.squareRoot() { found = true }
          }
        }
        if found { right += 1 }
      }
    }
    #expect(valid > 20_000, "\(valid) valid pixels")
    #expect(Double(right) >= 0.999 * Double(valid), "\(right) of \(valid) land on their own surface")
  }

  /// A still camera and a still world: no motion, and everything is seen again.
  @Test func stillnessHasNoMotion() {
    let studio = Studio.crowded()
    let guide = studio.renderer().guides(studio.frame(1), previous: studio.frame(0), settings: settings)
    var sum: Float = 0
    for m in guide.motion.pixels {
      // Single precision on triangles seen edge-on is the worst case.
      #expect(m.isValid && abs(m.offset.x) < 0.2 && abs(m.offset.y) < 0.2)
      sum += abs(m.offset.x) + abs(m.offset.y)
    }
    #expect(sum / Float(guide.motion.pixels.count) < 1e-3)
  }

  /// What a ball hid one frame ago has no history.
  @Test func uncoveredGroundIsInvalid() {
    var studio = Studio()
    studio.add("floor", .plane(SolidShape.Plane()))
    studio.add("ball", .sphere(radius: 0.5), at: Vector3(0, 0.5, 0))
    let guide = studio.renderer().guides(
      studio.frame(1, shift: { $0 == 1 ? Vector3(0.6, 0, 0) : .zero }), previous: studio.frame(0), settings: settings)
    let old = studio.renderer().guides(studio.frame(0), previous: nil, settings: settings)
    var uncovered = 0
    for i in guide.motion.pixels.indices where guide.instance.pixels[i] == 1 {
      let hidden = old.instance.pixels[i] == 2
      #expect(guide.motion.pixels[i].isValid == !hidden)
      uncovered += hidden ? 1 : 0
    }
    #expect(uncovered > 50)
  }

  @Test func windowIsACropBitForBit() {
    let studio = Studio.crowded()
    let renderer = studio.renderer()
    let full = renderer.guides(studio.frame(1), previous: studio.frame(0), settings: settings)
    var part = settings
    part.window = PixelWindow(x: 37, y: 21, width: 50, height: 33)
    let crop = renderer.guides(studio.frame(1), previous: studio.frame(0), settings: part)
    func same<T: Equatable>(_ channel: KeyPath<GuideFrame, ImageBuffer<T>>) -> Bool {
      crop[keyPath: channel] == full[keyPath: channel].cropped(x: 37, y: 21, width: 50, height: 33)
    }
    #expect(same(\.depth) && same(\.normal) && same(\.albedo) && same(\.roughness) && same(\.metalness))
    #expect(same(\.instance) && same(\.surface) && same(\.motion) && same(\.lit) && same(\.sunlit))
    for (a, b) in zip(full.poses[0].keypoints, crop.poses[0].keypoints) {
      #expect(a.visibility == b.visibility && a.position - SIMD2(37, 21) == b.position)
    }
  }

  @Test func posesFollowTheSkeleton() {
    var studio = Studio()
    studio.addPerson("ann", at: .zero)
    studio.scene.camera.target = Vector3(0, 1, 0)
    studio.scene.camera.focalLength = 24
    let open = studio.renderer().guides(studio.frame(), previous: nil, settings: settings).poses[0]
    #expect(open.keypoints.allSatisfy { $0.visibility != .absent })
    #expect(open.keypoints[0].visibility == .visible)
    // Left is the viewer's right when a person faces the camera.
    #expect(open.keypoints[5].position.x > open.keypoints[2].position.x)
    #expect(open.keypoints[13].position.y > open.keypoints[12].position.y)
    studio.add("wall", .box(halfExtents: Vector3(2, 1, 0.05)), at: Vector3(0, 0, 1))
    let hidden = studio.renderer().guides(studio.frame(), previous: nil, settings: settings).poses[0]
    #expect(hidden.keypoints[10].visibility == .occluded && hidden.keypoints[0].visibility == .visible)
  }
}
