import Foundation
import Testing

/// The verbs at work, each on what an earlier one wrote.
@Suite struct VerbTests {
  @Test func everyVerbHasHelp() throws {
    let program = try Program()
    defer { program.remove() }
    let help = try program.run(["--help"])
    #expect(help.code == 0)
    for verb in [
      "generate", "plan", "explain", "simulate", "trace", "render", "refine", "encode", "train", "bench", "check",
    ] {
      #expect(help.out.contains("  \(verb) "))
      let own = try program.run([verb, "--help"])
      #expect(own.code == 0 && own.out.hasPrefix("kinema \(verb) "))
    }
  }

  /// What `plan` writes `simulate` reads; `explain --json` accounts for every word.
  @Test func verbsWorkFromEachOthersFiles() throws {
    let program = try Program()
    defer { program.remove() }
    let prompt = "A blue ball rolls and hits two blocks"
    #expect(try program.run(["plan", prompt, "-o", "scene.json", "--storyboard", "board.json"]).code == 0)
    #expect(try program.run(["plan", "board.json", "-o", "again.json"]).code == 0)
    #expect(
      try String(contentsOfFile: program.folder + "/again.json", encoding: .utf8)
        == String(contentsOfFile: program.folder + "/scene.json", encoding: .utf8))
    #expect(try program.run(["simulate", "scene.json", "-o", "trace.jsonl", "--seconds", "0.5"]).code == 0)
    #expect(try program.run(["check", "trace.jsonl"]).out.contains("kind: trace"))
    #expect(try program.run(["plan", prompt, "-o", "scene.json"]).code == 73)
    let explained = try program.run(["explain", prompt, "--json"])
    let object = try JSONSerialization.jsonObject(with: Data(explained.out.utf8)) as? [String: Any]
    let board = object?["storyboard"] as? [String: Any]
    #expect((board?["tokens"] as? [Any])?.count == 8)
  }

  /// A trace in both forms, and every verb that looks into one.
  @Test func tracesAreLookedInto() throws {
    let program = try Program()
    defer { program.remove() }
    let prompt = "A blue ball rolls and hits two blocks"
    #expect(try program.run(["plan", prompt, "-o", "scene.json"]).code == 0)
    #expect(try program.run(["simulate", "scene.json", "-o", "a.ktrace", "--seconds", "0.5"]).code == 0)
    #expect(try program.run(["trace", "convert", "a.ktrace", "-o", "a.trace.jsonl"]).code == 0)
    #expect(try program.run(["simulate", "scene.json", "-o", "b.trace.jsonl", "--seconds", "0.5"]).code == 0)
    let (text, direct) = (program.folder + "/a.trace.jsonl", program.folder + "/b.trace.jsonl")
    #expect(FileManager.default.contentsEqual(atPath: text, andPath: direct))
    let info = try program.run(["trace", "info", "a.ktrace"])
    #expect(info.code == 0 && info.out.contains("energy drift") && info.out.contains("binary"), "\(info)")
    let same = try program.run(["trace", "diff", "a.ktrace", "b.trace.jsonl"])
    #expect(same.code == 0 && same.out.hasPrefix("EQUAL: 12 records"), "\(same)")
    #expect(try program.run(["simulate", "scene.json", "-o", "c.ktrace", "--seconds", "0.5", "--fps", "48"]).code == 0)
    let other = try program.run(["trace", "diff", "a.ktrace", "c.ktrace", "--json"])
    let report = try JSONSerialization.jsonObject(with: Data(other.out.utf8)) as? [String: Any]
    #expect(other.code == 1 && report?["verdict"] as? String == "different", "\(other)")
    let table = try program.run(["trace", "dump", "a.ktrace", "--csv", "--columns", "time,body,y", "--every", "5"])
    #expect(table.code == 0 && table.out.hasPrefix("time,body,y\n0,"), "\(table)")
    let unknown = try program.run(["trace", "dump", "a.ktrace", "--bodies", "bal"])
    #expect(unknown.code == 2 && unknown.error.contains("no body 'bal'") && unknown.out.isEmpty, "\(unknown)")
    let plot = ["trace", "plot", "a.ktrace", "b.trace.jsonl", "--quantity", "y,energy", "-o", "p.png"]
    #expect(try program.run(plot).code == 0)
    #expect(try program.run(["check", "p.png"]).out.contains("1200x675"))
    #expect(try program.run(["trace", "events", "a.ktrace", "--json"]).out.contains("\"kind\":"))
  }

  /// Names from a file cannot steer the terminal.
  @Test func namesAreFiltered() throws {
    let program = try Program()
    defer { program.remove() }
    let evil = "ba\\u001b[2Jll"
    try program.write(
      """
      {"title": "\(evil)", "seconds": 0.5, "bodies": [
        {"name": "floor", "shape": {"plane": {}}, "motion": "static", "position": [0, 0, 0]},
        {"name": "\(evil)", "shape": {"sphere": {"radius": 0.1}}, "position": [0, 0.2, 0]}]}
      """, "evil.json")
    #expect(try program.run(["simulate", "evil.json", "-o", "evil.ktrace"]).code == 0)
    for verb in ["info", "events"] {
      let result = try program.run(["trace", verb, "evil.ktrace"])
      #expect(result.code == 0 && !result.out.contains("\u{1B}") && result.out.contains("ba\u{FFFD}[2Jll"), "\(result)")
    }
    let unknown = try program.run(["trace", "dump", "evil.ktrace", "--bodies", "x"])
    #expect(unknown.code == 2 && !unknown.error.contains("\u{1B}"))
  }

  /// Training at the smallest scale: pairs are made, two updates happen, a stopped run goes on, the weights load.
  @Test func trainingMakesWeightsThatLoad() throws {
    let program = try Program()
    defer { program.remove() }
    let data = ["--data", "pairs"]
    #expect(try program.run(["train", "pairs", "--scenes", "1", "--reference", "1"] + data).code == 0)
    let fit = ["train", "fit", "--batch", "1", "--checkpoint", "c", "-o", "w.safetensors"] + data
    #expect(try program.run(fit + ["--updates", "1"]).code == 0)
    let resumed = try program.run(fit + ["--updates", "2"])
    #expect(resumed.code == 0 && resumed.error.contains("Going on from c"))
    #expect(try program.run(["check", "w.safetensors"]).out.contains("trainingSteps: 2"))
    let film = try program.run([
      "generate", "A ball falls", "-o", "frames", "--weights", "w.safetensors", "--seconds", "0.1", "--size", "64x36",
    ])
    #expect(film.code == 0, "\(film.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: program.folder + "/frames").count == 2)
    // Weights cut short, and weights for other channels, are refused by name.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: program.folder + "/w.safetensors"))
    try bytes.prefix(bytes.count - 100).write(to: URL(fileURLWithPath: program.folder + "/cut.safetensors"))
    let cut = try program.run(["generate", "A ball falls", "-o", "c.mp4", "--weights", "cut.safetensors"])
    #expect(cut.code == 65 && cut.error.contains("cut.safetensors"))
  }
}
