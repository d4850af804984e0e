/// What a phrase of camera language asks for.
enum FilmTerm: Hashable, Sendable {
  case move(CameraDirection.Move)
  case framing(CameraDirection.Framing)
  case angle(CameraDirection.Angle)
  /// Only after "the camera": "follows", "focuses on".
  case aim
  /// Known words of the craft that a storyboard cannot hold, with what it can.
  case unsupported(String)

  private static let noMove = "camera move not supported; known: static, orbit, push in, pull out"
  private static let noPace = "the clip runs at true speed"
  private static let noLens = "lens and focus are not supported"
  private static let noLook = "the picture's style is not taken from the prompt"

  /// Phrases that are camera language wherever they stand.
  static let phrases: [([String], FilmTerm)] = [
    (
      [
        "close up", "closeup", "extreme close up", "extreme closeup", "close shot", "tight shot", "detail shot",
        "macro shot", "close up view",
      ], .framing(.closeUp)
    ),
    (["medium shot", "mid shot", "medium view", "medium close up", "waist shot"], .framing(.medium)),
    (
      [
        "wide shot", "wide angle", "wide view", "long shot", "full shot", "establishing shot", "extreme wide shot",
        "wide angle shot", "wide angle view", "wide angle lens", "panoramic view",
      ], .framing(.wide)
    ),
    (
      ["low angle", "from a low angle", "from below", "ground level", "from ground level", "worm's eye view"],
      .angle(.low)
    ),
    (["eye level", "at eye level", "from eye level", "straight on"], .angle(.eye)),
    (
      ["high angle", "from a high angle", "elevated view", "aerial view", "aerial shot", "drone shot", "drone view"],
      .angle(.high)
    ),
    (
      [
        "overhead", "overhead shot", "overhead view", "from above", "from overhead", "top down", "top view",
        "top down view", "bird's eye view", "birds eye view", "bird's eye", "from directly above",
      ], .angle(.overhead)
    ),
    (
      [
        "static camera", "fixed camera", "still camera", "steady camera", "stationary camera", "static shot",
        "fixed shot", "static camera shot", "locked off shot", "no camera movement", "locked off camera",
        "with no camera movement", "without camera movement",
      ], .move(.fixed)
    ),
    (
      [
        "orbit shot", "orbiting shot", "orbital shot", "orbiting camera", "orbit camera", "camera orbit",
        "circling camera", "360 degree shot", "orbit around",
      ], .move(.orbit)
    ),
    (
      [
        "zoom in", "zooms in", "zooming in", "zoom in on", "slow zoom in", "dolly in", "slow push in", "push in shot",
        "slow dolly in", "zoom in shot", "push in on",
      ], .move(.pushIn)
    ),
    (
      [
        "zoom out", "zooms out", "zooming out", "slow zoom out", "dolly out", "pull back", "pull out", "slow pull back",
      ],
      .move(.pullOut)
    ),
    (
      [
        "tracking shot", "follow shot", "following shot", "dolly shot", "crane shot", "pan left", "pan right",
        "pan up", "pan down", "tilt up", "tilt down", "panning shot", "handheld", "hand held", "handheld camera",
        "handheld shot", "fpv", "pov", "first person", "first person view", "camera shake", "whip pan", "dolly zoom",
        "hand held camera", "over the shoulder", "over the shoulder shot", "racking focus",
      ], .unsupported(noMove)
    ),
    (
      [
        "slow motion", "in slow motion", "slow mo", "time lapse", "timelapse", "hyperlapse", "fast motion",
        "high speed camera",
      ], .unsupported(noPace)
    ),
    (
      [
        "depth of field", "shallow depth of field", "bokeh", "fisheye", "telephoto", "anamorphic", "lens flare",
        "shallow focus", "35mm", "50mm", "85mm", "sharp focus", "out of focus",
      ], .unsupported(noLens)
    ),
    (
      [
        "cinematic", "photorealistic", "photo realistic", "hyperrealistic", "realistic style", "black and white film",
        "film grain", "vintage style", "watercolor", "oil painting", "anime", "cartoon", "pixel art", "3d animation",
        "highly detailed", "high quality", "cinematic lighting", "documentary style",
      ], .unsupported(noLook)
    ),
    (["cut to", "fade to", "fade in", "fade out", "next shot"], .unsupported("a prompt makes one shot")),
  ]

  /// What "the camera" can do, besides the phrases above.
  static let cameraVerbs: [([String], FilmTerm)] = [
    (
      [
        "orbits", "orbit", "orbiting", "orbited", "circles", "circling", "circled", "rotates around",
        "rotating around", "revolves", "revolving", "moves around", "moving around", "spins around", "goes around",
        "arcs", "swings around",
      ], .move(.orbit)
    ),
    (
      [
        "pushes in", "pushing in", "push in", "zooms in", "zooming in", "zooms", "dollies in", "moves in",
        "moving in", "moves closer", "moves forward", "moving forward", "moves towards", "moves toward", "approaches",
        "creeps in", "gets closer", "goes in",
      ], .move(.pushIn)
    ),
    (
      [
        "pulls out", "pulls back", "pulling back", "pulling out", "zooms out", "dollies out", "moves back",
        "moves away", "moves backward", "moves backwards", "backs away", "retreats",
      ], .move(.pullOut)
    ),
    (
      [
        "static", "still", "fixed", "steady", "stationary", "doesn't move", "does not move", "not moving", "locked off",
        "locked", "stays", "remains", "holds",
      ], .move(.fixed)
    ),
    (["looks down", "looking down", "looks down on"], .angle(.high)),
    (["looks up", "looking up"], .angle(.low)),
    (
      ["looks", "looks at", "focuses", "focuses on", "focused", "focusing", "centered", "centred", "shows", "films"],
      .aim
    ),
    (
      [
        "follows", "following", "follow", "tracks", "tracking", "pans", "panning", "tilts", "tilting", "cranes",
        "rises", "rising", "moves", "moving", "flies", "shakes", "rotates", "rotating", "spins", "drifts", "trucks",
        "glides", "slides", "turns", "descends", "sweeps", "pan", "tilt", "track", "rotate", "truck",
      ], .unsupported(noMove)
    ),
  ]

  /// "shot", "view" after a film phrase belong to it.
  static let tails: Set<String> = [
    "shot", "shots", "view", "views", "angle", "perspective", "framing", "camera", "photography",
  ]

  var meaning: String {
    switch self {
    case .move(let m): "camera move: \(m.rawValue)"
    case .framing(let f): "framing: \(f.rawValue)"
    case .angle(let a): "camera angle: \(a.rawValue)"
    case .aim: "camera aims"
    case .unsupported(let why): why
    }
  }
}

extension LightDirection {
  /// Words of light and weather; those of the last row mean nothing alone.
  static let words: [([String], LightTerm)] = [
    (["sunrise", "dawn", "daybreak"], LightTerm(time: .sunrise)),
    (["morning", "mornings"], LightTerm(time: .morning)),
    (["noon", "midday", "high noon"], LightTerm(time: .noon)),
    (["afternoon"], LightTerm(time: .afternoon)),
    (["sunset", "golden hour", "sundown"], LightTerm(time: .sunset)),
    (["dusk", "twilight", "evening", "blue hour", "nightfall"], LightTerm(time: .dusk)),
    (
      ["night", "nighttime", "night time", "midnight", "moonlight", "moonlit", "moonlit night", "starlight"],
      LightTerm(time: .night)
    ),
    (["overcast", "grey sky", "gray sky", "grey skies", "gray skies"], LightTerm(sky: .overcast)),
    (["cloudy", "partly cloudy", "clouds"], LightTerm(sky: .cloudy)),
    (
      ["sunny", "clear sky", "blue sky", "sunlit", "sunlight", "sunshine", "clear skies", "clear blue sky"],
      LightTerm(sky: .clear)
    ),
    (
      ["rain", "rainy", "raining", "pouring rain", "heavy rain", "drizzle", "rainfall", "rainstorm", "light rain"],
      LightTerm(weather: .rain)
    ),
    (["storm", "stormy", "thunderstorm", "stormy sky", "storm clouds"], LightTerm(weather: .storm)),
    (
      ["snowing", "snowfall", "falling snow", "snowstorm", "snow storm", "blizzard", "winter storm"],
      LightTerm(weather: .snow)
    ),
    (["fog", "foggy", "mist", "misty", "haze", "hazy", "dense fog", "thick fog"], LightTerm(weather: .fog)),
    (
      ["day", "light", "lighting", "sky", "skies", "weather", "daylight", "sun", "bright", "early", "late", "warm"],
      LightTerm()
    ),
  ]
}
