import Diffusion
import Testing

@Test func throughputReport() {
  let lines = Throughput.report()
  for line in lines { print(line) }
  #expect(lines.count == Throughput.shapes.count + 5)
}
