import Testing
import VectorMath
import RigidBodyDynamics
@Test func debugRatio() {
 for its in [40, 100, 300, 1000, 3000] {
      let light = 9
      var lab = Laboratory(velocityIterations: its)
      lab.plane()
      let h = 0.1
      var ids: [BodyID] = []
      for i in 0...light {
        ids.append(
          lab.add(
            BodyDefinition(
              name: "box \(i)", shape: .box(halfExtents: Vector3(h, h, h)),
              position: Vector3(0, h + 2 * h * Double(i), 0), mass: i == light ? 1000 : 1)))
      }
      for i in 0..<960 { lab.world.step()
        if [0,1,2,5,10,20,50,100,200, 400, 800].contains(i) { print("D", its, i, lab.velocity(ids[light]).length, h + 2 * h * Double(light) - lab.position(ids[light]).y, lab.position(ids[light]).x)}
       }
 }
}
