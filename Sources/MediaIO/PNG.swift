internal import CMediaShims
import FileOutput
import Glibc
import Imaging

/// PNG by libpng: 8-bit RGB for finished frames (tagged sRGB); grey, palette and RGB of 8 or 16 bits for maps (untagged).
///
/// The same picture gives the same bytes with the same zlib: level and filters are fixed, no times are written.
public enum PNG {
  public static func encode(_ frame: Frame) -> [UInt8] {
    encode(frame.bytes, width: frame.width, height: frame.height, channels: 3, bits: 8, isColour: true)
  }

  public static func encode(_ grey: ImageBuffer<UInt8>) -> [UInt8] {
    encode(grey.pixels, width: grey.width, height: grey.height, channels: 1, bits: 8, isColour: false)
  }

  public static func encode(_ grey: ImageBuffer<UInt16>) -> [UInt8] {
    let bytes = grey.pixels.withUnsafeBytes { Array($0) }
    return encode(bytes, width: grey.width, height: grey.height, channels: 1, bits: 16, isColour: false)
  }

  public static func encode(_ map: ImageBuffer<SIMD3<UInt16>>) -> [UInt8] {
    let samples = map.pixels.flatMap { [$0.x, $0.y, $0.z] }
    let bytes = samples.withUnsafeBytes { Array($0) }
    return encode(bytes, width: map.width, height: map.height, channels: 3, bits: 16, isColour: false)
  }

  public static func encode(_ map: ImageBuffer<SIMD3<UInt8>>) -> [UInt8] {
    let bytes = map.pixels.flatMap { [$0.x, $0.y, $0.z] }
    return encode(bytes, width: map.width, height: map.height, channels: 3, bits: 8, isColour: false)
  }

  /// A finished frame with an alpha channel that is opaque everywhere.
  public static func encodeOpaque(_ frame: Frame) -> [UInt8] {
    let rgb = frame.bytes
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rgb.count / 3 * 4)
    for i in stride(from: 0, to: rgb.count, by: 3) { bytes += [rgb[i], rgb[i + 1], rgb[i + 2], 255] }
    return encode(bytes, width: frame.width, height: frame.height, channels: 4, bits: 8, isColour: true)
  }

  /// Numbers that stand for colours of `palette` (1 to 256): readers that keep palettes get the numbers back.
  public static func encode(_ indices: ImageBuffer<UInt8>, palette: [SIMD3<UInt8>]) -> [UInt8] {
    precondition((1...256).contains(palette.count), "a palette of \(palette.count) colours")
    if let wrong = indices.pixels.first(where: { Int($0) >= palette.count }) {
      preconditionFailure("pixel \(wrong) of a palette of \(palette.count) colours")
    }
    return encode(
      indices.pixels, width: indices.width, height: indices.height, channels: 1, bits: 8, isColour: false,
      palette: palette)
  }

  /// A frame from any PNG without transparent pixels; grey spreads over the channels, 16 bits keep their precision.
  ///
  /// `path` is for the message only.
  public static func decodeFrame(_ bytes: [UInt8], path: String) throws(MediaError) -> Frame {
    let raw = try decode(bytes, path: path)
    let scale: Float = raw.bits == 8 ? 255 : 65535
    var pixels: [SIMD3<Float>] = []
    pixels.reserveCapacity(raw.width * raw.height)
    for i in 0..<raw.width * raw.height {
      let first = i * raw.channels
      if raw.hasAlpha && raw.sample(first + raw.channels - 1) != Int(scale) {
        throw .badData(path, reason: "has transparent pixels; flatten it first")
      }
      if raw.channels < 3 {
        pixels.append(SIMD3(repeating: Float(raw.sample(first)) / scale))
      } else {
        let colour = SIMD3(
          Float(raw.sample(first)), Float(raw.sample(first + 1)), Float(raw.sample(first + 2)))
        pixels.append(colour / scale)
      }
    }
    return Frame(colour: ImageBuffer(width: raw.width, height: raw.height, pixels: pixels))
  }

  public static func decodeGrey8(_ bytes: [UInt8], path: String) throws(MediaError) -> ImageBuffer<UInt8> {
    let raw = try decode(bytes, path: path, channels: 1, bits: 8)
    return ImageBuffer(width: raw.width, height: raw.height, pixels: raw.bytes)
  }

  public static func decodeGrey16(_ bytes: [UInt8], path: String) throws(MediaError) -> ImageBuffer<UInt16> {
    let raw = try decode(bytes, path: path, channels: 1, bits: 16)
    let pixels = (0..<raw.width * raw.height).map { UInt16(raw.sample($0)) }
    return ImageBuffer(width: raw.width, height: raw.height, pixels: pixels)
  }

  public static func decodeRGB16(_ bytes: [UInt8], path: String) throws(MediaError) -> ImageBuffer<SIMD3<UInt16>> {
    let raw = try decode(bytes, path: path, channels: 3, bits: 16)
    let pixels = (0..<raw.width * raw.height).map { i in
      SIMD3(UInt16(raw.sample(3 * i)), UInt16(raw.sample(3 * i + 1)), UInt16(raw.sample(3 * i + 2)))
    }
    return ImageBuffer(width: raw.width, height: raw.height, pixels: pixels)
  }

  /// Reads a frame from a file, as `decodeFrame` does.
  public static func readFrame(_ path: String) throws(MediaError) -> Frame {
    let bytes = try mediaErrors { () throws(FileError) in try readFile(path) }
    return try decodeFrame(bytes, path: path)
  }

  /// Writes a frame to a file that appears only when complete.
  public static func write(_ frame: Frame, to path: String) throws(MediaError) {
    try mediaErrors { () throws(FileError) in try writeAtomically(encode(frame), to: path) }
  }

  // MARK: libpng

  /// Interleaved samples, 16-bit ones as two bytes in host order.
  private struct Raw {
    var width: Int
    var height: Int
    var channels: Int
    var bits: Int
    var bytes: [UInt8]
    var hasAlpha: Bool { channels.isMultiple(of: 2) }

    func sample(_ i: Int) -> Int {
      bits == 8 ? Int(bytes[i]) : Int(UInt16(littleEndian: UInt16(bytes[2 * i]) | UInt16(bytes[2 * i + 1]) << 8))
    }
  }

  private static func encode(
    _ pixels: [UInt8], width: Int, height: Int, channels: Int32, bits: Int32, isColour: Bool,
    palette: [SIMD3<UInt8>] = []
  ) -> [UInt8] {
    var picture = media_png()
    picture.width = UInt32(width)
    picture.height = UInt32(height)
    picture.channels = channels
    picture.bits = bits
    var bytes: UnsafeMutablePointer<UInt8>?
    var size = 0
    var pixels = pixels
    let colours = palette.flatMap { [$0.x, $0.y, $0.z] }
    let status = pixels.withUnsafeMutableBufferPointer { rows in
      colours.withUnsafeBufferPointer { table in
        picture.pixels = rows.baseAddress
        picture.palette = palette.isEmpty ? nil : table.baseAddress
        picture.colours = Int32(palette.count)
        return media_png_write(&picture, isColour ? 1 : 0, &bytes, &size)
      }
    }
    // All that can fail here is memory: the arguments were made above.
    precondition(status == 0, "libpng refused a picture of \(width)x\(height): \(message(of: picture))")
    defer { free(bytes) }
    return Array(UnsafeBufferPointer(start: bytes, count: size))
  }

  private static func decode(_ bytes: [UInt8], path: String) throws(MediaError) -> Raw {
    var picture = media_png()
    // Deflate shrinks at most 1032:1, and the shallowest pixels grow by 8 in expansion (a palette by 32).
    let limit = min(1 << 30, bytes.count * 1032 * 32)
    guard media_png_read(bytes, bytes.count, limit, &picture) == 0 else {
      throw .badData(path, reason: "not a whole PNG: \(message(of: picture))")
    }
    defer { free(picture.pixels) }
    let (w, h) = (Int(picture.width), Int(picture.height))
    let count = w * h * Int(picture.channels) * Int(picture.bits / 8)
    return Raw(
      width: w, height: h, channels: Int(picture.channels), bits: Int(picture.bits),
      bytes: Array(UnsafeBufferPointer(start: picture.pixels, count: count)))
  }

  private static func decode(
    _ bytes: [UInt8], path: String, channels: Int, bits: Int
  ) throws(MediaError) -> Raw {
    let raw = try decode(bytes, path: path)
    if raw.channels != channels || raw.bits != bits {
      let names = ["grey", "grey and alpha", "RGB", "RGB and alpha"]
      throw .badData(
        path,
        reason: "\(raw.bits)-bit \(names[raw.channels - 1]), expected \(bits)-bit \(names[channels - 1])")
    }
    return raw
  }

  private static func message(of picture: media_png) -> String {
    withUnsafeBytes(of: picture.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
