import NeuralNetwork
import Testing
import VectorMath

@Suite struct SafetensorsTests {
  static let sample = Safetensors(
    entries: [
      .init(name: "a.weight", shape: [2, 3], values: [1, -2, 3.5, 0, 1e-30, -.infinity]),
      .init(name: "b \"q\" \u{1F600}", shape: [], values: [0.5], storage: .float16),
      .init(name: "empty", shape: [0, 7], values: []),
    ], metadata: [("note", "line\nbreak \\ \"quoted\" \u{1}"), ("steps", "12")])

  /// A file with this header and `data` bytes of data.
  func file(_ header: String, data: Int = 0) -> [UInt8] {
    let text = Array(header.utf8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> ($0 * 8)) } + text + [UInt8](repeating: 0, count: data)
  }

  func refusal(_ bytes: [UInt8]) -> String {
    do throws(WeightsError) {
      _ = try Safetensors(decoding: bytes)
      return "accepted"
    } catch {
      #expect(error.exitCode == 65 && !error.description.contains("\n"))
      return error.description
    }
  }

  @Test func roundTrip() throws {
    let read = try Safetensors(decoding: Self.sample.encode())
    #expect(read.entries == Self.sample.entries)
    #expect(read.metadata.map(\.key) == ["note", "steps"])
    #expect(read[metadata: "note"] == "line\nbreak \\ \"quoted\" \u{1}")
    #expect(read.encode() == Self.sample.encode())
  }

  @Test func everyTruncationIsRefused() {
    let bytes = Self.sample.encode()
    for length in 0..<bytes.count { #expect(refusal(Array(bytes[..<length])).contains("truncated")) }
    #expect(
      refusal(Array(bytes.dropLast(3))) == "weights: truncated: expected \(bytes.count) bytes, found \(bytes.count - 3)"
    )
    #expect(refusal(bytes + [0]).contains("too long"))
  }

  @Test(arguments: [
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
      "twice"
    ),
    (#"{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "twice"),
    (#"{"__metadata__":{"k":"1","k":"2"}}"#, "twice"),
    (
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
      "overlaps"
    ),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "hole"),
    (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, "needs 12 bytes"),
    (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,8]}}"#, "too large"),
    (#"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#, "number too large"),
    (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,8]}}"#, "whole number"),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#, "not a range"),
    (#"{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, "I64"),
    (#"{"a":{"dtype":"F32","shape":[2]}}"#, "lacks"),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":"1"}}"#, "unknown field"),
    (#"{"a":1}"#, "expected '{'"), (#"{"a"#, "unfinished"), (#"{} x"#, "after"), (#"{"\ud800":{}}"#, "expected"),
    ("", "expected"),
  ])
  func malformedHeadersAreRefused(header: String, reason: String) {
    let text = refusal(file(header, data: 8))
    #expect(text.contains(reason), "\(header): \(text)")
  }

  @Test func aHugeHeaderLengthIsRefused() {
    #expect(refusal([UInt8](repeating: 0xFF, count: 16)).contains("exceeds the limit"))
  }

  /// Damage anywhere is refused or read, never a trap.
  @Test func damagedFilesNeverTrap() {
    let bytes = Self.sample.encode()
    var g = SeededGenerator(seed: 11)
    var accepted = 0
    for _ in 0..<3000 {
      var damaged = bytes
      for _ in 0...g.index(3) { damaged[g.index(damaged.count)] = UInt8(truncatingIfNeeded: g.next()) }
      if refusal(damaged) == "accepted" { accepted += 1 }
    }
    #expect(accepted < 3000)
  }

  @Test func everyHalfIsExactAndRoundingIsToNearestEven() {
    for bits in UInt16.min...UInt16.max {
      let value = HalfFloat.value(bits)
      if value.isNaN {
        #expect(HalfFloat.value(HalfFloat.bits(value)).isNaN)
      } else {
        #expect(HalfFloat.bits(value) == bits)
      }
    }
    // Halfway between neighbours goes to the even one; a little more goes up.
    for bits in UInt16(0)..<0x7BFF {
      let low = HalfFloat.value(bits), high = HalfFloat.value(bits + 1)
      let middle = (low + high) / 2
      #expect(HalfFloat.bits(middle) == bits + (bits & 1))
      #expect(HalfFloat.bits(middle.nextUp) == bits + 1 && HalfFloat.bits(middle.nextDown) == bits)
    }
    #expect(HalfFloat.bits(65519) == 0x7BFF && HalfFloat.bits(65520) == 0x7C00 && HalfFloat.bits(-1e30) == 0xFC00)
  }

  @Test func loadingNamesWhatIsWrong() throws {
    var g = SeededGenerator(seed: 1)
    var layer = Linear("l", inputs: 2, outputs: 3, &g)
    let good = Safetensors(entries: layer.entries())
    try layer.load(TensorDirectory(good))
    var missing = good
    missing.entries.removeLast()
    #expect(throws: WeightsError(.missingTensor("l.bias"))) { try layer.load(TensorDirectory(missing)) }
    var misshapen = good
    misshapen.entries[0].shape = [2, 3, 1, 1]
    #expect(throws: WeightsError(.shapeMismatch(tensor: "l.weight", expected: [3, 2, 1, 1], found: [2, 3, 1, 1]))) {
      try layer.load(TensorDirectory(misshapen))
    }
    var infinite = good
    infinite.entries[0].values[0] = .infinity
    #expect(throws: WeightsError(.notFinite(tensor: "l.weight"))) { try layer.load(TensorDirectory(infinite)) }
  }
}
