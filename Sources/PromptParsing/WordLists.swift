/// The closed classes of words and the adjectives; nouns, colours and materials come from their own libraries.
enum WordLists {
  static let all: [([String], Sense)] =
    determiners + numbers + adjectives + materials + pronouns + prepositions + joining + adverbs + auxiliaries + others

  private static let determiners: [([String], Sense)] = [
    (["a", "an", "some"], .determiner(.indefinite)),
    (
      ["the", "this", "that", "these", "those", "my", "your", "his", "her", "its", "their", "our", "both", "both the"],
      .determiner(.definite)
    ),
    (["all", "all the", "all of the", "each", "every", "each of the"], .determiner(.all)),
    (["another"], .determiner(.another)),
    (["no", "without", "without a", "without any"], .determiner(.none)),
    (["other"], .other),
    (["one", "ones"], .one),
  ]

  private static let names = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
  ]
  private static let ordinals = ["first", "second", "third", "fourth", "fifth", "sixth"]

  private static let numbers: [([String], Sense)] =
    names.enumerated().map { ([$0.element], Sense.number($0.offset, exact: true)) }
    + ordinals.enumerated().map { ([$0.element], Sense.ordinal($0.offset + 1)) } + [
      (["last", "final"], .ordinal(-1)),
      (["single", "lone"], .number(1, exact: true)),
      (["thirty"], .number(30, exact: true)),
      (["forty"], .number(40, exact: true)),
      (["fifty"], .number(50, exact: true)),
      (["hundred"], .number(100, exact: true)),
      (["dozen"], .number(12, exact: true)),
      (["a few", "few", "a handful of"], .number(3, exact: false)),
      (["several", "various", "multiple"], .number(5, exact: false)),
      (["many", "numerous", "lots of", "a lot of", "plenty of"], .number(10, exact: false)),
      (["pair of", "pair", "couple of", "couple"], .group(2, arrangement: nil)),
      (["trio of"], .group(3, arrangement: nil)),
      (["group of", "set of", "bunch of", "collection of", "cluster of", "series of"], .group(4, arrangement: nil)),
      (["row of", "line of", "rows of"], .group(5, arrangement: "row")),
      (["stack of", "tower of", "column of"], .group(3, arrangement: "stack")),
      (["pile of", "heap of"], .group(5, arrangement: "pile")),
      (["circle of", "ring of"], .group(6, arrangement: "circle")),
      (["pyramid of"], .group(6, arrangement: "pyramid")),
      (
        ["in a row", "in a line", "in line", "in a straight line", "lined up", "lined up in a row", "side by side"],
        .arranged("row")
      ),
      (["in a stack", "in a tower", "stacked", "stacked up", "on top of each other"], .arranged("stack")),
      (["in a pile", "in a heap", "piled up"], .arranged("pile")),
      (["in a circle", "in a ring"], .arranged("circle")),
      (["in a pyramid"], .arranged("pyramid")),
    ]

  private static let adjectives: [([String], Sense)] = [
    (["tiny", "minuscule", "miniature", "mini", "very small", "very little"], .size(.tiny)),
    (["small", "little", "smaller"], .size(.small)),
    (["medium", "medium sized", "normal sized"], .size(.normal)),
    (["large", "big", "larger", "bigger"], .size(.large)),
    (["huge", "giant", "gigantic", "enormous", "massive", "very large", "very big", "oversized"], .size(.huge)),
    (["tall", "high"], .quality("tall")),
    (["short", "low"], .quality("short")),
    (["steep"], .quality("steep")),
    (["gentle", "shallow"], .quality("gentle")),
    (["long"], .quality("long")),
    (["flat", "thin"], .quality("flat")),
    (["young"], .quality("young")),
    (["slow"], .pace(.slow)),
    (["fast", "quick", "speeding"], .pace(.fast)),
    (
      [
        "shiny", "glossy", "smooth", "rough", "old", "new", "beautiful", "pretty", "cute", "clean", "dirty", "round",
        "square", "heavy", "light", "simple", "plain", "colorful", "colourful", "vibrant", "transparent", "striped",
        "happy", "sad", "elderly", "soft", "hard", "wide", "narrow", "empty", "realistic", "solid", "polished", "matte",
      ], .look
    ),
    (
      ["very", "really", "extremely", "quite", "rather", "slightly", "so", "dark", "light", "bright", "pale", "deep"],
      .degree
    ),
  ]

  /// The standard materials that people call a thing by; the others' names are colours or things of their own (gold, a
  /// leaf, a cherry, water).
  static let materialNames: Set<String> = [
    "aluminium", "asphalt", "brass", "brick", "bronze", "cardboard", "ceramic", "chrome", "clay", "concrete", "copper",
    "cork", "cotton", "denim", "fabric", "glass", "granite", "grass", "gravel", "ice", "leather", "linen", "mahogany",
    "maple", "marble", "metal", "mud", "oak", "paper", "pine", "plaster", "plastic", "plywood", "porcelain", "rubber",
    "sand", "silk", "skin", "snow", "soil", "steel", "stone", "terracotta", "tiles", "velvet", "walnut", "wood", "wool",
  ]

  /// Nearest standard material for words that are no material's name; rows whose material is missing are dropped.
  private static let materials: [([String], Sense)] = [
    (["wooden", "timber"], .material("wood")),
    (["metallic", "iron"], .material("metal")),
    (["aluminum"], .material("aluminium")),
    (["rubbery"], .material("rubber")),
    (["stony", "slate"], .material("stone")),
    (["sandy"], .material("sand")),
    (["snowy"], .material("snow")),
    (["muddy"], .material("mud")),
    (["cloth", "textile"], .material("fabric")),
    (["grassy"], .material("grass")),
    (["tiled"], .material("tiles")),
    (["cement"], .material("concrete")),
  ]

  private static let pronouns: [([String], Sense)] = [
    (["it", "itself"], .pronoun(.it)),
    (["they", "them", "themselves"], .pronoun(.they)),
    (["he", "him", "himself"], .pronoun(.he)),
    (["she", "her", "herself"], .pronoun(.she)),
    (["each other", "one another"], .reciprocal),
    (["that", "which", "who"], .relative),
  ]

  private static func place(
    _ words: [String], _ relation: Relation.Kind?, _ direction: Action.Leg.Direction?
  ) -> ([String], Sense) {
    (words, .preposition(Preposition(name: words[0], relation: relation, direction: direction)))
  }

  private static let prepositions: [([String], Sense)] = [
    place(["on", "upon", "at the top of", "on the top of"], .on, .onto),
    place(["on top of", "atop"], .on, .onto),
    place(["onto", "on to"], .on, .onto),
    place(["under", "underneath", "beneath", "below"], .under, nil),
    place(["above"], .above, .over),
    place(["over"], .above, .over),
    place(["next to", "beside", "near", "close to", "alongside", "nearby", "at the side of"], .nextTo, nil),
    place(["with"], .nextTo, nil),
    place(["by"], .nextTo, nil),
    place(["in front of"], .inFrontOf, nil),
    place(["behind", "in back of", "at the back of"], .behind, nil),
    place(
      ["to the left of", "left of", "on the left of", "at the left of", "to the left side of", "on the left side of"],
      .leftOf, nil),
    place(
      [
        "to the right of", "right of", "on the right of", "at the right of", "to the right side of",
        "on the right side of",
      ], .rightOf, nil),
    place(["between", "in between", "in the middle of", "among"], .between, .between),
    place(["against"], .against, .towards),
    place(["down"], nil, .down),
    place(["up"], nil, .up),
    place(["towards", "toward", "in the direction of"], nil, .towards),
    place(["to"], nil, .towards),
    place(["at"], .nextTo, .towards),
    place(["into", "in to"], nil, .into),
    place(
      [
        "in", "inside", "inside of", "within", "outdoors in", "outside in", "out in", "outdoors on", "outside on",
        "out on", "outdoors at", "deep in",
      ], nil, .into),
    place(["off", "off of"], nil, .off),
    place(["from", "out of"], nil, .from),
    place(["across"], nil, .across),
    place(["along"], nil, .along),
    place(["past"], nil, .past),
    place(["through"], nil, .through),
    place(["around", "round"], nil, .around),
    place(["away from"], nil, .away),
    place(["of", "made of", "made from", "made out of"], nil, nil),
    place(["wearing", "wears", "dressed in", "clad in"], nil, nil),
  ]

  private static let joining: [([String], Sense)] = [
    (["and", "or", "plus", "but", "&"], .coordinator),
    (
      ["then", "and then", "afterwards", "next", "and finally", "finally", "until", "before finally", "so that"],
      .link(.then)
    ),
    (["while", "as", "meanwhile", "whilst", "at the same time", "at the same time as"], .link(.meanwhile)),
    (["before"], .link(.before)),
    (["after", "when", "once", "as soon as", "after that"], .link(.after)),
  ]

  private static let adverbs: [([String], Sense)] = [
    (
      ["slowly", "gently", "softly", "gradually", "carefully", "leisurely", "lazily", "at a slow pace"],
      .adverb(.pace(.slow))
    ),
    (
      ["quickly", "fast", "rapidly", "swiftly", "hard", "at high speed", "at full speed", "briskly", "speedily"],
      .adverb(.pace(.fast))
    ),
    (["away"], .adverb(.direction(.away))),
    (["forward", "forwards", "ahead"], .adverb(.direction(.forward))),
    (["back", "backward", "backwards"], .adverb(.direction(.back))),
    (["left", "to the left", "leftwards", "from right to left"], .adverb(.direction(.left))),
    (["right", "to the right", "rightwards", "from left to right"], .adverb(.direction(.right))),
    (
      ["downward", "downwards", "downhill", "from above", "from high above", "from the sky"], .adverb(.direction(.down))
    ),
    (["upward", "upwards", "uphill"], .adverb(.direction(.up))),
    (["together"], .adverb(.together)),
    (
      [
        "suddenly", "smoothly", "again", "straight", "still", "directly", "one by one", "one after another",
        "again and again",
        "just", "also", "too", "eventually", "there", "freely", "steadily", "in turn", "out",
      ], .adverb(.plain)
    ),
  ]

  private static let auxiliaries: [([String], Sense)] = [
    (["is", "are", "was", "were", "be", "been", "being", "am", "'s", "'re"], .auxiliary(.be)),
    (["gets", "get", "got", "getting"], .auxiliary(.get)),
    (["has", "have", "had", "having", "'ve"], .auxiliary(.have)),
    (
      ["can", "could", "will", "would", "may", "might", "must", "shall", "should", "do", "does", "did", "'ll", "'d"],
      .auxiliary(.modal)
    ),
    (
      [
        "start to", "starts to", "started to", "begin to", "begins to", "began to", "continue to", "continues to",
        "starts", "start", "started", "starting", "begins", "begin", "began", "beginning", "continues", "continue",
        "keeps", "keep", "going to", "about to", "comes to", "come to", "came to", "is seen", "are seen", "can be seen",
      ], .auxiliary(.aspect)
    ),
    (
      [
        "not", "never", "don't", "doesn't", "didn't", "isn't", "aren't", "wasn't", "weren't", "won't", "can't",
        "cannot",
      ], .negation
    ),
  ]

  private static let others: [([String], Sense)] = [
    (["camera"], .camera),
    (
      [
        "there is", "there are", "there 's", "there 're", "there was", "there were", "we see", "you see", "imagine",
        "show", "shows", "showing", "show me", "featuring", "depicting",
      ], .existential
    ),
    (
      [
        "video of", "clip of", "footage of", "photo of", "picture of", "image of", "scene of", "scene with", "shot of",
        "view of", "film of", "movie of", "animation of", "scene where", "scene in which", "video showing", "please",
        "the scene shows", "the video shows", "clip", "video", "footage", "scene", "seen", "shot",
        "filmed", "viewed",
      ], .filler
    ),
    (
      [
        "top of", "bottom of", "edge of", "end of", "side of", "foot of", "middle of", "centre of", "center of",
        "surface of", "corner of", "front of", "back of", "face of", "rest of", "one of", "one side of", "part of",
        "left side of", "right side of", "two of", "some of", "each of", "all of", "both of",
      ], .part
    ),
    (
      [
        "shirt", "t shirt", "tshirt", "jacket", "coat", "trousers", "pants", "jeans", "dress", "skirt", "hat", "cap",
        "shoes", "boots", "sweater", "jumper", "suit", "shorts", "hoodie", "blouse", "uniform", "scarf", "vest",
      ], .garment
    ),
  ]
}
