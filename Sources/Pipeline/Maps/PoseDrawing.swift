import Imaging
import LocatedJSON

/// People as OpenPose draws and writes them: the strokes that ControlNet's pose model was trained on.
///
/// Source: lllyasviel/ControlNet, annotator/openpose/util.py (draw_bodypose): discs of 4 pixels, then limbs as ellipses of
/// half width 4, each laid over the picture with weight 0.6.
package enum PoseDrawing {
  /// Ends of the limbs in drawing order; limb k has colour k.
  static let limbs: [(Int, Int)] = [
    (1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0),
    (0, 14), (14, 16), (0, 15), (15, 17),
  ]
  static let colours: [SIMD3<Float>] = [
    SIMD3(255, 0, 0), SIMD3(255, 85, 0), SIMD3(255, 170, 0), SIMD3(255, 255, 0), SIMD3(170, 255, 0), SIMD3(85, 255, 0),
    SIMD3(0, 255, 0), SIMD3(0, 255, 85), SIMD3(0, 255, 170), SIMD3(0, 255, 255), SIMD3(0, 170, 255), SIMD3(0, 85, 255),
    SIMD3(0, 0, 255), SIMD3(85, 0, 255), SIMD3(170, 0, 255), SIMD3(255, 0, 255), SIMD3(255, 0, 170), SIMD3(255, 0, 85),
  ]
  private static let halfWidth: Float = 4

  /// On black. Hidden keypoints are drawn like seen ones, absent ones and their limbs are not.
  package static func draw(_ poses: [Pose], width: Int, height: Int) -> ImageBuffer<SIMD3<UInt8>> {
    var canvas = ImageBuffer<SIMD3<Float>>(width: width, height: height, filledWith: .zero)
    func paint(_ low: SIMD2<Float>, _ high: SIMD2<Float>, _ pixel: (SIMD2<Float>, inout SIMD3<Float>) -> Void) {
      let (x0, x1) = (max(0, Int(low.x)), min(Float(width - 1), high.x))
      let (y0, y1) = (max(0, Int(low.y)), min(Float(height - 1), high.y))
      guard x1 >= Float(x0), y1 >= Float(y0) else { return }
      for y in y0...Int(y1) {
        for x in x0...Int(x1) { pixel(SIMD2(Float(x) + 0.5, Float(y) + 0.5), &canvas[x, y]) }
      }
    }
    let margin = SIMD2<Float>(repeating: halfWidth + 1)
    for pose in poses {
      for (k, point) in pose.keypoints.enumerated() where point.visibility != .absent {
        paint(point.position - margin, point.position + margin) { p, colour in
          let d: SIMD2<Float> = p - point.position
          if (d * d).sum() <= halfWidth * halfWidth { colour = colours[k] }
        }
      }
    }
    for pose in poses {
      for (k, (from, to)) in limbs.enumerated() {
        let (a, b) = (pose.keypoints[from], pose.keypoints[to])
        if a.visibility == .absent || b.visibility == .absent { continue }
        let middle: SIMD2<Float> = (a.position + b.position) * 0.5
        let way: SIMD2<Float> = b.position - a.position
        let length: Float = max(1e-3, (way * way).sum().squareRoot())
        let axis: SIMD2<Float> = way / length
        let low = SIMD2(min(a.position.x, b.position.x), min(a.position.y, b.position.y))
        let high = SIMD2(max(a.position.x, b.position.x), max(a.position.y, b.position.y))
        paint(low - margin, high + margin) { p, colour in
          let d: SIMD2<Float> = p - middle
          let along: Float = (d * axis).sum() / (length / 2)
          let across: Float = (d.x * axis.y - d.y * axis.x) / halfWidth
          if along * along + across * across <= 1 { colour = colour * 0.4 + colours[k] * 0.6 }
        }
      }
    }
    return canvas.map { SIMD3<UInt8>(clamping: SIMD3<Int32>($0.rounded(.toNearestOrAwayFromZero))) }
  }

  /// OpenPose's file of a frame, version 1.1, COCO's 18 points: pixels, and confidence 1 seen, 0.5 hidden, 0 absent.
  package static func json(_ poses: [Pose]) -> String {
    var writer = JSONWriter(pretty: false)
    writer.object { w in
      w.key("version")
      w.number(1.1)
      w.key("people")
      w.array { w in
        for pose in poses {
          w.element()
          w.object { w in
            w.key("name")
            w.string(pose.name)
            w.key("pose_keypoints_2d")
            w.array { w in
              for point in pose.keypoints {
                let isAbsent = point.visibility == .absent
                for v in [
                  isAbsent ? 0 : point.position.x, isAbsent ? 0 : point.position.y,
                  Float(point.visibility.rawValue) / 2,
                ] {
                  w.element()
                  w.number(Double(v))
                }
              }
            }
          }
        }
      }
    }
    return writer.text + "\n"
  }
}
