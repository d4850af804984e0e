import Experiments
import Testing

@Suite struct TruthTests {
}
