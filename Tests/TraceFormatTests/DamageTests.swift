import Testing
import TraceFormat

/// Two thousand damaged files of every form: read or refused with a located error, never a trap. The same seed goes on for
/// as many as one likes with `kinema trace fuzz`.
@Test func damagedTracesAreReadOrRefused() {
  var fuzzer = TraceFuzzer(seed: 11)
  for _ in 0..<2000 { fuzzer.readDamagedFile() }
  #expect(fuzzer.result.faults.isEmpty, "\(fuzzer.result.faults.prefix(5))")
  #expect(fuzzer.result.refused > 1000 && fuzzer.result.read > 20, "\(fuzzer.result.refused), \(fuzzer.result.read)")
}
