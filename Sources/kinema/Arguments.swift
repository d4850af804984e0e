import LocatedJSON

/// A mistake on the command line: one clear line, exit code 2.
struct UsageError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// One option of a command: its names, the placeholder of its value (nil for a switch), and its help line.
struct Option {
  let names: [String]
  let value: String?
  let help: String
  /// May be given several times.
  let repeats: Bool
  init(_ names: String..., value: String? = nil, repeats: Bool = false, help: String) {
    self.names = names
    self.value = value
    self.help = help
    self.repeats = repeats
  }
}

/// A command line, split by a command's list of options; values are read by name and checked where they are used.
struct Arguments {
  private(set) var positionals: [String] = []
  private var values: [String: String] = [:]
  /// Of the options that may be given several times, in the order given.
  private var lists: [String: [String]] = [:]

  init(_ words: [String], options: [Option]) throws(UsageError) {
    let allNames = options.flatMap(\.names)
    var index = 0
    var onlyPositionals = false
    while index < words.count {
      let word = words[index]
      index += 1
      if onlyPositionals || !word.hasPrefix("-") || word == "-" {
        positionals.append(word)
        continue
      }
      if word == "--" {
        onlyPositionals = true
        continue
      }
      var name = word
      var inline: String?
      if word.hasPrefix("--"), let equals = word.firstIndex(of: "=") {
        name = String(word[..<equals])
        inline = String(word[word.index(after: equals)...])
      }
      guard let option = options.first(where: { $0.names.contains(name) }) else {
        throw UsageError("no option '\(name)'; \(nearestHint(name, among: allNames))")
      }
      let key = option.names[0]
      if values[key] != nil && !option.repeats { throw UsageError("option '\(name)' is given twice") }
      if let placeholder = option.value {
        if let inline {
          values[key] = inline
        } else if index < words.count {
          values[key] = words[index]
          index += 1
        } else {
          throw UsageError("option '\(name)' needs a value: \(name) \(placeholder)")
        }
        lists[key, default: []].append(values[key]!)
      } else {
        if inline != nil { throw UsageError("option '\(name)' takes no value") }
        values[key] = ""
      }
    }
  }

  func has(_ name: String) -> Bool { values[name] != nil }
  func text(_ name: String) -> String? { values[name] }
  func texts(_ name: String) -> [String] { lists[name] ?? [] }

  func integer(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = values[name] else { return nil }
    guard let v = Int(text), range.contains(v) else {
      throw UsageError(
        "\(name) expects a whole number from \(range.lowerBound) to \(range.upperBound), found '\(text)'")
    }
    return v
  }

  func seed(_ name: String) throws(UsageError) -> UInt64? {
    guard let text = values[name] else { return nil }
    guard let v = UInt64(text) else {
      throw UsageError("\(name) expects a whole number from 0 to 2^64-1, found '\(text)'")
    }
    return v
  }

  func number(_ name: String, in range: ClosedRange<Double>) throws(UsageError) -> Double? {
    guard let text = values[name] else { return nil }
    guard let v = Double(text), range.contains(v) else {
      throw UsageError("\(name) expects a number from \(range.lowerBound) to \(range.upperBound), found '\(text)'")
    }
    return v
  }

  /// The positionals by name: exactly as many as named, the last possibly optional.
  func expectPositionals(_ names: String...) throws(UsageError) {
    if positionals.count < names.count {
      throw UsageError("expected <\(names[positionals.count])>")
    }
    if positionals.count > names.count {
      throw UsageError("unexpected '\(positionals[names.count])'; put a prompt of several words in quotes")
    }
  }
}
