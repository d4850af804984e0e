import FileOutput

/// The lines of a file, a piece at a time; memory follows the longest line.
final class LineSource {
  private let source: any ByteSource
  private var offset = 0
  private var piece: [UInt8] = []
  private var position = 0
  /// Why the lines ended early.
  private(set) var failure: FileError?
  private static let pieceSize = 1 << 16

  init(_ source: any ByteSource) { self.source = source }

  /// The next line without its line feed; nil at the end, or at a failure.
  func next() -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if position >= piece.count {
        do throws(FileError) {
          piece = try source.bytes(at: offset, count: LineSource.pieceSize)
        } catch {
          failure = error
          return nil
        }
        offset += piece.count
        position = 0
        if piece.isEmpty { return line.isEmpty ? nil : line }
      }
      if let end = piece[position...].firstIndex(of: 0x0A) {
        line += piece[position..<end]
        position = end + 1
        return line
      }
      line += piece[position...]
      position = piece.count
    }
  }
}
