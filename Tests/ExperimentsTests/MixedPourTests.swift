import Experiments
import Testing

@Suite struct MixedPourTests {
  /// Forty-two solids of all kinds poured into a box come to rest in it, none outside and none deep in another.
  @Test func solidsComeToRestInTheBox() throws {
    var pour = try MixedPour(count: 42)
    #expect(!pour.isAtRest)
    let rest = pour.settle(within: 10)
    #expect(rest != nil, "\(42 - pour.sleeping) of 42 still move after 10 s")
    #expect(pour.outside.isEmpty, "outside: \(pour.outside)")
    print("measured  mixed pour: at rest after \(rest ?? .nan) s, overlap \(pour.overlap * 100) % of the thinner body")
    #expect(pour.overlap <= MixedPour.allowedOverlap)
    #expect(pour.world.contacts.count > 42)
  }
}
