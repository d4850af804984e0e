import Imaging
import SceneDescription
import Testing
import VectorMath

@testable import Rendering

@Suite struct LensTests {
  /// Points of the aperture lie in it and are spread evenly: the mean is its middle, the mean square that of the shape.
  @Test(arguments: [nil, 3, 5, 6, 9] as [Int?]) func aperturesAreFilledEvenly(blades: Int?) {
    let aperture = Aperture(blades: blades)
    var (sum, square) = (SIMD2<Double>.zero, 0.0)
    let n = 128
    for i in 0..<n * n {
      let u = SIMD2(Float(i % n) + 0.5, Float(i / n) + 0.5) / Float(n)
      let p = aperture.point(u)
      #expect(aperture.contains(p * 0.9999), "\(p) of \(u)")
      #expect(!aperture.contains(p / max(1e-6, (p * p).sum().squareRoot()) * 1.001))
      sum += SIMD2(Double(p.x), Double(p.y))
      square += Double((p * p).sum())
    }
    let count = Double(n * n)
    #expect(abs(sum.x / count) < 2e-3 && abs(sum.y / count) < 2e-3)
    // Polar moment over area: 1/2 of the disc; (2 + cos a) / 6 of a polygon with angle a at its middle.
    let turn = blades.map { 2 * Double.pi / Double($0) }
    let expected = turn.map { (2 + PortableMath.cosine($0)) / 6 } ?? 0.5
    #expect(abs(square / count - expected) < 2e-3, "\(square / count) is not \(expected)")
    let area = turn.map { PortableMath.sine($0) / $0 } ?? 1
    #expect(abs(Double(aperture.area) - area) < 1e-5)
  }

  /// All rays of one picture point meet in the plane of focus, and a point elsewhere is smeared over a disc of the closed
  /// form's radius.
  @Test func raysMeetInThePlaneOfFocus() {
    var camera = Camera()
    (camera.focalLength, camera.fNumber, camera.focusDistance) = (50, 1.4, 3)
    let settings = RenderSettings(width: 400, height: 300)
    let projection = View.Projection(View(camera, at: 0), width: 400, height: 300)
    let guide = GuideCamera(camera, at: 0, settings)
    let place = SIMD2<Float>(321.5, 47.25)
    for depth in [0.8, 2, 3, 7, 100] as [Double] {
      var widest = 0.0
      for k in 0..<64 {
        let (c, s) = circlePoint(Float(k) / 64)
        let ray = projection.ray(place, aperture: SIMD2(c, s))
        let axial: Float = -dot(ray.direction, projection.view.back)
        let start: Float = -dot(ray.origin - projection.view.eye, projection.view.back)
        let at: Float3 = ray.origin + ray.direction * ((Float(depth) - start) / axial)
        let seen = projection.pixel(of: at - projection.view.eye)!
        widest = max(widest, Double(((seen - place) * (seen - place)).sum().squareRoot()))
      }
      #expect(abs(widest - abs(guide.blurRadius(depth: depth))) < 2e-3 * (1 + widest), "at \(depth) m: \(widest)")
    }
    #expect(guide.blurRadius(depth: 3) == 0 && guide.blurRadius(depth: 2) < 0 && guide.blurRadius(depth: .infinity) > 0)
  }

  /// A small ball far behind the plane of focus becomes a disc: the picture's second moment is the closed form's. Under
  /// a sky of one radiance it is a shade darker than its surroundings, and all of the difference is its own.
  @Test func aDistantBallBecomesTheClosedFormsDisc() {
    func moments(_ fNumber: Double?) -> (light: Double, square: Double, camera: GuideCamera) {
      var studio = Studio()
      studio.scene.camera.position = Vector3(0, 0, 10)
      studio.scene.camera.target = .zero
      (studio.scene.camera.focalLength, studio.scene.camera.focusDistance) = (50, 0.35)
      studio.scene.camera.fNumber = fNumber
      studio.add("ball", .sphere(radius: 0.2), "plaster")
      let settings = RenderSettings(width: 96, height: 96, seed: 5)
      let sky = Sky(uniformRadiance: Float3(repeating: 1))
      let with = studio.renderer(sky: sky).reference(studio.frame(), samples: 64, settings: settings)
      var (light, square) = (0.0, 0.0)
      for i in with.pixels.indices {
        let value = 1 - Double(luminance(with.pixels[i]))
        let d = SIMD2(Double(i % 96) + 0.5 - 48, Double(i / 96) + 0.5 - 48)
        light += value
        square += value * (d * d).sum()
      }
      return (light, square / light, GuideCamera(studio.scene.camera, at: 0, settings))
    }
    let sharp = moments(nil)
    let soft = moments(2)
    let radius = soft.camera.blurRadius(depth: 10)
    #expect(radius > 4)
    // Convolution with a disc adds half its squared radius to the second moment and keeps the light.
    #expect(abs(soft.square - sharp.square - radius * radius / 2) < 0.06 * radius * radius, "\(soft), \(sharp)")
    #expect(abs(soft.light / sharp.light - 1) < 0.06)
  }

  /// Without an f-number lens settings change nothing.
  @Test func aPinholeStaysAPinhole() {
    var studio = Studio.crowded()
    let settings = RenderSettings(width: 64, height: 36, seed: 2)
    let plain = studio.renderer().reference(studio.frame(), samples: 2, settings: settings)
    (studio.scene.camera.focusDistance, studio.scene.camera.blades) = (1, 5)
    #expect(studio.renderer().reference(studio.frame(), samples: 2, settings: settings) == plain)
    studio.scene.camera.fNumber = 1.4
    #expect(studio.renderer().reference(studio.frame(), samples: 2, settings: settings) != plain)
  }
}
