import AssetLibrary

/// A prompt that cannot be filmed: one line that says why and what would be understood.
public enum PromptError: Error, Sendable, Equatable, CustomStringConvertible {
  case empty
  case tooLong(length: Int, limit: Int)
  /// No known thing; the nearest known name to each unknown one, where there is any.
  case nothingFilmable(prompt: String, nearest: [String])
  case unknownVerb(word: String, nearest: String?)
  /// In strict mode, the first token that was not understood.
  case notUnderstood(word: String, offset: Int, meaning: String)

  public var description: String {
    switch self {
    case .empty: "prompt: empty; expected a sentence such as 'A red ball rolls down a ramp'"
    case .tooLong(let length, let limit): "prompt: \(length) characters, the limit is \(limit)"
    case .nothingFilmable(let prompt, let nearest):
      "prompt: no known thing in '\(prompt)'; "
        + (nearest.isEmpty
          ? "known: \(Noun.all.prefix(24).map(\.name).joined(separator: ", "))"
          : "nearest: \(nearest.joined(separator: ", "))")
    case .unknownVerb(let word, let nearest):
      "prompt: no verb '\(word)'; "
        + (nearest.map { "did you mean '\($0)'?" }
          ?? "known: \(Verbs.principal.joined(separator: ", "))")
    case .notUnderstood(let word, let offset, let meaning):
      "prompt:\(offset): '\(word)' not understood (strict): \(meaning)"
    }
  }

  /// Exit code of the command line: usage, a limit, or bad data.
  public var exitCode: Int32 {
    switch self {
    case .empty: 2
    case .tooLong: 4
    default: 65
    }
  }
}

/// Reads a prompt into a storyboard, by lexer, chunker, grammar and interpreter in turn.
public struct PromptParser: Sendable {
  /// Unicode scalars that a prompt may have.
  public static let maximumLength = 65_536
  /// Whether a word that is not understood is an error.
  public var strict: Bool

  public init(strict: Bool = false) { self.strict = strict }

  public func parse(_ text: String) throws(PromptError) -> Storyboard {
    let (storyboard, error) = analyse(text)
    if let error { throw error }
    return storyboard
  }

  /// The storyboard as far as it goes, each token accounted for, together with the error that `parse` would throw.
  public func analyse(_ text: String) -> (storyboard: Storyboard, error: PromptError?) {
    var storyboard = Storyboard()
    storyboard.prompt = text
    let lexer = Lexer(text)
    guard lexer.length <= PromptParser.maximumLength else {
      return (storyboard, .tooLong(length: lexer.length, limit: PromptParser.maximumLength))
    }
    let tokens = lexer.tokens()
    let chunks = Chunker.chunks(of: tokens)
    var interpreter = Interpreter(tokens)
    interpreter.read(Grammar.statements(of: chunks), chunks: chunks)
    storyboard.shots = [interpreter.shot]
    storyboard.tokens = interpreter.ledger.accounts()
    return (storyboard, error(interpreter, tokens, storyboard))
  }

  private func error(_ interpreter: Interpreter, _ tokens: [Token], _ storyboard: Storyboard) -> PromptError? {
    guard tokens.contains(where: { $0.kind == .word || $0.kind == .number }) else { return .empty }
    if interpreter.shot.entities.isEmpty && interpreter.shot.place == nil {
      var nearest: [String] = []
      for word in interpreter.unknownThings {
        if let name = Suggestions.nearest(word, among: Lexicon.shared.thingNames), !nearest.contains(name) {
          nearest.append(name)
        }
      }
      return .nothingFilmable(prompt: PromptParser.excerpt(storyboard.prompt), nearest: Array(nearest.prefix(5)))
    }
    if interpreter.knownVerbs == 0, let word = interpreter.unknownVerbs.first {
      return .unknownVerb(word: word, nearest: Suggestions.nearest(word, among: Lexicon.shared.verbNames))
    }
    if strict, let bad = storyboard.tokens.first(where: { $0.status == .notUnderstood }) {
      return .notUnderstood(word: bad.text, offset: bad.offset, meaning: bad.meaning)
    }
    return nil
  }

  /// The start of a text, fit for one line.
  private static func excerpt(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for s in text.unicodeScalars.prefix(61) {
      let isControl = s.properties.generalCategory == .control || s.properties.isWhitespace
      out.append(isControl ? " " : s)
    }
    return out.count > 60 ? String(String.UnicodeScalarView(out.prefix(60))) + "…" : String(out)
  }
}
