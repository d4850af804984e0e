import Imaging
import SceneDescription
import VectorMath

/// What lens, shutter, film and laboratory do to a sharp picture.
///
/// Lens and shutter are the scene's own: a pinhole (no f-number) blurs nothing, a shutter angle of 0 freezes everything.
public struct Finish: Sendable, Equatable {
  /// Depth of field by the guide's lens.
  public var hasLens = true
  /// Motion blur by the guide's shutter.
  public var hasShutter = true
  /// Share of the light that glass and film scatter, 0...1.
  public var bloom: Float = 0.03
  /// Strength of the natural fall of light towards the corners: 1 is cos^4 of the angle off the axis.
  public var vignette: Float = 0.25
  public var grade = Grade.neutral
  /// 0 none to 1 coarse.
  public var grain: Float = 0

  public init() {}

  /// Leaves every picture as it is, bit for bit.
  public static var none: Finish {
    var finish = Finish()
    (finish.hasLens, finish.hasShutter, finish.bloom, finish.vignette) = (false, false, 0, 0)
    return finish
  }

  /// The finished picture of a frame that was painted sharp.
  ///
  /// Optical steps work on linear light: the picture goes back through the tone curve's inverse, which knows highlights up
  /// to the curve's white only, and forth again. A pure function; grain depends on the seed and the frame's number.
  public func apply(_ frame: Frame, guide: GuideFrame, seed: UInt64) -> Frame {
    precondition(
      frame.width == guide.width && frame.height == guide.height,
      "a picture of \(frame.width)x\(frame.height) with guides of \(guide.width)x\(guide.height)")
    let shot = Shot(camera: guide.camera, exposure: guide.exposure, index: guide.index)
    return developed(
      frame, of: shot, seed: seed, lens: hasLens ? LensBlur(guide) : nil, shutter: hasShutter ? ShutterBlur(guide) : nil
    )
  }

  /// What is known of a picture beside its colours.
  public struct Shot: Sendable {
    public var camera: GuideCamera
    /// Linear multiplier from radiance to the tone curve's input.
    public var exposure: Float
    /// The frame's number.
    public var index: Int

    public init(camera: GuideCamera, exposure: Float, index: Int) {
      (self.camera, self.exposure, self.index) = (camera, exposure, index)
    }
  }

  /// The finished picture of a frame in which lens and shutter have done their part already, as in the reference.
  public func apply(_ frame: Frame, of shot: Shot, seed: UInt64) -> Frame {
    developed(frame, of: shot, seed: seed, lens: nil, shutter: nil)
  }

  private func developed(_ frame: Frame, of shot: Shot, seed: UInt64, lens: LensBlur?, shutter: ShutterBlur?) -> Frame {
    var frame = frame
    if lens != nil || shutter != nil || bloom > 0 || vignette > 0 {
      var light = frame.colour.map { ToneCurve.radiance($0, exposure: shot.exposure) }
      if let lens { light = lens.apply(light) }
      if let shutter { light = shutter.apply(light) }
      if bloom > 0 { light = bloomed(light, strength: bloom) }
      if vignette > 0 { light = vignetted(light, shot.camera, strength: vignette) }
      frame = Frame(colour: light.map { ToneCurve.display($0, exposure: shot.exposure) })
    }
    if grade != .neutral { frame = Frame(colour: GradeTable(grade).apply(frame.colour)) }
    if grain > 0 { frame = Frame(colour: Grain(strength: grain, seed: seed, frame: shot.index).apply(frame.colour)) }
    return frame
  }
}
