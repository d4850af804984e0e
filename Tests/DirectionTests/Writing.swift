import PromptParsing

/// Storyboards in few words, for tests.
func thing(
  _ id: String, _ noun: String? = nil, count: Int = 1, colour: String? = nil, material: String? = nil,
  size: Entity.SizeClass = .normal, _ qualities: String...
) -> Entity {
  var e = Entity()
  e.id = id
  e.noun = noun ?? id
  e.count = count
  e.colour = colour
  e.material = material
  e.size = size
  e.qualities = qualities
  return e
}

func relation(_ subject: String, _ kind: Relation.Kind, _ object: String) -> Relation {
  var r = Relation()
  r.kind = kind
  r.subject = subject
  r.object = object
  return r
}

func does(
  _ subject: String, _ verb: Action.Verb, _ object: String? = nil, _ path: (Action.Leg.Direction, String?)...,
  speed: Action.Speed = .normal, order: Int = 0
) -> Action {
  var a = Action()
  a.verb = verb
  a.subject = subject
  a.object = object
  a.speed = speed
  a.order = order
  a.path = path.map { direction, object in
    var leg = Action.Leg()
    leg.direction = direction
    leg.object = object
    return leg
  }
  return a
}

func storyboard(_ prompt: String, _ things: [Entity], _ relations: [Relation] = [], _ actions: [Action] = [])
  -> Storyboard
{
  var shot = Shot()
  shot.entities = things
  shot.relations = relations
  shot.actions = actions
  var board = Storyboard()
  board.prompt = prompt
  board.shots = [shot]
  return board
}

/// "A red rubber ball rolls down a wooden ramp and knocks over three dominoes."
func ballRampDominoes(count: Int = 3, colour: String = "red", rampQualities: String...) -> Storyboard {
  var ramp = thing("ramp", material: "wood")
  ramp.qualities = rampQualities
  return storyboard(
    "A red rubber ball rolls down a wooden ramp and knocks over three dominoes",
    [thing("ball", colour: colour, material: "rubber"), ramp, thing("dominoes", "domino", count: count)], [],
    [does("ball", .roll, nil, (.down, "ramp")), does("ball", .knockOver, "dominoes", order: 1)])
}
