import Experiments
import Testing

@Suite struct MixedPourTests {
  /// Sixty solids of all kinds poured into a box come to rest in it, none outside and none deep in another.
  @Test func solidsComeToRestInTheBox() throws {
    var pour = try MixedPour(count: 60)
    #expect(!pour.isAtRest)
    let rest = pour.settle(within: 10)
    #expect(rest != nil, "\(60 - pour.sleeping) of 60 still move after 10 s")
    #expect(pour.outside.isEmpty, "outside: \(pour.outside)")
    print("measured  mixed pour: at rest after \(rest ?? .nan) s, overlap \(pour.overlap * 100) % of the thinner body")
    #expect(pour.overlap <= MixedPour.allowedOverlap)
    #expect(pour.world.contacts.count > 60)
  }
}
