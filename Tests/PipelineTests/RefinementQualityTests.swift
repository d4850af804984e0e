import Dispatch
import Pipeline
import Refinement
import Testing
import Training

/// The weights that ship, on scenes that training never saw, against path-traced truth.
@Suite struct RefinementQualityTests {
  /// Refined frames are nearer to the truth than the cheap frames, and than what the best-tuned wavelet filter makes of
  /// them, in PSNR and SSIM both. `kinema train judge` does the same at full size; docs/training.md has its figures.
  @Test func refinedFramesBeatCheapAndFilteredOnes() throws {
    let (denoiser, _) = try WeightsLocator.load(explicit: nil)
    var refiner = Refiner(denoiser: denoiser, steps: Refiner.standardSteps, seed: 0)
    var evaluation = RefinerEvaluation()
    evaluation.referenceSamples = 128
    var results: [RefinerEvaluation.SceneResult] = []
    for seed in 5_000_000..<5_000_004 as Range<UInt64> {
      let scene = PracticeScene.make(seed: seed, width: 256, height: 144)
      results.append(
        try evaluation.judge(
          scene, frame: 6, refiner: &refiner, clock: { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }))
    }
    let rows = RefinerEvaluation.means(results)
    let refined = try #require(rows.last)
    for other in rows.dropLast() {
      #expect(refined.psnr > other.psnr, "\(rows)")
      #expect(refined.ssim > other.ssim, "\(rows)")
    }
  }
}
