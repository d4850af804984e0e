import FileOutput

/// An MP4 file of one H.264 track, its index in front so that it plays while it loads.
///
/// Pictures go to a scratch file as they come; `finish` writes the index, then copies them behind it. Memory holds the
/// sample table only. No dates and no tool names are written: the same pictures give the same bytes.
package struct MP4Writer: ~Copyable {
  package struct Track {
    var width: Int
    var height: Int
    var frameRate: FrameRate
    package var parameterSets: H264ParameterSets
    /// Shown by players as the film's title and comment; empty ones are left out.
    var title = ""
    var comment = ""

    package init(
      width: Int, height: Int, frameRate: FrameRate, parameterSets: H264ParameterSets, title: String = "",
      comment: String = ""
    ) {
      self.width = width
      self.height = height
      self.frameRate = frameRate
      self.parameterSets = parameterSets
      self.title = title
      self.comment = comment
    }
  }

  private let path: String
  private let track: Track
  private var file: AtomicFile
  private var pictures: ScratchFile
  private var table = SampleTable()

  init(path: String, overwrite: Bool, track: Track) throws(MediaError) {
    let file = try mediaErrors { () throws(FileError) in try AtomicFile(path: path, overwrite: overwrite) }
    let pictures = try mediaErrors { () throws(FileError) in try ScratchFile(beside: path) }
    self.path = path
    self.track = track
    self.file = file
    self.pictures = pictures
  }

  mutating func append(_ picture: EncodedPicture) throws(MediaError) {
    table.append(
      size: picture.bytes.count, presentation: picture.presentation, decoding: picture.decoding, isKey: picture.isKey)
    do { try pictures.append(picture.bytes) } catch { throw .file(error) }
  }

  /// Writes the file and makes it appear.
  consuming func finish() throws(MediaError) {
    if table.count == 0 { throw .noFrames(path) }
    if let fault = table.fault { throw .encoder("of \(path)", reason: fault) }
    let header = MP4Writer.header(track, table)
    do {
      try file.write(header)
      try pictures.copy(to: &file)
      try file.commit()
    } catch { throw .file(error) }
  }

  // MARK: Boxes

  /// Everything before the pictures: `ftyp`, `moov` and the head of `mdat`.
  package static func header(_ track: Track, _ table: SampleTable) -> [UInt8] {
    // The index holds offsets that depend on its own length, but its length does not depend on their values.
    var wide = table.byteCount > UInt32.max - 1 << 24
    var length = header(track, table, firstPicture: 0, wide: wide).count
    if !wide && length + table.byteCount > UInt32.max {
      wide = true
      length = header(track, table, firstPicture: 0, wide: wide).count
    }
    return header(track, table, firstPicture: length, wide: wide)
  }

  private static func header(_ track: Track, _ table: SampleTable, firstPicture: Int, wide: Bool) -> [UInt8] {
    var out = MP4Bytes()
    out.box("ftyp") { out in
      out.latin1("isom")
      out.u32(0x200)
      for brand in ["isom", "iso2", "avc1", "mp41"] { out.latin1(brand) }
    }
    out.box("moov") { out in
      movieHeader(track, table, to: &out)
      out.box("trak") { out in
        trackHeader(track, table, to: &out)
        editList(track, table, to: &out)
        media(track, table, firstPicture: firstPicture, wide: wide, to: &out)
      }
      if !track.title.isEmpty || !track.comment.isEmpty { metadata(track, to: &out) }
    }
    if wide {
      out.u32(1)  // the size follows the type, in 64 bits
      out.latin1("mdat")
      out.u64(table.byteCount + 16)
    } else {
      out.u32(table.byteCount + 8)
      out.latin1("mdat")
    }
    return out.bytes
  }

  // Version 1 boxes have 64-bit times: ten days of film at a clock of 10 kHz would overflow 32 bits.

  private static func movieHeader(_ track: Track, _ table: SampleTable, to out: inout MP4Bytes) {
    let clock = track.frameRate.clock
    out.fullBox("mvhd", version: 1) { out in
      out.zeros(16)  // creation and modification time: none
      out.u32(clock.ticksPerSecond)
      out.u64(table.count * clock.ticksPerFrame)
      out.u32(0x10000)  // normal speed
      out.u16(0x100)  // full volume
      out.zeros(10)
      unitMatrix(to: &out)
      out.zeros(24)
      out.u32(2)  // next track
    }
  }

  private static func trackHeader(_ track: Track, _ table: SampleTable, to out: inout MP4Bytes) {
    out.fullBox("tkhd", version: 1, flags: 3) { out in  // enabled, in the presentation
      out.zeros(16)
      out.u32(1)  // number
      out.zeros(4)
      out.u64(table.count * track.frameRate.clock.ticksPerFrame)
      out.zeros(16)  // layer, group, no volume
      unitMatrix(to: &out)
      out.u32(track.width << 16)
      out.u32(track.height << 16)
    }
  }

  /// Skips the delay that reordered pictures cost, so that the film starts at 0 and lasts exactly its frames.
  private static func editList(_ track: Track, _ table: SampleTable, to out: inout MP4Bytes) {
    let ticks = track.frameRate.clock.ticksPerFrame
    out.box("edts") { out in
      out.fullBox("elst", version: 1) { out in
        out.u32(1)
        out.u64(table.count * ticks)
        out.i64(table.delay * ticks)
        out.u32(0x10000)  // normal speed
      }
    }
  }

  private static func media(
    _ track: Track, _ table: SampleTable, firstPicture: Int, wide: Bool, to out: inout MP4Bytes
  ) {
    let clock = track.frameRate.clock
    out.box("mdia") { out in
      out.fullBox("mdhd", version: 1) { out in
        out.zeros(16)
        out.u32(clock.ticksPerSecond)
        out.u64(table.duration * clock.ticksPerFrame)
        out.u16(0x55c4)  // language: undetermined
        out.zeros(2)
      }
      out.fullBox("hdlr") { out in
        out.zeros(4)
        out.latin1("vide")
        out.zeros(12)
        out.latin1("Video\0")
      }
      out.box("minf") { out in
        out.fullBox("vmhd", flags: 1) { out in out.zeros(8) }
        out.box("dinf") { out in
          out.fullBox("dref") { out in
            out.u32(1)
            out.fullBox("url ", flags: 1) { _ in }  // in this file
          }
        }
        out.box("stbl") { out in
          out.fullBox("stsd") { out in
            out.u32(1)
            sampleEntry(track, to: &out)
          }
          // A chunk a second: what a player reads at once.
          let chunk = max(1, track.frameRate.numerator / track.frameRate.denominator)
          table.write(to: &out, ticks: clock.ticksPerFrame, chunk: chunk, offset: firstPicture, wide: wide)
        }
      }
    }
  }

  private static func sampleEntry(_ track: Track, to out: inout MP4Bytes) {
    out.box("avc1") { out in
      out.zeros(6)
      out.u16(1)  // data reference
      out.zeros(16)
      out.u16(track.width)
      out.u16(track.height)
      out.u32(0x48_0000)  // 72 dots an inch
      out.u32(0x48_0000)
      out.zeros(4)
      out.u16(1)  // a picture a sample
      out.zeros(32)  // no compressor's name
      out.u16(24)
      out.u16(0xffff)
      out.box("avcC") { $0.raw(track.parameterSets.configuration) }
      out.box("colr") { out in
        out.latin1("nclx")
        for code in [1, 1, 1] { out.u16(code) }  // primaries, transfer, matrix: Rec. 709
        out.u8(0)  // limited range
      }
      out.box("pasp") { out in
        out.u32(1)
        out.u32(1)
      }
    }
  }

  private static func metadata(_ track: Track, to out: inout MP4Bytes) {
    out.box("udta") { out in
      out.fullBox("meta") { out in
        out.fullBox("hdlr") { out in
          out.zeros(4)
          out.latin1("mdirappl")
          out.zeros(9)
        }
        out.box("ilst") { out in
          for (type, text) in [("©nam", track.title), ("©cmt", track.comment)] where !text.isEmpty {
            out.box(type) { out in
              out.box("data") { out in
                out.u32(1)  // UTF-8
                out.zeros(4)
                out.raw(Array(text.utf8))
              }
            }
          }
        }
      }
    }
  }

  private static func unitMatrix(to out: inout MP4Bytes) {
    for value in [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x4000_0000] { out.u32(value) }
  }
}
