import FileOutput
import TraceAnalysis
import TraceExport
import TraceFormat

/// `kinema trace export`: an animated GLB for Blender and the web, or an MCAP for Rerun and Foxglove, by the output's name.
enum TraceExporting {
  static func run(_ arguments: Arguments, _ files: [String]) throws -> Int32 {
    try TraceCommand.files(files, 1)
    guard let path = arguments.text("--output"), path.hasSuffix(".glb") || path.hasSuffix(".mcap") else {
      throw UsageError("expected -o FILE.glb or -o FILE.mcap")
    }
    var input = try TraceInput(path: files[0])
    var file = try AtomicFile(path: path, overwrite: arguments.has("--overwrite"))
    if path.hasSuffix(".glb") {
      var export = GLBExport(input.header)
      while let record = try input.nextFrame() {
        try Interruption.check()
        export.add(record)
      }
      try file.write(export.encoded())
    } else {
      var export = MCAPExport(input.header)
      while let record = try input.nextFrame() {
        try Interruption.check()
        try file.write(export.add(record))
      }
      try file.write(export.finish())
    }
    try file.commit()
    Console.error(path.hasSuffix(".glb") ? "open it in Blender or f3d" : "open it with: rerun \(path)")
    return 0
  }
}
