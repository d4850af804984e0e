import Foundation
import LocatedJSON
import Training

/// Prints what `train judge` found.
enum JudgeTable {
  static func text(_ title: String, _ rows: [RefinerEvaluation.Row]) -> String {
    ([title]
      + rows.map {
        let name = $0.name + String(repeating: " ", count: max(0, 10 - $0.name.count))
        return "  \(name) PSNR \(fixed($0.psnr, 2)) dB  SSIM \(fixed($0.ssim, 4))  \(fixed($0.seconds, 2)) s"
      }).joined(separator: "\n")
  }

  static func json(_ results: [RefinerEvaluation.SceneResult], _ means: [RefinerEvaluation.Row]) -> String {
    var writer = JSONWriter(pretty: true)
    writer.array(breaks: true) { w in
      for (title, rows) in results.map({ ($0.title, $0.rows) }) + [("Mean", means)] {
        for row in rows {
          w.element()
          w.object { w in
            w.key("scene")
            w.string(title)
            w.key("frame")
            w.string(row.name)
            w.key("psnr")
            w.number(row.psnr)
            w.key("ssim")
            w.number(row.ssim)
            w.key("seconds")
            w.number(row.seconds)
          }
        }
      }
    }
    return writer.text
  }

  static func fixed(_ v: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", v) }
}
