import FileOutput
import Foundation
import Imaging
import MediaIO
import TestSupport
import Testing

@Suite struct FrameSequenceTests {
  @Test func framesComeBackInOrder() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/frames"
      var writer = try FrameSequenceWriter(path: path)
      let frames = (0..<12).map { randomFrame(width: 20, height: 14, seed: UInt64($0)) }
      for frame in frames { try writer.append(frame) }
      #expect(!FileManager.default.fileExists(atPath: path))
      try writer.finish()
      #expect(contents(of: path).first == "frame_00000.png" && contents(of: path).last == "frame_00011.png")
      try writeAtomically([1], to: path + "/notes.txt")
      var reader = try FrameSequenceReader(path: path)
      #expect(reader.paths.count == 12)
      for frame in frames { #expect(try reader.nextFrame() == frame) }
      #expect(try reader.nextFrame() == nil)
      #expect(throws: MediaError.file(.exists(path))) { _ = try FrameSequenceWriter(path: path) }
    }
    #expect(FrameSequenceWriter.name(123_456) == "frame_123456.png")
  }

  @Test func oddFoldersAreNamed() throws {
    try withTemporaryFolder { folder in
      #expect(throws: MediaError.noFrames(folder)) { _ = try FrameSequenceReader(path: folder) }
      #expect(throws: MediaError.self) { _ = try FrameSequenceReader(path: folder + "/none") }
      #expect(throws: MediaError.noFrames(folder + "/new")) {
        let empty = try FrameSequenceWriter(path: folder + "/new")
        try empty.finish()
      }
      #expect(contents(of: folder).isEmpty)
      try PNG.write(randomFrame(width: 4, height: 4, seed: 1), to: folder + "/a.png")
      try PNG.write(randomFrame(width: 4, height: 5, seed: 1), to: folder + "/b.PNG")
      try writeAtomically([1, 2], to: folder + "/c.png")
      var reader = try FrameSequenceReader(path: folder)
      _ = try reader.nextFrame()
      #expect(throws: MediaError.sizeChanged(frame: 1, width: 4, height: 5, expectedWidth: 4, expectedHeight: 4)) {
        try reader.nextFrame()
      }
    }
  }
}
