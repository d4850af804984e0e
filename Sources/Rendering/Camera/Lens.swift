import Imaging
import SceneDescription
import VectorMath

/// A thin lens: what the reference sees through. Guides keep to its middle.
struct Lens: Sendable {
  /// Of the aperture, m; 0 is a pinhole.
  let radius: Float
  /// Distance along the axis of the plane that is sharp, m.
  let focus: Float

  init(_ camera: Camera, at time: Double) {
    radius = Float(camera.fNumber.map { camera.focalLength / 2000 / $0 } ?? 0)
    focus = Float(camera.focusDistance(at: time))
  }

  private init(radius: Float, focus: Float) {
    self.radius = radius
    self.focus = focus
  }

  func mixed(with other: Lens, _ t: Float) -> Lens {
    Lens(radius: radius, focus: focus + (other.focus - focus) * t)
  }
}

extension GuideCamera {
  /// The scene's camera at `time`, on the rendered part of the picture.
  public init(_ camera: Camera, at time: Double, _ settings: RenderSettings) {
    let area = settings.area
    self.init(
      pose: camera.pose(at: time), focalPixels: camera.focalPixels(width: settings.width, height: settings.height),
      principalPoint: SIMD2(Double(settings.width) / 2 - Double(area.x), Double(settings.height) / 2 - Double(area.y)),
      focalLength: camera.focalLength, fNumber: camera.fNumber, focusDistance: camera.focusDistance(at: time),
      blades: camera.blades, shutterAngle: camera.shutterAngle)
  }
}
