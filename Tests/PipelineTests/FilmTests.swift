import Diffusion
import Direction
import FileOutput
import Finishing
import Foundation
import Imaging
import MediaIO
import Parallelism
import Pipeline
import Refinement
import Rendering
import SceneDescription
import Simulation
import Testing
import TraceFormat

/// A refiner that has learnt nothing: enough to see that every stage does its part, whatever the weights are.
func untrainedRefiner(seed: UInt64) -> Refiner {
  Refiner(denoiser: Denoiser(conditionChannels: Conditioning.channelCount, seed: 1), steps: 2, seed: seed)
}

func smallFilm(_ prompt: String, seconds: Double = 0.25, seed: UInt64 = 7) throws -> [Scene] {
  var settings = FilmSettings()
  (settings.width, settings.height, settings.seconds, settings.seed) = (96, 54, seconds, seed)
  return try plan(prompt, settings).shots.map(\.scene)
}

private let demo = "A red rubber ball rolls down a wooden ramp and knocks over three dominoes"

@Suite(.serialized) struct FilmTests {
  /// Trace, frames and MP4 are the same bytes with one thread and with two.
  @Test func threadsNeverChangeAFilm() throws {
    let before = ThreadBudget.threads
    defer { ThreadBudget.threads = before }
    let scenes = try smallFilm(demo)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("kinema-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var films: [(trace: String, frames: [[UInt8]], movie: [UInt8])] = []
    for threads in [1, 2, 3] {
      ThreadBudget.threads = threads
      var refiner = untrainedRefiner(seed: 7)
      var movie = try ClipWriter(
        path: "\(folder)/\(threads).mp4", width: 96, height: 54, frameRate: 24, encoder: .init(), overwrite: false)
      var (trace, frames) = ("", [[UInt8]]())
      try film(
        scenes, with: &refiner, begin: { _, header in trace += TraceWriter.line(header) },
        each: { moment in
          trace += TraceWriter.line(moment.trace)
          frames.append(PNG.encode(moment.frame))
          try movie.append(moment.frame)
        })
      try movie.finish()
      films.append((trace, frames, try readFile("\(folder)/\(threads).mp4")))
    }
    for other in films.dropFirst() {
      #expect(other.trace == films[0].trace)
      #expect(other.frames == films[0].frames)
      #expect(other.movie == films[0].movie)
    }
    #expect(films[0].frames.count == 6 && films[0].frames[0] != films[0].frames[5])
  }

  /// Stage by stage over files gives the same frames as the stream.
  @Test func guidesOnDiskGiveTheSameFrames() throws {
    let scene = try smallFilm(demo, seconds: 0.13)[0]
    var streamed: [Frame] = []
    var refiner = untrainedRefiner(seed: 7)
    try film([scene], with: &refiner) { streamed.append($0.frame) }
    let trace = try simulate(scene)
    let text = TraceWriter.text(trace)
    let read = try TraceReader.trace(from: Array(text.utf8), file: "t.jsonl")
    let again = try Scene(decoding: Array(scene.encoded().utf8), file: "s.json")
    let renderer = try SceneRenderer(scene: again, header: read.header)
    var previous: TraceFrame?
    refiner.cut()
    for (i, expected) in streamed.enumerated() {
      let (frame, next) = (read.frames[i], i + 1 < streamed.count ? read.frames[i + 1] : nil)
      let guide = renderer.guides(frame, previous: previous, next: next, settings: RenderSettings(again, FilmLook()))
      let stored = try GuideFrame(EXRImage(decoding: EXRImage(guide).encoded(), path: "g"), path: "g")
      #expect(FilmLook().finish.apply(refiner.refine(stored), guide: stored, seed: refiner.seed) == expected)
      previous = frame
    }
  }

  /// Any even size films, also those that the network cannot take directly.
  @Test(arguments: [(16, 16), (18, 34), (50, 22)]) func oddlySizedFramesArePaddedInside(width: Int, height: Int) throws
  {
    var scene = try smallFilm("A ball falls", seconds: 0.05)[0]
    (scene.width, scene.height) = (width, height)
    var refiner = untrainedRefiner(seed: 0)
    try film([scene], with: &refiner) { #expect($0.frame.width == width && $0.frame.height == height) }
  }
}

@Suite struct StoryTests {
  /// The sentence comes true: the ball leaves the ramp, and all three dominoes fall by a chain of contacts from it.
  @Test(arguments: [0, 1, 7, 42] as [UInt64]) func theDemoComesTrue(seed: UInt64) throws {
    var settings = FilmSettings()
    settings.seed = seed
    let scene = try plan(demo, settings).shots[0].scene
    let trace = try simulate(scene)
    let names = scene.bodies.map(\.name)
    let ball = try #require(names.firstIndex(of: "ball"))
    let dominoes = names.indices.filter { names[$0].hasPrefix("domino") }
    #expect(dominoes.count == 3)
    let events = trace.frames.flatMap(\.events)
    let toppled = Set(events.filter { $0.kind == .toppled }.map(\.a))
    #expect(dominoes.allSatisfy { toppled.contains(.body($0)) })
    // Who was touched, directly or through others, by the ball before it fell.
    var reached: Set<TraceParticipant> = [.body(ball)]
    for event in events where event.kind == .contactBegin {
      guard let b = event.b, case .body(let i) = event.a, case .body(let j) = b else { continue }
      let pair = [i, j].filter { scene.bodies[$0].motion == .dynamic }
      if pair.count == 2, reached.contains(.body(i)) || reached.contains(.body(j)) {
        reached.formUnion([.body(i), .body(j)])
      }
    }
    #expect(dominoes.allSatisfy { reached.contains(.body($0)) })
    let last = try #require(trace.frames.last)
    #expect(last.bodies[ball].position.y < 0.2 && trace.frames[0].bodies[ball].position.y > 0.3)
  }

  /// Changing one word changes that and nothing else.
  @Test func oneWordChangesOneThing() throws {
    let settings = FilmSettings()
    func scene(_ prompt: String) throws -> Scene { try plan(prompt, settings).shots[0].scene }
    let base = try scene(demo)
    let blue = try scene(demo.replacingOccurrences(of: "red", with: "blue"))
    let ball = try #require(base.bodies.firstIndex { $0.name == "ball" })
    #expect(blue.bodies[ball].colour != base.bodies[ball].colour)
    var recoloured = blue
    recoloured.bodies[ball].colour = base.bodies[ball].colour
    recoloured.prompt = base.prompt
    recoloured.title = base.title
    #expect(recoloured == base)
    let five = try scene(demo.replacingOccurrences(of: "three", with: "five"))
    #expect(five.bodies.filter { $0.name.hasPrefix("domino") }.count == 5)
    let large = try scene(demo.replacingOccurrences(of: "red", with: "large red"))
    #expect(large.bodies[ball].shape != base.bodies[ball].shape)
  }

  @Test(arguments: [
    "A woman walks past a tall red block, wide shot", "Three blue blocks fall onto the floor and bounce",
    "A metal ball hits a stack of three wooden blocks", "A green cube slides down a steep ramp, low angle",
    "A green cube slides down a steep ramp and hits two dominoes, low angle",
    "Two balls are next to a plastic block. The camera orbits around the block.",
  ])
  func otherPromptsComeTrue(prompt: String) throws {
    let result = try plan(prompt, FilmSettings())
    for shot in result.shots { #expect(shot.report.allGoalsReached, "\(shot.report.lines)") }
    #expect(result.storyboard.tokens.allSatisfy { $0.status != .notUnderstood })
  }
}
