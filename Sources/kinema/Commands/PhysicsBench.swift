import Experiments

/// `kinema bench physics`: how exact, how fast, how steady and how repeatable the rigid-body engine is.
enum PhysicsBench {
  static let options = PhysicsExperiments.options + PhysicsThroughput.options + PhysicsEndurance.options

  static func run(_ arguments: Arguments) throws -> Int32 {
    if arguments.has("--throughput") { return try PhysicsThroughput.run(arguments) }
    if let count = try arguments.integer("--soak", in: 1...100_000_000) {
      return try PhysicsEndurance.soak(arguments, count: count)
    }
    if let count = try arguments.integer("--pour", in: 1...100_000) {
      return try PhysicsEndurance.pour(arguments, count: count)
    }
    if arguments.has("--golden") { return try PhysicsEndurance.golden() }
    return try PhysicsExperiments.run(Array(arguments.positionals.dropFirst()), arguments)
  }
}
