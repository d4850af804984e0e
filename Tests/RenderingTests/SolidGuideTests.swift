import Imaging
import SceneDescription
import Testing
import VectorMath

@testable import Rendering

/// What the guides show of a solid against its distance function: a second route that knows no triangles.
@Suite struct SolidGuideTests {
  @Test(arguments: ExactSolid.all(size: 0.8)) func depthAndSilhouetteAreTheSolids(solid: ExactSolid) {
    var studio = Studio()
    let turn = Quaternion(angle: 0.9, axis: Vector3(0.48, 0.6, 0.64))
    let place = Vector3(0.1, 0.4, 0)
    studio.add("solid", solid.shape, at: place, turned: turn)
    let (width, height) = (192, 108)
    let settings = RenderSettings(width: width, height: height, samples: 1, seed: 3)
    let guide = studio.renderer().geometry(
      studio.renderer().world(studio.frame()), before: nil, frame: studio.frame(), settings: settings)
    let camera = studio.scene.camera.pose(at: 0)
    let focal = studio.scene.camera.focalPixels(width: width, height: height)
    func distance(_ p: Vector3) -> Double { solid.distance(turn.conjugate.rotate(p - place)) }

    // Edges stand back by 0.6 mm where they are eased, corners by some more; round sides are chords of 1/128 of a turn.
    let depthOfEasing = 0.001
    var (seen, exact, smooth) = (0, 0, 0)
    for y in 0..<height {
      for x in 0..<width {
        let local = Vector3((Double(x) + 0.5 - 96) / focal, (54 - Double(y) - 0.5) / focal, -1)
        let d = camera.rotation.rotate(local)
        let isSeen = guide.instance[x, y] > 0
        // Along the ray by as much as is surely free.
        var t = 2.0
        var nearest = Double.infinity
        while t < 8 {
          let gap = distance(camera.translation + d * t)
          nearest = Swift.min(nearest, gap)
          if nearest < -depthOfEasing { break }
          t += Swift.max(gap, 2e-4) / d.length
        }
        if nearest > 1e-4 { #expect(!isSeen, "\(solid): pixel (\(x), \(y)) passes by at \(nearest) m") }
        if nearest < -depthOfEasing { #expect(isSeen, "\(solid): pixel (\(x), \(y)) goes in") }
        guard isSeen else { continue }
        seen += 1
        let p = camera.translation + d * Double(guide.depth[x, y])
        let off = distance(p)
        #expect(off < 2e-5 && off > -depthOfEasing, "\(solid): pixel (\(x), \(y)) is off by \(off) m")
        if off > -2.5e-4 { exact += 1 }
        let h = 1e-5
        let gradient = Vector3(
          distance(p + Vector3(h, 0, 0)) - distance(p - Vector3(h, 0, 0)),
          distance(p + Vector3(0, h, 0)) - distance(p - Vector3(0, h, 0)),
          distance(p + Vector3(0, 0, h)) - distance(p - Vector3(0, 0, h)))
        let shown = Vector3(guide.normal[x, y])
        if dot(camera.rotation.rotate(shown), gradient.normalized) > 0.999 { smooth += 1 }
      }
    }
    #expect(seen > 150, "\(solid): \(seen) pixels")
    #expect(Double(exact) > 0.9 * Double(seen), "\(solid): \(exact) of \(seen) pixels lie on the very surface")
    #expect(Double(smooth) > 0.85 * Double(seen), "\(solid): \(smooth) of \(seen) normals are the surface's")
  }
}
