"use strict";
// What is shown: kept in the address after #, so that a link shows the same picture.

const State = {
  frame: 0, playing: false, speed: 1,
  selected: -1,      // a body, or -1
  contact: null,     // {frame, number} of the contact that is explained
  event: -1,         // number of the meeting that is explained, or -1
  show: { contacts: true, forces: true, velocities: false, names: false, wire: false, trail: true, ghost: true,
    joints: false },

  read(camera) {
    const map = new URLSearchParams(location.hash.slice(1));
    if (map.has("t")) this.frame = Data.frameAt(parseFloat(map.get("t")) || 0);
    if (map.has("sel")) this.selected = Data.bodies.findIndex((b) => b.name === map.get("sel"));
    if (map.has("contact")) {
      const number = parseInt(map.get("contact"), 10);
      const known = Data.contactsAt(this.frame).some((c) => c.number === number);
      this.contact = known ? { frame: this.frame, number } : null;
    }
    const event = parseInt(map.get("event") || "-1", 10);
    this.event = event >= 0 && event < Data.events.length ? event : -1;
    if (map.has("cam")) camera.text = map.get("cam");
    if (map.has("show")) {
      const on = map.get("show").split(",");
      for (const k of Object.keys(this.show)) this.show[k] = on.includes(k);
    }
    if (map.has("speed")) this.speed = parseFloat(map.get("speed")) || 1;
  },
  write(camera) {
    const map = new URLSearchParams();
    map.set("t", Data.times[this.frame] === undefined ? "0" : Data.times[this.frame].toFixed(4));
    if (this.selected >= 0) map.set("sel", Data.bodies[this.selected].name);
    if (this.contact) map.set("contact", this.contact.number);
    if (this.event >= 0) map.set("event", this.event);
    map.set("cam", camera.text);
    map.set("show", Object.keys(this.show).filter((k) => this.show[k]).join(","));
    if (this.speed !== 1) map.set("speed", this.speed);
    history.replaceState(null, "", "#" + map);
  },
};
