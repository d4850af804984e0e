internal import CMediaShims
import Imaging

/// One coded picture, as the encoder gave it.
struct EncodedPicture {
  /// NAL units behind four-byte lengths, as MP4 holds them.
  var bytes: [UInt8]
  /// Numbers of frames: when it is shown, when it is decoded.
  var presentation: Int
  var decoding: Int
  /// Decoding can start here.
  var isKey: Bool
}

/// H.264 by libavcodec: 4:2:0, tagged Rec. 709 of limited range, one thread, so that the same frames give the same bits.
///
/// Takes libx264 where libavcodec has it, then libopenh264, then any H.264 encoder that opens; `name` says which.
public struct VideoEncoder: ~Copyable {
  public static let presets = [
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow", "placebo",
  ]
  static let smallestSide = 16
  public static let largestSide = 16384

  public struct Options: Sendable {
    /// Constant rate factor, 1 (best) to 51. Zero would be lossless, in a profile that few players know.
    public var crf: Int
    /// One of `presets`: how long the encoder searches. Encoders other than libx264 have none.
    public var preset: String
    public init(crf: Int = 18, preset: String = "medium") {
      self.crf = crf
      self.preset = preset
    }
  }

  /// The encoder in use, by libavcodec's name.
  public let name: String
  /// SPS and PPS.
  let parameterSets: H264ParameterSets

  private let width: Int
  private let height: Int
  private let context: UnsafeMutablePointer<AVCodecContext>
  private let frame: UnsafeMutablePointer<AVFrame>
  private let packet: UnsafeMutablePointer<AVPacket>

  package init(
    width: Int, height: Int, frameRate: FrameRate, options: Options = Options(),
    preferring candidates: [String] = ["libx264", "libopenh264"], allowingOthers: Bool = true
  ) throws(MediaError) {
    try VideoEncoder.check(width: width, height: height)
    try VideoEncoder.check(options)
    av_log_set_level(AV_LOG_QUIET)  // what matters comes back as an error
    let codecs = VideoEncoder.codecs(preferring: candidates, allowingOthers: allowingOthers)
    var failure = MediaError.noEncoder(available: VideoEncoder.videoEncoders())
    for (name, codec) in codecs {
      do {
        let opened = try VideoEncoder.open(
          codec, name: name, width: width, height: height, frameRate: frameRate, options: options)
        self.name = name
        self.width = width
        self.height = height
        (context, frame, packet, parameterSets) = opened
        return
      } catch {
        // The first encoder's reason is the one to tell: later ones lack their hardware.
        if case .noEncoder = failure { failure = error }
      }
    }
    throw failure
  }

  deinit {
    var (context, frame, packet) = (Optional(context), Optional(frame), Optional(packet))
    avcodec_free_context(&context)
    av_frame_free(&frame)
    av_packet_free(&packet)
  }

  /// Encodes picture number `index` and hands on what becomes ready: none, one or several pictures.
  mutating func encode(
    _ picture: YUV420Picture, index: Int, emit: (EncodedPicture) throws(MediaError) -> Void
  ) throws(MediaError) {
    precondition(
      picture.width == width && picture.height == height,
      "picture of \(picture.width)x\(picture.height) for an encoder of \(width)x\(height)")
    try check(av_frame_make_writable(frame))
    copy(picture.luma, width: width, to: 0)
    copy(picture.blueDifference, width: width / 2, to: 1)
    copy(picture.redDifference, width: width / 2, to: 2)
    frame.pointee.pts = Int64(index)
    try check(avcodec_send_frame(context, frame))
    try drain(emit)
  }

  /// Hands on what the encoder still held back.
  mutating func finish(emit: (EncodedPicture) throws(MediaError) -> Void) throws(MediaError) {
    try check(avcodec_send_frame(context, nil))
    try drain(emit)
  }

  // MARK: libavcodec

  private func drain(_ emit: (EncodedPicture) throws(MediaError) -> Void) throws(MediaError) {
    while true {
      let status = avcodec_receive_packet(context, packet)
      if status == media_av_again() || status == media_av_end() { return }
      try check(status)
      defer { av_packet_unref(packet) }
      let p = packet.pointee
      if p.pts == media_av_no_time() || p.dts == media_av_no_time() {
        throw .encoder(name, reason: "a picture without a time")
      }
      let stream = UnsafeBufferPointer(start: p.data, count: Int(p.size))
      try emit(
        EncodedPicture(
          bytes: H264.lengthPrefixed(stream), presentation: Int(p.pts), decoding: Int(p.dts),
          isKey: p.flags & AV_PKT_FLAG_KEY != 0))
    }
  }

  private func copy(_ plane: [UInt8], width: Int, to index: Int) {
    let stride = Int(withUnsafeBytes(of: frame.pointee.linesize) { $0.load(fromByteOffset: 4 * index, as: Int32.self) })
    let data = withUnsafeBytes(of: frame.pointee.data) {
      $0.load(fromByteOffset: 8 * index, as: UnsafeMutablePointer<UInt8>.self)
    }
    plane.withUnsafeBufferPointer { from in
      for y in 0..<plane.count / width {
        (data + y * stride).update(from: from.baseAddress! + y * width, count: width)
      }
    }
  }

  private func check(_ status: Int32) throws(MediaError) {
    if status < 0 { throw .encoder(name, reason: VideoEncoder.text(status)) }
  }
}
