import LocatedJSON

extension ContactLayout {
  /// Events are few and have many forms: they stand in the block as in a JSON Lines record, and deflate well.
  static func events<C: ValueCoder>(
    _ record: inout TraceFrame, _ header: TraceHeader, _ coder: inout C
  ) throws(MalformedBlock) {
    var text: [UInt8] = []
    if !record.events.isEmpty {
      var writer = JSONWriter(pretty: false)
      writer.events(record.events)
      text = Array(writer.text.utf8)
    }
    var count = UInt64(text.count)
    try coder.number(&count)
    let left = coder.symbolsLeft
    if let left {
      guard count <= UInt64(left) else {
        throw MalformedBlock("expected \(count) bytes of events, found \(left)")
      }
      text = [UInt8](repeating: 0, count: Int(count))
    }
    for i in text.indices { try coder.symbol(&text[i]) }
    guard left != nil, !text.isEmpty else { return }
    do throws(JSONError) {
      record.events = try TraceFrameDecoder(header: header).events(JSONReader.parse(text, file: "events"))
    } catch {
      throw MalformedBlock("\(error)")
    }
  }
}
