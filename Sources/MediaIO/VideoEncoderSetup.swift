internal import CMediaShims

// How an encoder is found, checked and opened.
extension VideoEncoder {
  static func check(width: Int, height: Int) throws(MediaError) {
    func nearest(_ side: Int) -> Int { min(largestSide, max(smallestSide, side + (side & 1))) }
    if nearest(width) != width || nearest(height) != height {
      throw .badSize(
        width: width, height: height, nearestWidth: nearest(width), nearestHeight: nearest(height))
    }
  }

  static func check(_ options: Options) throws(MediaError) {
    if !(1...51).contains(options.crf) {
      throw .badOption("a crf of \(options.crf); 1 (best) to 51 are valid, the nearest is \(options.crf < 1 ? 1 : 51)")
    }
    if !presets.contains(options.preset) {
      throw .badOption("preset \(options.preset) is unknown; valid are \(presets.joined(separator: " "))")
    }
  }

  typealias Opened = (
    UnsafeMutablePointer<AVCodecContext>, UnsafeMutablePointer<AVFrame>, UnsafeMutablePointer<AVPacket>,
    H264ParameterSets
  )

  static func open(
    _ codec: UnsafePointer<AVCodec>, name: String, width: Int, height: Int, frameRate: FrameRate, options: Options
  ) throws(MediaError) -> Opened {
    var context = avcodec_alloc_context3(codec)
    var frame = av_frame_alloc()
    var packet = av_packet_alloc()
    guard let opened = context, let picture = frame, let parcel = packet else {
      throw .encoder(name, reason: "out of memory")
    }
    do throws(MediaError) {
      configure(opened, width: width, height: height, frameRate: frameRate)
      choose(options, for: opened, frameRate: frameRate)
      func check(_ status: Int32) throws(MediaError) {
        if status < 0 { throw .encoder(name, reason: text(status)) }
      }
      try check(avcodec_open2(opened, codec, nil))
      picture.pointee.format = AV_PIX_FMT_YUV420P.rawValue
      picture.pointee.width = Int32(width)
      picture.pointee.height = Int32(height)
      try check(av_frame_get_buffer(picture, 0))
      let extra = UnsafeBufferPointer(start: opened.pointee.extradata, count: Int(opened.pointee.extradata_size))
      guard let sets = H264ParameterSets(annexB: extra) else {
        throw MediaError.encoder(name, reason: "no parameter sets")
      }
      return (opened, picture, parcel, sets)
    } catch {
      avcodec_free_context(&context)
      av_frame_free(&frame)
      av_packet_free(&packet)
      throw error
    }
  }

  private static func configure(
    _ context: UnsafeMutablePointer<AVCodecContext>, width: Int, height: Int, frameRate: FrameRate
  ) {
    let rate = AVRational(num: Int32(frameRate.numerator), den: Int32(frameRate.denominator))
    context.pointee.width = Int32(width)
    context.pointee.height = Int32(height)
    context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
    context.pointee.framerate = rate
    context.pointee.time_base = AVRational(num: rate.den, den: rate.num)
    context.pointee.sample_aspect_ratio = AVRational(num: 1, den: 1)
    context.pointee.color_primaries = AVCOL_PRI_BT709
    context.pointee.color_trc = AVCOL_TRC_BT709
    context.pointee.colorspace = AVCOL_SPC_BT709
    context.pointee.color_range = AVCOL_RANGE_MPEG
    context.pointee.chroma_sample_location = AVCHROMA_LOC_LEFT
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    context.pointee.thread_count = 1  // more threads change the rate control's choices
    // A place to start every two seconds keeps scrubbing quick.
    context.pointee.gop_size = Int32(clamping: max(1, 2 * frameRate.numerator / frameRate.denominator))
  }

  private static func choose(
    _ options: Options, for context: UnsafeMutablePointer<AVCodecContext>, frameRate: FrameRate
  ) {
    let known = context.pointee.priv_data
    av_opt_set(known, "preset", options.preset, 0)
    // Some vector routines of libx264's rate control read memory that nobody wrote (seen in core 164 at 96x64: the same
    // frames gave other bytes after another malloc). Its portable ones do not, and agree between processors.
    av_opt_set(known, "x264-params", "cpu-independent=1", 0)
    if av_opt_set(known, "crf", String(options.crf), 0) < 0 {
      // No constant quality here. libx264 spends about 0.1 bits a pixel at 23 and doubles that with each 6 less.
      let pixels = Double(context.pointee.width) * Double(context.pointee.height)
      var bits = 0.1 * pixels * Double(frameRate.numerator) / Double(frameRate.denominator)
      for _ in options.crf..<max(options.crf, 23) { bits *= 1.122462 }  // 2 to the power 1/6
      for _ in min(options.crf, 23)..<options.crf { bits /= 1.122462 }
      context.pointee.bit_rate = Int64(max(64_000, min(bits, 1e9)))
    }
  }

  static func codecs(
    preferring names: [String], allowingOthers: Bool
  ) -> [(name: String, codec: UnsafePointer<AVCodec>)] {
    var found: [(name: String, codec: UnsafePointer<AVCodec>)] = []
    for name in names {
      if let codec = avcodec_find_encoder_by_name(name) { found.append((name, codec)) }
    }
    guard allowingOthers else { return found }
    forEachVideoEncoder { name, codec in
      if codec.pointee.id == AV_CODEC_ID_H264, !found.contains(where: { $0.name == name }) {
        found.append((name, codec))
      }
    }
    return found
  }

  static func videoEncoders() -> [String] {
    var names: [String] = []
    forEachVideoEncoder { name, _ in names.append(name) }
    return names
  }

  private static func forEachVideoEncoder(_ body: (String, UnsafePointer<AVCodec>) -> Void) {
    var cursor: UnsafeMutableRawPointer?
    while let codec = av_codec_iterate(&cursor) {
      if av_codec_is_encoder(codec) != 0 && codec.pointee.type == AVMEDIA_TYPE_VIDEO {
        body(String(cString: codec.pointee.name), codec)
      }
    }
  }

  static func text(_ status: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    av_strerror(status, &buffer, buffer.count)
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
