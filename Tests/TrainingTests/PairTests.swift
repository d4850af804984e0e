import Foundation
import Imaging
import Refinement
import SceneDescription
import Testing
import Training
import VectorMath

@Suite struct PairTests {
  /// A pair depends on its seed alone, and the filtered frame in it is already nearer to the truth than the cheap one.
  @Test func pairsDependOnTheirSeedAlone() throws {
    var maker = PairMaker()
    (maker.side, maker.margin, maker.referenceSamples, maker.windowsPerScene) = (48, 24, 32, 2)
    let first = try maker.pairs(seed: 3)
    let again = try maker.pairs(seed: 3)
    #expect(first.count == 2)
    for (a, b) in zip(first, again) {
      #expect(a.condition == b.condition && a.coarse == b.coarse && a.truth == b.truth && a.noise == b.noise)
      #expect(a.condition.count == Conditioning.channelCount * 48 * 48)
      func error(_ planes: some Sequence<Float>) -> Float {
        zip(planes, a.truth).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      }
      #expect(error(a.coarse) < error(a.condition.prefix(3 * 48 * 48)))
    }
    #expect(first[0].truth != first[1].truth)
  }

  /// Half precision on disk: what is read differs by at most its rounding.
  @Test func storeKeepsPairs() throws {
    let folder = "/tmp/kinema-pairs-\(UInt64.random(in: 0...UInt64.max))"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var maker = PairMaker()
    (maker.side, maker.margin, maker.referenceSamples, maker.windowsPerScene) = (16, 8, 1, 1)
    let pairs = try maker.pairs(seed: 1)
    let store = PairStore(folder: folder)
    try store.write(pairs, firstSeed: 1)
    #expect(store.contains(firstSeed: 1) && store.shards.count == 1)
    let read = try store.read(store.shards[0])
    for (a, b) in zip(pairs[0].truth, read[0].truth) { #expect(abs(a - b) <= 0x1p-11) }
    for (a, b) in zip(pairs[0].noise, read[0].noise) { #expect(abs(a - b) <= 0x1p-9) }
  }

  /// Practice scenes are valid scenes of many kinds.
  @Test func practiceScenesAreValid() throws {
    var shapes: Set<String> = []
    for seed in 0..<60 as Range<UInt64> {
      let scene = PracticeScene.make(seed: seed)
      #expect(try Scene(decoding: Array(scene.encoded().utf8), file: "practice") == scene)
      for body in scene.bodies { shapes.insert(body.shape.tag) }
      if !scene.people.isEmpty { shapes.insert("person") }
    }
    #expect(shapes.count == 5)
  }
}
