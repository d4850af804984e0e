import FileOutput
import Foundation
import TestSupport
import Testing

@Suite struct FileOutputTests {
  @Test func aFileAppearsOnlyWhenComplete() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/out.bin"
      var file = try AtomicFile(path: path)
      try file.write([1, 2, 3])
      #expect(contents(of: folder) == [".out.bin.\(getpid()).partial"])
      try file.write([4])
      #expect(file.count == 4)
      try file.commit()
      #expect(contents(of: folder) == ["out.bin"])
      #expect(try readFile(path) == [1, 2, 3, 4])
    }
  }

  @Test func aDroppedFileLeavesTheOldOne() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/out.bin"
      try writeAtomically([7], to: path)
      do {
        var file = try AtomicFile(path: path)
        try file.write([1, 2, 3])
      }
      #expect(contents(of: folder) == ["out.bin"])
      #expect(try readFile(path) == [7])
    }
  }

  @Test func twoWritersOfOneNameDoNotMeet() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/out.bin"
      var first = try AtomicFile(path: path)
      var second = try AtomicFile(path: path)
      try first.write([1])
      try second.write([2])
      try second.commit()
      #expect(try readFile(path) == [2])
      try first.commit()
      #expect(try readFile(path) == [1])
      #expect(contents(of: folder) == ["out.bin"])
    }
  }

  @Test func aLinkKeepsPointingAndPermissionsStay() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/real.bin"
      try writeAtomically([1], to: path)
      chmod(path, 0o640)
      try FileManager.default.createSymbolicLink(atPath: folder + "/link.bin", withDestinationPath: "real.bin")
      try writeAtomically([2, 3], to: folder + "/link.bin")
      #expect(try readFile(path) == [2, 3])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link.bin") == "real.bin")
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o640)
    }
  }

  @Test func anInterruptRemovesTemporaries() throws {
    try withTemporaryFolder { folder in
      var file = try AtomicFile(path: folder + "/a.bin")
      let frames = try AtomicDirectory(path: folder + "/frames")
      try file.write([1])
      try frames.write([2], named: "b.bin")
      #expect(contents(of: folder).count == 2)
      // Only those of this test: others of the same process are at work meanwhile.
      TemporaryRegistry.removeAll { $0.hasPrefix(folder) }
      #expect(contents(of: folder).isEmpty)
      do throws(FileError) {
        try file.commit()
        Issue.record("committed what was removed")
      } catch { #expect(error.exitCode == 74) }
      #expect(throws: FileError.self) { try frames.write([3], named: "c.bin") }
    }
  }

  @Test func errorsNameThePathAndTheExitCode() throws {
    try withTemporaryFolder { folder in
      try writeAtomically([1], to: folder + "/file")
      func failure(_ body: () throws -> Void) -> FileError? {
        do {
          try body()
          return nil
        } catch { return error as? FileError }
      }
      let cases: [(FileError?, Int32, String)] = [
        (failure { _ = try readFile(folder + "/none") }, 66, "no such file"),
        (failure { _ = try readFile(folder) }, 66, "folder"),
        (failure { try writeAtomically([1], to: folder + "/none/x") }, 73, "No such file or directory"),
        (failure { try writeAtomically([1], to: folder + "/file/x") }, 73, "Not a directory"),
        (failure { try writeAtomically([1], to: folder) }, 73, "folder"),
        (failure { try writeAtomically([1], to: "") }, 73, "empty"),
        (failure { try writeAtomically([1], to: folder + "/file", overwrite: false) }, 73, "--overwrite"),
        (failure { try writeAtomically([1], to: "/dev/full") }, 74, "No space left"),
        (failure { _ = try AtomicDirectory(path: folder + "/file") }, 73, "not a folder"),
        (failure { _ = try AtomicDirectory(path: folder) }, 73, "exists"),
      ]
      for (error, code, text) in cases {
        #expect(error?.exitCode == code)
        #expect(error?.description.contains(text) == true, "\(String(describing: error)) lacks '\(text)'")
        #expect(error?.description.contains("\n") == false)
      }
      #expect(contents(of: folder) == ["file"])
    }
    #expect(FileError.noInput("a\nb\u{1b}[2J").description == "cannot read 'a\\u{a}b\\u{1b}[2J': no such file")
  }

  @Test func devicesAreWrittenStraight() throws {
    try writeAtomically([1, 2, 3], to: "/dev/null")
    try withTemporaryFolder { folder in
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let reader = open(pipe, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      try writeAtomically([5, 6], to: pipe)
      var bytes = [UInt8](repeating: 0, count: 8)
      #expect(read(reader, &bytes, 8) == 2)
      #expect(bytes[..<2] == [5, 6])
      #expect(contents(of: folder) == ["pipe"])
    }
  }

  /// A pipe holds 64 KiB; a writer that does not wait for its reader must still lose nothing.
  @Test func shortWritesAreContinued() throws {
    try withTemporaryFolder { folder in
      let pipe = folder + "/pipe"
      #expect(mkfifo(pipe, 0o600) == 0)
      let reader = open(pipe, O_RDONLY | O_NONBLOCK)
      defer { close(reader) }
      let writer = open(pipe, O_WRONLY | O_NONBLOCK)
      defer { close(writer) }
      let sent = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      var received: [UInt8] = []
      nonisolated(unsafe) var failure: FileError?
      let thread = Thread {
        sent.withUnsafeBytes { bytes in
          do throws(FileError) { try writeAll(writer, bytes, path: pipe) } catch { failure = error }
        }
      }
      thread.start()
      var chunk = [UInt8](repeating: 0, count: 4096)
      while received.count < sent.count {
        let n = read(reader, &chunk, chunk.count)
        if n > 0 { received += chunk[..<n] } else { usleep(100) }
      }
      #expect(received == sent)
      #expect(failure == nil)
    }
  }

  @Test func foldersAppearOnlyWhenComplete() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/frames"
      let first = try AtomicDirectory(path: path)
      try first.write([1], named: "a")
      #expect(!FileManager.default.fileExists(atPath: path))
      try first.commit()
      #expect(contents(of: path) == ["a"])

      do {
        let dropped = try AtomicDirectory(path: path, overwrite: true)
        try dropped.write([2], named: "b")
      }
      #expect(contents(of: folder) == ["frames"])
      #expect(contents(of: path) == ["a"])

      let second = try AtomicDirectory(path: path + "/", overwrite: true)
      try second.write([3], named: "c")
      try second.commit()
      #expect(contents(of: path) == ["c"])
      #expect(contents(of: folder) == ["frames"])
    }
  }

  @Test func longAndStrangeNames() throws {
    try withTemporaryFolder { folder in
      for name in [String(repeating: "ä", count: 127), "with space", "line\nbreak", "-dash", ".hidden"] {
        try writeAtomically([1], to: folder + "/" + name)
        #expect(try readFile(folder + "/" + name) == [1])
      }
      #expect(contents(of: folder).count == 5)
    }
  }

  @Test func scratchFilesHaveNoName() throws {
    try withTemporaryFolder { folder in
      var scratch = try ScratchFile(beside: folder + "/film.mp4")
      #expect(contents(of: folder).isEmpty)
      let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try scratch.append(Array(bytes[..<1_234_567]))
      try scratch.append(Array(bytes[1_234_567...]))
      #expect(scratch.count == bytes.count)
      var file = try AtomicFile(path: folder + "/copy")
      try scratch.copy(to: &file)
      try file.commit()
      #expect(try readFile(folder + "/copy") == bytes)
    }
  }
}
