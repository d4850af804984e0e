extension Noun {
  /// A noun that a file describes, with the words that are its own.
  private init(_ entry: AssetEntry, words: [(singular: String, plural: String)]) {
    name = entry.name
    singulars = words.map(\.singular)
    plurals = words.map(\.plural)
    qualities = entry.qualities
    isPlace = false
    isAnimate = false
    isOfLibrary = true
  }

  /// Nouns of the program whose place the library's assets of their words take: nothing is fitted to the action in them.
  private static let yielding = ["table"]

  /// The program's nouns and those of the library, each word once.
  ///
  /// Words of the program's nouns stay theirs, but for those of the yielding ones. Of the library's, a word that is an
  /// asset's name is that asset's; else it is that of the first in the alphabet. Further words come last.
  static func merged(
    _ builtIn: [Noun], _ entries: [AssetEntry], words further: [(noun: String, word: String)] = []
  ) -> [Noun] {
    let names = Set(entries.map(\.name))
    let giving = builtIn.filter { yielding.contains($0.name) && names.contains($0.name) }
    let kept = builtIn.filter { !giving.contains($0) }
    var taken = Set(kept.flatMap { $0.singulars + $0.plurals })
    var nouns = kept
    for entry in entries where !kept.contains(where: { $0.name == entry.name }) {
      var words: [(singular: String, plural: String)] = []
      // Singulars and plurals go by pairs where there are as many.
      let plurals = entry.plurals.count == entry.nouns.count ? entry.plurals : entry.nouns.map(AssetEntry.plural)
      for (singular, plural) in zip(entry.nouns, plurals) {
        let isAnothers = singular != entry.name && names.contains(singular)
        if !isAnothers, taken.insert(singular).inserted { words.append((singular, plural)) }
      }
      // What a yielding noun was called beside its name, and no asset is.
      for noun in giving where noun.name == entry.name {
        for (singular, plural) in zip(noun.singulars, noun.plurals)
        where !names.contains(singular) && taken.insert(singular).inserted {
          words.append((singular, plural))
        }
      }
      if !words.isEmpty { nouns.append(Noun(entry, words: words)) }
    }
    for (noun, word) in further {
      guard let k = nouns.firstIndex(where: { $0.name == noun }), taken.insert(word).inserted else { continue }
      nouns[k].singulars.append(word)
      nouns[k].plurals.append(AssetEntry.plural(word))
    }
    return nouns.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
