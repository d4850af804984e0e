import Diffusion
import NeuralNetwork
import Testing
import VectorMath

@Suite struct TrainingTests {
  func trainer(steps: Int) -> Trainer {
    Trainer(
      Denoiser(tiny, seed: 1), schedule: LearningRateSchedule(peak: 2e-3, warmUp: steps / 10, total: steps),
      averageDecay: 0.98,
      seed: 7)
  }

  /// Shading and sharpening discs from a flat, soft-edged, noisy rendering, judged on scenes that training never saw.
  @Test func aTinyModelLearns() {
    var scenes = ShapeScenes(generator: SeededGenerator(seed: 21), side: 32)
    var unseen = ShapeScenes(generator: SeededGenerator(seed: 22), side: 32)
    let test = unseen.batch(16)
    var trainer = trainer(steps: 1500)
    let before = trainer.evaluate(test, time: 1)
    for _ in 0..<1500 { #expect(trainer.step(scenes.batch(4)).updated) }
    let after = trainer.evaluate(test, time: 1)
    #expect(after < 0.6 * before, "loss \(before) -> \(after)")

    let identity = meanSquare(test.coarse, test.clean)
    for steps in [1, 2, 4] {
      let refined = trainer.averagedDenoiser.sample(
        coarse: test.coarse, condition: test.condition, noise: test.noise, steps: steps)
      let error = meanSquare(refined, test.clean)
      print("shapes, \(steps) steps: mean square error \(error), coarse \(identity)")
      #expect(error < 0.4 * identity, "\(steps) steps: \(error) against \(identity) of the coarse frame")
    }
  }

  @Test func aResumedRunHasTheSameBits() throws {
    var scenes = ShapeScenes(generator: SeededGenerator(seed: 31), side: 16)
    let batches = (0..<12).map { _ in scenes.batch(2) }
    var whole = trainer(steps: 50)
    whole.loss.absolute = 0.3
    whole.optimiser.weightDecay = 0.05
    for batch in batches[..<7] { _ = whole.step(batch) }
    var resumed = try Trainer(resuming: whole.checkpoint())
    #expect(resumed.checkpoint() == whole.checkpoint())
    for batch in batches[7...] {
      #expect(whole.step(batch).loss == resumed.step(batch).loss)
    }
    #expect(resumed.checkpoint() == whole.checkpoint())
  }

  @Test func aBatchOfNaNsChangesNothing() {
    var scenes = ShapeScenes(generator: SeededGenerator(seed: 41), side: 16)
    var trainer = trainer(steps: 50)
    _ = trainer.step(scenes.batch(2))
    let before = trainer.denoiser.parameters.map(\.value.values)
    var bad = scenes.batch(2)
    bad.clean[0, 0, 3, 3] = .nan
    #expect(!trainer.step(bad).updated)
    #expect(trainer.denoiser.parameters.map(\.value.values) == before)
    #expect(trainer.step(scenes.batch(2)).updated)
  }

  @Test func pixelsOfNoWeightTeachNothing() {
    var scenes = ShapeScenes(generator: SeededGenerator(seed: 51), side: 16)
    var batch = scenes.batch(2)
    batch.weight = Tensor(TensorShape(2, 1, 16, 16))
    var trainer = trainer(steps: 50)
    let report = trainer.step(batch)
    #expect(report.loss == 0 && report.gradientNorm == 0)
  }

  @Test func denoiserFileRoundTrip() throws {
    var g = SeededGenerator(seed: 61)
    var denoiser = Denoiser(tiny, bridge: DiffusionBridge(noiseScale: 0.42, startShare: 0.3), seed: 1)
    denoiser.visitParameters { $0.value.add(randomTensor($0.value.shape, &g), scale: 0.1) }
    denoiser.metadata = [("steps", "1200"), ("kernel level", "avx2")]
    let exact = try Denoiser(decoding: denoiser.encode(storage: .float32))
    #expect(exact.parameters.map(\.value.values) == denoiser.parameters.map(\.value.values))
    #expect(exact.bridge == denoiser.bridge && exact.network.configuration == tiny)
    #expect(exact.metadata.map(\.key) == ["steps", "kernel level"])
    let half = try Denoiser(decoding: denoiser.encode())
    for (a, b) in zip(half.parameters, denoiser.parameters) {
      for (x, y) in zip(a.value.values, b.value.values) { #expect(abs(x - y) <= abs(y) / 2048 + 3e-8) }
    }
    #expect(try Denoiser(decoding: half.encode()).encode() == half.encode())
  }

  @Test func foreignFilesAreRefusedInOneLine() throws {
    let good = try Safetensors(decoding: Denoiser(tiny, seed: 1).encode())
    func refusal(_ change: (inout Safetensors) -> Void) -> String {
      var file = good
      change(&file)
      do throws(WeightsError) {
        _ = try Denoiser(decoding: file.encode())
        return "accepted"
      } catch { return error.description }
    }
    #expect(refusal { _ in } == "accepted")
    #expect(refusal { $0[metadata: "format"] = "other" }.contains("kinema-denoiser-1"))
    #expect(refusal { $0[metadata: "network.widths"] = "8,twelve" }.contains("network.widths"))
    #expect(refusal { $0[metadata: "network.widths"] = "8" }.contains("levels"))
    #expect(refusal { $0[metadata: "network.widths"] = "8,16" }.contains("expected"))
    #expect(refusal { $0[metadata: "bridge.noiseScale"] = nil }.contains("bridge.noiseScale"))
    #expect(refusal { $0[metadata: "bridge.noiseScale"] = "nan" }.contains("bridge.noiseScale"))
    #expect(refusal { $0[metadata: "network.embedding"] = "" }.contains("network.embedding"))
    #expect(refusal { $0.entries.removeFirst() }.contains("no tensor"))
    #expect(refusal { $0.entries.append(.init(name: "x", shape: [1], values: [1])) }.contains("does not belong"))
  }
}
