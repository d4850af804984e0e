import CMediaShims
import Imaging

/// Decodes one of our films by libavcodec, from what the test parser finds in the file.
struct FilmDecoder {
  struct Failure: Error { var what: String }
  struct Picture {
    var width: Int
    var height: Int
    var luma: [UInt8]
    var blueDifference: [UInt8]
    var redDifference: [UInt8]

    /// R'G'B' 0...255 at an even column and row, by the inverse of Rec. 709 in floating point.
    func colour(_ x: Int, _ y: Int) -> SIMD3<Double> {
      let chroma = y / 2 * (width / 2) + x / 2
      let l = (Double(luma[y * width + x]) - 16) / 219
      let b = l + 1.8556 * (Double(blueDifference[chroma]) - 128) / 224
      let r = l + 1.5748 * (Double(redDifference[chroma]) - 128) / 224
      let g = (l - 0.2126 * r - 0.0722 * b) / 0.7152
      return SIMD3(r, g, b) * 255
    }
  }

  static func pictures(of file: [UInt8]) throws -> [Picture] {
    let parser = try MP4Parser(file)
    let configuration = try parser.required(["moov", "trak", "mdia", "minf", "stbl", "stsd", "avc1", "avcC"])
    var context = avcodec_alloc_context3(avcodec_find_decoder(AV_CODEC_ID_H264))
    var packet = av_packet_alloc()
    var frame = av_frame_alloc()
    defer {
      avcodec_free_context(&context)
      av_packet_free(&packet)
      av_frame_free(&frame)
    }
    let extra = Array(file[configuration.content])
    let store = av_mallocz(extra.count + Int(AV_INPUT_BUFFER_PADDING_SIZE)).assumingMemoryBound(to: UInt8.self)
    store.update(from: extra, count: extra.count)
    context!.pointee.extradata = store
    context!.pointee.extradata_size = Int32(extra.count)
    context!.pointee.thread_count = 1
    context!.pointee.err_recognition = AV_EF_EXPLODE
    guard avcodec_open2(context, nil, nil) == 0 else { throw Failure(what: "decoder does not open") }
    var pictures: [Picture] = []
    func drain() throws {
      while avcodec_receive_frame(context, frame) == 0 {
        pictures.append(picture(frame!.pointee))
        av_frame_unref(frame)
      }
    }
    for sample in try parser.samples() {
      guard av_new_packet(packet, Int32(sample.range.count)) == 0 else { throw Failure(what: "no memory") }
      packet!.pointee.data.update(from: Array(file[sample.range]), count: sample.range.count)
      packet!.pointee.pts = Int64(sample.presentation)
      packet!.pointee.dts = Int64(sample.decoding)
      guard avcodec_send_packet(context, packet) == 0 else { throw Failure(what: "sample refused") }
      av_packet_unref(packet)
      try drain()
    }
    avcodec_send_packet(context, nil)
    try drain()
    return pictures
  }

  private static func picture(_ frame: AVFrame) -> Picture {
    let (w, h) = (Int(frame.width), Int(frame.height))
    func plane(_ data: UnsafeMutablePointer<UInt8>, _ stride: Int32, _ w: Int, _ h: Int) -> [UInt8] {
      (0..<h).flatMap { y in Array(UnsafeBufferPointer(start: data + y * Int(stride), count: w)) }
    }
    return Picture(
      width: w, height: h, luma: plane(frame.data.0!, frame.linesize.0, w, h),
      blueDifference: plane(frame.data.1!, frame.linesize.1, w / 2, h / 2),
      redDifference: plane(frame.data.2!, frame.linesize.2, w / 2, h / 2))
  }
}
