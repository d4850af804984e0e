import CMediaShims
import Foundation
import SceneDescription
import Simulation
import TestSupport
import Testing
import TraceExport
import TraceFormat
import VectorMath

@Suite struct ViewerTests {
  private func page(_ trace: Trace, ghost: Trace? = nil) -> String {
    var page = ViewerPage(trace.header)
    for frame in trace.frames { page.add(frame) }
    if let ghost { for frame in ghost.frames { page.addGhost(frame, title: ghost.header.title) } }
    return String(decoding: page.html(), as: UTF8.self)
  }

  /// What stands between an element's tags.
  private func element(_ id: String, of html: String) throws -> String {
    let tag = try #require(html.range(of: "id=\"\(id)\""))
    let start = try #require(html[tag.upperBound...].range(of: ">")).upperBound
    let end = try #require(html[start...].range(of: "</script>")).lowerBound
    return String(html[start..<end])
  }

  private func arrays(_ html: String) throws -> [String: [UInt8]] {
    let json = try JSONSerialization.jsonObject(with: Data(element("trace", of: html).utf8)) as! [String: Any]
    let packed = [UInt8](try #require(Data(base64Encoded: try element("arrays", of: html))))
    let widths = ["f32": 4, "f64": 8, "u32": 4, "i32": 4, "u8": 1]
    let directory = (json["arrays"] as! [[Any]]).map { ($0[0] as! String, widths[$0[1] as! String]! * ($0[2] as! Int)) }
    var raw = [UInt8](repeating: 0, count: directory.reduce(0) { $0 + $1.1 })
    #expect(media_inflate(packed, packed.count, &raw, raw.count) == 0)
    var out: [String: [UInt8]] = [:]
    var at = 0
    for (name, size) in directory {
      out[name] = Array(raw[at..<at + size])
      at += size
    }
    return out
  }

  @Test("The arrays of the page are the trace's numbers in single precision")
  func numbers() throws {
    let trace = try shortRun()
    let held = try arrays(page(trace, ghost: trace))
    let poses = Bytes(all: held["poses"]!).floats(0, held["poses"]!.count / 4)
    let expected = trace.frames.flatMap { $0.bodies }.flatMap { b in
      [b.position.x, b.position.y, b.position.z, b.orientation.x, b.orientation.y, b.orientation.z, b.orientation.w]
        .map { Float($0) }
    }
    #expect(poses == expected)
    #expect(held["ghost"] == held["poses"])
    let starts = held["contactStart"]!
    let contacts = trace.frames.reduce(0) { $0 + $1.contacts.count }
    #expect(contacts > 0)
    #expect(Int(Bytes(all: starts).number(starts.count - 4, as: UInt32.self)) == contacts)
    #expect(held["contactData"]!.count == contacts * 11 * 4)
  }

  @Test("Twenty bodies for ten seconds stay under 3 MB, with nothing to fetch")
  func size() throws {
    var scene = Scene()
    scene.title = "twenty"
    scene.seconds = 10
    var floor = Body()
    (floor.name, floor.shape, floor.motion) = ("floor", .plane(SolidShape.Plane()), .fixed)
    scene.bodies = [floor]
    // Boxes that touch many others are the dearest: eight contact points for each that lies on two.
    for i in 0..<20 {
      var box = Body()
      box.name = "box \(i)"
      box.shape = .box(halfExtents: Vector3(0.2, 0.05, 0.1))
      box.position = Vector3(0.21 * Double(i % 2), 0.06 + 0.105 * Double(i / 2), 0.03 * Double(i % 3))
      scene.bodies.append(box)
    }
    var simulator = try Simulator(scene)
    var made = ViewerPage(simulator.header)
    while let frame = simulator.nextFrame() { made.add(frame) }
    let html = String(decoding: made.html(), as: UTF8.self)
    #expect(html.utf8.count <= 3_000_000)
    #expect(!html.contains("http:") && !html.contains("https:"))
    #expect(!html.contains("import(") && !html.contains("src="))
  }

  @Test("Names cannot become markup or script")
  func injection() throws {
    var trace = try shortRun(frames: 2)
    let hostile = "</script><script>alert(1)</script><!-- \u{1B}[31m ]]> \u{2028} /*TRACE*/"
    trace.header.title = hostile
    trace.header.bodies[1].name = hostile
    trace.header.people[0].bones[0].name = hostile
    trace.header.notes = [hostile]
    let html = page(trace)
    #expect(!html.contains("<script>alert"))
    #expect(html.components(separatedBy: "</script>").count - 1 == 3)
    let json = try JSONSerialization.jsonObject(with: Data(element("trace", of: html).utf8)) as! [String: Any]
    #expect(json["title"] as? String == hostile)
    #expect((json["bodies"] as! [[String: Any]])[1]["name"] as? String == hostile)
  }

  @Test("Chromium draws the page without an error")
  func screenshot() throws {
    let trace = try shortRun()
    try withTemporaryFolder { folder in
      let html = folder + "/x.html"
      try Data(page(trace, ghost: trace).utf8).write(to: URL(fileURLWithPath: html))
      let picture = folder + "/x.png"
      let arguments = [
        "--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars",
        "--window-size=960,600", "--virtual-time-budget=3000", "--enable-logging=stderr",
        "--user-data-dir=\(folder)/profile", "--screenshot=\(picture)", "file://\(html)#t=0.3&sel=ball",
      ]
      guard let answer = try Judge.run("chromium", arguments) else { return }
      #expect(answer.status == 0, "\(answer.errors)")
      #expect(!answer.errors.contains("CONSOLE"), "\(answer.errors)")
      guard
        let judged = try Judge.python(
          needing: "PIL",
          """
          from PIL import Image
          im = Image.open('\(picture)').convert('RGB').crop((10, 40, 600, 400))
          print(len(set(im.resize((118, 72)).getdata())))
          """)
      else { return }
      // An empty page has a handful of colours; bodies under light have hundreds.
      let colours = Int(String(decoding: judged.output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
      #expect(try #require(colours) > 300)
    }
  }
}
